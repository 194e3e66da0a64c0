import TFXCore
public import TFXGraph
import TFXKernels

/// r0, r1 = the axes of the broadcast shape over which the gradients of two tensors are summed.
/// s0, s1: shapes as int32 or int64 [rank] → r0, r1: [n].   No gradient.
struct BroadcastGradientArgs: Op {
  var valueInputs: Set<Int> { [0, 1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.ranked(0, 1, "s0")
    _ = try inputs.ranked(1, 1, "s1")
    try inputs.sameType(0, 1, "s1")
    var counts = [Shape.unknown, Shape.unknown]
    if let s0 = try inputs.integers(0, "s0"), let s1 = try inputs.integers(1, "s1") {
      counts = try axes(s0, s1).map(\.count)
    }
    return counts.map { TensorSpec([$0], inputs[0].dtype) }
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil, nil] }

  func lower(_ site: Site) -> Kernel? {
    site.outputs[0].spec.dtype == .int64 ? kernel(site, Int64.self) : kernel(site, Int32.self)
  }

  private func kernel<I: KernelInteger>(_ site: Site, _ type: I.Type) -> Kernel {
    let axes: [[Int]]
    do {
      axes = try self.axes(site.integers(0), site.integers(1))
    } catch {
      preconditionFailure("'\(site.name)' passed inference, but: \(error)")
    }
    let outputs = [site.output(0, type), site.output(1, type)]
    return {
      for (output, axes) in zip(outputs, axes) {
        for (index, axis) in axes.enumerated() { output[index] = I(truncatingIfNeeded: axis) }
      }
    }
  }

  /// The axes that each of two shapes has stretched, in order; none of two equal shapes. An axis that
  /// both have with extent 1 is among those of both.
  private func axes(_ s0: [Int], _ s1: [Int]) throws(ShapeError) -> [[Int]] {
    if s0 == s1 { return [[], []] }
    let rank = max(s0.count, s1.count)
    var axes: [[Int]] = [[], []]
    for axis in 0..<rank {
      let (a, b) = (axis - rank + s0.count, axis - rank + s1.count)
      let (x, y) = (a < 0 ? 1 : s0[a], b < 0 ? 1 : s1[b])
      if x != y, x != 1, y != 1 {
        throw ShapeError("s1", expected: "a shape that broadcasts with \(s0)", found: "\(s1)")
      }
      if x == 1 { axes[0].append(axis) }
      if y == 1 { axes[1].append(axis) }
    }
    return axes
  }
}

extension Graph {
  /// The axes of the shape that two shapes broadcast to over which gradients in that shape are
  /// summed, to become gradients in the shapes `s0` and `s1`.
  ///
  /// - Returns: Two vectors of the type of `s0`, whose lengths depend on the values.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless both are vectors of `int32`, or of `int64`,
  ///   and, where they are constants, for shapes that don't broadcast.
  public func broadcastGradientArgs(
    _ s0: Output, _ s1: Output, name: String? = nil
  ) throws(GraphError) -> (r0: Output, r1: Output) {
    let node = try add(BroadcastGradientArgs(), [s0, s1], name: name)
    return (node.output(0), node.output(1))
  }
}
