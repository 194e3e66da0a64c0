/// A number of any type that kernels add and multiply, complex ones too. Whole numbers wrap around,
/// as in TensorFlow.
package protocol KernelRing: BitwiseCopyable, Sendable {
  static var zeroNumber: Self { get }
  static var oneNumber: Self { get }
  func plus(_ other: Self) -> Self
  func times(_ other: Self) -> Self
}

extension ComplexPair: KernelRing {
  package static var zeroNumber: Self { .zero }
  package static var oneNumber: Self { [1, 0] }
  @inline(__always) package func plus(_ other: Self) -> Self { self + other }
  @inline(__always) package func times(_ other: Self) -> Self { complexProduct(other) }
}

/// A real number of any type that kernels compute with, floating or whole.
package protocol KernelNumber: KernelRing, Comparable {
  /// Below and above all others: infinite for floating types.
  static var lowest: Self { get }
  static var highest: Self { get }
  static var leastFinite: Self { get }
  static var greatestFinite: Self { get }
  var isNotANumber: Bool { get }
  /// The quotient, towards zero for whole numbers.
  func divided(by count: Int) -> Self
}

extension KernelNumber where Self: FixedWidthInteger {
  package static var zeroNumber: Self { 0 }
  package static var oneNumber: Self { 1 }
  package static var lowest: Self { .min }
  package static var highest: Self { .max }
  package static var leastFinite: Self { .min }
  package static var greatestFinite: Self { .max }
  package var isNotANumber: Bool { false }
  @inline(__always) package func plus(_ other: Self) -> Self { self &+ other }
  @inline(__always) package func times(_ other: Self) -> Self { self &* other }
  package func divided(by count: Int) -> Self {
    Self(truncatingIfNeeded: Int64(truncatingIfNeeded: self) / Int64(count))
  }
}

extension KernelNumber where Self: BinaryFloatingPoint {
  package static var zeroNumber: Self { 0 }
  package static var oneNumber: Self { 1 }
  package static var lowest: Self { -.infinity }
  package static var highest: Self { .infinity }
  package static var leastFinite: Self { -.greatestFiniteMagnitude }
  package static var greatestFinite: Self { .greatestFiniteMagnitude }
  package var isNotANumber: Bool { isNaN }
  @inline(__always) package func plus(_ other: Self) -> Self { self + other }
  @inline(__always) package func times(_ other: Self) -> Self { self * other }
  package func divided(by count: Int) -> Self { self / Self(count) }
}

/// A whole number that kernels compute with.
package protocol KernelInteger: KernelNumber, FixedWidthInteger {}

extension Int8: KernelInteger {}
extension Int16: KernelInteger {}
extension Int32: KernelInteger {}
extension Int64: KernelInteger {}
extension UInt8: KernelInteger {}
