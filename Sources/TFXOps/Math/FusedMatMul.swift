import TFXCore
import TFXGraph
import TFXKernels

/// y = activation(op(a) · op(b) + bias), in one go.   a: [m, k], b: [k, n], bias: [n] → y: [m, n].
/// A plan makes it from MatMul, BiasAdd and an activation; it does not stand in a graph.
struct FusedMatMul: FloatingOp {
  /// What is applied to the sum with the bias.
  enum Activation: String {
    case none, Relu, Sigmoid, Tanh
  }

  static let type = "_FusedMatMul"

  var product = MatMul()
  var activation = Activation.none

  mutating func fields(_ f: inout some FieldVisitor) {
    product.fields(&f)
    f.show(
      "fused_ops", .strings(["BiasAdd"] + (activation == .none ? [] : [activation.rawValue])))
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let y = try product.infer(InputSpecs([inputs[0], inputs[1]]))
    return try BiasAdd().infer(InputSpecs([y[0], inputs[2]]))
  }

  func absorbing(_ next: any Op, input: Int) -> (any Op)? {
    if activation != .none { return nil }
    var fused = self
    switch next {
    case is Relu: fused.activation = .Relu
    case is Sigmoid: fused.activation = .Sigmoid
    case is Tanh: fused.activation = .Tanh
    default: return nil
    }
    return fused
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    product.floatingPointOperations(inputs, outputs)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (transposeA, transposeB) = (product.transposeA, product.transposeB)
    let (m, n) = (site.outputShape(0)[0], site.outputShape(0)[1])
    let k = site.inputShape(0)[transposeA ? 0 : 1]
    let library = Kernels.matMulLibrary(
      type, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB)
    if let refusal = library?.refusal() { return refusal }
    let a = site.input(0, type)
    let b = site.input(1, type)
    let bias = site.input(2, type)
    let y = site.output(0, type)
    let finish: BinaryKernel =
      switch activation {
      case .none: .add
      case .Relu: .addRelu
      case .Sigmoid: .addSigmoid
      case .Tanh: .addTanh
      }
    return {
      Kernels.matMul(a, b, y, m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB)
      finish(UnsafePointer(y), bias, y, rows: m, columns: n)
    }
  }
}
