import TFXCore
import TFXData
import TFXReport

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a row's target is in the user's terms, from the numbers that a loss compares with.
enum Truth {
  /// One of the classes, by its number.
  case oneClass(Int)
  /// For each label or column whether it holds.
  case labels([Bool])
  /// Numbers in the target's own unit.
  case numbers([Double])
}

/// Reads targets of one form.
struct TruthReader {
  /// What a row of targets is.
  enum Form: Equatable {
    case classIndex, oneHot, ordinal, binaryClass, labels, numbers
  }

  let form: Form
  /// The classes or labels; empty if numbers are predicted.
  let names: [String]
  /// Which class scores say.
  let choice: ClassChoice
  private let scale: TargetScale?

  /// Nil if the targets are the inputs, of which nobody needs a list.
  init?(_ preprocessing: Preprocessing) {
    if preprocessing.predictsInput { return nil }
    scale = preprocessing.targetScale
    let classes = preprocessing.classNames
    switch (preprocessing.targetReading, preprocessing.targetKind) {
    case (.labels, _): form = .labels
    case (.ordinal, _): form = .ordinal
    case (nil, .classIndices): form = .classIndex
    case (nil, .oneHotClasses): form = .oneHot
    case (nil, .binary): form = classes == nil ? .labels : .binaryClass
    case (nil, .numbers): form = classes == nil ? .numbers : .binaryClass
    }
    names = classes ?? (form == .labels ? preprocessing.targetColumns : [])
    choice =
      form == .ordinal
      ? .ordered : preprocessing.outputs.threshold.map { .threshold($0) } ?? .greatest
  }

  /// The targets of some rows, one behind the other; nil if they have another form than the kind of
  /// targets has in tables, such as a class for each of many places.
  func read(_ targets: Tensor, rows: ArraySlice<Int>) -> [Truth]? {
    let width = targets.shape.withoutBatch.elementCount
    switch form {
    case .classIndex, .binaryClass: if width != 1 { return nil }
    case .oneHot: if width != names.count { return nil }
    case .ordinal: if width + 1 != names.count { return nil }
    case .labels: if width != names.count { return nil }
    case .numbers: if targets.shape.rank > 2 { return nil }
    }
    // A batch at a time: most of the targets are not looked at.
    let values = targets.gathering(Array(rows)).doubles()
    return (0..<rows.count).map { truth(values[$0 * width..<($0 + 1) * width]) }
  }

  private func truth(_ values: ArraySlice<Double>) -> Truth {
    switch form {
    case .classIndex, .binaryClass: return .oneClass(Int(values[values.startIndex]))
    case .oneHot:
      return .oneClass(values.firstIndex { $0 > 0.5 }.map { $0 - values.startIndex } ?? 0)
    case .ordinal: return .oneClass(values.count { $0 > 0.5 })
    case .labels: return .labels(values.map { $0 > 0.5 })
    case .numbers: return .numbers(values.enumerated().map { unscaled($1, $0) })
    }
  }

  /// A score for each class or label, of what a model makes of a row: of a single output that of the second
  /// of two classes. Numbers as they are.
  func scores(_ outputs: ArraySlice<Float>) -> [Float] {
    switch form {
    case .ordinal:
      return Array(outputs).withUnsafeBufferPointer { Probabilities.ordinal($0).probabilities }
    case .classIndex, .oneHot, .binaryClass:
      if outputs.count == 1, let second = outputs.first { return [1 - second, second] }
      return Array(outputs)
    case .labels, .numbers: return Array(outputs)
    }
  }

  private func unscaled(_ value: Double, _ output: Int) -> Double {
    // As the float32 that it is, not as the number of 53 bits that is nearest to it.
    guard let scale, scale.factors.indices.contains(output) else {
      return Double(Float(value).description) ?? value
    }
    let distance = value * scale.factors[output]
    var value = distance + scale.offsets[output]
    // What is far from the offset has lost digits that a number near 0 seems to have.
    if scale.inverses.isEmpty { return TruthReader.rounded(value, of: abs(distance)) }
    for inverse in scale.inverses {
      switch inverse {
      case .exp: value = exp(value)
      case .expm1: value = expm1(value)
      }
    }
    return TruthReader.rounded(value)
  }

  /// A number that went through a scaled float32, in which seven digits are what is left of it, or of what
  /// it was the difference of.
  static func rounded(_ value: Double, of magnitude: Double = 0) -> Double {
    let magnitude = max(abs(value), magnitude)
    guard value != 0, magnitude.isFinite else { return value }
    let places = 6 - Int(log10(magnitude).rounded(.down))
    let power = pow(10, Double(abs(places)))
    let digits = places < 0 ? (value / power).rounded() : (value * power).rounded()
    // There is no −0.
    return (places < 0 ? digits * power : digits / power) + 0
  }
}
