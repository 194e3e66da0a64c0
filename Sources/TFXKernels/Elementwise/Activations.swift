import CSIMD

// Activation functions with their gradients directly under them. A gradient is a function of two
// tensors in the order of TensorFlow's op of that name.

extension UnaryKernel {
  package static let relu = UnaryKernel(Relu())
  package static let relu6 = UnaryKernel(Relu6())
  package static let sigmoid = UnaryKernel(Sigmoid())
  package static let tanh = UnaryKernel(Tanh())
  /// log(1 + exp(x)), without overflow.
  package static let softplus = UnaryKernel(Softplus())
  package static let softsign = UnaryKernel(Softsign())
  package static let selu = UnaryKernel(Selu())
  /// x·Φ(x), exactly.
  package static let gelu = UnaryKernel(Gelu())
  /// x·Φ(x) in the approximation by tanh.
  package static let geluTanh = UnaryKernel(GeluTanh())
  /// x·sigmoid(x), also called swish.
  package static let silu = UnaryKernel(Silu())

  package static func elu(alpha: Double = 1) -> UnaryKernel { UnaryKernel(Elu(alpha: alpha)) }
  package static func leakyRelu(alpha: Double) -> UnaryKernel {
    UnaryKernel(LeakyRelu(alpha: alpha))
  }
}

extension BinaryKernel {
  /// (dy, x or y) → dx.
  package static let reluGrad = BinaryKernel(ReluGrad())
  /// (dy, x or y) → dx.
  package static let relu6Grad = BinaryKernel(Relu6Grad())
  /// (y, dy) → dx.
  package static let sigmoidGrad = BinaryKernel(SigmoidGrad())
  /// (y, dy) → dx.
  package static let tanhGrad = BinaryKernel(TanhGrad())
  /// (dy, x) → dx.
  package static let softplusGrad = BinaryKernel(SoftplusGrad())
  /// (dy, x) → dx.
  package static let softsignGrad = BinaryKernel(SoftsignGrad())
  /// (dy, y) → dx.
  package static let seluGrad = BinaryKernel(SeluGrad())
  /// (dy, x) → dx.
  package static let geluGrad = BinaryKernel(GeluGrad())
  /// (dy, x) → dx.
  package static let geluTanhGrad = BinaryKernel(GeluTanhGrad())
  /// (dy, x) → dx.
  package static let siluGrad = BinaryKernel(SiluGrad())
  /// (dy, y) → dx.
  package static func eluGrad(alpha: Double = 1) -> BinaryKernel {
    BinaryKernel(EluGrad(alpha: alpha))
  }
  /// (dy, x) → dx.
  package static func leakyReluGrad(alpha: Double) -> BinaryKernel {
    BinaryKernel(LeakyReluGrad(alpha: alpha))
  }

  /// (dy, y) → dx of dropout(relu(x)).
  package static func reluDropoutGrad(rate: Double) -> BinaryKernel {
    BinaryKernel(ReluDropoutGrad(rate: rate))
  }

  // A bias and the activation after it in one pass.
  package static let addRelu = BinaryKernel(AddThen(then: Relu()))
  package static let addSigmoid = BinaryKernel(AddThen(then: Sigmoid()))
  package static let addTanh = BinaryKernel(AddThen(then: Tanh()))
}

/// f(a + b).
struct AddThen<F: UnaryFunction>: BinaryFunction {
  let then: F
  func scalar<T: KernelScalar>(_ a: T, _ b: T) -> T { then.scalar(a + b) }
  @inline(__always) func vector(_ a: F16, _ b: F16) -> F16 { then.vector(a + b) }
}

/// max(x, 0).
struct Relu: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x <= 0 ? 0 : x }
  @inline(__always) func vector(_ x: F16) -> F16 {
    let zero = F16(repeating: 0)
    return tfx_select(tfx_less_equal(x, zero), zero, x)
  }
}

struct ReluGrad: BinaryFunction {
  func scalar<T: KernelScalar>(_ dy: T, _ x: T) -> T { x > 0 ? dy : 0 }
  @inline(__always) func vector(_ dy: F16, _ x: F16) -> F16 {
    let zero = F16(repeating: 0)
    return tfx_select(tfx_less(zero, x), dy, zero)
  }
}

/// dy/(1 − rate) where y = dropout(relu(x)) > 0: there x was positive and was kept. What is kept is
/// multiplied by 1 or more, so that it never becomes 0.
struct ReluDropoutGrad: BinaryFunction {
  let rate: Double
  func scalar<T: KernelScalar>(_ dy: T, _ y: T) -> T { y > 0 ? dy * (1 / (1 - T(rate))) : 0 }
  @inline(__always) func vector(_ dy: F16, _ y: F16) -> F16 {
    let scale = F16(repeating: 1 / (1 - Float(rate)))
    return tfx_select(tfx_less(.zero, y), dy * scale, .zero)
  }
}

/// min(max(x, 0), 6).
struct Relu6: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x <= 0 ? 0 : x > 6 ? 6 : x }
  @inline(__always) func vector(_ x: F16) -> F16 {
    let (zero, six) = (F16(repeating: 0), F16(repeating: 6))
    return tfx_select(tfx_less_equal(x, zero), zero, tfx_select(tfx_less(six, x), six, x))
  }
}

struct Relu6Grad: BinaryFunction {
  func scalar<T: KernelScalar>(_ dy: T, _ x: T) -> T { x > 0 && x < 6 ? dy : 0 }
  @inline(__always) func vector(_ dy: F16, _ x: F16) -> F16 {
    let (zero, six) = (F16(repeating: 0), F16(repeating: 6))
    return tfx_select(tfx_less(zero, x) & tfx_less(x, six), dy, zero)
  }
}

/// 1/(1 + exp(−x)), from exp of a negative number only.
struct Sigmoid: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T {
    let z = T.exp(-abs(x))
    return x < 0 ? z / (1 + z) : 1 / (1 + z)
  }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_sigmoid(x) }
}

struct SigmoidGrad: BinaryFunction {
  func scalar<T: KernelScalar>(_ y: T, _ dy: T) -> T { dy * y * (1 - y) }
  @inline(__always) func vector(_ y: F16, _ dy: F16) -> F16 { dy * y * (1 - y) }
}

struct Tanh: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { T.tanh(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_tanh(x) }
}

struct TanhGrad: BinaryFunction {
  func scalar<T: KernelScalar>(_ y: T, _ dy: T) -> T { dy * (1 - y * y) }
  @inline(__always) func vector(_ y: F16, _ dy: F16) -> F16 { dy * (1 - y * y) }
}

/// log(1 + exp(x)) = max(x, 0) + log1p(exp(−|x|)).
struct Softplus: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { (x < 0 ? 0 : x) + T.log1p(T.exp(-abs(x))) }
  @inline(__always) func vector(_ x: F16) -> F16 { tfx_softplus(x) }
}

struct SoftplusGrad: BinaryFunction {
  func scalar<T: KernelScalar>(_ dy: T, _ x: T) -> T { dy * Sigmoid().scalar(x) }
  @inline(__always) func vector(_ dy: F16, _ x: F16) -> F16 { dy * tfx_sigmoid(x) }
}

/// x/(1 + |x|).
struct Softsign: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x / (1 + abs(x)) }
  @inline(__always) func vector(_ x: F16) -> F16 { x / (1 + tfx_abs(x)) }
}

struct SoftsignGrad: BinaryFunction {
  func scalar<T: KernelScalar>(_ dy: T, _ x: T) -> T { dy / ((1 + abs(x)) * (1 + abs(x))) }
  @inline(__always) func vector(_ dy: F16, _ x: F16) -> F16 {
    let d = 1 + tfx_abs(x)
    return dy / (d * d)
  }
}

/// x where x > 0, alpha·(exp(x) − 1) elsewhere.
struct Elu: UnaryFunction {
  let alpha: Double
  func scalar<T: KernelScalar>(_ x: T) -> T { x < 0 ? T(alpha) * T.expm1(x) : x }
  @inline(__always) func vector(_ x: F16) -> F16 {
    let zero = F16(repeating: 0)
    return tfx_select(tfx_less(x, zero), F16(repeating: Float(alpha)) * tfx_expm1(x), x)
  }
}

/// exp(x)·alpha = y + alpha for x < 0.
struct EluGrad: BinaryFunction {
  let alpha: Double
  func scalar<T: KernelScalar>(_ dy: T, _ y: T) -> T { y < 0 ? dy * (y + T(alpha)) : dy }
  @inline(__always) func vector(_ dy: F16, _ y: F16) -> F16 {
    let slope = y + F16(repeating: Float(alpha))
    return tfx_select(tfx_less(y, F16(repeating: 0)), dy * slope, dy)
  }
}

/// Klambauer et al., "Self-normalizing neural networks" (2017): scale·elu(x, alpha).
struct Selu: UnaryFunction {
  static let scale = 1.0507009873554804934193349852946
  static let scaledAlpha = 1.0507009873554804934193349852946 * 1.6732632423543772848170429916717
  func scalar<T: KernelScalar>(_ x: T) -> T {
    x < 0 ? T(Self.scaledAlpha) * T.expm1(x) : T(Self.scale) * x
  }
  @inline(__always) func vector(_ x: F16) -> F16 {
    let negative = F16(repeating: Float(Self.scaledAlpha)) * tfx_expm1(x)
    return tfx_select(
      tfx_less(x, F16(repeating: 0)), negative, F16(repeating: Float(Self.scale)) * x)
  }
}

struct SeluGrad: BinaryFunction {
  func scalar<T: KernelScalar>(_ dy: T, _ y: T) -> T {
    y < 0 ? dy * (y + T(Selu.scaledAlpha)) : dy * T(Selu.scale)
  }
  @inline(__always) func vector(_ dy: F16, _ y: F16) -> F16 {
    let negative = y + F16(repeating: Float(Selu.scaledAlpha))
    let positive = F16(repeating: Float(Selu.scale))
    return dy * tfx_select(tfx_less(y, F16(repeating: 0)), negative, positive)
  }
}

/// x where x > 0, alpha·x elsewhere.
struct LeakyRelu: UnaryFunction {
  let alpha: Double
  func scalar<T: KernelScalar>(_ x: T) -> T { x < 0 ? T(alpha) * x : x }
  @inline(__always) func vector(_ x: F16) -> F16 {
    tfx_select(tfx_less(x, F16(repeating: 0)), F16(repeating: Float(alpha)) * x, x)
  }
}

struct LeakyReluGrad: BinaryFunction {
  let alpha: Double
  func scalar<T: KernelScalar>(_ dy: T, _ x: T) -> T { x > 0 ? dy : T(alpha) * dy }
  @inline(__always) func vector(_ dy: F16, _ x: F16) -> F16 {
    tfx_select(tfx_less(F16(repeating: 0), x), dy, F16(repeating: Float(alpha)) * dy)
  }
}

/// Hendrycks and Gimpel, "Gaussian error linear units" (2016): x·Φ(x) = ½x(1 + erf(x/√2)).
struct Gelu: UnaryFunction {
  static let sqrtHalf = 0.70710678118654752440
  func scalar<T: KernelScalar>(_ x: T) -> T { x / 2 * (1 + T.erf(x * T(Self.sqrtHalf))) }
  @inline(__always) func vector(_ x: F16) -> F16 {
    0.5 * x * (1 + tfx_erf(x * F16(repeating: Float(Self.sqrtHalf))))
  }
}

/// Φ(x) + x·φ(x).
struct GeluGrad: BinaryFunction {
  static let density = 0.39894228040143267794  // 1/√(2π)
  func scalar<T: KernelScalar>(_ dy: T, _ x: T) -> T {
    let cumulative = (1 + T.erf(x * T(Gelu.sqrtHalf))) / 2
    return dy * (cumulative + x * T(Self.density) * T.exp(-x * x / 2))
  }
  @inline(__always) func vector(_ dy: F16, _ x: F16) -> F16 {
    let cumulative = 0.5 * (1 + tfx_erf(x * F16(repeating: Float(Gelu.sqrtHalf))))
    return dy * (cumulative + x * F16(repeating: Float(Self.density)) * tfx_exp(-0.5 * x * x))
  }
}

/// ½x(1 + tanh(√(2/π)(x + 0.044715x³))).
struct GeluTanh: UnaryFunction {
  static let root = 0.79788456080286535588  // √(2/π)
  static let cubic = 0.044715
  func scalar<T: KernelScalar>(_ x: T) -> T {
    x / 2 * (1 + T.tanh(T(Self.root) * (x + T(Self.cubic) * x * x * x)))
  }
  @inline(__always) func vector(_ x: F16) -> F16 {
    let inner = x + F16(repeating: Float(Self.cubic)) * x * x * x
    return 0.5 * x * (1 + tfx_tanh(F16(repeating: Float(Self.root)) * inner))
  }
}

struct GeluTanhGrad: BinaryFunction {
  func scalar<T: KernelScalar>(_ dy: T, _ x: T) -> T {
    let t = T.tanh(T(GeluTanh.root) * (x + T(GeluTanh.cubic) * x * x * x))
    let slope = T(GeluTanh.root) * (1 + T(3 * GeluTanh.cubic) * x * x)
    return dy * ((1 + t) / 2 + x / 2 * (1 - t * t) * slope)
  }
  @inline(__always) func vector(_ dy: F16, _ x: F16) -> F16 {
    let root = F16(repeating: Float(GeluTanh.root))
    let t = tfx_tanh(root * (x + F16(repeating: Float(GeluTanh.cubic)) * x * x * x))
    let slope = root * (1 + F16(repeating: Float(3 * GeluTanh.cubic)) * x * x)
    return dy * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope)
  }
}

/// x·sigmoid(x).
struct Silu: UnaryFunction {
  func scalar<T: KernelScalar>(_ x: T) -> T { x * Sigmoid().scalar(x) }
  @inline(__always) func vector(_ x: F16) -> F16 { x * tfx_sigmoid(x) }
}

struct SiluGrad: BinaryFunction {
  func scalar<T: KernelScalar>(_ dy: T, _ x: T) -> T {
    let s = Sigmoid().scalar(x)
    return dy * s * (1 + x * (1 - s))
  }
  @inline(__always) func vector(_ dy: F16, _ x: F16) -> F16 {
    let s = tfx_sigmoid(x)
    return dy * s * (1 + x * (1 - s))
  }
}
