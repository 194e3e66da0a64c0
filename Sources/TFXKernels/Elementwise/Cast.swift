/// The element types that casts know.
package enum ElementType: Sendable, CaseIterable {
  case float32, float64, int8, int16, int32, int64, uint8
  /// A byte, 0 or 1.
  case bool
  /// Two floats, real and imaginary part.
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
  /// type cannot hold becomes its nearest bound, NaN becomes 0. A `bool` is whether the number is
  /// not 0. Of a complex number its real part is taken, or whether it is not 0.
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
    case .int8:
      convert(x, y.assumingMemoryBound(to: Int8.self), count) { Int8(clamping: $0.toInt64) }
    case .int16:
      convert(x, y.assumingMemoryBound(to: Int16.self), count) { Int16(clamping: $0.toInt64) }
    case .int32:
      convert(x, y.assumingMemoryBound(to: Int32.self), count) { Int32(clamping: $0.toInt64) }
    case .int64: convert(x, y.assumingMemoryBound(to: Int64.self), count) { $0.toInt64 }
    case .uint8:
      convert(x, y.assumingMemoryBound(to: UInt8.self), count) { UInt8(clamping: $0.toInt64) }
    case .bool:
      convert(x, y.assumingMemoryBound(to: UInt8.self), count) { $0.isZero ? 0 : 1 }
    case .complex64:
      convert(x, y.assumingMemoryBound(to: ComplexPair.self), count) { $0.toComplex }
    }
  }

  @inline(__always)
  private static func convert<A, B>(_ x: In<A>, _ y: Out<B>, _ count: Int, _ f: (A) -> B) {
    for i in 0..<count { y[i] = f(x[i]) }
  }
}

/// A number that converts to the widest types.
private protocol Castable {
  var toFloat: Float { get }
  var toDouble: Double { get }
  /// Truncated towards zero and clamped to the type's bounds; 0 for NaN.
  var toInt64: Int64 { get }
  var isZero: Bool { get }
  var toComplex: ComplexPair { get }
}

extension Castable {
  @inline(__always) var toComplex: ComplexPair { [toFloat, 0] }
}

extension Castable where Self: BinaryInteger {
  @inline(__always) var toFloat: Float { Float(self) }
  @inline(__always) var toDouble: Double { Double(self) }
  @inline(__always) var toInt64: Int64 { Int64(self) }
  @inline(__always) var isZero: Bool { self == 0 }
}

extension Int8: Castable {}
extension Int16: Castable {}
extension Int32: Castable {}
extension Int64: Castable {}
extension UInt8: Castable {}

extension Float: Castable {
  var toFloat: Float { self }
  var toDouble: Double { Double(self) }
  var toInt64: Int64 { Double(self).toInt64 }
}

extension Double: Castable {
  var toFloat: Float { Float(self) }
  var toDouble: Double { self }
  var toInt64: Int64 {
    if self.isNaN { return 0 }
    if self >= 0x1p63 { return .max }
    return self <= -0x1p63 ? .min : Int64(self)
  }
}

extension SIMD2<Float>: Castable {
  var toFloat: Float { x }
  var toDouble: Double { Double(x) }
  var toInt64: Int64 { x.toInt64 }
  var isZero: Bool { x == 0 && y == 0 }
  var toComplex: ComplexPair { self }
}
