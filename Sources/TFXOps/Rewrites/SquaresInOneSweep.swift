import TFXCore
import TFXGraph
import TFXKernels

/// L2Loss of several tensors → _MergedL2Loss.
///
/// The threads are called together once for all weights of a model, whose squares a norm or a
/// regularizer sums, instead of once for each.
struct SquaresInOneSweep: GroupRewrite {
  func joined(_ op: any Op, _ next: any Op) -> (any Op)? {
    guard next is L2Loss else { return nil }
    return switch op {
    case is L2Loss: MergedL2Loss(count: 2)
    case let merged as MergedL2Loss: MergedL2Loss(count: merged.count + 1)
    default: nil
    }
  }
}

/// Several L2Loss in one sweep over all their tensors. Its inputs and outputs are theirs, one behind
/// the other.
struct MergedL2Loss: FloatingOp {
  static let type = "_MergedL2Loss"

  var count = 1

  mutating func fields(_ f: inout some FieldVisitor) { f.show("N", .int(count)) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(count)
    var outputs: [TensorSpec] = []
    for part in 0..<count { outputs += try L2Loss().infer(InputSpecs([inputs[part]])) }
    return outputs
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    L2Loss.kernel(site.parts(count), type)
  }
}
