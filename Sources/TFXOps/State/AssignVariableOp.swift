import TFXCore
package import TFXGraph
import TFXKernels

/// variable ← value.   handle: resource, value: [d…].
struct AssignVariableOp: Op {
  var writtenInputs: [Int] { [0] }
  var overwrites: Bool { true }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    try inputs.fitsVariable(1, "value")
    return []
  }

  func lower(_ site: Site) -> Kernel? {
    let source = UnsafeRawPointer(site.inputs[1].pointer)
    let destination = site.inputs[0].pointer
    let byteCount = site.inputCount(1) * site.inputs[1].spec.dtype.byteCount
    return { Kernels.copy(from: source, to: destination, byteCount) }
  }
}

extension Graph {
  /// Gives a variable a new value in the runs that fetch the operation or what waits for it.
  @discardableResult
  package func assign(
    _ handle: Output, _ value: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(AssignVariableOp(), [handle, value], name: name)
  }
}
