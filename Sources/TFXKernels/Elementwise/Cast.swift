/// The element types that casts know.
package enum ElementType: Sendable, CaseIterable {
  case float32, float64, int8, int16, int32, int64, uint8
  /// A byte, 0 or 1.
  case bool
  /// Two `Float`s, the real part and the imaginary one.
  case complex64

  /// Bytes of one element.
  package var byteCount: Int {
    switch self {
    case .float32, .int32: 4
    case .float64, .int64, .complex64: 8
    case .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }
}

extension Kernels {
  /// Converts `count` elements. Floats become integers by truncation towards zero; what the new
  /// type cannot hold becomes its nearest bound, NaN becomes 0. An integer keeps the low bits that
  /// the new type has room for. A `bool` is whether the number is not 0. A complex number becomes
  /// its real part.
  package static func cast(
    _ x: UnsafeRawPointer, _ from: ElementType, _ y: UnsafeMutableRawPointer, _ to: ElementType,
    _ count: Int
  ) {
    switch from {
    case .float32: convert(x.assumingMemoryBound(to: Float.self), y, to, count)
    case .float64: convert(x.assumingMemoryBound(to: Double.self), y, to, count)
    case .int8: convert(x.assumingMemoryBound(to: Int8.self), y, to, count)
    case .int16: convert(x.assumingMemoryBound(to: Int16.self), y, to, count)
    case .int32: convert(x.assumingMemoryBound(to: Int32.self), y, to, count)
    case .int64: convert(x.assumingMemoryBound(to: Int64.self), y, to, count)
    case .uint8, .bool: convert(x.assumingMemoryBound(to: UInt8.self), y, to, count)
    case .complex64: convert(x.assumingMemoryBound(to: Pair.self), y, to, count)
    }
  }

  @inline(__always)
  private static func convert<A: Castable>(
    _ x: In<A>, _ y: UnsafeMutableRawPointer, _ to: ElementType, _ count: Int
  ) {
    switch to {
    case .float32: convert(x, y.assumingMemoryBound(to: Float.self), count) { $0.toFloat }
    case .float64: convert(x, y.assumingMemoryBound(to: Double.self), count) { $0.toDouble }
    case .int8: convert(x, y.assumingMemoryBound(to: Int8.self), count) { $0.whole() }
    case .int16: convert(x, y.assumingMemoryBound(to: Int16.self), count) { $0.whole() }
    case .int32: convert(x, y.assumingMemoryBound(to: Int32.self), count) { $0.whole() }
    case .int64: convert(x, y.assumingMemoryBound(to: Int64.self), count) { $0.whole() }
    case .uint8: convert(x, y.assumingMemoryBound(to: UInt8.self), count) { $0.whole() }
    case .complex64:
      convert(x, y.assumingMemoryBound(to: Pair.self), count) { Pair($0.toFloat, 0) }
    case .bool:
      convert(x, y.assumingMemoryBound(to: UInt8.self), count) { $0.isZero ? 0 : 1 }
    }
  }

  @inline(__always)
  private static func convert<A, B>(_ x: In<A>, _ y: Out<B>, _ count: Int, _ f: (A) -> B) {
    for i in 0..<count { y[i] = f(x[i]) }
  }
}

/// A complex number.
private struct Pair {
  var real: Float
  var imaginary: Float

  @inline(__always)
  init(_ real: Float, _ imaginary: Float) { (self.real, self.imaginary) = (real, imaginary) }
}

/// A number that converts to others.
private protocol Castable {
  var toFloat: Float { get }
  var toDouble: Double { get }
  /// The whole number that it becomes.
  func whole<Whole: FixedWidthInteger>() -> Whole
  var isZero: Bool { get }
}

extension Castable where Self: BinaryInteger {
  @inline(__always) var toFloat: Float { Float(self) }
  @inline(__always) var toDouble: Double { Double(self) }
  @inline(__always) func whole<Whole: FixedWidthInteger>() -> Whole {
    Whole(truncatingIfNeeded: self)
  }
  @inline(__always) var isZero: Bool { self == 0 }
}

extension Int8: Castable {}
extension Int16: Castable {}
extension Int32: Castable {}
extension Int64: Castable {}
extension UInt8: Castable {}

extension Float: Castable {
  @inline(__always) var toFloat: Float { self }
  @inline(__always) var toDouble: Double { Double(self) }
  @inline(__always) func whole<Whole: FixedWidthInteger>() -> Whole { Double(self).whole() }
}

extension Double: Castable {
  @inline(__always) var toFloat: Float { Float(self) }
  @inline(__always) var toDouble: Double { self }
  @inline(__always) func whole<Whole: FixedWidthInteger>() -> Whole {
    if self.isNaN { return 0 }
    if self >= 0x1p63 { return .max }
    return self <= -0x1p63 ? .min : Whole(clamping: Int64(self))
  }
}

extension Pair: Castable {
  @inline(__always) var toFloat: Float { real }
  @inline(__always) var toDouble: Double { Double(real) }
  @inline(__always) func whole<Whole: FixedWidthInteger>() -> Whole { Double(real).whole() }
  @inline(__always) var isZero: Bool { real == 0 }
}
