import TFXCore

/// BiasAddGrad(MaxPoolGrad(x, y, ∂y)) → BiasAddGrad(∂y).
///
/// A pool moves each number of its gradient to one place of the same channel, so that the sum has the
/// same terms, in another order. It reads a quarter with a window of 2 (docs/decisions.md, a max pool
/// hands its gradient on before relu takes it).
struct BiasGradBeforePoolGrad: NodeRewrite {
  func apply(at node: Int, of program: inout Program) -> Bool {
    guard program.nodes[node].op is BiasAddGrad,
      let pool = program.maker(of: program.nodes[node].inputs[0], MaxPoolGrad.self)
    else { return false }
    program.nodes[node].inputs = [program.nodes[pool.node].inputs[2]]
    program.nodes[node].waitsFor.formUnion(program.nodes[pool.node].waitsFor)
    return true
  }
}
