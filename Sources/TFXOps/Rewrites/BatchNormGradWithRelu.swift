import TFXCore
import TFXGraph
import TFXKernels

/// FusedBatchNormGradV3(ReluGrad(∂y, y), x, …) in training, where y is the relu of the normalised x
/// → _FusedBatchNormGradEx(∂y, x, …, offset).
///
/// With the offset, which the normalisation has among its inputs, y is one multiplication from x, so
/// that its sign is computed again instead of reading y: three normalisations with relu on 64 images of
/// 32×32 took 2.1 instead of 3.0 ms backward (docs/decisions.md, relu's gradient is part of batch
/// normalisation's).
struct BatchNormGradWithRelu: NodeRewrite {
  func apply(at node: Int, of program: inout Program) -> Bool {
    let grad = program.nodes[node]
    guard let op = grad.op as? FusedBatchNormGradV3, op.isTraining,
      let reluGrad = program.maker(of: grad.inputs[0], ReluGrad.self)
    else { return false }
    let (dy, y) = (program.nodes[reluGrad.node].inputs[0], program.nodes[reluGrad.node].inputs[1])
    guard let relu = program.maker(of: y, Relu.self),
      let norm = program.maker(of: program.nodes[relu.node].inputs[0], FusedBatchNormV3.self)
    else { return false }
    let (inputs, outputs) = (program.nodes[norm.node].inputs, program.nodes[norm.node].outputs)
    guard norm.op.isTraining, norm.op.epsilon == op.epsilon,
      grad.inputs[1...] == [inputs[0], inputs[1], outputs[1], outputs[3]]
    else { return false }
    program.replace(
      node, by: FusedBatchNormGradEx(epsilon: op.epsilon),
      of: [dy] + grad.inputs[1...] + [inputs[2]])
    program.nodes[node].waitsFor.formUnion(program.nodes[reluGrad.node].waitsFor)
    return true
  }
}

/// The gradients of y = max(0, FusedBatchNormV3) in training with respect to x, scale and offset.
/// ∂y, x: [d…, c], scale, mean, 1/√(variance + ε), offset: [c] → ∂x: [d…, c], ∂scale, ∂offset: [c].
struct FusedBatchNormGradEx: FloatingOp {
  static let type = "_FusedBatchNormGradEx"

  var epsilon = 0.0001

  private var plain: FusedBatchNormGradV3 {
    FusedBatchNormGradV3(epsilon: epsilon, isTraining: true)
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    var plain = plain
    plain.fields(&f)
    f.show("activation_mode", .string("Relu"))
  }

  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(6)
    let outputs = try plain.infer(InputSpecs(Array(inputs.all.prefix(5))))
    try inputs.expectChannels(of: inputs[1], 5, "offset")
    return outputs
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    plain.kernel(site, type, relu: true)
  }
}
