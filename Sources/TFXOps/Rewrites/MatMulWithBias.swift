import TFXCore
import TFXGraph
import TFXKernels

/// BiasAdd of MatMul, and Relu, Sigmoid or Tanh of that → _FusedMatMul, where nobody else reads what
/// lies between.
///
/// Bias and activation are one sweep over the product instead of two.
struct MatMulWithBias: MergeRewrite {
  func merged(_ first: any Op, _ inputs: [TensorSpec], into reader: Reader) -> (any Op)? {
    switch (first, reader.op) {
    case (let product as MatMul, is BiasAdd) where reader.input == 0 && inputs[0].dtype.isFloating:
      FusedMatMul(product: product)
    case (let fused as FusedMatMul, let next) where fused.activation == .none:
      activation(next).map { FusedMatMul(product: fused.product, activation: $0) }
    default: nil
    }
  }

  private func activation(_ op: any Op) -> FusedMatMul.Activation? {
    switch op {
    case is Relu: .Relu
    case is Sigmoid: .Sigmoid
    case is Tanh: .Tanh
    default: nil
    }
  }
}

/// y = activation(op(a) · op(b) + bias), in one go.   a: [m, k], b: [k, n], bias: [n] → y: [m, n].
struct FusedMatMul: FloatingOp {
  /// The function that is applied to the sum with the bias.
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

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    product.floatingPointOperations(inputs, outputs)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (transposeA, transposeB) = (product.transposeA, product.transposeB)
    let (m, n, k) = product.extents(site)
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
