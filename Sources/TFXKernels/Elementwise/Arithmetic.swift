import CSIMD

// Arithmetic and elementary functions: the definition and its vector twin side by side.

extension UnaryKernel {
  package static let identity = UnaryKernel(Identity())
  package static let negate = UnaryKernel(Negate())
  package static let abs = UnaryKernel(Absolute())
  /// −1, 0 or 1, the 0 without a sign; NaN stays NaN.
  package static let sign = UnaryKernel(Sign())
  package static let square = UnaryKernel(Square())
  package static let sqrt = UnaryKernel(SquareRoot())
  /// 1/√x.
  package static let rsqrt = UnaryKernel(ReciprocalSquareRoot())
  package static let reciprocal = UnaryKernel(Reciprocal())
  package static let exp = UnaryKernel(Exp())
  package static let expm1 = UnaryKernel(Expm1())
  package static let log = UnaryKernel(Log())
  package static let log1p = UnaryKernel(Log1p())
  package static let floor = UnaryKernel(Floor())
  package static let ceil = UnaryKernel(Ceil())
  /// To the nearest integer, halves to the even one, as TensorFlow's `Round`.
  package static let round = UnaryKernel(RoundEven())
  package static let sin = UnaryKernel(Sine())
  package static let cos = UnaryKernel(Cosine())
  package static let erf = UnaryKernel(ErrorFunction())

  /// scale·x + offset.
  package static func affine(scale: Double, offset: Double) -> UnaryKernel {
    UnaryKernel(Affine(scale: scale, offset: offset))
  }

  /// The nearest number in [low, high].
  package static func clip(low: Double, high: Double) -> UnaryKernel {
    precondition(low <= high, "clip to [\(low), \(high)]: low exceeds high")
    return UnaryKernel(Clip(low: low, high: high))
  }
}

extension BinaryKernel {
  package static let add = BinaryKernel(Add())
  package static let subtract = BinaryKernel(Subtract())
  package static let multiply = BinaryKernel(Multiply())
  package static let divide = BinaryKernel(Divide())
  package static let maximum = BinaryKernel(Maximum())
  package static let minimum = BinaryKernel(Minimum())
  package static let pow = BinaryKernel(Power())
  /// (a − b)².
  package static let squaredDifference = BinaryKernel(SquaredDifference())
}

struct Identity: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x }
  @inline(__always) func vector(_ x: F16) -> F16 { x }
}

struct Negate: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { -x }
  // Swift's −x is 0 − x, which loses the sign of 0.
  @inline(__always) func vector(_ x: F16) -> F16 { F16(repeating: -0.0) - x }
}

struct Absolute: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { Swift.abs(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_abs(x) }
}

struct Sign: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x > 0 ? 1 : x < 0 ? -1 : x + 0 }
  @inline(__always) func vector(_ x: F16) -> F16 {
    let zero = F16(repeating: 0)
    let one = tfx_copysign(F16(repeating: 1), x)
    return tfx_select(tfx_less(zero, tfx_abs(x)), one, x + zero)
  }
}

struct Square: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x * x }
  @inline(__always) func vector(_ x: F16) -> F16 { x * x }
}

struct SquareRoot: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x.squareRoot() }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_sqrt(x) }
}

struct ReciprocalSquareRoot: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { 1 / x.squareRoot() }
  @inline(__always) func vector(_ x: F16) -> F16 { 1 / tfx_sqrt(x) }
}

struct Reciprocal: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { 1 / x }
  @inline(__always) func vector(_ x: F16) -> F16 { 1 / x }
}

struct Exp: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { T.exp(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_exp(x) }
}

struct Expm1: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { T.expm1(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_expm1(x) }
}

struct Log: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { T.log(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_log(x) }
}

struct Log1p: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { T.log1p(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_log1p(x) }
}

struct Floor: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x.rounded(.down) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_floor(x) }
}

struct Ceil: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x.rounded(.up) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_ceil(x) }
}

struct RoundEven: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x.rounded(.toNearestOrEven) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_round_even(x) }
}

struct Sine: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { T.sin(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_sin(x) }
}

struct Cosine: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { T.cos(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_cos(x) }
}

struct ErrorFunction: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { T.erf(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_erf(x) }
}

struct Affine: UnaryFunction {
  let scale: Double
  let offset: Double
  func scalar<T: KernelScalar>(_ x: T) -> T { T(scale) * x + T(offset) }
  @inline(__always) func vector(_ x: F16) -> F16 {
    F16(repeating: Float(scale)) * x + F16(repeating: Float(offset))
  }
}

struct Clip: UnaryFunction {
  let low: Double
  let high: Double
  func scalar<T: KernelScalar>(_ x: T) -> T { x < T(low) ? T(low) : x > T(high) ? T(high) : x }
  @inline(__always) func vector(_ x: F16) -> F16 {
    tfx_min(tfx_max(x, F16(repeating: Float(low))), F16(repeating: Float(high)))
  }
}

struct Add: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { a + b }
  @inline(__always) func vector(_ a: F16, _ b: F16) -> F16 { a + b }
}

struct Subtract: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { a - b }
  @inline(__always) func vector(_ a: F16, _ b: F16) -> F16 { a - b }
}

struct Multiply: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { a * b }
  @inline(__always) func vector(_ a: F16, _ b: F16) -> F16 { a * b }
}

struct Divide: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { a / b }
  @inline(__always) func vector(_ a: F16, _ b: F16) -> F16 { a / b }
}

struct Maximum: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { a > b || a.isNaN ? a : b }
  @inline(__always) func vector(_ a: F16, _ b: F16) -> F16 { tfx_max(a, b) }
}

struct Minimum: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { a < b || a.isNaN ? a : b }
  @inline(__always) func vector(_ a: F16, _ b: F16) -> F16 { tfx_min(a, b) }
}

struct Power: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { T.pow(a, b) }
  @inline(__always) func vector(_ a: F16, _ b: F16) -> F16 { tfx_pow(a, b) }
}

struct SquaredDifference: BinaryFunction {
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { (a - b) * (a - b) }
  @inline(__always) func vector(_ a: F16, _ b: F16) -> F16 { (a - b) * (a - b) }
}
