import TFXCore
import TFXGraph
import TFXKernels

/// y = activation(Conv2D(x, filter) + bias), in one go.
/// x: [n, h, w, c], filter: [p, q, c, o], bias: [o] → y: [n, h′, w′, o].
/// A plan makes it from Conv2D, BiasAdd and Relu; it does not stand in a graph.
struct FusedConv2D: FloatingOp {
  static let type = "_FusedConv2D"

  var convolution = Conv2D()
  var hasRelu = false

  mutating func fields(_ f: inout some FieldVisitor) {
    convolution.fields(&f)
    f.show("fused_ops", .strings(hasRelu ? ["BiasAdd", "Relu"] : ["BiasAdd"]))
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try convolution.infer(InputSpecs([inputs[0], inputs[1]]))
    return try BiasAdd().infer(InputSpecs([y[0], inputs[2]]))
  }

  func absorbing(_ next: any Op, input: Int) -> (any Op)? {
    if hasRelu || !(next is Relu) { return nil }
    var fused = self
    fused.hasRelu = true
    return fused
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    convolution.floatingPointOperations(inputs, outputs)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let filter = site.input(1, type)
    let bias = site.input(2, type)
    let y = site.output(0, type)
    return convolution.geometry.kernel(
      site, type, .forward, bias: true, relu: hasRelu
    ) { prepared in
      prepared.forward(x, filter, bias, y)
    }
  }
}
