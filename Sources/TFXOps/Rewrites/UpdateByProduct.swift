import TFXCore
import TFXGraph
import TFXKernels

/// An update by the gradient aᵀ · b → _FusedMatMulUpdate, where nobody else reads the gradient, for
/// float32 matrices of sizes at which it is faster, and updates that need no factor of the whole
/// gradient first.
///
/// The gradient never goes to memory: each block of it is used for the update while it is in the
/// cache.
struct UpdateByProduct: MergeRewrite {
  func merged(_ first: MatMul, _ inputs: [TensorSpec], into reader: Reader) -> (any Op)? {
    let (a, b) = (inputs[0], inputs[1])
    guard let update = reader.op as? any UpdateOp, reader.input == update.gradientInput,
      !update.treatment.hasFactor, first.transposeA, !first.transposeB, a.dtype == .float32,
      GradientProduct.suits(m: a.shape[1], n: b.shape[1], k: a.shape[0])
    else { return nil }
    return ProductUpdate(product: first, update: update)
  }
}

/// An update of a matrix by the gradient aᵀ · b, which never goes to memory.
/// Its inputs are a: [k, m] and b: [k, n], then those of the update without the gradient.
struct ProductUpdate: FloatingOp {
  static let type = "_FusedMatMulUpdate"

  var product = MatMul()
  var update: any UpdateOp = ResourceApplyGradientDescent()

  var attributes: [Attribute] {
    product.attributes + [Attribute("fused_ops", .strings([Swift.type(of: update).type]))]
      + update.attributes
  }
  var writtenInputs: [Int] { update.writtenInputs.map { $0 + 2 } }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(update.gradientInput + 2)
    let gradient = try product.infer(InputSpecs([inputs[0], inputs[1]]))
    return try update.infer(
      InputSpecs((2..<update.gradientInput + 2).map { inputs[$0] } + gradient))
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    2 * inputs[0].shape.elementCount * inputs[1].shape[1]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (k, m) = (site.inputShape(0)[0], site.inputShape(0)[1])
    let product = GradientProduct(
      site.input(0, Float.self), site.input(1, Float.self), m: m, n: site.inputShape(1)[1], k: k)
    // In the gradient's place stands what is not read.
    return update.kernel([site.inputs.dropFirst(2) + [site.inputs[0]]], type, product: product)
  }
}
