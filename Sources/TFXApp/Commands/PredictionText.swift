import TFXCore
import TFXData

/// Predictions as rows of text: an id, then the predicted class with the probability of each, or
/// the predicted numbers. Rows of CSV behind a header, or a JSON object on a line for each.
///
/// Text is written as bytes into one buffer: the rows of a large file are many millions.
struct PredictionText: Sendable {
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

  /// - Parameters:
  ///   - width: the outputs of the model for a sample.
  ///   - classNames: nil for regression.
  ///   - targets: the columns that are predicted.
  ///   - reading: what a target's text says, if it is more than a class.
  ///   - idColumn: the column that names the rows; they are numbered if nil.
  init(
    width: Int, classNames: [String]?, targets: [String],
    reading: TargetEncoder.Reading? = nil, idColumn: String?, json: Bool
  ) {
    isJSON = json
    let names = classNames ?? []
    self.names = names
    self.reading = reading
    var columns = [idColumn ?? "row"]
    if names.isEmpty {
      let outputs = targets.count == width ? targets : (0..<width).map(String.init)
      columns += width == 1 ? ["prediction"] : outputs.map { "prediction_\($0)" }
    } else {
      columns += ["prediction"] + names.map { "probability_\($0)" }
    }
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
        Array("\(index == 0 ? "{" : ", ")\(JSONText.string(name)): ".utf8)
      }
      end = Array("}\n".utf8)
    } else {
      header = Array(columns.map(CSVFile.field).joined(separator: ",".utf8)) + "\n".utf8
      prefixes = columns.indices.map { $0 == 0 ? [] : Array(",".utf8) }
      end = Array("\n".utf8)
    }
    classes = names.map { json ? Array(JSONText.string($0).utf8) : CSVFile.field($0) }
  }

  /// The rows of some samples, by all threads.
  ///
  /// - Parameters:
  ///   - outputs: what the model makes of the samples, [samples, …] float32.
  ///   - ids: the samples' ids, if there is a column of them.
  ///   - numbers: the numbers of the samples' rows, from 1; nil if they follow each other.
  ///   - first: the number of the first sample's row, from 0.
  func rows(
    _ outputs: Tensor, ids: [String]?, numbers: [Int]? = nil, first: Int
  ) -> [[UInt8]] {
    let count = outputs.shape[0]
    let width = outputs.shape.withoutBatch.elementCount
    let blockSize = 4_096
    return outputs.withUnsafeScalars(of: Float.self) { values in
      nonisolated(unsafe) let values = values
      return DataThreads.map((count + blockSize - 1) / blockSize) { block in
        let rows = block * blockSize..<min((block + 1) * blockSize, count)
        var text: [UInt8] = []
        text.reserveCapacity(rows.count * (prefixes.reduce(end.count) { $0 + $1.count + 12 }))
        for row in rows {
          let outputs = UnsafeBufferPointer(rebasing: values[row * width..<(row + 1) * width])
          write(outputs, id: ids?[row], number: numbers?[row] ?? first + row + 1, to: &text)
        }
        return text
      }
    }
  }

  private func write(
    _ outputs: UnsafeBufferPointer<Float>, id: String?, number: Int, to text: inout [UInt8]
  ) {
    text += prefixes[0]
    if let id {
      text += isJSON ? Array(JSONText.string(id).utf8) : CSVFile.field(id)
    } else {
      text.append(description: number)
    }
    switch reading {
    case .labels(let separator): writeLabels(outputs, separator, &text)
    case .ordinal: writeOrdinal(outputs, &text)
    case nil: writeOutputs(outputs, &text)
    }
    text += end
  }

  /// The labels that are more likely than not, and how likely each one is.
  private func writeLabels(
    _ outputs: UnsafeBufferPointer<Float>, _ separator: String, _ text: inout [UInt8]
  ) {
    let found = zip(names, outputs).filter { $0.1 > 0.5 }.map(\.0)
    let joined = found.joined(separator: separator)
    text += prefixes[1]
    text += isJSON ? Array(JSONText.string(joined).utf8) : CSVFile.field(joined)
    for (output, prefix) in zip(outputs, prefixes.dropFirst(2)) { write(output, prefix, &text) }
  }

  /// An output is the probability of more than a class, which is no more than that of more than the
  /// class before. Cheng, Wang and Pollastri, "A neural network approach to ordinal regression" (2008),
  /// go up as long as it is above ½.
  private func writeOrdinal(_ outputs: UnsafeBufferPointer<Float>, _ text: inout [UInt8]) {
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
    text += prefixes[1]
    text += classes[best]
    for (probability, prefix) in zip(probabilities, prefixes.dropFirst(2)) {
      write(probability, prefix, &text)
    }
  }

  /// Numbers, or a class with the probability of each.
  private func writeOutputs(_ outputs: UnsafeBufferPointer<Float>, _ text: inout [UInt8]) {
    if classes.isEmpty {
      for (output, prefix) in zip(outputs, prefixes.dropFirst()) { write(output, prefix, &text) }
    } else if outputs.count == 1 {
      // A single output is the probability of the second of two classes.
      let second = outputs[0]
      let first = 1 - second
      text += prefixes[1]
      text += classes[first < second ? 1 : 0]
      write(first, prefixes[2], &text)
      write(second, prefixes[3], &text)
    } else {
      var best = 0
      for index in outputs.indices where outputs[best] < outputs[index] { best = index }
      text += prefixes[1]
      text += classes[best]
      for (output, prefix) in zip(outputs, prefixes.dropFirst(2)) { write(output, prefix, &text) }
    }
  }

  private func write(_ number: Float, _ prefix: [UInt8], _ text: inout [UInt8]) {
    text += prefix
    if isJSON, !number.isFinite {
      text += "null".utf8
    } else {
      text.append(description: number)
    }
  }
}

extension [UInt8] {
  /// Appends a number as Swift describes it. Texts that short need no memory of their own.
  fileprivate mutating func append(description number: some CustomStringConvertible) {
    var description = number.description
    description.withUTF8 { append(contentsOf: $0) }
  }
}
