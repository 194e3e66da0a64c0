import TFXCore
import TFXGraph
import TFXOps

extension ModelGraph {
  /// Adds what training needs to a stack of layers.
  static func training(
    _ stack: LayerStack, _ options: CompileOptions, _ step: Variable, hasSampleWeights: Bool
  ) throws(ModelError) -> Training {
    let graph = stack.graph
    let loss = options.loss.value
    let output = stack.inference.output
    let trained = try stack.callForTraining()
    do {
      let targetSpec = loss.targetSpec(for: output.spec)
      let target = try graph.placeholder(
        targetSpec.dtype, shape: targetSpec.shape, name: "target")
      let sampleWeights =
        hasSampleWeights
        ? try graph.placeholder(output.dtype, shape: [Shape.unknown], name: "sample_weight") : nil
      let measured = Measured(
        loss: loss, metrics: try metrics(options, output), target: target, weights: sampleWeights,
        penalties: try stack.penalties())
      let inference = try measured.measures(stack.inference, scope: "evaluation")
      let training = try measured.measures(trained, scope: "training")

      let optimizer = options.optimizer.value
      let rate = try learningRate(optimizer, step.value, output.dtype)
      var trainedWeights: [TrainedWeight] = []
      let weights = stack.trainedWeights
      let gradients = try graph.gradients(
        of: training.loss, withRespectTo: weights.map(\.variable.value))
      for (weight, gradient) in zip(weights, gradients) {
        guard let gradient else { continue }
        trainedWeights.append(
          TrainedWeight(
            weight.variable, slots: try slots(optimizer, weight.variable), gradient: gradient,
            learningRateMultiplier: weight.learningRateMultiplier,
            constraint: weight.spec.constraint))
      }
      try checkNames(optimizer, weights.map(\.variable))
      let steps = try optimizer.steps(
        trainedWeights, learningRate: rate.value, step: step.value)
      let count = try graph.assignAdd(
        step.handle, try graph.constant(Tensor(Int64(1))), name: "optimizer/count")
      return Training(
        target: target, sampleWeights: sampleWeights, metrics: measured.metrics,
        trainMeasures: training, evaluationMeasures: inference,
        trainStep: try graph.group(steps.update + trained.updates + [count], name: "train_step"),
        accumulationStep: try steps.accumulate.map { (between) throws(GraphError) in
          try graph.group(between + trained.updates + [count], name: "accumulation_step")
        }, accumulationSteps: optimizer.settings.gradientAccumulationSteps ?? 1, step: step,
        learningRate: rate.value, learningRateVariable: rate.variable, totalSteps: rate.totalSteps,
        optimizerVariables: trainedWeights.flatMap(\.slots) + steps.variables,
        averages: steps.averages)
    } catch let error as ModelError {
      throw error
    } catch let error as GraphError {
      throw .graph(error)
    } catch {
      preconditionFailure("\(error) thrown while building a graph")
    }
  }

  /// A learning rate in a graph, with the variable that holds it, or, for a schedule, the one that
  /// holds the number of steps of the training.
  private typealias Rate = (value: Output, variable: Variable?, totalSteps: Variable?)

  /// Adds the learning rate: a variable, or a function of the step.
  private static func learningRate(
    _ optimizer: any Optimizer, _ step: Output, _ dtype: DType
  ) throws(GraphError) -> Rate {
    let (graph, name) = (step.graph, "optimizer/learning_rate")
    switch optimizer.learningRate {
    case .constant(let rate):
      let variable = try graph.variable(
        name, Tensor(rate).converted(to: dtype), isTrainable: false)
      return (variable.value, variable, nil)
    case .schedule(let schedule):
      let total = try graph.variable(
        "optimizer/total_steps", Tensor(Int64(1)), isTrainable: false)
      let rate = try graph.nameScope(name) { (_) throws(GraphError) in
        try schedule.rate(ScheduleClock(step: step, total: total.value, dtype))
      }
      return (rate, nil, total)
    }
  }

  /// Refuses names of weights that mean none.
  private static func checkNames(
    _ optimizer: any Optimizer, _ weights: [Variable]
  ) throws(ModelError) {
    let exclusion = ("exclude_from_weight_decay", optimizer.gradientOptions.excludeFromWeightDecay)
    for (field, patterns) in optimizer.namedWeights + [exclusion] {
      let names = weights.map(\.name)
      // That they are expressions is checked where they are read.
      if let idle = (try? WeightNames(patterns))?.idle(among: names).first {
        throw .weightNames(field: field, pattern: idle, names: names)
      }
    }
  }

  private static func slots(
    _ optimizer: any Optimizer, _ weight: Variable
  ) throws(GraphError) -> [Variable] {
    let dtype = weight.spec.dtype
    var slots: [Variable] = []
    for slot in optimizer.slots(for: weight) {
      slots.append(
        try weight.handle.graph.getVariable(
          "optimizer/\(weight.name)/\(slot.name)", shape: slot.shape ?? weight.spec.shape,
          dtype: dtype, isTrainable: false
        ) { (spec) throws(GraphError) in
          try weight.handle.graph.fill(spec.shape, slot.initialValue, dtype)
        })
    }
    return slots
  }

  /// Adds the states of the metrics.
  private static func metrics(
    _ options: CompileOptions, _ output: Output
  ) throws(GraphError) -> [BuiltMetric] {
    var metrics: [BuiltMetric] = []
    for field in options.metrics {
      var states: [Variable] = []
      for state in field.value.states(for: output) {
        states.append(
          try output.graph.variable(
            "metrics/\(field.name)/\(state.name)", Tensor(shape: state.shape, dtype: .float64),
            isTrainable: false))
      }
      metrics.append(BuiltMetric(name: field.name, metric: field.value, states: states))
    }
    return metrics
  }
}

/// What is measured of outputs, in inference and in training.
private struct Measured {
  let loss: any Loss
  let metrics: [ModelGraph.BuiltMetric]
  let target: Output
  let weights: Output?
  /// What the weights add to the loss.
  let penalties: [Output]

  /// Adds loss and metrics of a batch.
  func measures(
    _ tower: LayerStack.Tower, scope: String
  ) throws(ModelError) -> ModelGraph.Measures {
    try tower.output.graph.nameScope(scope) { (_) throws(ModelError) in
      let mean: Output
      do throws(GraphError) {
        mean = try self.mean(tower)
      } catch {
        throw .graph(error)
      }
      var updates: [Operation] = []
      for (index, metric) in metrics.enumerated() {
        // As in Keras, weights of samples are for the loss, and not for `metrics`.
        var batch = MetricBatch(
          output: tower.output, target: target, loss: loss, weights: nil,
          states: metric.states)
        do throws(GraphError) {
          try metric.metric.update(&batch)
        } catch {
          throw .metric(index: index, name: metric.name, error)
        }
        updates += batch.updates
      }
      return ModelGraph.Measures(loss: mean, metricUpdates: updates)
    }
  }

  /// The mean loss of the samples, with what weights and layers add.
  private func mean(_ tower: LayerStack.Tower) throws(GraphError) -> Output {
    let graph = tower.output.graph
    var values = try loss.call(tower.output, target)
    if let weights { values = try graph.multiply(values, weights) }
    if let mask = tower.mask, mask.shape.rank == values.shape.rank {
      // The mean is over the time steps that count, as in Keras.
      let counts = try graph.cast(mask, to: values.dtype)
      values = try graph.divideNoNan(values * counts, graph.mean(counts))
    }
    let mean = try graph.mean(values, name: "loss")
    let added = penalties + tower.losses
    return added.isEmpty ? mean : try graph.add(mean, try graph.addN(added))
  }
}
