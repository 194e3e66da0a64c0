import TFXCore
public import TFXGraph
import TFXKernels

/// loss = −ln softmax(logits)[label] along the last axis; backprop = ∂loss / ∂logits.
/// logits: [d…, c], labels: int32 or int64 [d…] in 0..<c → loss: [d…], backprop: [d…, c].
/// ∂logits = backprop ∂loss.
struct SparseSoftmaxCrossEntropyWithLogits: FloatingOp {
  /// What backprop is multiplied by; a plan sets it, where every ∂loss is the same number.
  var slope = 1.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("slope", &slope, "what the second output, the gradient, is multiplied by")
  }

  var attributes: [Attribute] { slope == 1 ? [] : [Attribute("slope", .float(slope))] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.floating(0, "features")
    let logits = try inputs.withAxes(1, 0, "features")
    let labels = try inputs.oneOf([.int32, .int64], 1, "labels")
    let rows = Shape(Array(logits.shape.dimensions.dropLast()))
    try inputs.expectShape(rows, 1, "labels")
    let known = rows.merged(with: labels.shape) ?? rows
    return [
      TensorSpec(known, logits.dtype),
      TensorSpec(Shape(known.dimensions + [logits.shape[-1]]), logits.dtype),
    ]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    if outputGradients[1] != nil { throw .noGradient(op: Self.type, node: "\(node.name):1") }
    guard let dLoss = outputGradients[0] else { return [nil, nil] }
    let graph = dLoss.graph
    return [try graph.multiply(graph.expandDims(dLoss, axis: -1), node.output(1)), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let slope = T(slope)
    let logits = site.input(0, type)
    let loss = site.output(0, type)
    let backprop = site.output(1, type)
    if site.inputs[1].spec.dtype == .int32 {
      let labels = site.input(1, Int32.self)
      return { () throws(KernelError) in
        try checkLabels(labels, rows: rows, classes: columns)
        Kernels.sparseSoftmaxCrossEntropy(
          logits, labels, loss, backprop, rows: rows, columns: columns, slope: slope)
      }
    }
    let labels = site.input(1, Int64.self)
    return { () throws(KernelError) in
      try checkLabels(labels, rows: rows, classes: columns)
      Kernels.sparseSoftmaxCrossEntropy(
        logits, labels, loss, backprop, rows: rows, columns: columns, slope: slope)
    }
  }
}

/// Throws for the first label that is not the number of a class.
@inline(__always)
private func checkLabels<Label: FixedWidthInteger>(
  _ labels: UnsafePointer<Label>, rows: Int, classes: Int
) throws(KernelError) {
  for row in 0..<rows where labels[row] < 0 || Int(labels[row]) >= classes {
    throw KernelError(
      "label of row \(row): expected a class from 0 to \(classes - 1), found \(labels[row])")
  }
}

extension Graph {
  /// The cross-entropy between `labels`, the numbers of classes, and the softmax of `logits` along
  /// the last axis, one number a label. A run throws for a label that is no class's number.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the labels are `int32` or `int64`, in the
  ///   shape of `logits` without its last axis.
  public func sparseSoftmaxCrossEntropyWithLogits(
    labels: Output, logits: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SparseSoftmaxCrossEntropyWithLogits(), [logits, labels], name: name).output(0)
  }
}
