import TFXCore
package import TFXData
import TFXGraph
import TFXModel
import TFXRuntime

/// How long steps of a training took.
package struct StepTimes: Sendable {
  /// Seconds of the first step, for which the plan is made.
  package var first: Double
  /// Seconds of a further step, the median, with what it takes to bring its batch together.
  package var step: Double
  /// Seconds of the evaluation of a batch; nil if nothing is validated.
  package var evaluation: Double?
  /// The bytes of all that a step computes.
  package var arenaByteCount: Int
  /// The bytes of weights and of what the optimizer and layers keep.
  package var stateByteCount: Int
}

extension Sequential {
  /// Times three steps behind the first, and more where they are over in no time; then the evaluation of a
  /// batch. Weights change as they do in training. Batches are whole, also where training cuts them.
  ///
  /// - Parameter limit: Seconds after which no further step is begun.
  package func timeSteps(
    _ data: any BatchSource, _ options: FitOptions, validation: (any BatchSource)?,
    limit: Double = 3
  ) throws -> StepTimes {
    try setBatchCut(.whole)
    let training = try prepareTraining(data)
    var runner = try trainingRunner(training)
    let clock = ContinuousClock()
    let begin = clock.now
    var times: [Double] = []
    var (pass, epoch, arena) = (batches(of: data, options, 0), 0, 0)
    let full = min(options.batchSize, data.count)
    while times.count < 4
      || times.count < 40 && begin.duration(to: clock.now).seconds < 0.03
    {
      let start = clock.now
      guard let batch = try pass.next(), batch.rows.count == full else {
        epoch += 1
        pass = batches(of: data, options, epoch)
        continue
      }
      arena = try runner.run(batch.rows, of: batch.samples).arenaByteCount
      times.append(start.duration(to: clock.now).seconds)
      if times.count > 1, begin.duration(to: clock.now).seconds > limit { break }
    }
    let further = times.dropFirst().sorted()
    return StepTimes(
      first: times[0], step: further[further.count / 2],
      evaluation: try validation.map(evaluationSeconds), arenaByteCount: arena,
      stateByteCount: try state.reduce(0) { $0 + $1.value.spec.byteCount })
  }

  private func batches(
    of data: any BatchSource, _ options: FitOptions, _ epoch: Int
  ) -> any BatchPass {
    data.pass(batchSize: options.batchSize, shuffle: options.shuffle, seed: seed, epoch: epoch)
  }

  /// Seconds of the evaluation of a batch: the second, for which there is a plan.
  private func evaluationSeconds(_ data: any BatchSource) throws -> Double {
    var evaluation = try Evaluation(self, data)
    let pass = data.pass(
      batchSize: Sequential.inferenceBatchSize, shuffle: false, seed: seed, epoch: 0)
    guard let batch = try pass.next() else { return 0 }
    try evaluation.add(batch.rows, of: batch.samples)
    let clock = ContinuousClock()
    let start = clock.now
    try evaluation.add(batch.rows, of: batch.samples)
    return start.duration(to: clock.now).seconds
  }

  /// When the gradients of each layer's weights are there, as a part of a step, with their bytes, in that
  /// order: from the times of a step's kernels.
  package func gradientTimes(
    _ data: Dataset, batchSize: Int
  ) throws -> [(layer: String, byteCount: Int, readyAt: Double)] {
    let (kernels, _) = try profileTraining(data, batchSize: batchSize, runs: 3)
    let total = max(kernels.reduce(0) { $0 + $1.seconds }, 1e-12)
    var done = 0.0
    var ends: [String: Double] = [:]
    for kernel in kernels {
      done += kernel.seconds
      let scopes = kernel.name.split(separator: "/").map(String.init)
      guard scopes.contains("gradients") else { continue }
      for layer in try graph.layers.map(\.name) where scopes.contains(layer) {
        ends[layer] = done
      }
    }
    let layers = try graph.layers.compactMap { layer -> (String, Int, Double)? in
      let bytes = layer.weights.filter(\.isTrainable).reduce(0) { $0 + $1.spec.byteCount }
      return bytes == 0 ? nil : (layer.name, bytes, (ends[layer.name] ?? total) / total)
    }
    return layers.reversed().sorted { $0.2 < $1.2 }.map {
      (layer: $0.0, byteCount: $0.1, readyAt: $0.2)
    }
  }
}
