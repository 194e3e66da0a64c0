import TFXCore
import TFXGraph
import TFXOps

extension ModelGraph {
  /// Adds what training needs to a stack of layers.
  static func training(
    _ stack: LayerStack, _ options: CompileOptions, _ input: Output, _ output: Output,
    _ step: Variable
  ) throws(ModelError) -> Training {
    let graph = stack.graph
    let loss = options.loss.value
    let (trained, updates) = try stack.callForTraining(input, step: step.value)
    do {
      let targetSpec = loss.targetSpec(for: output.spec)
      let target = try graph.placeholder(
        targetSpec.dtype, shape: targetSpec.shape, name: "target")
      let penalty = try stack.penalty()
      let inference = try measures(options, output, target, penalty, scope: "evaluation")
      let training = try measures(options, trained, target, penalty, scope: "training")

      let optimizer = options.optimizer.value
      let learningRate = try graph.variable(
        "optimizer/learning_rate",
        Tensor(optimizer.learningRate).converted(to: output.dtype), isTrainable: false)
      var trainedWeights: [TrainedWeight] = []
      let weights = stack.layers.flatMap(\.weights).filter(\.isTrainable)
      let gradients = try graph.gradients(
        of: training.loss, withRespectTo: weights.map(\.value))
      for (weight, gradient) in zip(weights, gradients) {
        guard let gradient else { continue }
        trainedWeights.append(
          TrainedWeight(
            weight, slots: try slots(optimizer, weight, output.dtype), gradient: gradient))
      }
      let applied = try optimizer.updates(
        trainedWeights, learningRate: learningRate.value, step: step.value)
      let count = try graph.assignAdd(
        step.handle, try graph.constant(Tensor(Int64(1))), name: "optimizer/count")
      return Training(
        target: target, trainMeasures: training, evaluationMeasures: inference,
        trainStep: try graph.group(applied + updates + [count], name: "train_step"), step: step,
        learningRate: learningRate, optimizerVariables: trainedWeights.flatMap(\.slots))
    } catch let error as ModelError {
      throw error
    } catch let error as GraphError {
      throw .graph(error)
    } catch {
      preconditionFailure("\(error) thrown while building a graph")
    }
  }

  private static func slots(
    _ optimizer: any Optimizer, _ weight: Variable, _ dtype: DType
  ) throws(GraphError) -> [Variable] {
    var slots: [Variable] = []
    for slot in optimizer.slots {
      slots.append(
        try weight.handle.graph.getVariable(
          "optimizer/\(weight.name)/\(slot.name)", shape: weight.spec.shape, dtype: dtype,
          isTrainable: false
        ) { (spec) throws(GraphError) in
          try weight.handle.graph.fill(spec.shape, slot.initialValue, dtype)
        })
    }
    return slots
  }

  /// Adds loss and metrics of a batch.
  private static func measures(
    _ options: CompileOptions, _ output: Output, _ target: Output, _ penalty: Output?,
    scope: String
  ) throws(ModelError) -> Measures {
    let graph = output.graph
    let loss = options.loss.value
    return try graph.nameScope(scope) { (_) throws(ModelError) in
      let mean: Output
      do throws(GraphError) {
        let data = try graph.mean(try loss.call(output, target), name: "loss")
        if let penalty { mean = try graph.add(data, penalty) } else { mean = data }
      } catch {
        throw .graph(error)
      }
      var sums: [Output] = []
      for (index, metric) in options.metrics.enumerated() {
        let metric = metric.value
        do throws(GraphError) {
          sums.append(
            try graph.sum(try metric.call(output, target, loss), name: metric.name))
        } catch {
          throw .metric(index: index, name: metric.name, error)
        }
      }
      return Measures(loss: mean, metricSums: sums)
    }
  }
}
