import TFXCore
import TFXGraph
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
      try graph.applyKerasMomentum(
        UpdateInputs(variable, slots: [slot], learningRate: rate, gradient: gradient),
        momentum: 0.9)
    }
    expectError(
      "[ResourceApplyGradientDescent] 'ResourceApplyGradientDescent': grad: expected the "
        + "variable's shape [3], found float32[2, 3]"
    ) {
      try graph.applyGradientDescent(
        UpdateInputs(variable, learningRate: rate, gradient: wrong))
    }
    expectError(
      "[ResourceApplyGradientDescent] 'ResourceApplyGradientDescent': lr: expected float64, "
        + "found float32[]"
    ) {
      try graph.applyGradientDescent(
        UpdateInputs(variable, learningRate: rate, gradient: halves))
    }
    expectError(
      "[ResourceApplyRMSProp] 'ResourceApplyRMSProp': inputs: expected 5, found 4"
    ) {
      try graph.applyRMSProp(
        UpdateInputs(variable, slots: [variable], learningRate: rate, gradient: gradient),
        rho: 0.9, momentum: 0.9, epsilon: 1e-7)
    }
    expectError(
      "[ResourceApplyAdam] 'ResourceApplyAdam': step: expected int64[], found int32[]"
    ) {
      try graph.applyAdam(
        UpdateInputs(
          variable, slots: [variable, variable], learningRate: rate, step: step,
          gradient: gradient),
        beta1: 0.9, beta2: 0.999, epsilon: 1e-7)
    }
    expectError(
      "[ResourceApplyGradientDescent] 'ResourceApplyGradientDescent': factor: expected a tensor of "
        + "rank 0, found float32[3]"
    ) {
      try graph.applyGradientDescent(
        UpdateInputs(variable, learningRate: rate, gradient: gradient, factor: gradient))
    }
  }
}
