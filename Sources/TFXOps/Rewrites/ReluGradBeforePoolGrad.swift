import TFXCore
import TFXGraph

/// ReluGrad(MaxPoolGrad(y, p, ∂p), y), where p is the max pool of y
/// → MaxPoolGrad(y, p, ReluGrad(∂p, p)).
///
/// The same numbers: a maximum of 0 passes nothing on, any other one stands where y > 0. The pooled
/// tensors are four times smaller with a window of 2 (docs/decisions.md, a max pool hands its gradient
/// on before relu takes it). On several devices each operation stays where the other one was.
struct ReluGradBeforePoolGrad: NodeRewrite {
  func apply(at node: Int, of program: inout Program) -> Bool {
    let grad = program.nodes[node]
    guard grad.op is ReluGrad,
      let poolGrad = program.maker(of: grad.inputs[0], MaxPoolGrad.self),
      let pool = program.maker(of: program.nodes[poolGrad.node].inputs[1], MaxPool.self),
      program.nodes[poolGrad.node].inputs[0] == grad.inputs[1],
      program.nodes[pool.node].inputs == [grad.inputs[1]],
      program.hasOneUse(grad.inputs[0]), !program.isAwaited(poolGrad.node)
    else { return false }
    let (y, between, dx) = (grad.inputs[1], grad.inputs[0], grad.outputs[0])
    let (pooled, dPooled) = (
      program.nodes[pool.node].outputs[0], program.nodes[poolGrad.node].inputs[2]
    )
    program.replace(poolGrad.node, by: grad.op, of: [dPooled, pooled])
    program.replace(node, by: poolGrad.op, of: [y, pooled, between])
    // Names follow what is computed.
    let operation = grad.operation
    program.nodes[node].operation = program.nodes[poolGrad.node].operation
    program.nodes[poolGrad.node].operation = operation
    let names = (program.values[between].name, program.values[dx].name)
    program.values[between] = Program.Value(
      spec: program.values[pooled].spec, producer: poolGrad.node, name: names.1)
    program.values[dx] = Program.Value(
      spec: program.values[dx].spec, producer: node, name: names.0)
    return true
  }
}
