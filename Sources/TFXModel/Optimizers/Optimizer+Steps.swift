import TFXCore
package import TFXGraph
import TFXOps

/// What an optimizer does in the steps of a training, as operations of a graph.
package struct OptimizerSteps {
  /// Change the weights.
  package let update: [Operation]
  /// Only add up gradients, in the steps between two updates; nil if each step is one.
  package let accumulate: [Operation]?
  /// The sums of gradients between updates.
  package let sums: [Variable]
  /// The moving averages of weights.
  package let averages: [(weight: Variable, average: Variable)]

  /// What is kept besides slots.
  package var variables: [Variable] { sums + averages.map(\.average) }
}

extension Optimizer {
  /// Adds the operations of all steps: those of the updates, and what adds up gradients and averages.
  ///
  /// - Parameters:
  ///   - weights: Those that are trained.
  ///   - learningRate: Of shape `[]`.
  ///   - step: The number of steps done before: int64, of shape `[]`.
  package func steps(
    _ weights: [TrainedWeight], learningRate: Output, step: Output
  ) throws(GraphError) -> OptimizerSteps {
    let graph = step.graph
    var (weights, averages, sums) = (
      weights, [(weight: Variable, average: Variable)](), [Variable]()
    )
    if settings.averaging.isOn {
      for index in weights.indices {
        let average = try variable("average", for: weights[index].variable)
        weights[index].average = average
        averages.append((weights[index].variable, average))
      }
    }
    guard let count = settings.gradientAccumulationSteps else {
      return OptimizerSteps(
        update: try updates(weights, learningRate: learningRate, step: step), accumulate: nil,
        sums: [], averages: averages)
    }

    // The number of updates done before, which is what the optimizer goes by.
    let updatesDone = try graph.floorDiv(step, try graph.constant(Double(count), .int64))
    var (between, means) = ([Operation](), weights)
    for (index, weight) in weights.enumerated() {
      let sum = try variable("gradient_accumulator", for: weight.variable)
      sums.append(sum)
      means[index].gradient = try (weight.gradient + sum.value) / Double(count)
      between.append(try graph.assignAdd(sum, weight.gradient))
      guard let average = weight.average else { continue }
      between.append(
        try settings.averaging.update(
          average, of: weight.variable, step: updatesDone, after: nil))
    }
    var updates = try updates(means, learningRate: learningRate, step: updatesDone)
    for (sum, update) in zip(sums, updates) {
      updates.append(
        try graph.controlDependencies([update]) { () throws(GraphError) in
          try graph.assign(sum, try graph.zeros(sum.spec.shape, sum.spec.dtype))
        })
    }
    return OptimizerSteps(update: updates, accumulate: between, sums: sums, averages: averages)
  }

  /// A variable like a weight, which begins at 0.
  private func variable(
    _ name: String, for weight: Variable
  ) throws(GraphError) -> Variable {
    let graph = weight.handle.graph
    return try graph.getVariable(
      "optimizer/\(weight.name)/\(name)", shape: weight.spec.shape, dtype: weight.spec.dtype,
      isTrainable: false
    ) { (spec) throws(GraphError) in try graph.zeros(spec.shape, spec.dtype) }
  }
}
