import TFXCore
public import TFXGraph

/// y = x, taken as a constant by gradients.   x: [d…] → y: [d…].   ∂x = 0.
struct StopGradient: AliasOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { [try inputs.only()] }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }
}

extension Graph {
  /// The same tensor, which gradients take for a constant.
  public func stopGradient(_ x: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(StopGradient(), [x], name: name).output(0)
  }
}
