package import TFXCore

extension OpDefinition {
  /// What ``infer(_:)`` gives, if tensors of such shapes can be: attributes may have asked for
  /// extents that no tensor has.
  package func checkedSpecs(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    let specs = try infer(inputs)
    // Where only the shape of an input counts, ``infer(_:)`` need not have looked at its type.
    if !takesStrings, let index = inputs.all.firstIndex(where: { $0.dtype == .string }) {
      throw ShapeError(
        "inputs[\(index)]", expected: "another type than string", found: "\(inputs[index])")
    }
    for spec in specs { try spec.expectPossible() }
    return specs
  }
}

extension TensorSpec {
  /// Throws if no tensor of the shape can be: an extent is negative, or it has too many elements.
  package func expectPossible() throws(ShapeError) {
    if shape.dimensions.contains(where: { $0 < Shape.unknown }) {
      throw ShapeError(
        "shape", expected: "extents of 0 or more, or -1 if unknown", found: "\(shape)")
    }
    // Also where an extent of 0 makes it empty: sums and products of extents are reckoned with.
    let extents = shape.dimensions.filter { $0 > 0 }
    if Shape.product(extents) == Shape.countLimit {
      throw ShapeError(
        "shape", expected: "fewer than \(Shape.countLimit) elements", found: "\(self)")
    }
  }
}
