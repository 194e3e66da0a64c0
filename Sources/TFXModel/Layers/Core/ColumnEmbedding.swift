public import TFXCore
public import TFXGraph
import TFXOps

/// Features of which some are ids, each of which a row of a table of its own takes the place of.
/// [batch, …, features] → [batch, …, features - columns + Σ output_dim]
///
/// Keras has an `Embedding` for each column, and a `Concatenate` of them and the other features. Data
/// whose columns have `encode: embedding` gets this layer in front of the model's own.
public struct ColumnEmbedding: Layer {
  public static let kind = "ColumnEmbedding"

  /// A feature that is an id.
  public struct Column: Section, Hashable {
    public static let owner = "the column"

    /// Names its table, by default `embeddings_` and the place of the feature.
    public var name: String?
    /// Its place among the features, from 0.
    public var feature = 0
    /// The number of ids.
    public var inputDim = 1
    /// The length of a row.
    public var outputDim = 1

    public init() {}

    /// The feature at the given place, with a table of `inputDim` rows of `outputDim` numbers.
    public init(_ feature: Int, _ inputDim: Int, _ outputDim: Int, name: String? = nil) {
      self.feature = feature
      self.inputDim = inputDim
      self.outputDim = outputDim
      self.name = name
    }

    public mutating func fields(_ f: inout some FieldVisitor) {
      f.required("feature", &feature, in: .atLeast(0), "place among the features, from 0")
      f.required("input_dim", &inputDim, in: .from(1, to: ColumnEmbedding.mostIDs), "number of ids")
      f.required("output_dim", &outputDim, in: .atLeast(1), "length of the row of an id")
      f.optional("name", &name, in: .identifier, "name of its table in checkpoints")
    }

    fileprivate var weightName: String { name ?? "embeddings_\(feature)" }
  }

  /// Features are float32, in which larger ids are not exact.
  public static let mostIDs = 1 << 24

  /// The features that are ids.
  public var columns: [Column] = []
  /// Each table: `[input_dim, output_dim]`.
  public var embeddings = WeightOptions(RandomUniform())

  public init() {}

  /// Tables for the given features.
  public init(_ columns: [Column]) { self.columns = columns }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("columns", &columns, "features that are ids, each with its table")
    embeddings.fields(&f, "embeddings", noun: "each table")
  }

  public func problems() -> [FieldProblem] {
    var (features, names) = (Set<Int>(), Set<String>())
    for (index, column) in columns.enumerated() {
      if !features.insert(column.feature).inserted {
        return [
          FieldProblem(
            "columns", "the feature \(column.feature) has two tables", help: "keep one of them")
        ]
      }
      if !names.insert(column.weightName).inserted {
        return [
          FieldProblem(
            "columns", "the name '\(column.weightName)' stands twice, last in column \(index + 1)",
            help: "give each a name of its own")
        ]
      }
    }
    return columns.isEmpty ? [FieldProblem("columns", "expected one column at least")] : []
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    let features = try input.requireFeatures()
    if let column = columns.first(where: { $0.feature >= features }) {
      throw LayerError(
        expected: "[batch, …, features] with a feature \(column.feature)", found: input,
        help: "features are counted from 0")
    }
    return columns.map { embeddings.weight($0.weightName, [$0.inputDim, $0.outputDim]) }
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let graph = x.graph
    let parts = parts(x.shape[-1])
    let pieces = try graph.split(x, sizes: parts.map(\.count), axis: -1)
    var values: [Output] = []
    for (part, piece) in zip(parts, pieces) {
      guard let column = part.column else {
        values.append(piece)
        continue
      }
      let ids = try graph.cast(try graph.squeeze(piece, axes: [-1]), to: .int32)
      values.append(try graph.gather(context.weight(column.weightName), ids))
    }
    return try graph.concat(values, axis: -1)
  }

  /// The ids, each by itself, and the runs of numbers between them.
  private func parts(_ features: Int) -> [(count: Int, column: Column?)] {
    var parts: [(count: Int, column: Column?)] = []
    var next = 0
    for column in columns.sorted(by: { $0.feature < $1.feature }) {
      if column.feature > next { parts.append((column.feature - next, nil)) }
      parts.append((1, column))
      next = column.feature + 1
    }
    if next < features { parts.append((features - next, nil)) }
    return parts
  }
}
