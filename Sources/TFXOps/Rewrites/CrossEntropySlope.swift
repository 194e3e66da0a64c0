import TFXCore

/// A constant times the gradient of a softmax's cross-entropy → the cross-entropy, which multiplies as
/// it writes the gradient.
///
/// The gradient of a mean over the batch is such a constant. With it taken in, narrow softmax rows on
/// whole vectors, repeated bias rows and kernels in chains, iris trained at 10.3 instead of 6.5 million
/// samples a second (docs/decisions.md, softmax of narrow rows).
struct CrossEntropySlope: NodeRewrite {
  func apply(at node: Int, of program: inout Program) -> Bool {
    let product = program.nodes[node]
    guard product.op is Mul, product.waitsFor.isEmpty, !program.isAwaited(node) else {
      return false
    }
    for (gradient, other) in [(0, 1), (1, 0)].map({ (product.inputs[$0], product.inputs[$1]) }) {
      guard let factor = program.constant(other)?.onlyNumber,
        program.values[gradient].spec == program.values[product.outputs[0]].spec,
        program.isOwn(gradient, of: node), let maker = program.values[gradient].producer,
        program.nodes[maker].outputs.last == gradient,
        let scaled = scaled(program.nodes[maker].op, by: factor)
      else { continue }
      program.nodes[maker].op = scaled
      program.use(gradient, insteadOf: product.outputs[0])
      program.drop(node, for: maker)
      return true
    }
    return false
  }

  /// The cross-entropy whose gradient, its second output, is multiplied by a factor.
  private func scaled(_ op: any Op, by factor: Double) -> (any Op)? {
    switch op {
    case let op as SoftmaxCrossEntropyWithLogits where op.slope == 1:
      SoftmaxCrossEntropyWithLogits(slope: factor)
    case let op as SparseSoftmaxCrossEntropyWithLogits where op.slope == 1:
      SparseSoftmaxCrossEntropyWithLogits(slope: factor)
    default: nil
    }
  }
}

extension Tensor {
  /// The number that all elements of a floating tensor are; nil if they differ or there are none.
  fileprivate var onlyNumber: Double? {
    guard dtype.isFloating, let first = doubles().first else { return nil }
    return doubles().allSatisfy { $0 == first } ? first : nil
  }
}
