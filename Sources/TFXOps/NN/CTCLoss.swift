import TFXCore
public import TFXGraph
import TFXKernels

/// loss = −ln of the probability that the softmax of logits gives to all paths of the labels, with class 0
/// for blanks; backprop = ∂loss / ∂logits. Graves et al., 2006.
/// logits: [b, t, c], labels: int32 [b, l] in 0..<c, those of a sample first and then 0 → loss: [b],
/// backprop: [b, t, c].   ∂logits = backprop ∂loss.
///
/// TensorFlow's operation of a like name takes time steps first and labels that are sparse.
struct CTCLoss: FloatingOp {
  static let nodeForm = NodeForm.training

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.floating(0, "logits")
    let logits = try inputs.ranked(0, 3, "logits")
    if logits.shape[2] == 0 {
      throw ShapeError("logits", expected: "a class at least", found: "\(logits)")
    }
    _ = try inputs.oneOf([.int32], 1, "labels")
    let labels = try inputs.ranked(1, 2, "labels")
    try inputs.expectShape([logits.shape[0], labels.shape[1]], 1, "labels")
    var shape = logits.shape
    shape[0] = max(logits.shape[0], labels.shape[0])
    return [TensorSpec([shape[0]], logits.dtype), TensorSpec(shape, logits.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    if outputGradients[1] != nil { throw .noGradient(op: Self.type, node: "\(node.name):1") }
    guard let dLoss = outputGradients[0] else { return [nil, nil] }
    let graph = dLoss.graph
    let column = try graph.expandDims(graph.expandDims(dLoss, axis: -1), axis: -1)
    return [try graph.multiply(column, node.output(1)), nil]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let shape = site.inputShape(0)
    let (batch, steps, classes) = (shape[0], shape[1], shape[2])
    let size = site.inputShape(1)[1]
    let ctc = CTC(batch: batch, steps: steps, classes: classes, labels: size)
    let logits = site.input(0, type)
    let labels = site.input(1, Int32.self)
    let loss = site.output(0, type)
    let backprop = site.output(1, type)
    return { () throws(KernelError) in
      for sample in 0..<batch {
        let own = labels + sample * size
        for place in 0..<size where own[place] < 0 || Int(own[place]) >= classes {
          throw KernelError(
            "label \(place) of sample \(sample): expected a class from 1 to \(classes - 1), or 0 for "
              + "no label, found \(own[place])")
        }
        let count = CTC.count(own, size)
        let needed = max(1, CTC.stepsNeeded(own, count))
        if needed > steps {
          throw KernelError(
            "sample \(sample): expected \(needed) time steps or more for its \(count) labels, found "
              + "\(steps)")
        }
      }
      ctc.run(logits, labels, loss, backprop, batch: batch)
    }
  }
}

extension Graph {
  /// The connectionist temporal classification loss of sequences of labels that are shorter than those
  /// of the logits, without knowledge of which step a label belongs to: Graves et al., 2006. Class 0 is
  /// the blank.
  ///
  /// - Parameters:
  ///   - labels: `int32` [batch, labels], the labels of a sample first and then zeros.
  ///   - logits: [batch, steps, classes].
  ///   - name: The operation's name.
  /// - Returns: [batch].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types; a run throws for labels
  ///   that are no classes, or more than the time steps can hold.
  public func ctcLoss(
    labels: Output, logits: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(CTCLoss(), [logits, labels], name: name).output(0)
  }
}
