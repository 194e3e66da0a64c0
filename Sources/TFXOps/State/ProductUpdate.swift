import TFXCore
import TFXGraph
import TFXKernels

/// An update of a matrix by the gradient aᵀ · b, which never goes to memory.
/// A plan makes it from MatMul and an update; it does not stand in a graph. Its inputs are
/// a: [k, m] and b: [k, n], then those of the update without the gradient.
struct ProductUpdate: FloatingOp {
  static let type = "_FusedMatMulUpdate"

  let product: MatMul
  let update: any UpdateOp

  /// Nil where a product by itself and one sweep over all weights are faster, or where the gradient
  /// is needed as a whole first.
  init?(_ product: MatMul, _ inputs: [TensorSpec], _ update: any UpdateOp, input: Int) {
    let (a, b) = (inputs[0], inputs[1])
    guard input == update.gradientInput, !update.treatment.hasFactor, product.transposeA,
      !product.transposeB, a.dtype == .float32,
      GradientProduct.suits(m: a.shape[1], n: b.shape[1], k: a.shape[0])
    else { return nil }
    self.product = product
    self.update = update
  }

  var attributes: [Attribute] {
    product.attributes + [Attribute("fused_ops", [Swift.type(of: update).type])]
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
