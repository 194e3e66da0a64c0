import TFXCore
import TFXGraph
import TFXKernels

/// Relu of FusedBatchNormV3 → _FusedBatchNormEx, where nobody else reads what lies between.
///
/// Negative numbers become 0 as they are written, instead of in a sweep of their own.
struct BatchNormWithRelu: MergeRewrite {
  func merged(_ first: FusedBatchNormV3, _ inputs: [TensorSpec], into reader: Reader) -> (any Op)? {
    reader.op is Relu ? FusedBatchNormEx(norm: first) : nil
  }
}

/// y = max(0, FusedBatchNormV3), in one go; inputs and further outputs are those of FusedBatchNormV3.
struct FusedBatchNormEx: FloatingOp {
  static let type = "_FusedBatchNormEx"

  var norm = FusedBatchNormV3()

  mutating func fields(_ f: inout some FieldVisitor) {
    norm.fields(&f)
    f.show("activation_mode", .string("Relu"))
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { try norm.infer(inputs) }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    norm.kernel(site, type, relu: true)
  }
}
