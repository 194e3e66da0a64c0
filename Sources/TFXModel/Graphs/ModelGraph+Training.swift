import TFXCore
import TFXGraph
import TFXOps

extension ModelGraph {
  /// Adds what training needs to a stack of layers.
  static func training(
    _ stack: LayerStack, _ options: CompileOptions, _ step: Variable, _ weighting: SampleWeighting,
    _ scale: TargetScale?, _ cut: BatchCut
  ) throws(ModelError) -> Training {
    let graph = stack.graph
    let loss = options.loss.value
    let output = stack.inference.output
    let isSharded = cut.isSharded
    let place = isSharded ? try graph.shardInput("place", .int64) : nil
    let trained = try stack.callForTraining(place: place, cut)
    do {
      let targetSpec = loss.targetSpec(for: output.spec)
      let target = try graph.placeholder(
        targetSpec.dtype, shape: targetSpec.shape, name: "target")
      let sampleWeights =
        weighting.hasSampleWeights
        ? try graph.placeholder(output.dtype, shape: [Shape.unknown], name: "sample_weight") : nil
      let metrics = try metrics(options, output, target)
      let penalties = try stack.penalties()
      let isSum = loss.reduction == .sum
      let share =
        isSharded && isSum && !(penalties + trained.losses).isEmpty
        ? try graph.shardInput("share", output.dtype) : nil
      let measured = Measured(
        loss: loss, metrics: metrics, target: target,
        sampleWeights: sampleWeights, classWeights: weighting.classWeights,
        penalties: penalties, share: share, scale: scale)
      let inference = try measured.measures(stack.inference, isTraining: false)
      let training = try measured.measures(trained, isTraining: true)

      let optimizer = options.optimizer.value
      let rate = try learningRate(optimizer, step.value, output.dtype)
      var trainedWeights: [TrainedWeight] = []
      let weights = stack.trainedWeights
      let isSynchronized = graph.operations.contains { $0.definition is ShardSumOp }
      let differentiated =
        isSynchronized && !isSum
        ? try training.loss * (training.divisor ?? graph.samples(of: target, output.dtype))
        : training.loss
      let gradients = try graph.gradients(
        of: differentiated, withRespectTo: weights.map(\.variable.value))
      var collected: [(variable: Variable, assign: Operation)] = []
      let bell = HandOverBell()
      // The last layer's gradients are computed first.
      for (weight, computed) in zip(weights, gradients).reversed() {
        guard var gradient = computed else { continue }
        if isSharded {
          collected.append(
            try graph.collect(gradient, of: weight.variable, bell, number: collected.count))
          gradient = collected[collected.count - 1].variable.value
        }
        trainedWeights.append(
          TrainedWeight(
            weight.variable, slots: [], gradient: gradient,
            learningRateMultiplier: weight.learningRateMultiplier,
            constraint: weight.spec.constraint))
      }
      trainedWeights.reverse()
      for index in trainedWeights.indices {
        trainedWeights[index].slots = try slots(optimizer, trainedWeights[index].variable)
      }
      try checkNames(optimizer, weights.map(\.variable))
      // With shards, the gradients have been computed before the update.
      let awaited = isSharded ? [] : trained.replacements
      let steps = try graph.controlDependencies(awaited) { () throws(GraphError) in
        try optimizer.steps(trainedWeights, learningRate: rate.value, step: step.value)
      }
      let count = try graph.assignAdd(
        step.handle, try graph.constant(Tensor(Int64(1))), name: "optimizer/count")
      let passing = trained.replacements + trained.updates
      let others = isSharded ? [count] : passing + [count]
      let shards = try place.map { (place) throws(GraphError) in
        Shards(
          place: place, share: share,
          gradientStep: try graph.group(
            collected.map(\.assign) + passing, name: "gradient_step"),
          gradients: collected.map(\.variable), bell: bell,
          states: states(passing, of: stack.layers.flatMap(\.weights)), isSum: isSum,
          isSynchronized: isSynchronized)
      }
      return Training(
        target: target, sampleWeights: sampleWeights, metrics: measured.metrics,
        trainMeasures: training, evaluationMeasures: inference,
        trainStep: try graph.group(steps.update + others, name: "train_step"),
        accumulationStep: try steps.accumulate.map { (between) throws(GraphError) in
          try graph.group(between + others, name: "accumulation_step")
        }, accumulationSteps: optimizer.settings.gradientAccumulationSteps ?? 1, step: step,
        learningRate: rate.value, learningRateVariable: rate.variable, totalSteps: rate.totalSteps,
        optimizerVariables: trainedWeights.flatMap(\.slots) + steps.variables,
        averages: steps.averages, shards: shards)
    } catch let error as ModelError {
      throw error
    } catch let error as GraphError {
      throw .graph(error)
    } catch {
      preconditionFailure("\(error) thrown while building a graph")
    }
  }

  /// The weights that some assignments change, each once.
  private static func states(_ assignments: [Operation], of weights: [Variable]) -> [Variable] {
    var states: [Variable] = []
    for assignment in assignments {
      guard let weight = weights.first(where: { $0.handle == assignment[0] }) else {
        preconditionFailure("'\(assignment.name)' changes no weight in training (our bug)")
      }
      if !states.contains(weight) { states.append(weight) }
    }
    return states
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

  /// Adds the states of the metrics, which must fit outputs and targets.
  private static func metrics(
    _ options: CompileOptions, _ output: Output, _ target: Output
  ) throws -> [BuiltMetric] {
    let site = MetricSite(output: output.spec, target: target.spec, loss: options.loss.value)
    var metrics: [BuiltMetric] = []
    for (index, (field, isWeighted)) in options.reported.enumerated() {
      do throws(MetricError) {
        try field.value.check(site)
      } catch {
        throw ModelError.unfitMetric(
          index: index, name: field.name, error, fitting: site.fitting)
      }
      var states: [Variable] = []
      for state in field.value.states(for: output) {
        states.append(
          try output.graph.variable(
            "metrics/\(field.name)/\(state.name)", Tensor(shape: state.shape, dtype: .float64),
            isTrainable: false))
      }
      metrics.append(
        BuiltMetric(
          name: field.name, metric: field.value, isWeighted: isWeighted, states: states))
    }
    return metrics
  }
}

/// What is measured of outputs, in inference and in training.
private struct Measured {
  let loss: any Loss
  let metrics: [ModelGraph.BuiltMetric]
  let target: Output
  /// How much each sample counts, if that is fed.
  let sampleWeights: Output?
  /// How much the samples of each class count.
  let classWeights: [Double]?
  /// What the weights add to the loss.
  let penalties: [Output]
  /// What they count in a shard of a batch whose loss is a sum; nil for all.
  let share: Output?
  /// How outputs and targets get the unit in which metrics compare them; nil if they have it.
  let scale: TargetScale?

  /// Adds loss and metrics of a batch. As in Keras, classes have weights in training alone; where the
  /// loss is evaluated, that without any weights comes first.
  func measures(
    _ tower: LayerStack.Tower, isTraining: Bool
  ) throws(ModelError) -> ModelGraph.Measures {
    let scope = isTraining ? "training" : "evaluation"
    return try tower.output.graph.nameScope(scope) { (_) throws(ModelError) in
      let (mean, weightedMean, weights): (Parts, Output?, Output?)
      do throws(GraphError) {
        let all = try allWeights(tower.output.dtype)
        weights = isTraining ? all : sampleWeights
        mean = try self.mean(tower, isTraining ? all : nil, isTraining ? share : nil)
        weightedMean = try isTraining || all == nil ? nil : self.mean(tower, all, nil).loss
      } catch {
        throw .graph(error)
      }
      var (output, target) = (tower.output, self.target)
      if let scale, !metrics.isEmpty {
        do throws(GraphError) {
          (output, target) = (
            try output.graph.undo(scale, of: output), try output.graph.undo(scale, of: target)
          )
        } catch {
          throw .graph(error)
        }
      }
      var updates: [Operation] = []
      for (index, metric) in metrics.enumerated() {
        var batch = MetricBatch(
          output: output, target: target, loss: loss,
          weights: metric.isWeighted ? weights : nil, states: metric.states)
        do throws(GraphError) {
          try metric.metric.update(&batch)
        } catch {
          throw .metric(index: index, name: metric.name, error)
        }
        updates += batch.updates
      }
      return ModelGraph.Measures(
        loss: mean.loss, weightedLoss: weightedMean, divisor: mean.divisor,
        metricUpdates: updates)
    }
  }

  /// How much each sample counts by its own weight and that of its class; nil if all count as 1.
  private func allWeights(_ dtype: DType) throws(GraphError) -> Output? {
    guard let classWeights else { return sampleWeights }
    let ofClass = try target.graph.weights(classWeights, of: target, loss.target, dtype)
    return try sampleWeights.map { (own) throws(GraphError) in try own * ofClass } ?? ofClass
  }

  private typealias Parts = (loss: Output, divisor: Output?)

  /// The loss of the batch, with what weights and layers add, and what the samples' is divided by.
  private func mean(
    _ tower: LayerStack.Tower, _ weights: Output?, _ share: Output?
  ) throws(GraphError) -> Parts {
    let graph = tower.output.graph
    let mean = try loss.reducedParts(
      tower.output, target, weights: weights, mask: tower.mask, name: "loss")
    let added = penalties + tower.losses
    if added.isEmpty { return mean }
    var penalty = try graph.addN(added)
    if let share { penalty = try penalty * share }
    return (try graph.add(mean.loss, penalty), mean.divisor)
  }
}

extension Graph {
  /// A scalar that is fed for each shard.
  fileprivate func shardInput(_ name: String, _ dtype: DType) throws(ModelError) -> Output {
    do {
      return try placeholder(dtype, shape: .scalar, name: "shard/\(name)")
    } catch {
      throw .graph(error)
    }
  }

  /// The number of samples that a batch of targets has.
  fileprivate func samples(of targets: Output, _ dtype: DType) throws(GraphError) -> Output {
    let count = try slice(try shape(of: targets), begin: [0], size: [1])
    return try cast(try reshape(count, to: .scalar), to: dtype)
  }

  /// A variable with the operation that gives it the gradient of a weight.
  fileprivate func collect(
    _ gradient: Output, of weight: Variable, _ bell: HandOverBell, number: Int
  ) throws(GraphError) -> (variable: Variable, assign: Operation) {
    let variable = try getVariable(
      "shard/gradient/\(weight.name)", shape: weight.spec.shape, dtype: weight.spec.dtype,
      isTrainable: false
    ) { (spec) throws(GraphError) in try zeros(spec.shape, spec.dtype) }
    return (variable, try handOver(variable, gradient, bell, number: number))
  }
}
