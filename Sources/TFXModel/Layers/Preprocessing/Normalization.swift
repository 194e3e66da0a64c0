public import TFXCore
public import TFXGraph
import TFXOps

/// y = (x − mean) / √variance, with a mean and a variance for each place along an axis, or for all;
/// inverted x · √variance + mean.   [batch, d…] → [batch, d…]
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/numerical/normalization/), with
/// given numbers; `data.features` finds them in data.
public struct Normalization: Layer {
  public static let kind = "Normalization"

  /// The axis along which there are means; nil for one mean of all.
  public var axis: Int? = -1
  /// The mean, or the means.
  public var mean: NumberOrList?
  /// The variance, or the variances.
  public var variance: NumberOrList?
  /// Whether it turns normalized numbers back.
  public var invert = false

  public var passesMask: Bool { true }
  public var scalesInputs: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "axis along which there are means; null for one mean of all")
    f.optional("mean", &mean, in: NumberOrList.some.orNone, "the mean, or a list of means")
    f.optional(
      "variance", &variance,
      in: Limits<NumberOrList>("at least 0", bounds: ValueBounds(minimum: 0, isNotEmpty: true)) {
        list in
        !list.numbers.isEmpty && list.numbers.allSatisfy { $0 >= 0 }
      }.orNone, "the variance, or a list of variances")
    f.optional("invert", &invert, "whether it turns normalized numbers back")
  }

  public func problems() -> [FieldProblem] {
    guard let mean, let variance else {
      return [
        FieldProblem(
          mean == nil ? "variance" : "mean", "Normalization needs mean and variance",
          help: "give both, or let data.features find them: normalize: zscore")
      ]
    }
    if mean.numbers.count != variance.numbers.count {
      return [FieldProblem("variance", "mean and variance must have as many numbers")]
    }
    if axis == nil && mean.isList {
      return [FieldProblem("mean", "without an axis, mean must be a number")]
    }
    return []
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    guard let axis else { return [] }
    let extent = try input.requireExtent(ofAxis: axis)
    let count = mean?.numbers.count ?? 1
    if count != 1 && count != extent {
      throw LayerError(
        expected: "an axis \(axis) of extent \(count), as there are means", found: input)
    }
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    guard let mean, let variance else {
      preconditionFailure("Normalization without numbers, which problems() refuses")
    }
    let graph = x.graph
    var shape = Shape(x.shape.dimensions.map { _ in 1 })
    if let axis { shape[axis < 0 ? axis + shape.rank : axis] = mean.numbers.count }
    func constant(_ numbers: [Double]) throws(GraphError) -> Output {
      try graph.constant(Tensor(numbers, shape: shape).converted(to: x.dtype))
    }
    let center = try constant(mean.numbers)
    // Keras bounds the deviation by 1e-7.
    let deviation = try constant(variance.numbers.map { max($0.squareRoot(), kerasEpsilon) })
    return invert ? try x * deviation + center : try (x - center) / deviation
  }
}

/// A number, or a list of numbers.
public struct NumberOrList: FieldValue, Hashable {
  /// The numbers.
  public var numbers: [Double]
  /// Whether they are a list.
  public var isList: Bool

  /// One number.
  public init(_ number: Double) { (numbers, isList) = ([number], false) }

  /// A list of numbers.
  public init(_ numbers: [Double]) { (self.numbers, isList) = (numbers, true) }

  public static var expectation: String { "a number or a list of numbers" }

  public static var schema: ValueSchema { .oneOrList(.number) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> NumberOrList? {
    if case .sequence = node.content {
      return [Double].read(node, &diagnostics).map { NumberOrList($0) }
    }
    guard case .scalar = node.content else { return mismatch(node, &diagnostics) }
    return Double.read(node, &diagnostics).map { NumberOrList($0) }
  }

  public func write() -> ConfigNode { isList ? numbers.write() : numbers[0].write() }

  /// One number or more.
  static let some = Limits<NumberOrList>(
    "one number or more", bounds: ValueBounds(isNotEmpty: true)
  ) { !$0.numbers.isEmpty }
}
