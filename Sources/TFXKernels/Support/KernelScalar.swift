import CSIMD

/// A tensor's dense elements, read.
package typealias In<T> = UnsafePointer<T>
/// A tensor's dense elements, written.
package typealias Out<T> = UnsafeMutablePointer<T>

/// The entry points: each is generic over `KernelScalar`, takes the fast path for `Float` and the
/// scalar reference for `Double`.
package enum Kernels {}

/// The scalar twin of every kernel: plain loops that say what the kernel computes. Tests compare
/// the fast paths with it, and whole graphs run on it in `Double` to check gradients.
package enum Reference {}

/// The fast paths in `Float`, reached through `Kernels`.
enum Fast {}

/// A floating-point type that every kernel runs in: `Float` or `Double`.
package protocol KernelScalar: BinaryFloatingPoint, KernelNumber {
  static func exp(_ x: Self) -> Self
  static func expm1(_ x: Self) -> Self
  static func log(_ x: Self) -> Self
  static func log1p(_ x: Self) -> Self
  static func sin(_ x: Self) -> Self
  static func cos(_ x: Self) -> Self
  static func tanh(_ x: Self) -> Self
  static func erf(_ x: Self) -> Self
  static func pow(_ x: Self, _ y: Self) -> Self
}

extension Float: KernelScalar {
  package static func exp(_ x: Self) -> Self { tfx_libm_expf(x) }
  package static func expm1(_ x: Self) -> Self { tfx_libm_expm1f(x) }
  package static func log(_ x: Self) -> Self { tfx_libm_logf(x) }
  package static func log1p(_ x: Self) -> Self { tfx_libm_log1pf(x) }
  package static func sin(_ x: Self) -> Self { tfx_libm_sinf(x) }
  package static func cos(_ x: Self) -> Self { tfx_libm_cosf(x) }
  package static func tanh(_ x: Self) -> Self { tfx_libm_tanhf(x) }
  package static func erf(_ x: Self) -> Self { tfx_libm_erff(x) }
  package static func pow(_ x: Self, _ y: Self) -> Self { tfx_libm_powf(x, y) }
}

extension Double: KernelScalar {
  package static func exp(_ x: Self) -> Self { tfx_libm_exp(x) }
  package static func expm1(_ x: Self) -> Self { tfx_libm_expm1(x) }
  package static func log(_ x: Self) -> Self { tfx_libm_log(x) }
  package static func log1p(_ x: Self) -> Self { tfx_libm_log1p(x) }
  package static func sin(_ x: Self) -> Self { tfx_libm_sin(x) }
  package static func cos(_ x: Self) -> Self { tfx_libm_cos(x) }
  package static func tanh(_ x: Self) -> Self { tfx_libm_tanh(x) }
  package static func erf(_ x: Self) -> Self { tfx_libm_erf(x) }
  package static func pow(_ x: Self, _ y: Self) -> Self { tfx_libm_pow(x, y) }
}

extension KernelScalar {
  /// Whether this is the type with fast paths; folds away where the type is known.
  @inline(__always) static var isFloat: Bool { Self.self == Float.self }
}

extension UnsafePointer where Pointee: KernelScalar {
  /// The same elements, where `Pointee` is known to be `Float`.
  @inline(__always) var float: UnsafePointer<Float> {
    UnsafeRawPointer(self).assumingMemoryBound(to: Float.self)
  }
  /// The same elements, where `Pointee` is known to be `Double`.
  @inline(__always) var double: UnsafePointer<Double> {
    precondition(Pointee.self == Double.self, "no kernels for \(Pointee.self), only Float, Double")
    return UnsafeRawPointer(self).assumingMemoryBound(to: Double.self)
  }
}

extension UnsafeMutablePointer where Pointee: KernelScalar {
  /// The same elements, where `Pointee` is known to be `Float`.
  @inline(__always) var float: UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(self).assumingMemoryBound(to: Float.self)
  }
  /// The same elements, where `Pointee` is known to be `Double`.
  @inline(__always) var double: UnsafeMutablePointer<Double> {
    precondition(Pointee.self == Double.self, "no kernels for \(Pointee.self), only Float, Double")
    return UnsafeMutableRawPointer(self).assumingMemoryBound(to: Double.self)
  }
}
