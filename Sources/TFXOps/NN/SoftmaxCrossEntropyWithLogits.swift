import TFXCore
public import TFXGraph
import TFXKernels

/// loss = −Σ labels · ln softmax(logits) along the last axis; backprop = ∂loss / ∂logits.
/// logits, labels: [d…, c] → loss: [d…], backprop: [d…, c].
/// ∂logits = backprop ∂loss, ∂labels = −ln softmax(logits) ∂loss.
struct SoftmaxCrossEntropyWithLogits: FloatingOp {
  /// What backprop is multiplied by; a plan sets it, where every ∂loss is the same number.
  var slope = 1.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("slope", &slope, "what the second output, the gradient, is multiplied by")
  }

  var attributes: [Attribute] { slope == 1 ? [] : [Attribute("slope", .float(slope))] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.floating(0, "features")
    _ = try inputs.withAxes(1, 0, "features")
    let spec = try inputs.agreeing(0, 1, "labels")
    return [TensorSpec(Shape(Array(spec.shape.dimensions.dropLast())), spec.dtype), spec]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    if outputGradients[1] != nil { throw .noGradient(op: Self.type, node: "\(node.name):1") }
    guard let dLoss = outputGradients[0] else { return [nil, nil] }
    let graph = dLoss.graph
    let perRow = try graph.expandDims(dLoss, axis: -1)
    return [
      try graph.multiply(perRow, node.output(1)),
      try graph.multiply(perRow, graph.negative(graph.logSoftmax(node[0]))),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let slope = T(slope)
    let logits = site.input(0, type)
    let labels = site.input(1, type)
    let loss = site.output(0, type)
    let backprop = site.output(1, type)
    return {
      Kernels.softmaxCrossEntropy(
        logits, labels, loss, backprop, rows: rows, columns: columns, slope: slope)
    }
  }
}

extension Graph {
  /// The cross-entropy between `labels`, distributions along the last axis, and the softmax of
  /// `logits`, one number a distribution.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are of one floating type and shape.
  public func softmaxCrossEntropyWithLogits(
    labels: Output, logits: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SoftmaxCrossEntropyWithLogits(), [logits, labels], name: name).output(0)
  }
}
