package import TFXCore
package import TFXGraph

/// y = the sum of x over all shards of a batch.   x: float32 [n] → y: float32 [n].   ∂x = the sum of ∂y
/// over all shards, for a loss that is their sum.
///
/// A run pauses behind it: who runs the shards takes what each has put into y, and puts the sum there. A run
/// that nobody halts goes on with x, as a batch that is not cut does.
package struct ShardSumOp: Op {
  package static let type = "_ShardSum"
  package static let nodeForm = NodeForm.training

  package init() {}

  package var pausesRun: Bool { true }
  package var isFoldable: Bool { false }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let x = try inputs.only()
    if x.dtype != .float32 || x.shape.rank != 1 {
      throw ShapeError("x", expected: "float32 of shape [n]", found: "\(x)")
    }
    return [x]
  }

  package func lower(_ site: Site) -> Kernel? {
    let (source, destination) = (site.inputs[0].pointer, site.outputs[0].pointer)
    let byteCount = site.inputCount(0) * DType.float32.byteCount
    return { destination.copyMemory(from: source, byteCount: byteCount) }
  }

  package func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    [try dy.graph.shardSum(dy)]
  }
}

extension Graph {
  /// The sum of `x` over all shards of a batch: see ``ShardSumOp``. All shards come to their sums in the
  /// order in which the graph has them.
  package func shardSum(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    let last = operations.last { $0.definition is ShardSumOp }
    return try controlDependencies(last.map { [$0] } ?? []) { () throws(GraphError) in
      try add(ShardSumOp(), [x], name: name).output(0)
    }
  }
}
