import TFXCore
public import TFXGraph
import TFXKernels

/// y₀, y₁, … = x cut along an axis into parts of given sizes.   x: [d…, Σ nᵢ, d…] → yᵢ: [d…, nᵢ, d…].
/// ∂x = the ∂yᵢ one behind the other.
struct SplitV: MovementOp {
  static let nodeForm = NodeForm(fields: ["split_dim": "axis"])

  var axis = 0
  /// The sizes, of which one may be −1: what the others leave.
  var sizes: [Int] = []

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("axis", &axis, "the axis to cut; from the end if negative")
    f.numbers("size_splits", &sizes, "the extent of each part")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withValues(0, "value")
    let axis = try x.shape.checkedAxis(axis)
    let extent = x.shape[axis]
    let known = sizes.filter { $0 != Shape.unknown }
    if sizes.isEmpty || sizes.count - known.count > 1 || known.contains(where: { $0 < 0 }) {
      throw ShapeError(
        "size_splits", expected: "sizes of 0 or more, of which one may be -1", found: "\(sizes)")
    }
    // Sizes may be too large to be added up.
    let rest = extent - known.reduce(0) { min($0 + min($1, Shape.countLimit), Shape.countLimit) }
    let isComplete = known.count == sizes.count
    if extent != Shape.unknown, isComplete ? rest != 0 : rest < 0 {
      throw ShapeError(
        "size_splits", expected: "sizes that make up extent \(extent) of \(x)", found: "\(sizes)")
    }
    return sizes.map { size in
      var shape = x.shape
      let left = extent == Shape.unknown ? Shape.unknown : rest
      shape[axis] = size == Shape.unknown ? left : size
      return TensorSpec(shape, x.dtype)
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
}

extension Graph {
  /// `x` cut along an axis into parts of the given sizes, of which one may be −1: what the others
  /// leave. They must make up the whole axis.
  ///
  /// - Parameters:
  ///   - x: A tensor of any type: [d…, Σ nᵢ, d…].
  ///   - sizes: The extents of the parts along the axis.
  ///   - axis: The axis, negative ones counted from the end.
  ///   - name: The operation's name.
  /// - Returns: The parts: [d…, nᵢ, d…].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the sizes don't make up the axis.
  public func split(
    _ x: Output, sizes: [Int], axis: Int = 0, name: String? = nil
  ) throws(GraphError) -> [Output] {
    try add(SplitV(axis: axis, sizes: sizes), [x], name: name).outputs
  }
}
