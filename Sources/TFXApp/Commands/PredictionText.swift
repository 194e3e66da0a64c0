import TFXCore
import TFXData

/// Predictions as rows of text: an id, then the predicted class with the probability of each, or
/// the predicted numbers; where it is known, the truth before them and the loss behind them. Rows of CSV
/// behind a header, or a JSON object on a line for each.
///
/// Text is written as bytes into one buffer: the rows of a large file are many millions.
struct PredictionText: Sendable {
  /// What is known of the truth.
  enum TruthKind {
    case unknown, known
    /// The truth is the model's own input, which is not repeated; nor is what the model makes of it.
    case ofInputs
  }

  /// What comes before the rows: CSV's names of columns; nothing for JSON.
  let header: [UInt8]
  /// What stands before each cell of a row, and behind the last.
  private let prefixes: [[UInt8]]
  private let end: [UInt8]
  private let isJSON: Bool
  /// Columns that would have had the name of the column of ids, with the names that they have instead.
  let renamed: [(name: String, other: String)]
  /// The classes as they are written; empty if numbers are predicted.
  private let classes: [[UInt8]]
  /// The same as texts, where a prediction may be made of several.
  private let names: [String]
  /// What outputs say, if it is not a class or numbers.
  private let reading: TargetEncoder.Reading?
  /// The probability of the second of two classes above which it is said; nil for the likelier of the two.
  private let threshold: Double?
  private let truth: TruthKind
  /// How many columns the truth has.
  private let truthCount: Int
  private let hasLosses: Bool

  /// - Parameters:
  ///   - width: the outputs of the model for a sample.
  ///   - classNames: nil for regression.
  ///   - targets: the columns that are predicted.
  ///   - reading: what a target's text says, if it is more than a class.
  ///   - threshold: the probability of the second of two classes above which it is said, if that is not ½.
  ///   - idColumn: the column that names the rows; they are numbered if nil.
  ///   - truth: whether there are columns of what is true.
  ///   - hasLosses: whether there is a column of losses.
  init(
    width: Int, classNames: [String]?, targets: [String],
    reading: TargetEncoder.Reading? = nil, threshold: Double? = nil, idColumn: String?, json: Bool,
    truth: TruthKind = .unknown, hasLosses: Bool = false
  ) {
    isJSON = json
    self.truth = truth
    self.hasLosses = hasLosses
    let names = classNames ?? []
    self.names = names
    self.reading = reading
    self.threshold = threshold
    var columns = [idColumn ?? "row"]
    let outputs = targets.count == width ? targets : (0..<width).map(String.init)
    let named = { (kind: String) in
      width == 1 || !names.isEmpty ? [kind] : outputs.map { "\(kind)_\($0)" }
    }
    truthCount = truth == .known ? named("truth").count : 0
    if truth == .known { columns += named("truth") }
    if truth != .ofInputs {
      columns += named("prediction") + names.map { "probability_\($0)" }
    }
    if hasLosses { columns.append("loss") }
    var renamed: [(name: String, other: String)] = []
    for index in columns.indices.dropFirst() where columns[index].isWritten(columns[0]) {
      let name = columns[index]
      var number = 2
      while columns.contains(where: { $0.isWritten("\(name)_\(number)") }) { number += 1 }
      columns[index] = "\(name)_\(number)"
      renamed.append((name, columns[index]))
    }
    self.renamed = renamed
    if json {
      header = []
      prefixes = columns.enumerated().map { index, name in
        Array("\(index == 0 ? "{" : ", ")\(JSON.quoted(name)): ".utf8)
      }
      end = Array("}\n".utf8)
    } else {
      header = Array(columns.map(CSVFile.field).joined(separator: ",".utf8)) + "\n".utf8
      prefixes = columns.indices.map { $0 == 0 ? [] : Array(",".utf8) }
      end = Array("\n".utf8)
    }
    classes = names.map { json ? Array(JSON.quoted($0).utf8) : CSVFile.field($0) }
  }

  /// The rows of some samples, by all threads.
  ///
  /// - Parameters:
  ///   - outputs: what the model makes of the samples, [samples, …] float32.
  ///   - ids: the samples' ids, if there is a column of them.
  ///   - numbers: the numbers of the samples' rows, from 1.
  ///   - truths: what is true of each; nil if it has a form for which there are no columns.
  ///   - unknown: what stands in the columns of the truth of those that have none that is known.
  ///   - losses: the loss of each.
  func rows(
    _ outputs: Tensor, ids: [String]?, numbers: [Int], truths: [Truth]? = nil,
    unknown: [Int: [String?]] = [:], losses: [Float]? = nil
  ) -> [[UInt8]] {
    let count = outputs.shape[0]
    let width = outputs.shape.withoutBatch.elementCount
    let blockSize = 4_096
    return outputs.withUnsafeScalars(of: Float.self) { values in
      nonisolated(unsafe) let values = values
      return DataThreads.map((count + blockSize - 1) / blockSize) { block in
        let rows = block * blockSize..<min((block + 1) * blockSize, count)
        var cells = Cells(prefixes, end, rows: rows.count, isJSON: isJSON)
        for row in rows {
          let outputs = UnsafeBufferPointer(rebasing: values[row * width..<(row + 1) * width])
          if let id = ids?[row] {
            cells.add(id)
          } else {
            cells.add(numbers[row])
          }
          let stranger = unknown.isEmpty ? nil : unknown[row]
          if truth == .known {
            if let stranger { write(stranger, to: &cells) } else { write(truths?[row], to: &cells) }
          }
          if truth != .ofInputs { write(outputs, to: &cells) }
          if hasLosses {
            if stranger == nil { cells.add(losses?[row] ?? .nan) } else { cells.addNothing() }
          }
          cells.endRow()
        }
        return cells.text
      }
    }
  }

  /// Empty cells where it is not known in this form.
  private func write(_ truth: Truth?, to cells: inout Cells) {
    switch truth {
    case .oneClass(let index) where classes.indices.contains(index): cells.add(text: classes[index])
    case .labels(let holds) where !names.isEmpty:
      let found = zip(names, holds).filter(\.1).map(\.0)
      cells.add(joined(found))
    case .labels(let holds) where holds.count == truthCount:
      for holds in holds { cells.add(holds ? 1 : 0) }
    case .numbers(let numbers) where numbers.count == truthCount:
      for number in numbers { cells.add(number) }
    default: for _ in 0..<truthCount { cells.addNothing() }
    }
  }

  /// A truth as it stands in the file.
  private func write(_ texts: [String?], to cells: inout Cells) {
    for place in 0..<truthCount {
      guard texts.indices.contains(place), let text = texts[place] else {
        cells.addNothing()
        continue
      }
      if classes.isEmpty, let number = Double(text), number.isFinite {
        cells.add(number)
      } else {
        cells.add(text)
      }
    }
  }

  private func joined(_ labels: [String]) -> String {
    guard case .labels(let separator) = reading else { return labels.joined(separator: ",") }
    return labels.joined(separator: separator)
  }

  private func write(_ outputs: UnsafeBufferPointer<Float>, to cells: inout Cells) {
    switch reading {
    case .labels: writeLabels(outputs, &cells)
    case .ordinal: writeOrdinal(outputs, &cells)
    case nil: writeOutputs(outputs, &cells)
    }
  }

  /// The labels that are more likely than not, and how likely each one is.
  private func writeLabels(_ outputs: UnsafeBufferPointer<Float>, _ cells: inout Cells) {
    cells.add(joined(zip(names, outputs).filter { $0.1 > 0.5 }.map(\.0)))
    for output in outputs { cells.add(output) }
  }

  private func writeOrdinal(_ outputs: UnsafeBufferPointer<Float>, _ cells: inout Cells) {
    let (best, probabilities) = Probabilities.ordinal(outputs)
    cells.add(text: classes[best])
    for probability in probabilities { cells.add(probability) }
  }

  /// Numbers, or a class with the probability of each.
  private func writeOutputs(_ outputs: UnsafeBufferPointer<Float>, _ cells: inout Cells) {
    if classes.isEmpty {
      for output in outputs { cells.add(output) }
    } else if outputs.count == 1 {
      // A single output is the probability of the second of two classes.
      let second = outputs[0]
      let first = 1 - second
      let isSecond = threshold.map { Double(second) > $0 } ?? (first < second)
      cells.add(text: classes[isSecond ? 1 : 0])
      cells.add(first)
      cells.add(second)
    } else {
      let best = threshold.map { Double(outputs[1]) > $0 ? 1 : 0 } ?? Probabilities.best(outputs)
      cells.add(text: classes[best])
      for output in outputs { cells.add(output) }
    }
  }
}

/// The cells of rows, one behind the other.
private struct Cells {
  private let prefixes: [[UInt8]]
  private let end: [UInt8]
  private let isJSON: Bool
  /// The place of the next cell in its row.
  private var place = 0
  private(set) var text: [UInt8] = []

  init(_ prefixes: [[UInt8]], _ end: [UInt8], rows: Int, isJSON: Bool) {
    self.prefixes = prefixes
    self.end = end
    self.isJSON = isJSON
    text.reserveCapacity(rows * prefixes.reduce(end.count) { $0 + $1.count + 12 })
  }

  mutating func endRow() {
    text += end
    place = 0
  }

  /// A text as it is written already.
  mutating func add(text cell: [UInt8]) {
    text += prefixes[place]
    text += cell
    place += 1
  }

  /// An empty cell.
  mutating func addNothing() { add(text: isJSON ? Array("null".utf8) : []) }

  mutating func add(_ cell: String) {
    add(text: isJSON ? Array(JSON.quoted(cell).utf8) : CSVFile.field(cell))
  }

  mutating func add(_ number: Int) { add(describing: number) }

  mutating func add<Number: BinaryFloatingPoint & CustomStringConvertible>(_ number: Number) {
    if isJSON, !number.isFinite { return add(text: Array("null".utf8)) }
    add(describing: number)
  }

  /// A number as Swift describes it. Texts that short need no memory of their own.
  private mutating func add(describing number: some CustomStringConvertible) {
    text += prefixes[place]
    place += 1
    var description = number.description
    description.withUTF8 { text.append(contentsOf: $0) }
  }
}

/// What outputs mean.
enum Probabilities {
  /// The class of the greatest output.
  static func best(_ outputs: UnsafeBufferPointer<Float>) -> Int {
    var best = 0
    for index in outputs.indices where outputs[best] < outputs[index] { best = index }
    return best
  }

  /// An output is the probability of more than a class, which is no more than that of more than the
  /// class before. Cheng, Wang and Pollastri, "A neural network approach to ordinal regression" (2008),
  /// go up as long as it is above ½.
  static func ordinal(
    _ outputs: UnsafeBufferPointer<Float>
  ) -> (best: Int, probabilities: [Float]) {
    var above: Float = 1
    var probabilities: [Float] = []
    var best = 0
    for (index, output) in outputs.enumerated() {
      let next = min(above, output)
      probabilities.append(above - next)
      if next > 0.5 { best = index + 1 }
      above = next
    }
    probabilities.append(above)
    return (best, probabilities)
  }
}
