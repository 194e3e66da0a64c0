import TFXCore
import TFXGraph
import TFXKernels
import TFXOps
import TFXRuntime
import Testing

/// What updates of variables refuse. TFXModelTests compares their numbers with Keras's.
@Suite struct UpdateTests {
  @Test func refusesSlotsThatDoNotFit() throws {
    let graph = Graph()
    let variable = try graph.variable("kernel", Tensor([1, 2, 3] as [Float]))
    let slot = try graph.variable("slot", Tensor([1, 2] as [Float]))
    let rate = try graph.constant(0.1)
    let gradient = try graph.placeholder(shape: [3])
    let wrong = try graph.placeholder(shape: [2, 3], name: "wrong")
    let halves = try graph.placeholder(.float64, shape: [3])
    let step = try graph.placeholder(.int32, shape: [])
    expectError(
      "[ResourceApplyKerasMomentum] 'ResourceApplyKerasMomentum': slot 1: expected the variable's "
        + "shape [3], found [2]"
    ) {
      try graph.update(
        ResourceApplyKerasMomentum(), variable, slots: [slot], learningRate: rate,
        gradient: gradient)
    }
    expectError(
      "[ResourceApplyGradientDescent] 'ResourceApplyGradientDescent': grad: expected the "
        + "variable's shape [3], found float32[2, 3]"
    ) {
      try graph.update(
        ResourceApplyGradientDescent(), variable, learningRate: rate, gradient: wrong)
    }
    expectError(
      "[ResourceApplyGradientDescent] 'ResourceApplyGradientDescent': lr: expected float64, "
        + "found float32[]"
    ) {
      try graph.update(
        ResourceApplyGradientDescent(), variable, learningRate: rate, gradient: halves)
    }
    expectError(
      "[ResourceApplyRMSProp] 'ResourceApplyRMSProp': inputs: expected 5, found 4"
    ) {
      try graph.update(
        ResourceApplyRMSProp(RMSpropRule(momentum: 0.9)), variable, slots: [variable],
        learningRate: rate, gradient: gradient)
    }
    expectError(
      "[ResourceApplyAdam] 'ResourceApplyAdam': step: expected int64[], found int32[]"
    ) {
      try graph.update(
        ResourceApplyAdam(), variable, slots: [variable, variable], learningRate: rate,
        scalars: [step], gradient: gradient)
    }
    expectError(
      "[ResourceApplyGradientDescent] 'ResourceApplyGradientDescent': factor: expected a tensor of "
        + "rank 0, found float32[3]"
    ) {
      try graph.update(
        ResourceApplyGradientDescent(), variable, learningRate: rate, gradient: gradient,
        factor: gradient)
    }
  }
}
