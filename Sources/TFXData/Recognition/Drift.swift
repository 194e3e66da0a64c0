import Synchronization
import TFXCore

/// What values of one column are not like those of the training part.
struct ColumnDrift: Sendable {
  /// How many values there were, missing ones among them.
  var rows = 0
  /// How many were categories or words that the training part does not have.
  var unknown = 0
  /// How many were numbers or dates far out of the training part's range.
  var outside = 0
  /// How many were missing.
  var missing = 0
  /// The rows of the first of each kind, from 0.
  var firstUnknown: Int?
  var firstOutside: Int?

  mutating func addUnknown(_ row: Int) {
    unknown += 1
    if firstUnknown == nil { firstUnknown = row }
  }

  mutating func addOutside(_ row: Int) {
    outside += 1
    if firstOutside == nil { firstOutside = row }
  }
}

extension ColumnSummary {
  /// The numbers that are not far out of the range of the training part: as far again as the range is
  /// wide on both sides; of a single number as far as it is large, and at least 1.
  var usual: ClosedRange<Double> {
    guard let least, let greatest else { return -Double.infinity...Double.infinity }
    let margin = greatest > least ? greatest - least : max(least.magnitude, 1)
    return (least - margin)...(greatest + margin)
  }
}

/// Counts what is not like the training part in the data that goes through encoders. Threads may share
/// it.
package final class Drift: Sendable {
  private struct Findings {
    var drift = ColumnDrift()
    /// Where the first of each kind is, and what it is.
    var unknownExample: (place: DataError, text: String)?
    var outsideExample: (place: DataError, text: String)?
    /// Whether all values were numbers, where the training part has texts that are none.
    var areNumbers = true
  }

  private let columns: [ColumnEncoder]
  private let findings: Locked<[Findings]>

  /// Of data that goes through the encoders of features.
  init(_ features: FeatureEncoder?) {
    columns = features?.columns ?? []
    findings = Locked([Findings](repeating: Findings(), count: columns.count))
  }

  /// Adds what was found in blocks of a table's rows, in their order.
  func add(_ blocks: [[ColumnDrift]], _ table: Table, _ found: [Column]) {
    findings.withLock { findings in
      for block in blocks {
        for (index, new) in block.enumerated() {
          findings[index].drift.rows += new.rows
          findings[index].drift.unknown += new.unknown
          findings[index].drift.outside += new.outside
          findings[index].drift.missing += new.missing
          let example = { (row: Int?) in
            row.map { row in
              (
                table.error(.missingValue(.categories), row: row, in: found[index]),
                found[index].text(at: row) ?? ""
              )
            }
          }
          if findings[index].unknownExample == nil {
            findings[index].unknownExample = example(new.firstUnknown)
          }
          if findings[index].outsideExample == nil {
            findings[index].outsideExample = example(new.firstOutside)
          }
          if findings[index].areNumbers, new.rows > new.missing {
            findings[index].areNumbers =
              new.unknown == new.rows - new.missing && found[index].textCount == 0
          }
        }
      }
    }
  }

  /// For each column the share of its values that were missing; none for data that nothing was seen of.
  var missingShares: [Double] {
    findings.withLock { findings in
      findings.contains { $0.drift.rows == 0 }
        ? [] : findings.map { Double($0.drift.missing) / Double($0.drift.rows) }
    }
  }

  /// A line for each column and kind, as users read it; none if all was like the training part.
  package var lines: [String] {
    findings.withLock { findings in
      zip(columns, findings).flatMap { column, found in Drift.lines(column, found) }
    }
  }

  private static func lines(_ column: ColumnEncoder, _ found: Findings) -> [String] {
    let drift = found.drift
    let name = "column \(DataError.quoted(column.column)): "
    let place = { (error: DataError) in "\(error.file):\(error.row ?? 0):\(error.column ?? 0)" }
    let values = { (count: Int, one: String, many: String) in
      "\(count) of \(drift.rows) value\(drift.rows == 1 ? "" : "s") \(count == 1 ? one : many)"
    }
    var lines: [String] = []
    if let (error, text) = found.unknownExample, found.areNumbers, column.hasTextsAlone {
      lines.append(
        name + "all values are numbers, such as \(text) (\(place(error))), those of the training "
          + "part are texts")
    } else if let (error, text) = found.unknownExample {
      let isText = if case .text = column.encoding { true } else { false }
      lines.append(
        name + (isText ? values(drift.unknown, "has", "have") : values(drift.unknown, "is", "are"))
          + (isText ? " no word" : " no category")
          + " of the training part, such as \(DataError.quoted(text)) (\(place(error)))")
    }
    if let (error, text) = found.outsideExample, let least = column.summary.least,
      let greatest = column.summary.greatest
    {
      let isDate = if case .date = column.encoding { true } else { false }
      let shown = { (value: Double) in
        isDate ? Instant(seconds: value).text : Column.text(of: value)
      }
      lines.append(
        name + values(drift.outside, "is", "are") + " far out of the training part's range "
          + "\(shown(least)) to \(shown(greatest)), such as \(text) (\(place(error)))")
    }
    if drift.missing > 0, column.summary.missing == 0 {
      lines.append(
        name + values(drift.missing, "is", "are") + " missing, none of the training part's")
    }
    return lines
  }
}

extension ColumnEncoder {
  /// Whether the training part has texts of which none is a number.
  fileprivate var hasTextsAlone: Bool {
    switch encoding {
    case .category(let encoding):
      encoding.categories.allSatisfy { DecimalParser.parse($0) == nil }
    case .text(let encoding): encoding.tokens.allSatisfy { DecimalParser.parse($0) == nil }
    case .number, .bucket, .date: false
    }
  }
}
