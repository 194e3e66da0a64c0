import CSIMD

/// max(x, 0) − x·z + log(1 + exp(−|x|)) for logits x and labels z: TensorFlow's
/// `sigmoid_cross_entropy_with_logits`, which cannot overflow.
struct SigmoidCrossEntropy: BinaryFunction {
  func scalar<T: KernelScalar>(_ x: T, _ z: T) -> T {
    (x < 0 ? 0 : x) - x * z + T.log1p(T.exp(-abs(x)))
  }
  @inline(__always) func vector(_ x: F16, _ z: F16) -> F16 {
    tfx_max(x, .zero) - x * z + tfx_log1p(tfx_exp(-tfx_abs(x)))
  }
}

/// sigmoid(x) − z.
struct SigmoidCrossEntropySlope: BinaryFunction {
  func scalar<T: KernelScalar>(_ x: T, _ z: T) -> T { Sigmoid().scalar(x) - z }
  @inline(__always) func vector(_ x: F16, _ z: F16) -> F16 { tfx_sigmoid(x) - z }
}

extension BinaryKernel {
  /// (logits, labels) → loss.
  package static let sigmoidCrossEntropy = BinaryKernel(SigmoidCrossEntropy())
  /// (logits, labels) → sigmoid(logits) − labels, the loss's derivative.
  package static let sigmoidCrossEntropySlope = BinaryKernel(SigmoidCrossEntropySlope())
}

extension Kernels {
  /// loss[i] of logits[i] against labels[i] in [0, 1].
  package static func sigmoidCrossEntropy<T: KernelScalar>(
    _ logits: In<T>, _ labels: In<T>, _ loss: Out<T>, _ count: Int
  ) {
    BinaryKernel.sigmoidCrossEntropy(logits, labels, loss, count)
  }

  /// dLogits = dLoss·(sigmoid(logits) − labels). `dLogits` may be `logits` or `labels`, not
  /// `dLoss`.
  package static func sigmoidCrossEntropyGrad<T: KernelScalar>(
    _ dLoss: In<T>, _ logits: In<T>, _ labels: In<T>, _ dLogits: Out<T>, _ count: Int
  ) {
    BinaryKernel.sigmoidCrossEntropySlope(logits, labels, dLogits, count)
    BinaryKernel.multiply(dLogits, dLoss, dLogits, count)
  }
}
