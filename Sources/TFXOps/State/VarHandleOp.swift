package import TFXCore
package import TFXGraph

/// The storage of a variable in a session.   → handle: resource of the variable's shape.
package struct VarHandleOp: Op {
  /// The variable's name.
  let name: String
  /// The variable's shape and element type.
  let spec: TensorSpec

  package var attributes: [Attribute] {
    [Attribute("dtype", spec.dtype), Attribute("shape", spec.shape)]
  }
  package var memory: OutputMemory { .variable(name: name, spec) }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    if !spec.shape.isFullyKnown || spec.dtype == .resource {
      throw ShapeError("shape", expected: "a type with values, of known shape", found: "\(spec)")
    }
    return [TensorSpec(spec.shape, .resource)]
  }

  package func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [] }

  package func lower(_ site: Site) -> Kernel? { nil }
}
