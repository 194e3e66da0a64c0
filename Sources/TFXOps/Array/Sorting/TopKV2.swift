import TFXCore
public import TFXGraph
import TFXKernels

/// values, indices = the k greatest elements along the last axis, greatest first, of equal ones the
/// first first.   x: [d…, n] → values: [d…, k], indices: int32 [d…, k].   ∂x = ∂values in its places.
struct TopKV2: Op {
  /// How many; nil if input 1 says so, int32 [].
  var k: Int?
  var sorted = true

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("k", &k, in: Limits.atLeast(0).orNone, "how many; a second input if left out")
    f.optional("sorted", &sorted, "whether the largest comes first")
  }

  var valueInputs: Set<Int> { k == nil ? [1] : [] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(k == nil ? 2 : 1)
    let x = try inputs.real(0, "input")
    _ = try inputs.withAxes(1, 0, "input")
    var count = k
    if k == nil {
      _ = try inputs.ranked(1, 0, "k")
      count = try inputs.integers(1, "k")?[0]
    }
    var shape = x.shape
    if let count, count < 0 || shape[-1] != Shape.unknown && count > shape[-1] {
      throw ShapeError(
        "k", expected: "0…\(shape[-1] == Shape.unknown ? "?" : "\(shape[-1])") for \(x)",
        found: "\(count)")
    }
    shape[-1] = count ?? Shape.unknown
    return [TensorSpec(shape, x.dtype), TensorSpec(shape, .int32)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let none: [Output?] = k == nil ? [nil] : []
    guard let dy = outputGradients[0] else { return [nil] + none }
    let axis = node[0].shape.rank - 1
    let gather = GatherGrad(axis: axis, batchDims: axis)
    return [try dy.graph.add(gather, [dy, node.output(1), node[0]]).output(0)] + none
  }

  func lower(_ site: Site) -> Kernel? {
    switch site.outputs[0].spec.dtype {
    case .float64: kernel(site, Double.self)
    case .int8: kernel(site, Int8.self)
    case .int16: kernel(site, Int16.self)
    case .int32: kernel(site, Int32.self)
    case .int64: kernel(site, Int64.self)
    case .uint8: kernel(site, UInt8.self)
    default: kernel(site, Float.self)
    }
  }

  private func kernel<E: Comparable>(_ site: Site, _ type: E.Type) -> Kernel {
    let (rows, columns) = site.matrix(0)
    let k = site.outputShape(0).last ?? 0
    let x = site.input(0, type)
    let values = site.output(0, type)
    let indices = site.output(1, Int32.self)
    return {
      Kernels.topK(x, indices, rows: rows, columns: columns, k: k, ascending: false)
      for row in 0..<rows {
        for place in row * k..<(row + 1) * k {
          values[place] = x[row * columns + Int(indices[place])]
        }
      }
    }
  }
}

extension Graph {
  /// The `k` greatest elements along the last axis, greatest first; of equal ones the first comes
  /// first. Not-a-number counts as less than every number.
  ///
  /// - Parameters:
  ///   - x: A tensor of real numbers: [d…, n].
  ///   - k: How many, at most n.
  ///   - sorted: As TensorFlow has it; the result is in order in any case.
  ///   - name: The operation's name.
  /// - Returns: The elements, [d…, k], and their places along the axis, `int32` [d…, k].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for a scalar or a `k` that is too large.
  public func topK(
    _ x: Output, k: Int = 1, sorted: Bool = true, name: String? = nil
  ) throws(GraphError) -> (values: Output, indices: Output) {
    let node = try add(TopKV2(k: k, sorted: sorted), [x], name: name)
    return (node.output(0), node.output(1))
  }

  /// As many of the greatest elements along the last axis as an `int32` scalar says.
  public func topK(
    _ x: Output, k: Output, sorted: Bool = true, name: String? = nil
  ) throws(GraphError) -> (values: Output, indices: Output) {
    let node = try add(TopKV2(k: nil, sorted: sorted), [x, k], name: name)
    return (node.output(0), node.output(1))
  }
}
