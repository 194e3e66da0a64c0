import TFXGraph

/// The operations of this folder, by name.
let arrayOps: [any OpDefinition.Type] = [
  Const.self, ExpandDims.self, Fill.self, Identity.self, OneHot.self, OnesLike.self, RangeOp.self,
  Reshape.self, ReshapeLike.self, ShapeOp.self, Squeeze.self, StopGradient.self, Transpose.self,
  Where.self, ZerosLike.self,
]
