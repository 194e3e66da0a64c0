import TFXCore
import TFXGraph
import TFXKernels

/// BiasAdd of Conv2D, and Relu of that → _FusedConv2D, where nobody else reads what lies between.
///
/// The bias is added, and what is negative cut off, while the result is in the cache, instead of in a
/// sweep of its own over it each.
struct ConvolutionWithBias: MergeRewrite {
  func merged(_ first: any Op, _ inputs: [TensorSpec], into reader: Reader) -> (any Op)? {
    switch (first, reader.op) {
    case (let convolution as Conv2D, is BiasAdd) where reader.input == 0:
      FusedConv2D(convolution: convolution)
    case (let fused as FusedConv2D, is Relu) where !fused.hasRelu:
      FusedConv2D(convolution: fused.convolution, hasRelu: true)
    default: nil
    }
  }
}

/// y = activation(Conv2D(x, filter) + bias), in one go.
/// x: [n, h, w, c], filter: [p, q, c, o], bias: [o] → y: [n, h′, w′, o].
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
