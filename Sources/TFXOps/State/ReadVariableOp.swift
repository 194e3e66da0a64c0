import TFXCore
import TFXGraph

/// y = the variable's value.   handle: resource → y: [d…].   Gradients end here.
struct ReadVariableOp: Op {
  static let unnamed: String? = Unnamed.section

  var dtype = DType.float32

  mutating func fields(_ f: inout some FieldVisitor) { f.show("dtype", .type(dtype)) }

  // No copy: a plan has all who use the value run before the variable is written.
  var memory: OutputMemory { .input(0) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [TensorSpec(try inputs.handle(0, "resource").shape, dtype)]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? { nil }
}

extension InputSpecs {
  /// The spec of an input that must be a variable's handle.
  func handle(_ index: Int, _ argument: String) throws(ShapeError) -> TensorSpec {
    if all[index].dtype != .resource {
      throw ShapeError(argument, expected: "a variable's handle", found: "\(all[index])")
    }
    return all[index]
  }

  /// Throws unless an input could be a value of the variable whose handle is input 0.
  func fitsVariable(_ index: Int, _ argument: String) throws(ShapeError) {
    let shape = try handle(0, "resource").shape
    if shape.merged(with: all[index].shape) == nil {
      throw ShapeError(argument, expected: "the variable's shape \(shape)", found: "\(all[index])")
    }
  }
}
