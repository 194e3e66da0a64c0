import TFXCore
import TFXData
import TFXModel
import TFXReport
import TFXTrain

/// Which words or categories a model has learned to take for each other: those whose vectors have the least
/// angle between them.
struct Neighbours {
  /// A table of vectors with the names of some of its rows.
  private struct Vectors {
    var title: String
    /// [rows, numbers]
    var table: Tensor
    /// The row of the first name; those of the others follow.
    var first: Int
    var names: [String]
    /// The places of the names that are shown.
    var shown: [Int]
  }

  private static let shownLimit = 10
  private static let nearestLimit = 3
  /// More columns than these are not shown, and more words are not looked at: the most frequent are.
  private static let columnLimit = 4
  private static let nameLimit = 20_000

  /// - Parameter rows: Inputs of rows, by which frequent categories are known.
  static func blocks(
    _ model: Sequential, _ preprocessing: Preprocessing, _ rows: [[Float]]
  ) throws -> [Block] {
    let tables = try words(model, preprocessing) + categories(model, preprocessing, rows)
    return tables.map { .table(table($0)) }
  }

  /// The words of a text that is all that the model is fed.
  private static func words(
    _ model: Sequential, _ preprocessing: Preprocessing
  ) throws -> [Vectors] {
    guard let columns = preprocessing.features?.columns, columns.count == 1,
      case .text(let encoding) = columns[0].encoding, encoding.areWords,
      let layer = try model.graph.layers.first, layer.layer.kind == "Embedding",
      let table = try model.weights.first(where: { $0.name == "\(layer.name)/embeddings" })?.value
    else { return [] }
    let count = min(encoding.tokens.count, table.shape[0] - TextEncoding.first, nameLimit)
    if count < 3 { return [] }
    return [
      Vectors(
        title: "Words that are near each other in \(layer.name)", table: table,
        first: TextEncoding.first, names: Array(encoding.tokens.prefix(count)),
        shown: Array(0..<min(count, shownLimit)))
    ]
  }

  /// The categories of embedded columns.
  private static func categories(
    _ model: Sequential, _ preprocessing: Preprocessing, _ rows: [[Float]]
  ) throws -> [Vectors] {
    let weights = try model.weights
    let width = preprocessing.features?.width ?? 0
    return preprocessing.embeddedColumns.prefix(columnLimit).compactMap { column in
      guard
        let encoder = preprocessing.features?.columns.first(where: { $0.column == column.name }),
        case .category(let encoding) = encoder.encoding,
        let table = weights.first(where: {
          $0.name.hasSuffix("/\(column.name)") && $0.value.shape.rank == 2
            && $0.value.shape == [column.count, column.dimension]
        })?.value, column.dimension > 1
      else { return nil }
      let count = min(encoding.categories.count, nameLimit)
      if count < 3 { return nil }
      var frequencies = [Int](repeating: 0, count: count)
      // Of a window, its last row.
      for row in rows where row.count >= width && width > 0 {
        let place = Int(row[row.count - width + column.feature]) - 1
        if frequencies.indices.contains(place) { frequencies[place] += 1 }
      }
      let order = (0..<count).sorted { (frequencies[$1], $0) < (frequencies[$0], $1) }
      return Vectors(
        title: "Categories of \(Digits.shortened(column.name)) that are near each other",
        table: table, first: 1, names: Array(encoding.categories.prefix(count)),
        shown: Array(order.prefix(shownLimit)))
    }
  }

  private static func table(_ vectors: Vectors) -> PageTable {
    let width = vectors.table.shape[1]
    let values = vectors.table.doubles()
    let units = vectors.names.indices.map { name -> [Double] in
      let start = (vectors.first + name) * width
      let own = values[start..<start + width]
      let length = own.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? own.map { $0 / length } : Array(own)
    }
    let rows = vectors.shown.map { shown in
      let nearest = units.indices.filter { $0 != shown }.map { other in
        (other, zip(units[shown], units[other]).reduce(0) { $0 + $1.0 * $1.1 })
      }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(nearestLimit)
      return [
        Digits.shortened(vectors.names[shown]),
        nearest.map { "\(Digits.shortened(vectors.names[$0.0], 32)) \(Digits.fixed($0.1, 2))" }
          .joined(separator: ", "),
      ]
    }
    return PageTable(
      vectors.title,
      [
        PageTable.Column("One of the most frequent"), PageTable.Column("Nearest, by cosine", .wide),
      ],
      rows)
  }
}
