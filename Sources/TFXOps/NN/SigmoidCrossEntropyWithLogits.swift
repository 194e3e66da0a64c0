import TFXCore
public import TFXGraph
import TFXKernels

/// y = max(x, 0) − x z + ln(1 + e^−|x|): the cross-entropy between z and the sigmoid of x.
/// x (logits), z (labels): [d…] → y: [d…].   ∂x = (σ(x) − z) ∂y, ∂z = −x ∂y.
///
/// TensorFlow writes it out in elementary operations.
struct SigmoidCrossEntropyWithLogits: FloatingOp {
  var inPlaceInputs: [Int] { [0, 1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.floating(0, "logits")
    return [try inputs.agreeing(0, 1, "labels")]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    return [
      try graph.add(SigmoidCrossEntropyWithLogitsGrad(), [dy, node[0], node[1]]).output(0),
      try graph.negative(graph.multiply(dy, node[0])),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let logits = site.input(0, type)
    let labels = site.input(1, type)
    let loss = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.sigmoidCrossEntropy(logits, labels, loss, count) }
  }
}

/// ∂x = (σ(x) − z) ∂y.   ∂y, x (logits), z (labels): [d…] → ∂x: [d…].
struct SigmoidCrossEntropyWithLogitsGrad: FloatingOp {
  static let nodeForm = NodeForm.gradient

  // Not ∂y: the kernel reads it after writing ∂x.
  var inPlaceInputs: [Int] { [1, 2] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    _ = try inputs.floating(0, "gradients")
    _ = try inputs.agreeing(0, 1, "logits")
    return [try inputs.agreeing(0, 2, "labels")]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let dy = site.input(0, type)
    let logits = site.input(1, type)
    let labels = site.input(2, type)
    let dx = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.sigmoidCrossEntropyGrad(dy, logits, labels, dx, count) }
  }
}

extension Graph {
  /// The cross-entropy between `labels`, probabilities, and the sigmoid of `logits`, element by
  /// element.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are of one floating type and shape.
  public func sigmoidCrossEntropyWithLogits(
    labels: Output, logits: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SigmoidCrossEntropyWithLogits(), [logits, labels], name: name).output(0)
  }
}
