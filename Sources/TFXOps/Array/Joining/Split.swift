import TFXCore
public import TFXGraph
import TFXKernels

/// y₀, y₁, … = x cut along an axis into parts of one size.   x: [d…, n, d…] → yᵢ: [d…, n/num, d…].
/// ∂x = the ∂yᵢ one behind the other.
struct Split: MovementOp {
  static let nodeForm = NodeForm(fields: ["split_dim": "axis"])

  var axis = 0
  var count = 1

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "the axis to cut; from the end if negative")
    f.required("num_split", &count, in: .atLeast(1), "how many parts")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "value")
    let axis = try x.shape.checkedAxis(axis)
    if count < 1 { throw ShapeError("num_split", expected: "1 or more", found: "\(count)") }
    try Split.checkCount(count, "num_split")
    var shape = x.shape
    if shape[axis] != Shape.unknown {
      if shape[axis] % count != 0 {
        throw ShapeError(
          "num_split", expected: "a divisor of extent \(shape[axis]) of \(x)", found: "\(count)")
      }
      shape[axis] /= count
    }
    return Array(repeating: TensorSpec(shape, x.dtype), count: count)
  }

  /// Throws for more outputs than a graph can hold.
  static func checkCount(_ count: Int, _ argument: String) throws(ShapeError) {
    let most = 1 << 20
    if count > most {
      throw ShapeError(argument, expected: "at most \(most)", found: "\(count)")
    }
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    [try Split.joined(node, outputGradients, axis: axis)]
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    Split.parts(site, type, axis: axis)
  }

  /// Moves each part of input 0 to its output.
  static func parts<Element>(_ site: Site, _ type: Element.Type, axis: Int) -> Kernel {
    let shape = site.inputShape(0)
    let axis = axis < 0 ? axis + shape.count : axis
    let steps = MovePlan.steps(shape)
    let x = site.input(0, type)
    var parts: [(UnsafeMutablePointer<Element>, MovePlan)] = []
    var start = 0
    for index in site.outputs.indices {
      let part = site.outputShape(index)
      let plan = MovePlan(
        shape: part, from: steps, to: MovePlan.steps(part), fromOffset: start * steps[axis])
      parts.append((site.output(index, type), plan))
      start += part[axis]
    }
    return { [parts] in
      MovePlan.forEach(parts) { y, plan in Kernels.move(x, y, plan) }
    }
  }

  /// The gradients of all parts one behind the other, zeros for those that have none.
  static func joined(
    _ node: Operation, _ outputGradients: [Output?], axis: Int
  ) throws(GraphError) -> Output {
    let graph = node.graph
    var parts: [Output] = []
    for (index, part) in outputGradients.enumerated() {
      parts.append(try graph.gradient(part, orZerosLike: node.output(index)))
    }
    return try graph.concat(parts, axis: axis)
  }
}

extension Graph {
  /// `x` cut along an axis into `count` parts of one size.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [d…, n, d…].
  ///   - count: The number of parts, which divides n.
  ///   - axis: The axis, negative ones counted from the end.
  ///   - name: The operation's name.
  /// - Returns: The parts: [d…, n / count, d…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis or it has a rest.
  public func split(
    _ x: Output, into count: Int, axis: Int = 0, name: String? = nil
  ) throws(GraphError) -> [Output] {
    try add(Split(axis: axis, count: count), [x], name: name).outputs
  }
}
