import CSIMD

/// An activation within the steps of a recurrent layer: y = f(x), whose slope is a function of y, so
/// that x need not be kept.
package enum GateFunction: CaseIterable, Sendable {
  case linear, tanh, hardTanh, sigmoid, hardSigmoid
  case relu, relu6, leakyRelu, elu, selu, exponential, softplus, softsign

  /// The slope of leakyRelu below 0, as Keras has it.
  fileprivate static let leak = 0.2

  func scalar<T: KernelScalar>(_ x: T) -> T {
    switch self {
    case .linear: x
    case .tanh: Tanh().scalar(x)
    case .hardTanh: x < -1 ? -1 : x > 1 ? 1 : x
    case .sigmoid: Sigmoid().scalar(x)
    case .hardSigmoid: Relu6().scalar(x + 3) / 6
    case .relu: Relu().scalar(x)
    case .relu6: Relu6().scalar(x)
    case .leakyRelu: LeakyRelu(alpha: Self.leak).scalar(x)
    case .elu: Elu(alpha: 1).scalar(x)
    case .selu: Selu().scalar(x)
    case .exponential: T.exp(x)
    case .softplus: Softplus().scalar(x)
    case .softsign: Softsign().scalar(x)
    }
  }

  @inline(__always) func vector(_ x: F16) -> F16 {
    switch self {
    case .linear: x
    case .tanh: tfx_tanh(x)
    case .hardTanh: tfx_min(tfx_max(x, F16(-1)), F16(1))
    case .sigmoid: tfx_sigmoid(x)
    case .hardSigmoid: Relu6().vector(x + 3) / 6
    case .relu: Relu().vector(x)
    case .relu6: Relu6().vector(x)
    case .leakyRelu: LeakyRelu(alpha: Self.leak).vector(x)
    case .elu: Elu(alpha: 1).vector(x)
    case .selu: Selu().vector(x)
    case .exponential: tfx_exp(x)
    case .softplus: tfx_softplus(x)
    case .softsign: Softsign().vector(x)
    }
  }

  /// dx for y = f(x).
  func scalarSlope<T: KernelScalar>(_ y: T, _ dy: T) -> T {
    switch self {
    case .linear: dy
    case .tanh: TanhGrad().scalar(y, dy)
    case .hardTanh: y > -1 && y < 1 ? dy : 0
    case .sigmoid: SigmoidGrad().scalar(y, dy)
    case .hardSigmoid: y > 0 && y < 1 ? dy / 6 : 0
    case .relu: ReluGrad().scalar(dy, y)
    case .relu6: Relu6Grad().scalar(dy, y)
    case .leakyRelu: LeakyReluGrad(alpha: Self.leak).scalar(dy, y)
    case .elu: EluGrad(alpha: 1).scalar(dy, y)
    case .selu: SeluGrad().scalar(dy, y)
    case .exponential: dy * y
    case .softplus: -dy * T.expm1(-y)
    case .softsign: dy * (1 - abs(y)) * (1 - abs(y))
    }
  }

  @inline(__always) func vectorSlope(_ y: F16, _ dy: F16) -> F16 {
    switch self {
    case .linear: return dy
    case .tanh: return TanhGrad().vector(y, dy)
    case .hardTanh: return tfx_select(tfx_less(tfx_abs(y), F16(1)), dy, .zero)
    case .sigmoid: return SigmoidGrad().vector(y, dy)
    case .hardSigmoid:
      return tfx_select(tfx_less(.zero, y) & tfx_less(y, F16(1)), dy / 6, .zero)
    case .relu: return ReluGrad().vector(dy, y)
    case .relu6: return Relu6Grad().vector(dy, y)
    case .leakyRelu: return LeakyReluGrad(alpha: Self.leak).vector(dy, y)
    case .elu: return EluGrad(alpha: 1).vector(dy, y)
    case .selu: return SeluGrad().vector(dy, y)
    case .exponential: return dy * y
    case .softplus: return -dy * tfx_expm1(-y)
    case .softsign:
      let d = 1 - tfx_abs(y)
      return dy * d * d
    }
  }
}

/// Numbers side by side that the formulas of recurrent steps are written for: 16 `Float`s, or 8
/// `Double`s of plain Swift.
protocol GateLanes: Lanes {
  /// f of each of them.
  func activated(_ f: GateFunction) -> Self
  /// dx where these are y = f(x).
  func slope(_ f: GateFunction, _ dy: Self) -> Self
}

extension SIMD16: GateLanes where Scalar == Float {
  @inline(__always) func activated(_ f: GateFunction) -> Self { f.vector(self) }
  @inline(__always) func slope(_ f: GateFunction, _ dy: Self) -> Self { f.vectorSlope(self, dy) }
}

extension SIMD8: GateLanes where Scalar == Double {
  func activated(_ f: GateFunction) -> Self {
    var y = self
    for lane in indices { y[lane] = f.scalar(self[lane]) }
    return y
  }

  func slope(_ f: GateFunction, _ dy: Self) -> Self {
    var dx = self
    for lane in indices { dx[lane] = f.scalarSlope(self[lane], dy[lane]) }
    return dx
  }
}
