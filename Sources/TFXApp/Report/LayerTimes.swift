import TFXCore
import TFXData
import TFXModel
import TFXRuntime
import TFXTrain

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// How long the parts of a training step took. A page about a run must be the same whenever it is written:
/// `train` measures once, at its end, and keeps this beside the metrics.
struct LayerTimes: Codable, Equatable {
  /// The samples of the step.
  var batchSize: Int
  var threads: Int
  /// As ``StepPart/parts(_:of:)`` has them.
  var parts: [StepPart]

  private enum CodingKeys: String, CodingKey {
    case threads, parts
    case batchSize = "batch_size"
  }

  /// Times a few steps on the first samples. The weights change as they do in training.
  ///
  /// - Parameters:
  ///   - logs: What is known of the training; what is timed takes a small part of its time.
  /// - Returns: Nil where a step takes so long that this would be felt.
  init?(
    _ model: Sequential, _ data: any BatchSource, batchSize: Int, _ logs: [EpochLog]
  ) throws {
    let runs = LayerTimes.runs(logs, batchSize: batchSize)
    guard runs > 0 else { return nil }
    let pass = data.pass(batchSize: batchSize, shuffle: false, seed: model.seed, epoch: 0)
    guard let batch = try pass.next() else { return nil }
    let samples = batch.samples.selecting(Array(batch.rows))
    let (kernels, _) = try model.profileTraining(samples, batchSize: batchSize, runs: runs)
    self.batchSize = samples.count
    threads = Session.threads
    parts = StepPart.parts(kernels, of: try model.graph.layers.map(\.name))
  }

  /// Those of a run, if they were measured of a model of such layers.
  init?(_ run: RunDirectory?, of layers: [String]) {
    guard let run, let bytes = try? FileAccess.read(run.layerTimes),
      let times = try? JSONDecoder().decode(LayerTimes.self, from: Data(bytes)),
      times.parts.dropLast(2).map(\.name) == layers
    else { return nil }
    self = times
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try FileAccess.write(Array(try encoder.encode(self)) + "\n".utf8, to: path)
  }

  /// Steps that may be timed: ten, or as many as take a hundredth of the training, one of which goes before the
  /// first that is timed. Of a training that was over in no time at least one.
  private static func runs(_ logs: [EpochLog], batchSize: Int) -> Int {
    guard let last = logs.last, let rate = logs.map(\.samplesPerSecond).max() else { return 0 }
    let step = Double(batchSize) / max(rate, 1e-9)
    let most = max(last.elapsedSeconds / 100, 0.01) / step
    let runs = most < 11 ? Int(most) - 1 : 10
    return runs > 0 ? runs : last.elapsedSeconds < 1 ? 1 : 0
  }
}
