import TFXCore
public import TFXGraph
import TFXKernels

/// y = x with the first seq_lengths[b] places along an axis backwards, for each b of the batch axis.
/// x: [d…], seq_lengths: int32 or int64 [batch] → y: [d…].   ∂x = the same of ∂y.
struct ReverseSequence: MovementOp {
  var sequenceAxis = 0
  var batchAxis = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("seq_dim", &sequenceAxis, "the axis that is turned around")
    f.optional("batch_dim", &batchAxis, "the axis that lengths are along")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let x = try inputs.withValues(0, "input")
    _ = try inputs.indices(1, "seq_lengths")
    let sequence = try x.shape.checkedAxis(sequenceAxis, "seq_dim")
    let batch = try x.shape.checkedAxis(batchAxis, "batch_dim")
    if sequence == batch {
      throw ShapeError("seq_dim", expected: "another axis than batch_dim", found: "\(batch)")
    }
    try inputs.expectShape([x.shape[batch]], 1, "seq_lengths")
    return [x]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.add(self, [dy, node[1]]).output(0), nil]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    site.inputs[1].spec.dtype == .int32
      ? move(site, type, Int32.self) : move(site, type, Int64.self)
  }

  private func move<Element, Index: FixedWidthInteger>(
    _ site: Site, _ type: Element.Type, _ index: Index.Type
  ) -> Kernel {
    let shape = site.inputShape(0)
    let sequence = sequenceAxis < 0 ? sequenceAxis + shape.count : sequenceAxis
    let batch = batchAxis < 0 ? batchAxis + shape.count : batchAxis
    let steps = MovePlan.steps(shape)
    let (extent, step, batchExtent) = (shape[sequence], steps[sequence], shape[batch])
    let batchStep = steps[batch]
    let count = site.outputCount(0)
    let x = site.input(0, type)
    let lengths = site.input(1, index)
    let y = site.output(0, type)
    return { () throws(KernelError) in
      for b in 0..<batchExtent where lengths[b] < 0 || lengths[b] > extent {
        throw KernelError(
          "seq_lengths: expected from 0 to \(extent), found \(lengths[b]) as element \(b)")
      }
      for i in 0..<count {
        let place = i / step % extent
        let length = Int(lengths[i / batchStep % batchExtent])
        y[i] = place < length ? x[i + (length - 1 - 2 * place) * step] : x[i]
      }
    }
  }
}

extension Graph {
  /// `x` with the first places along an axis backwards, as many as `lengths` says for each place of
  /// the batch axis.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type.
  ///   - lengths: `int32` or `int64` [extent of the batch axis].
  ///   - sequenceAxis: The axis that is turned.
  ///   - batchAxis: The axis that `lengths` goes along.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for axes that don't exist or are the same; a run
  ///   throws for a length that is not from 0 to the extent.
  public func reverseSequence(
    _ x: Output, lengths: Output, sequenceAxis: Int, batchAxis: Int = 0, name: String? = nil
  ) throws(GraphError) -> Output {
    let reverse = ReverseSequence(sequenceAxis: sequenceAxis, batchAxis: batchAxis)
    return try add(reverse, [x, lengths], name: name).output(0)
  }
}
