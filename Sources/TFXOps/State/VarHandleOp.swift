package import TFXCore
package import TFXGraph

/// The storage of a variable in a session.   → handle: resource of the variable's shape.
package struct VarHandleOp: Op {
  package static let unnamed: String? = Unnamed.section

  /// The variable's name.
  let name: String
  /// The variable's shape and element type.
  let spec: TensorSpec

  package init() { self.init(name: "", spec: TensorSpec(.scalar)) }

  init(name: String, spec: TensorSpec) {
    self.name = name
    self.spec = spec
  }

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.show("dtype", .type(spec.dtype))
    f.show("shape", .shape(spec.shape))
  }

  package var memory: OutputMemory { .variable(name: name, spec) }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    if !spec.shape.isFullyKnown || spec.dtype == .resource {
      throw ShapeError("shape", expected: "a type with values, of known shape", found: "\(spec)")
    }
    return [TensorSpec(spec.shape, .resource)]
  }

  package static let stopsGradient = true

  package func lower(_ site: Site) -> Kernel? { nil }
}
