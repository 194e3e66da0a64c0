import TFXCore
import TFXGraph
import TFXKernels

/// ReluGrad of Conv2DBackpropInput → _FusedConv2DBackpropInput, where nobody else reads the
/// convolution's gradient.
///
/// The gradient passes relu while its tile is in the cache, instead of being written and read once
/// more.
struct ConvolutionGradWithRelu: MergeRewrite {
  func merged(
    _ first: Conv2DBackpropInput, _ inputs: [TensorSpec], into reader: Reader
  ) -> (any Op)? {
    reader.op is ReluGrad && reader.input == 0 ? FusedConv2DBackpropInput(convolution: first) : nil
  }
}

/// ReluGrad of Conv2DBackpropInput, in one go: ∂x where x > 0, else 0.
/// x: [n, h, w, c] (shape only), filter: [p, q, c, o], ∂y: [n, h′, w′, o], and x once more, the
/// result of a relu → ∂x: [n, h, w, c].
struct FusedConv2DBackpropInput: FloatingOp {
  static let type = "_FusedConv2DBackpropInput"

  var convolution = Conv2DBackpropInput()

  mutating func fields(_ f: inout some FieldVisitor) { convolution.fields(&f) }

  var shapeOnlyInputs: Set<Int> { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(4)
    return [inputs[0]]
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    convolution.floatingPointOperations(inputs, outputs)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let filter = site.input(1, type)
    let dy = site.input(2, type)
    let passing = site.input(3, type)
    let dx = site.output(0, type)
    return convolution.geometry.kernel(site, type, .backwardInput) { prepared in
      prepared.backwardInput(dy, filter, dx, passing: passing)
    }
  }
}
