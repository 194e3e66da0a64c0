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
  /// Converts `count` elements, as TensorFlow does on x86. A floating number becomes a whole one
  /// towards zero in 32 bits, or in 64 for `int64`; the lowest of those stands for what they can't
  /// hold and for NaN. Of that number, as of any whole one, the new type keeps the low bits that it
  /// has room for. A `bool` is whether the number is not 0. A complex number becomes its real part.
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
    case .complex64: convert(x.assumingMemoryBound(to: ComplexPair.self), y, to, count)
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
      convert(x, y.assumingMemoryBound(to: ComplexPair.self), count) { $0.toComplex }
    case .bool:
      convert(x, y.assumingMemoryBound(to: UInt8.self), count) { $0.isZero ? 0 : 1 }
    }
  }

  @inline(__always)
  private static func convert<A, B>(_ x: In<A>, _ y: Out<B>, _ count: Int, _ f: (A) -> B) {
    for i in 0..<count { y[i] = f(x[i]) }
  }
}

/// A number that converts to others.
private protocol Castable {
  var toFloat: Float { get }
  var toDouble: Double { get }
  var toComplex: ComplexPair { get }
  /// The whole number that it becomes.
  func whole<Whole: FixedWidthInteger>() -> Whole
  var isZero: Bool { get }
}

extension Castable {
  @inline(__always) var toComplex: ComplexPair { [toFloat, 0] }
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
    if Whole.bitWidth == 64 {
      return self >= -0x1p63 && self < 0x1p63 ? Whole(truncatingIfNeeded: Int64(self)) : .min
    }
    let fits = self > -0x1p31 - 1 && self < 0x1p31
    return Whole(truncatingIfNeeded: fits ? Int32(self) : .min)
  }
}

extension ComplexPair: Castable {
  @inline(__always) var toFloat: Float { x }
  @inline(__always) var toDouble: Double { Double(x) }
  @inline(__always) var toComplex: ComplexPair { self }
  @inline(__always) func whole<Whole: FixedWidthInteger>() -> Whole { Double(x).whole() }
  @inline(__always) var isZero: Bool { x == 0 }
}
