public import TFXCore
public import TFXData
import TFXGraph
import TFXModel
import TFXRuntime

extension Sequential {
  /// Samples of a batch where nobody learns from it.
  public static let inferenceBatchSize = 256

  /// The loss and the metrics on data with targets.
  public func evaluate(
    _ data: any BatchSource, batchSize: Int = inferenceBatchSize
  ) throws(TrainError) -> Measurements {
    var evaluation = try Evaluation(self, data)
    let pass = data.pass(batchSize: batchSize, shuffle: false, seed: seed, epoch: 0)
    do {
      while let batch = try pass.next() { try evaluation.add(batch.rows, of: batch.samples) }
    } catch {
      throw Evaluation.trainError(error)
    }
    return evaluation.measuring.measurements
  }

  /// The loss and the metrics on samples that are gone through once, and the number of samples.
  package func evaluate(
    _ stream: SampleStream
  ) throws(TrainError) -> (measurements: Measurements, count: Int) {
    var evaluation: Evaluation?
    var count = 0
    do {
      while let samples = try stream.next() {
        if evaluation == nil { evaluation = try Evaluation(self, samples) }
        let plan = BatchPlan(
          count: samples.count, batchSize: Sequential.inferenceBatchSize, shuffle: false)
        for step in 0..<plan.stepCount { try evaluation?.add(plan.rows(at: step), of: samples) }
        count += samples.count
      }
    } catch {
      throw Evaluation.trainError(error)
    }
    guard let evaluation else { throw .noSamples }
    return (evaluation.measuring.measurements, count)
  }

  /// The same, with what the model makes of each batch shown to somebody.
  package func evaluate(
    _ data: any BatchSource, observing observe: (PredictedSamples) throws -> Void
  ) throws -> Measurements {
    var evaluation = try Evaluation(self, data, isObserved: true)
    let pass = data.pass(
      batchSize: Sequential.inferenceBatchSize, shuffle: false, seed: seed, epoch: 0)
    while let batch = try pass.next() {
      try observe(evaluation.predicting(batch.rows, of: batch.samples, first: batch.first))
    }
    return evaluation.measuring.measurements
  }

  /// The same for samples that are gone through once.
  package func evaluate(
    _ stream: SampleStream, observing observe: (PredictedSamples) throws -> Void
  ) throws -> (measurements: Measurements, count: Int) {
    var evaluation: Evaluation?
    var count = 0
    while let samples = try stream.next() {
      var own = try evaluation ?? Evaluation(self, samples, isObserved: true)
      let plan = BatchPlan(
        count: samples.count, batchSize: Sequential.inferenceBatchSize, shuffle: false)
      for step in 0..<plan.stepCount {
        try observe(own.predicting(plan.rows(at: step), of: samples, first: count))
      }
      evaluation = own
      count += samples.count
    }
    guard let evaluation else { throw TrainError.noSamples }
    return (evaluation.measuring.measurements, count)
  }

  /// What the model makes of inputs: `[samples, …]`. Probabilities for a loss on classes, whether
  /// the last layer makes them or their logits.
  ///
  /// - Parameter batchSize: Samples that are computed together; if nil, `inferenceBatchSize`, and
  ///   more where the layers are so narrow that a batch would be over in microseconds.
  public func predict(
    _ inputs: Tensor, batchSize: Int? = nil
  ) throws(TrainError) -> Tensor {
    try build(sampleShape: Array(inputs.shape.dimensions.dropFirst()))
    let runner = BatchRunner(
      try session, fetches: [try graph.prediction], input: try graph.input, target: nil)
    return try predict(Dataset(inputs: inputs), batchSize, runner).outputs
  }

  /// The same of samples of which the first has a number, with the loss of each if they have targets.
  package func predicting(_ data: Dataset, first: Int) throws(TrainError) -> PredictedSamples {
    let (outputs, losses) =
      data.targets == nil ? (try predict(data.inputs), nil) : try predictWithLosses(data)
    return PredictedSamples(
      samples: data, rows: Array(0..<data.count)[...], first: first, outputs: outputs,
      losses: losses)
  }

  private func predictWithLosses(
    _ data: Dataset
  ) throws(TrainError) -> (outputs: Tensor, losses: [Float]?) {
    let training = try prepareTraining(data)
    let model = try graph
    let losses: Output?
    do { losses = try model.sampleLosses() } catch { throw .model(error) }
    let runner = BatchRunner(
      try session, fetches: [model.prediction] + [losses].compactMap { $0 }, input: model.input,
      target: training.target)
    return try predict(data, nil, runner)
  }

  /// Fetches the prediction for all samples and, if the runner fetches it behind, the loss of each.
  private func predict(
    _ data: Dataset, _ batchSize: Int?, _ runner: BatchRunner
  ) throws(TrainError) -> (outputs: Tensor, losses: [Float]?) {
    var runner = runner
    let model = try graph
    let prediction = model.prediction
    let plan = BatchPlan(
      count: data.count, batchSize: batchSize ?? ownBatchSize(of: model), shuffle: false)
    let shape = prediction.shape.withoutBatch.batched(data.count)
    var result = Tensor(shape: shape, dtype: prediction.dtype)
    var losses: [Float] = []
    var offset = 0
    for step in 0..<plan.stepCount {
      do {
        let rows = plan.rows(at: step)
        let callable = try runner.run(rows, of: data)
        let bytes = callable.fetch(0)
        result.withUnsafeMutableBytes { all in
          UnsafeMutableRawBufferPointer(rebasing: all[offset..<offset + bytes.count])
            .copyMemory(from: bytes)
        }
        offset += bytes.count
        if runner.fetchCount > 1 {
          losses += callable.fetch(1).bindMemory(to: Float.self).prefix(rows.count)
        }
      } catch {
        throw .run(error)
      }
    }
    return (result, runner.fetchCount > 1 ? losses : nil)
  }

  /// As many samples as make 65,536 numbers of the widest layer, which stay in a core's cache.
  private func ownBatchSize(of graph: ModelGraph) -> Int {
    let shapes = [graph.input.shape] + graph.layers.map(\.outputShape)
    let widest = shapes.map { $0.withoutBatch.dimensions.reduce(1) { $0 * max($1, 1) } }.max() ?? 1
    return min(max(65_536 / widest, Sequential.inferenceBatchSize), 4096)
  }
}

/// What a model makes of some samples.
package struct PredictedSamples {
  /// The samples, in which the rows are.
  package let samples: Dataset
  /// Which of them.
  package let rows: ArraySlice<Int>
  /// The number of the first of ``samples`` among all, from 0.
  package let first: Int
  /// What the model makes of each row: [rows, …] float32, as ``Sequential/predict(_:batchSize:)`` has it.
  package let outputs: Tensor
  /// The loss of each row before any weights; nil for a loss of the batch as a whole, and without targets.
  package let losses: [Float]?
}

/// The running loss and metrics of samples with targets.
struct Evaluation {
  private var runner: BatchRunner
  var measuring: Measuring
  /// Whether the loss is measured by the weights of samples and classes besides.
  let hasWeightedLoss: Bool
  /// What is fetched behind the losses where somebody looks on: the prediction, and each sample's loss if
  /// there is such a thing.
  private let observed: [Output]

  /// - Parameters:
  ///   - data: samples like those that will be added.
  ///   - isObserved: whether predictions are wanted too.
  init(
    _ model: Sequential, _ data: any BatchSource, isObserved: Bool = false
  ) throws(TrainError) {
    let training = try model.prepareTraining(data)
    let measures = training.evaluationMeasures
    let session = try model.session
    if isObserved {
      let graph = try model.graph
      do {
        observed = [graph.prediction] + [try graph.sampleLosses()].compactMap { $0 }
      } catch {
        throw .model(error)
      }
    } else {
      observed = []
    }
    runner = BatchRunner(
      session, fetches: [measures.loss] + [measures.weightedLoss].compactMap { $0 } + observed,
      targets: measures.metricUpdates, input: try model.graph.input, target: training.target,
      weights: training.sampleWeights)
    hasWeightedLoss = measures.weightedLoss != nil
    do {
      measuring = try Measuring(training, in: session)
    } catch {
      throw .run(error)
    }
  }

  /// Adds some rows of samples.
  mutating func add(_ rows: ArraySlice<Int>, of samples: Dataset) throws(RunError) {
    let results = try runner.run(rows, of: samples)
    measuring.add(
      loss: results.scalar(0), weighted: hasWeightedLoss ? results.scalar(1) : nil,
      samples: rows.count)
  }

  /// The same, with what the model makes of the rows.
  mutating func predicting(
    _ rows: ArraySlice<Int>, of samples: Dataset, first: Int
  ) throws(RunError) -> PredictedSamples {
    let results = try runner.run(rows, of: samples)
    measuring.add(
      loss: results.scalar(0), weighted: hasWeightedLoss ? results.scalar(1) : nil,
      samples: rows.count)
    let place = hasWeightedLoss ? 2 : 1
    let prediction = observed[0]
    let outputs = Tensor(
      shape: prediction.shape.withoutBatch.batched(rows.count), dtype: prediction.dtype
    ) { $0.copyMemory(from: results.fetch(place)) }
    let losses: [Float]? =
      observed.count > 1
      ? Array(results.fetch(place + 1).bindMemory(to: Float.self).prefix(rows.count)) : nil
    return PredictedSamples(
      samples: samples, rows: rows, first: first, outputs: outputs, losses: losses)
  }

  /// What an error of going through samples means for the one who trains.
  static func trainError(_ error: any Error) -> TrainError {
    switch error {
    case let error as TrainError: error
    case let error as RunError: .run(error)
    case let error as DataError: .data(error)
    default: preconditionFailure("\(error) thrown by a batch")
    }
  }
}
