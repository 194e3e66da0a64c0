import TFXCore
public import TFXGraph
import TFXKernels

/// An operation whose y is x with slices combined with its own, by one index for each leading axis.
/// x: [n…, i…], indices: int32 or int64 [k…, number of n], updates: [k…, i…] → y: [n…, i…].
protocol TensorScatterOp: ScatterOp {
  /// What becomes of an element and its update.
  var rule: ScatterRule { get }
}

extension TensorScatterOp {
  static var indexInput: Int { 1 }
  static var updateInput: Int { 2 }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let x = try inputs.real(0, "tensor")
    try inputs.sameType(0, 2, "updates")
    try inputs.expectShape(try inputs.slices(of: x.shape, indices: 1), 2, "updates")
    return [x]
  }

  func kernel<E: ScatterNumber, Index: FixedWidthInteger>(
    _ site: Site, _ type: E.Type, _ index: Index.Type
  ) -> Kernel {
    let plan = PlacePlan(shape: site.outputShape(0), indices: site.inputShape(1))
    let x = site.input(0, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    let scatter = scatter(site, rule, into: y, plan, index)
    return { () throws(KernelError) in
      y.update(from: x, count: count)
      try scatter()
    }
  }
}

/// y = x with the slices replaced.   ∂x = ∂y but 0 in the slices, ∂updates = the slices of ∂y.
struct TensorScatterUpdate: TensorScatterOp {
  var rule: ScatterRule { .update }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    let zeros = try graph.zerosLike(node[2])
    return [
      try graph.tensorScatterUpdate(dy, node[1], zeros), nil, try graph.gatherNd(dy, node[1]),
    ]
  }
}

/// y = x with the slices added.   ∂x = ∂y, ∂updates = the slices of ∂y.
struct TensorScatterAdd: TensorScatterOp {
  var rule: ScatterRule { .add }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    return [dy, nil, try graph.gatherNd(dy, node[1])]
  }
}

/// y = x with the slices subtracted.   ∂x = ∂y, ∂updates = the slices of −∂y.
struct TensorScatterSub: TensorScatterOp {
  var rule: ScatterRule { .sub }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    return [dy, nil, try graph.negative(graph.gatherNd(dy, node[1]))]
  }
}

extension Graph {
  /// `x` where slices replace those that were there.
  ///
  /// - Parameters:
  ///   - x: A tensor of real numbers: [n…, i…].
  ///   - indices: `int32` or `int64` [k…, number of n], whose last extent the graph must know; of
  ///     equal ones the last counts.
  ///   - updates: [k…, i…].
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit; a run throws for an
  ///   index that is out of range.
  public func tensorScatterUpdate(
    _ x: Output, _ indices: Output, _ updates: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(TensorScatterUpdate(), [x, indices, updates], name: name).output(0)
  }

  /// `x` where slices are added to those that were there.
  /// Types, shapes and errors are those of ``tensorScatterUpdate(_:_:_:name:)``.
  public func tensorScatterAdd(
    _ x: Output, _ indices: Output, _ updates: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(TensorScatterAdd(), [x, indices, updates], name: name).output(0)
  }

  /// `x` where slices are subtracted from those that were there.
  /// Types, shapes and errors are those of ``tensorScatterUpdate(_:_:_:name:)``.
  public func tensorScatterSub(
    _ x: Output, _ indices: Output, _ updates: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(TensorScatterSub(), [x, indices, updates], name: name).output(0)
  }
}
