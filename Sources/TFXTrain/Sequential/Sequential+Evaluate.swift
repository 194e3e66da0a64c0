public import TFXCore
public import TFXData
import TFXGraph
import TFXModel
import TFXRuntime

extension Sequential {
  /// The loss and the metrics on data with targets.
  public func evaluate(
    _ data: any BatchSource, batchSize: Int = 256
  ) throws(TrainError) -> Measurements {
    let training = try prepareTraining(data)
    let measures = training.evaluationMeasures
    var runner = BatchRunner(
      try session, fetches: [measures.loss] + measures.metricSums, input: try graph.input,
      target: training.target)
    var sums = MeasurementSums(options!.metrics.map(\.value))
    let pass = data.pass(batchSize: batchSize, shuffle: false, seed: seed, epoch: 0)
    do {
      while let batch = try pass.next() {
        sums.add(try runner.run(batch.rows, of: batch.samples), samples: batch.rows.count)
      }
    } catch let error as RunError {
      throw .run(error)
    } catch let error as DataError {
      throw .data(error)
    } catch {
      preconditionFailure("\(error) thrown by a batch")
    }
    return sums.measurements
  }

  /// What the model makes of inputs: `[samples, …]`. Probabilities for a loss on classes, whether
  /// the last layer makes them or their logits.
  public func predict(_ inputs: Tensor, batchSize: Int = 256) throws(TrainError) -> Tensor {
    try build(sampleShape: Array(inputs.shape.dimensions.dropFirst()))
    let prediction = try graph.prediction
    let data = Dataset(inputs: inputs)
    var runner = BatchRunner(
      try session, fetches: [prediction], input: try graph.input, target: nil)
    let plan = BatchPlan(count: data.count, batchSize: batchSize, shuffle: false)
    let shape = prediction.shape.withoutBatch.batched(data.count)
    var result = Tensor(shape: shape, dtype: prediction.dtype)
    var offset = 0
    for step in 0..<plan.stepCount {
      do {
        let bytes = try runner.run(plan.rows(at: step), of: data).fetch(0)
        result.withUnsafeMutableBytes { all in
          UnsafeMutableRawBufferPointer(rebasing: all[offset..<offset + bytes.count])
            .copyMemory(from: bytes)
        }
        offset += bytes.count
      } catch {
        throw .run(error)
      }
    }
    return result
  }
}
