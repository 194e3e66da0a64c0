import TFXCore

/// The steps of one column, prepared for all of its values.
///
/// A text goes through the steps for text by itself, in bytes that are used again for the next one.
/// Numbers go through each step many at a time, while they are in the cache.
struct StepChain: Sendable {
  private struct Step<Function: Sendable>: Sendable {
    var name: String
    var function: Function
  }

  private var texts: [Step<@Sendable (inout [UInt8]) -> Void>] = []
  private var number: Step<@Sendable ([UInt8]) -> WrittenNumber?>?
  private var numbers: [Step<@Sendable (UnsafeMutableBufferPointer<Double>) -> StepRefusal?>] = []
  private let input: ColumnContent
  private let firstName: String
  /// Whether it is worth keeping results: a regular expression takes longer than a look-up.
  private var isSlow = false

  /// Whether the result is text.
  let givesText: Bool

  init(_ transform: ColumnTransform) {
    if let misfit = ColumnTransform.misfit(transform.steps) { preconditionFailure(misfit.message) }
    input = transform.input
    firstName = transform.steps[0].step.kind
    givesText = transform.output == .text
    for step in transform.steps.map(\.step) {
      isSlow = isSlow || step is RegexReplaceStep
      switch step.work {
      case .text(let function): texts.append(Step(name: step.kind, function: function))
      case .number(let function): number = Step(name: step.kind, function: function)
      case .numbers(let function): numbers.append(Step(name: step.kind, function: function))
      }
    }
  }

  // MARK: Texts

  /// The texts that become of those in `rows`, written to `output`.
  func apply(
    _ column: Column, rows: Range<Int>, to output: UnsafeMutablePointer<String?>
  ) {
    var bytes: [UInt8] = []
    var known: [ExactText: String?] = [:]
    for row in rows {
      guard let text = column.text(at: row) else {
        output[row - rows.lowerBound] = nil
        continue
      }
      var result: String?
      if isSlow, let earlier = known[ExactText(text)] {
        result = earlier
      } else {
        clean(text, &bytes)
        result = bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
        if isSlow { known[ExactText(text)] = result }
      }
      output[row - rows.lowerBound] = result
    }
  }

  private func clean(_ text: String, _ bytes: inout [UInt8]) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: text.utf8)
    for step in texts { step.function(&bytes) }
  }

  // MARK: Numbers

  /// The numbers that become of the values in `rows`, written to `output`. Returns
  /// ``Numbers/floats`` of them.
  func apply(
    _ table: Table, _ column: Column, rows: Range<Int>, to output: UnsafeMutablePointer<Double>
  ) throws(DataError) -> [Int: Float] {
    var floats: [Int: Float] = [:]
    if input == .text {
      floats = try read(table, column, rows, output)
    } else if case .numbers(let values) = column.values {
      values.withUnsafeValues { values in
        output.update(from: values.baseAddress! + rows.lowerBound, count: rows.count)
      }
      if !values.floats.isEmpty { floats = values.floats.filter { rows.contains($0.key) } }
    } else {
      for row in rows {
        guard let number = column.number(at: row) else {
          throw table.error(
            .stepNeedsNumber(step: firstName, found: column.text(at: row) ?? ""), row: row,
            in: column)
        }
        output[row - rows.lowerBound] = number
      }
    }
    let buffer = UnsafeMutableBufferPointer(start: output, count: rows.count)
    // A number that no step changes stays as it was written.
    let before = floats.keys.map { (row: $0, number: output[$0 - rows.lowerBound]) }
    for step in numbers {
      if let refusal = step.function(buffer) {
        throw table.error(
          .numberTooSmall(
            step: step.name, bound: refusal.bound, found: buffer[refusal.place]),
          row: rows.lowerBound + refusal.place, in: column)
      }
    }
    for (row, number) in before where output[row - rows.lowerBound] != number {
      floats[row] = nil
    }
    return floats
  }

  private func read(
    _ table: Table, _ column: Column, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Double>
  ) throws(DataError) -> [Int: Float] {
    guard let number else { preconditionFailure("texts that become no numbers") }
    var bytes: [UInt8] = []
    var known: [ExactText: WrittenNumber] = [:]
    var floats: [Int: Float] = [:]
    for row in rows {
      var result = WrittenNumber(.nan)
      if let text = column.text(at: row) {
        if isSlow, let earlier = known[ExactText(text)] {
          result = earlier
        } else {
          clean(text, &bytes)
          if !bytes.isEmpty {
            guard let found = number.function(bytes) else {
              let found = String(decoding: bytes, as: UTF8.self)
              throw table.error(
                .noNumberInText(step: number.name, found: found), row: row, in: column)
            }
            result = found
          }
          if isSlow { known[ExactText(text)] = result }
        }
      }
      output[row - rows.lowerBound] = result.double
      if result.float != Float(result.double), !result.double.isNaN { floats[row] = result.float }
    }
    return floats
  }
}
