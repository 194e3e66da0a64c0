import TFXCore
package import TFXGraph
import TFXKernels

/// variable ← variable + value.   handle: resource, value: [d…].
struct AssignAddVariableOp: Op {
  var writtenInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    try inputs.fitsVariable(1, "value")
    _ = try inputs.real(1, "value")
    return []
  }

  func lower(_ site: Site) -> Kernel? {
    let count = site.inputCount(1)
    switch site.inputs[1].spec.dtype {
    case .int8: return addWhole(site, count, Int8.self)
    case .int16: return addWhole(site, count, Int16.self)
    case .int32: return addWhole(site, count, Int32.self)
    case .int64: return addWhole(site, count, Int64.self)
    case .uint8: return addWhole(site, count, UInt8.self)
    case .float64: return add(site, count, Double.self)
    default: return add(site, count, Float.self)
    }
  }

  private func addWhole<T: FixedWidthInteger>(
    _ site: Site, _ count: Int, _ type: T.Type
  ) -> Kernel {
    let variable = site.variable(0, type)
    let value = site.input(1, type)
    return { for index in 0..<count { variable[index] &+= value[index] } }
  }

  private func add<T: KernelScalar>(_ site: Site, _ count: Int, _ type: T.Type) -> Kernel {
    let add = BinaryKernel.add
    let variable = site.variable(0, type)
    let value = site.input(1, type)
    return { add(UnsafePointer(variable), value, variable, count) }
  }
}

extension Graph {
  /// Adds to a variable in the runs that fetch the operation or what waits for it.
  @discardableResult
  package func assignAdd(
    _ handle: Output, _ value: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(AssignAddVariableOp(), [handle, value], name: name)
  }
}
