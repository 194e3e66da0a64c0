import TFXCore
public import TFXData
import TFXModel
public import TFXRuntime

extension Sequential {
  /// Times each kernel of a training step on the first `batchSize` samples. The weights change as
  /// they do in training.
  public func profileTraining(
    _ data: Dataset, batchSize: Int, runs: Int
  ) throws(TrainError) -> (kernels: [KernelProfile], arenaByteCount: Int) {
    try setBatchCut(.whole)
    let training = try prepareTraining(data)
    var runner = try trainingRunner(training)
    do {
      let rows = Array(0..<min(batchSize, data.count))
      // What is timed runs once before.
      let callable = try runner.fill(rows[...], of: data, place: 0, share: 1)
      return (try callable.profile(runs: runs), callable.arenaByteCount)
    } catch {
      throw .run(error)
    }
  }
}
