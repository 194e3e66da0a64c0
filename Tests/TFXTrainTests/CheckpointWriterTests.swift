import TFXCore
import TFXModel
import TFXTrain
import TestSupport
import Testing

@Suite struct CheckpointWriterTests {
  private func log(_ epoch: Int, _ loss: Double, validation: Double?) -> EpochLog {
    EpochLog(
      epoch: epoch, step: epoch, train: Measurements([("loss", loss)]),
      validation: validation.map { Measurements([("loss", $0)]) }, learningRate: 0.1,
      samplesPerSecond: 1, elapsedSeconds: 1)
  }

  @Test func theBestIsThatOfTheSmallestValidationLoss() throws {
    let directory = try TemporaryDirectory()
    let run = try RunDirectory.make(at: directory["run"])
    let model = Sequential([Dense(1)])
    try model.build(sampleShape: [2])
    let writer = CheckpointWriter(run, model, config: "c", preprocessing: nil, interval: .zero)
    for (epoch, loss) in [(1, 0.5), (2, 0.3), (3, 0.3), (4, 0.4)] {
      try writer.epochEnds(log(epoch, -loss, validation: loss))
    }
    #expect(writer.best == Checkpoint.Best(epoch: 2, name: "val_loss", value: 0.3))
    #expect(try Checkpoint.read(run.best).epoch == 2)
    let last = try Checkpoint.read(run.last)
    #expect(last.epoch == 4)
    #expect(last.best == writer.best)
    #expect(try names(in: run.checkpoints) == ["best.safetensors", "last.safetensors"])
  }

  /// Epochs that take less than the interval are written together, with the state of their ends.
  @Test func shortEpochsAreWrittenTogether() throws {
    let directory = try TemporaryDirectory()
    let run = try RunDirectory.make(at: directory["run"])
    let model = Sequential([Dense(1, useBias: false)])
    try model.build(sampleShape: [1])
    let writer = CheckpointWriter(
      run, model, config: "c", preprocessing: nil, interval: .seconds(3600))
    for (epoch, loss) in [(1, 0.5), (2, 0.3), (3, 0.4)] {
      try model.setWeights(["dense/kernel": Tensor([Float(epoch)], shape: [1, 1])])
      try writer.epochEnds(log(epoch, loss, validation: nil))
      #expect(try Checkpoint.read(run.last).epoch == 1)
      #expect(try Checkpoint.read(run.best).epoch == 1)
    }
    try writer.trainingEnds()
    for (path, epoch) in [(run.best, 2), (run.last, 3)] {
      let checkpoint = try Checkpoint.read(path)
      #expect(checkpoint.epoch == epoch)
      #expect(checkpoint.tensors[0].value.doubles() == [Double(epoch)])
    }
    #expect(try Checkpoint.read(run.last).best?.epoch == 2)
  }

  @Test func aResumedRunKnowsItsBest() throws {
    let directory = try TemporaryDirectory()
    let run = try RunDirectory.make(at: directory["run"])
    let model = Sequential([Dense(1)])
    try model.build(sampleShape: [2])
    let best = Checkpoint.Best(epoch: 1, name: "loss", value: 0.1)
    let writer = CheckpointWriter(
      run, model, config: "c", preprocessing: nil, best: best, interval: .zero)
    try writer.epochEnds(log(2, 0.2, validation: nil))
    #expect(writer.best == best)
    #expect(try names(in: run.checkpoints) == ["last.safetensors"])
    try writer.epochEnds(log(3, 0.05, validation: nil))
    #expect(writer.best == Checkpoint.Best(epoch: 3, name: "loss", value: 0.05))
    #expect(try Checkpoint.read(run.best).epoch == 3)
  }
}
