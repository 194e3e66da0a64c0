import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// The values of each column in training, validation and test, side by side: what is different there is what
/// a model meets unprepared. They are those that the model gets, brought back into their own unit.
struct PartsTable {
  let preprocessing: Preprocessing
  let parts: [DataPartSamples]
  let seed: UInt64

  /// The inputs of some rows of a part, and their truths.
  private struct Part {
    var rows: [[Float]] = []
    var truths: [Truth] = []
  }

  private static let rowLimit = 5_000
  private static let numberLimit = 2_000_000
  private static let columnLimit = 40

  /// The table with a remark; nothing where there is only one part, or no column of which there is something to
  /// say.
  func blocks() throws -> [Block] {
    guard let features = preprocessing.features, parts.count > 1 else { return [] }
    let all = try parts.map { try read($0.samples, width: features.width) }
    var rows: [[String]] = []
    if let targets = targets(all) { rows += targets }
    var start = 0
    for (index, column) in features.columns.enumerated() {
      let place = start..<start + column.width
      start += column.width
      if rows.count >= PartsTable.columnLimit { break }
      let cells = zip(parts, all).map { samples, part in
        PartsTable.text(
          part.rows.lazy.map { $0[place] }, column, part.rows.count,
          missing: samples.part == .train
            ? Double(column.summary.missing) / Double(max(column.summary.rows, 1))
            : samples.missingShares.isEmpty ? nil : samples.missingShares[index])
      }
      if cells.contains(where: { $0 != nil }) {
        rows.append([Digits.shortened(column.column)] + cells.map { $0 ?? "–" })
      }
    }
    if rows.isEmpty { return [] }
    let table = PageTable(
      "The parts side by side",
      [PageTable.Column("Column")]
        + parts.map {
          PageTable.Column($0.name.prefix(1).uppercased() + $0.name.dropFirst(), .wide)
        },
      rows)
    let isSample = zip(parts, all).contains { $0.samples.count > $1.rows.count }
    return [
      .table(table),
      .note(
        "Means with the least and the greatest number; the most frequent categories"
          + (isSample
            ? "; of up to \(Digits.count(all.map(\.rows.count).max() ?? 0)) rows of each part" : "")
          + ". A missing number counts as what the model gets in its place, unless the model is told."
      ),
    ]
  }

  /// Some rows of a part, drawn from all where they are many; of windows the last row.
  private func read(_ samples: any BatchSource, width: Int) throws -> Part {
    let size = max(preprocessing.sampleShape.reduce(1, *), 1)
    let limit = max(min(PartsTable.rowLimit, PartsTable.numberLimit / size), 100)
    let reader = TruthReader(preprocessing)
    var part = Part()
    let pass = samples.pass(
      batchSize: 256, shuffle: samples.count > limit, seed: seed, epoch: 0)
    while part.rows.count < limit, let batch = try pass.next() {
      let values = batch.samples.inputs.gathering(Array(batch.rows)).scalars(as: Float.self)
      for row in 0..<batch.rows.count {
        part.rows.append(Array(values[row * size..<(row + 1) * size].suffix(width)))
      }
      if let targets = batch.samples.targets, reader?.form == .numbers {
        part.truths += reader?.read(targets, rows: batch.rows) ?? []
      }
    }
    return part
  }

  /// The numbers that are predicted, in their own unit.
  private func targets(_ parts: [Part]) -> [[String]]? {
    let columns = preprocessing.targetColumns
    let values = parts.map { part in
      part.truths.compactMap { if case .numbers(let numbers) = $0 { numbers } else { nil } }
    }
    guard values.allSatisfy({ $0.first?.count == columns.count }) else { return nil }
    return columns.enumerated().prefix(10).map { index, column in
      ["\(Digits.shortened(column)), the target"]
        + values.map { PartsTable.text($0.map { $0[index] }) ?? "–" }
    }
  }

  // MARK: Cells

  /// - Parameter missing: The share of values that are missing, if that is known.
  private static func text(
    _ rows: some Sequence<ArraySlice<Float>>, _ column: ColumnEncoder, _ count: Int,
    missing: Double?
  ) -> String? {
    guard let text = text(rows, column, count) else { return nil }
    guard let missing, missing > 0, !column.showsMissing else { return text }
    return "\(text); \(Digits.percent(missing)) missing"
  }

  private static func text(
    _ rows: some Sequence<ArraySlice<Float>>, _ column: ColumnEncoder, _ count: Int
  ) -> String? {
    switch column.encoding {
    case .number(let encoding):
      var numbers: [Double] = []
      var missing = 0
      for row in rows {
        if row.count > 1, row[row.startIndex + 1] > 0.5 {
          missing += 1
        } else if let number = encoding.number(of: Double(row[row.startIndex])) {
          numbers.append(number)
        } else {
          return nil
        }
      }
      let share = missing == 0 ? "" : "; \(Digits.percent(Double(missing) / Double(count))) missing"
      return text(numbers).map { $0 + share } ?? (missing > 0 ? "all missing" : nil)
    case .category(let encoding):
      return text(rows.map { encoding.category(of: $0) ?? "(unknown)" })
    case .bucket where column.width > 1:
      let names = column.featureNames.map { String($0.dropFirst(column.column.count + 1)) }
      return text(
        rows.map { row in
          row.firstIndex { $0 > 0.5 }.map { names[$0 - row.startIndex] } ?? "(none)"
        })
    case .text(let encoding) where encoding.areWords:
      var (words, unknown) = (0, 0)
      for row in rows {
        let own = encoding.words(row)
        words += own.count
        unknown += own.count { $0 == nil }
      }
      if words == 0 { return "no words" }
      let mean = "\(Digits.text(Double(words) / Double(count))) words each"
      return unknown == 0
        ? mean : mean + ", \(Digits.percent(Double(unknown) / Double(words))) unknown"
    case .bucket, .date, .text: return nil
    }
  }

  private static func text(_ numbers: [Double]) -> String? {
    guard let least = numbers.min(), let greatest = numbers.max() else { return nil }
    let mean = numbers.reduce(0) { $0 + $1 / Double(numbers.count) }
    // A 0 that was scaled is one again.
    let shown = [mean, least, greatest].map {
      Digits.text(TruthReader.rounded($0, of: max(abs(least), abs(greatest))))
    }
    return "\(shown[0]) (\(shown[1]) to \(shown[2]))"
  }

  /// The three most frequent texts with their shares.
  private static func text(_ texts: [String]) -> String {
    var counts: [String: Int] = [:]
    for text in texts { counts[text, default: 0] += 1 }
    let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return order.prefix(3).map { text, count in
      "\(Digits.shortened(text, 24)) \(Digits.percent(Double(count) / Double(texts.count)))"
    }.joined(separator: ", ") + (order.count > 3 ? ", …" : "")
  }
}
