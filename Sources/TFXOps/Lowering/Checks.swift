import TFXCore
import TFXGraph

extension InputSpecs {
  /// The spec of an input that must have one of the given element types.
  func oneOf(_ types: [DType], _ index: Int, _ argument: String) throws(ShapeError) -> TensorSpec {
    if !types.contains(all[index].dtype) {
      throw ShapeError(argument, expected: DType.list(types), found: "\(all[index])")
    }
    return all[index]
  }

  /// The spec of an input that must have values, which a variable's handle has not.
  func withValues(_ index: Int, _ argument: String) throws(ShapeError) -> TensorSpec {
    if all[index].dtype == .resource {
      throw ShapeError(argument, expected: "a tensor with values", found: "\(all[index])")
    }
    return all[index]
  }

  /// The spec of an input that must have an axis at least.
  func withAxes(_ minimum: Int, _ index: Int, _ argument: String) throws(ShapeError) -> TensorSpec {
    if all[index].shape.rank < minimum {
      let axes = minimum == 1 ? "one axis" : "\(minimum) axes"
      throw ShapeError(argument, expected: "at least \(axes)", found: "\(all[index])")
    }
    return all[index]
  }

  /// Throws unless an input has the given shape, as far as both are known.
  func expectShape(_ shape: Shape, _ index: Int, _ argument: String) throws(ShapeError) {
    if all[index].shape.merged(with: shape) == nil {
      throw ShapeError(argument, expected: "\(shape)", found: "\(all[index])")
    }
  }
}

extension InputSpecs {
  /// Throws unless an input has the given type, and the given shape as far as both are known.
  func expectSpec(_ spec: TensorSpec, _ index: Int, _ argument: String) throws(ShapeError) {
    if all[index].dtype != spec.dtype || all[index].shape.merged(with: spec.shape) == nil {
      throw ShapeError(argument, expected: "\(spec)", found: "\(all[index])")
    }
  }

  /// Throws unless an input has the shape of what another operation makes of some inputs: for
  /// gradients, which come in that shape.
  func expectShape(
    madeBy forward: some OpDefinition, of specs: [TensorSpec], _ index: Int, _ argument: String
  ) throws(ShapeError) {
    try expectShape(try forward.infer(InputSpecs(specs))[0].shape, index, argument)
  }

  /// Throws unless an input broadcasts to the given shape, as far as both are known.
  func expectBroadcast(_ index: Int, to shape: Shape, _ argument: String) throws(ShapeError) {
    let small = all[index].shape
    let fits =
      small.rank <= shape.rank
      && zip(small.dimensions, shape.dimensions.suffix(small.rank)).allSatisfy {
        $0 == 1 || $0 == $1 || $0 == Shape.unknown || $1 == Shape.unknown
      }
    if !fits {
      throw ShapeError(
        argument, expected: "a shape that broadcasts to \(shape)", found: "\(all[index])")
    }
  }
}

extension DType {
  /// The types' names in a sentence: `int32, int64 or bool`.
  static func list(_ types: [DType]) -> String {
    let names = types.map(\.description)
    guard names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
  }
}

extension Shape {
  /// An axis counted from the front, which must exist.
  func checkedAxis(_ axis: Int, _ argument: String = "axis") throws(ShapeError) -> Int {
    if !(-rank..<rank).contains(axis) {
      throw ShapeError(
        argument, expected: rank == 0 ? "no axis of a scalar" : "\(-rank)…\(rank - 1) for \(self)",
        found: "\(axis)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Axes counted from the front and in order, which must exist and differ; all if nil.
  func checkedAxes(_ axes: [Int]?, _ argument: String = "axis") throws(ShapeError) -> [Int] {
    guard let axes else { return Array(0..<rank) }
    var checked: Set<Int> = []
    for axis in axes {
      if !checked.insert(try checkedAxis(axis, argument)).inserted {
        throw ShapeError(argument, expected: "each axis once", found: "\(axes)")
      }
    }
    return checked.sorted()
  }

  /// Axes that have been checked, counted from the front and in order.
  func axes(_ axes: [Int]?) -> [Int] {
    axes.map { $0.map { $0 < 0 ? $0 + rank : $0 }.sorted() } ?? Array(0..<rank)
  }

  /// The number of elements, or nil if it is not known.
  var knownCount: Int? { isFullyKnown ? elementCount : nil }
}
