import TFXCore
public import TFXGraph
import TFXKernels

/// y = Σ xᵢ.   xᵢ: [d…] of one shape → y: [d…].   ∂xᵢ = ∂y.
struct AddN: NumberOp {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    if inputs.count == 0 {
      throw ShapeError("inputs", expected: "at least one tensor", found: "none")
    }
    var spec = try inputs.oneOf(DType.elementwise(integers: true, complex: true), 0, "inputs")
    for index in 0..<inputs.count {
      spec = try InputSpecs([spec, inputs[index]]).agreeing(0, 1, "inputs")
    }
    return [spec]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    node.inputs.map { _ in outputGradients[0] }
  }

  func numberKernel<N: KernelInteger>(_ site: Site, _ type: N.Type) -> Kernel {
    let count = site.outputCount(0)
    let y = site.output(0, type)
    let inputs = site.inputs.indices.map { site.input($0, type) }
    return { Kernels.addNumbers(inputs, y, count) }
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let count = site.outputs[0].realShape.reduce(1, *)
    let y = site.output(0, type)
    let inputs = site.inputs.indices.map { site.input($0, type) }
    let add = BinaryKernel.add
    if inputs.count == 1 {
      return { Kernels.copy(from: inputs[0], to: y, count * MemoryLayout<T>.stride) }
    }
    return {
      add(inputs[0], inputs[1], y, count)
      for input in inputs.dropFirst(2) { add(UnsafePointer(y), input, y, count) }
    }
  }
}

extension Graph {
  /// The sum of tensors of one shape; the tensor itself if there is only one.
  public func addN(_ inputs: [Output], name: String? = nil) throws(GraphError) -> Output {
    if inputs.count == 1, name == nil { return inputs[0] }
    return try add(AddN(), inputs, name: name).output(0)
  }
}
