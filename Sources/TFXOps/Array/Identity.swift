import TFXCore
public import TFXGraph

/// y = x.   x: [d…] → y: [d…].   ∂x = ∂y.
struct Identity: AliasOp {
  static let nodeForm = NodeForm(
    "Identity", "EnsureShape", "PlaceholderWithDefault", "PreventGradient", "Snapshot")

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { [try inputs.only()] }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { outputGradients }
}

/// y = x, taken as a constant by gradients.   x: [d…] → y: [d…].   ∂x = 0.
struct StopGradient: AliasOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { [try inputs.only()] }

  static let stopsGradient = true
}

extension Graph {
  /// The same tensor under a name of its own, or behind the control dependencies in force.
  public func identity(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(Identity(), [x], name: name).output(0)
  }

  /// The same tensors under names of their own: TensorFlow's `tf.identity_n`.
  public func identityN(_ all: [Output], name: String? = nil) throws(GraphError) -> [Output] {
    var copies: [Output] = []
    for x in all { copies.append(try identity(x, name: name ?? "IdentityN")) }
    return copies
  }

  /// The same tensor, which gradients take for a constant.
  public func stopGradient(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(StopGradient(), [x], name: name).output(0)
  }
}
