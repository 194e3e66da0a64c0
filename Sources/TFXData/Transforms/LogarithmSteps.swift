import TFXCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The natural logarithm, of numbers above 0.
struct LogStep: ColumnStep {
  static let kind = "log"
  static let input = ColumnContent.numbers
  let output = ColumnContent.numbers

  var inverse: StepInverse? { .function(.exp) }

  mutating func fields(_ f: inout some FieldVisitor) {}

  var work: StepWork { .numbers { Logarithm.apply(to: $0, above: 0) { log($0) } } }
}

/// The natural logarithm of 1 + x, of numbers above −1; exact near 0.
struct Log1pStep: ColumnStep {
  static let kind = "log1p"
  static let input = ColumnContent.numbers
  let output = ColumnContent.numbers

  var inverse: StepInverse? { .function(.expm1) }

  mutating func fields(_ f: inout some FieldVisitor) {}

  var work: StepWork { .numbers { Logarithm.apply(to: $0, above: -1) { log1p($0) } } }
}

private enum Logarithm {
  /// Replaces numbers by a function of them, if all are above `bound`.
  @inline(__always)
  static func apply(
    to values: UnsafeMutableBufferPointer<Double>, above bound: Double,
    _ function: (Double) -> Double
  ) -> StepRefusal? {
    var isAbove = true
    for value in values { isAbove = isAbove && !(value <= bound) }
    if !isAbove, let place = values.firstIndex(where: { $0 <= bound }) {
      return StepRefusal(place: place, bound: bound)
    }
    for index in values.indices { values[index] = function(values[index]) }
    return nil
  }
}
