/// What became of a column, in a line.
package struct ColumnReport: Hashable, Sendable {
  /// The column's name.
  package let column: String
  /// What its values are.
  package let type: String
  /// Their range or their categories.
  package let values: String
  /// How many rows of the training part have no value.
  package let missing: Int
  /// How many numbers it gives to the model.
  package let inputs: Int
}

extension Preprocessing {
  /// A line for each column that is a feature; none for images.
  package var columnReports: [ColumnReport] { features?.columns.map(\.report) ?? [] }
}

extension ColumnEncoder {
  /// What became of the column.
  fileprivate var report: ColumnReport {
    ColumnReport(
      column: column, type: type, values: values, missing: summary.missing,
      inputs: dimension ?? width)
  }

  private var type: String {
    switch encoding {
    case .number: "numbers"
    case .category(let encoding):
      switch encoding.encoding {
      case .embedding: "embedded"
      case .ordinal: "ordinal"
      default: "categories"
      }
    case .bucket(let encoding): encoding.encoding == .embedding ? "embedded" : "buckets"
    case .date: "dates"
    case .text: "texts"
    }
  }

  private var values: String {
    switch encoding {
    case .number:
      guard let least = summary.least, let greatest = summary.greatest else { return "" }
      return "\(Column.text(of: least)) to \(Column.text(of: greatest))"
    case .category(let encoding):
      let shown = encoding.categories.prefix(4).map { DataError.quoted($0).dropFirst().dropLast() }
      return "\(encoding.categories.count): \(shown.joined(separator: ", "))"
        + (encoding.categories.count > shown.count ? ", …" : "")
    case .bucket(let encoding): return "\(encoding.count)"
    case .date(let encoding):
      let range = [summary.least, summary.greatest].compactMap { $0 }
        .map { Instant(seconds: $0).text }.joined(separator: " to ")
      return range + ": " + encoding.options.parts.map(\.rawValue).joined(separator: ", ")
    case .text(let encoding):
      return "\(encoding.tokens.count) words"
        + (encoding.options.outputMode == .int ? ", \(encoding.length) of each" : "")
    }
  }
}
