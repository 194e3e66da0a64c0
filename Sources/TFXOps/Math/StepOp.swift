package import TFXGraph

/// A unary operation that is constant between its jumps: no gradient flows through it.
package protocol StepOp: UnaryOp {}

extension StepOp {
  package func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] { [nil] }

  package func gradient(x: Output, y: Output, dy: Output) throws(GraphError) -> Output {
    try dy.graph.zerosLike(x)
  }
}
