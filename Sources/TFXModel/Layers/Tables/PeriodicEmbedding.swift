public import TFXCore
public import TFXGraph
import TFXOps

/// Features, and behind them for each number of them some more that swing with it:
/// cos(2π (x · frequency + phase)) · kernel + bias, of its own frequencies, phases, kernel and bias.
/// [batch, …, features] → [batch, …, features + numbers · (output_dim − 1)]
///
/// The PBLD embedding of [RealMLP](https://arxiv.org/abs/2407.04491) (Holzmüller, Grinsztajn and
/// Steinwart 2024), after Gorishniy, Rubachev and Babenko, "On embeddings for numerical features in
/// tabular deep learning" (2022): functions of one number that bend more often than those of few units do.
/// Keras has no such layer. In front of a model for the columns of a table, it takes those of numbers if
/// `features` does not say which.
public struct PeriodicEmbedding: Layer {
  public static let kind = "PeriodicEmbedding"

  /// How many features stand for a number, itself among them.
  public var outputDim = 4
  /// How many frequencies each number has.
  public var frequencyCount = 16
  /// The features that are numbers, by their places; nil for all.
  public var features: [Int]?
  /// Times that a number swings from one unit to the next: `[numbers, 1, frequency_count]`.
  public var frequency = WeightOptions(PeriodicEmbedding.frequencies)
  /// Where the swings begin, in turns: `[numbers, 1, frequency_count]`.
  public var phase = WeightOptions(PeriodicEmbedding.phases)
  /// `[numbers, frequency_count, output_dim − 1]`.
  public var kernel = WeightOptions(PeriodicEmbedding.kernels)
  /// `[numbers, 1, output_dim − 1]`.
  public var bias = WeightOptions(Zeros())

  public var passesMask: Bool { true }

  public init() {}

  private static var frequencies: RandomNormal {
    var initializer = RandomNormal()
    initializer.stddev = 0.1
    return initializer
  }

  private static var phases: RandomUniform {
    var initializer = RandomUniform()
    (initializer.minval, initializer.maxval) = (-0.5, 0.5)
    return initializer
  }

  /// Uniform up to 1 / √frequencies, as PyTorch's linear layers begin.
  private static var kernels: VarianceScaling {
    var initializer = VarianceScaling()
    (initializer.scale, initializer.distribution) = (1.0 / 3, .uniform)
    return initializer
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "output_dim", &outputDim, in: .atLeast(2),
      "how many features stand for a number, itself among them")
    f.optional("frequency_count", &frequencyCount, in: .atLeast(1), "frequencies of each number")
    f.optional(
      "features", &features, in: Limits.atLeast(0).each.orNone,
      "features that are numbers, by their places from 0; if left out, a table's columns of numbers "
        + "where it is the first layer, else all")
    frequency.fields(&f, "frequency", noun: "the frequencies")
    phase.fields(&f, "phase", noun: "the phases, in turns,")
    kernel.fields(&f, "kernel")
    bias.fields(&f, "bias")
  }

  public func problems() -> [FieldProblem] {
    var seen: Set<Int> = []
    guard let twice = features?.first(where: { !seen.insert($0).inserted }) else { return [] }
    return [
      FieldProblem("features", "the feature \(twice) stands twice", help: "keep one of them")
    ]
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    let count = try input.requireFeatures()
    if let feature = features?.first(where: { $0 >= count }) {
      throw LayerError(
        expected: "[batch, …, features] with a feature \(feature)", found: input,
        help: "features are counted from 0")
    }
    let numbers = features?.count ?? count
    if numbers == 0 { return [] }
    let (waves, own) = (frequencyCount, outputDim - 1)
    return [
      frequency.weight("frequency", [numbers, 1, waves]),
      phase.weight("phase", [numbers, 1, waves]),
      kernel.weight("kernel", [numbers, waves, own], axes: (inputs: [1], outputs: [2])),
      bias.weight("bias", [numbers, 1, own]),
    ]
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if features?.isEmpty == true { return x }
    let graph = x.graph
    let folds = x.shape.rank > 2
    let count = x.shape[-1]
    let rows = folds ? try graph.reshape(x, to: [Shape.unknown, count]) : x
    var numbers = rows
    if let features {
      let places = try graph.constant(Tensor(features.map { Int32($0) }))
      numbers = try graph.gather(rows, places, axis: 1)
    }
    let numberCount = numbers.shape[-1]
    // A matrix for each number, so that one product of matrices serves all.
    let columns = try graph.expandDims(graph.transpose(numbers, [1, 0]), axis: 2)
    let turns = try columns * context.weight("frequency") + context.weight("phase")
    let waves = try graph.cos(turns * (2 * Double.pi))
    let swings = try graph.batchMatMul(waves, context.weight("kernel")) + context.weight("bias")
    let ordered = try graph.transpose(swings, [1, 0, 2])
    let added = numberCount * (outputDim - 1)
    let y = try graph.concat(
      [rows, graph.reshape(ordered, to: [Shape.unknown, added])], axis: -1)
    if !folds { return y }
    var shape = x.shape
    shape[-1] = count + added
    return try graph.reshape(y, to: shape)
  }
}
