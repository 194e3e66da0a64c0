import TFXCore
import TFXGraph
import TFXOps

extension Graph {
  /// Numbers of the target's own unit, of `x` as it was learned: [batch, outputs] → [batch, outputs].
  func undo(_ scale: TargetScale, of x: Output) throws(GraphError) -> Output {
    var y = x
    if scale.factors.contains(where: { $0 != 1 }) {
      y = try multiply(y, constant(Tensor(scale.factors).converted(to: x.dtype)))
    }
    if scale.offsets.contains(where: { $0 != 0 }) {
      y = try add(y, constant(Tensor(scale.offsets).converted(to: x.dtype)))
    }
    for inverse in scale.inverses {
      switch inverse {
      case .exp: y = try exp(y)
      case .expm1: y = try expm1(y)
      }
    }
    return y
  }
}
