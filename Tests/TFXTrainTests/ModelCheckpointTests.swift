import TFXCore
import TFXModel
import TFXTrain
import TestSupport
import Testing

@Suite(.serialized) struct ModelCheckpointTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  /// Trains a small model for some epochs of three steps; returns the files of its run besides those
  /// that every run writes.
  private func files(
    _ fields: String, epochs: [Int] = [4], _ name: String = "run"
  ) throws -> [String] {
    let run = try RunDirectory.make(at: directory[name])
    var diagnostics = Diagnostics()
    let read = CallbackField.read(try node("{ModelCheckpoint: {\(fields)}}"), &diagnostics)
    let callback = try #require(read, "\(diagnostics.all)")
    var done = 0
    for end in epochs {
      let model = try smallModel()
      try model.build(sampleShape: [4])
      var saved: [String: Tensor] = [:]
      if done > 0 {
        saved = try Checkpoint.read(run.last).tensorsByName
        try model.setState(saved, from: run.last)
      }
      var options = FitOptions(epochs: end, batchSize: 10)
      options.callbacks = [callback]
      let writer = CheckpointWriter(
        run, model, config: "c", preprocessing: nil, interval: .zero)
      try model.fit(
        points(30), options, validation: points(9), initialEpoch: done, saved: saved,
        callbacks: [writer])
      done = end
    }
    return try names(in: run.checkpoints).filter {
      $0 != "best.safetensors" && $0 != "last.safetensors"
    }.sorted()
  }

  static let cases: [(fields: String, files: [String])] = [
    ("", (1...4).map { "epoch-0\($0).safetensors" }),
    ("save_freq: '2 epochs'", ["epoch-02.safetensors", "epoch-04.safetensors"]),
    // Twelve steps of which each fifth is saved.
    (
      "save_freq: 5, filepath: '{epoch:02d}-{batch}.safetensors'",
      ["02-2.safetensors", "04-1.safetensors"]
    ),
    ("keep: 2", ["epoch-03.safetensors", "epoch-04.safetensors"]),
    ("keep: 1, filepath: again.safetensors", ["again.safetensors"]),
    (
      "save_best_only: true, monitor: val_loss, mode: max, initial_value_threshold: 100", []
    ),
  ]

  @Test(arguments: cases, [[4], [1, 4], [2, 3, 4]])
  func writesFiles(_ test: (fields: String, files: [String]), _ epochs: [Int]) throws {
    #expect(try files(test.fields, epochs: epochs) == test.files)
  }

  @Test func holdsTheStateOfItsTime() throws {
    _ = try files("save_freq: 3, filepath: 'e{epoch}.safetensors'")
    let run = RunDirectory(directory["run"])
    let last = try Checkpoint.read(run.checkpoints + "/e4.safetensors")
    #expect(last.step == 12)
    // The steps of epoch 4 are done, and the epoch is not.
    #expect(last.epoch == 3)
    let whole = try Checkpoint.read(run.last)
    let weights = whole.tensors.filter { last.tensorsByName[$0.name] == $0.value }.map(\.name)
    #expect(weights.contains("dense/kernel") && weights.contains("optimizer/dense/kernel/m"))
  }

  /// At the end of an epoch all callbacks have had their turn.
  @Test func anEpochsFileIsTheLastOne() throws {
    _ = try files("")
    let run = RunDirectory(directory["run"])
    let own = try Checkpoint.read(run.checkpoints + "/epoch-04.safetensors")
    let last = try Checkpoint.read(run.last)
    #expect(
      Safetensors(tensors: own.tensors).serialized()
        == Safetensors(tensors: last.tensors).serialized())
    #expect((own.epoch, own.step) == (last.epoch, last.step))
  }

  @Test func theBestOnly() throws {
    let found = try files(
      "save_best_only: true, monitor: loss, filepath: 'deep/{epoch}-{loss:.3f}.safetensors'")
    #expect(found == ["deep"])
    let written = try names(in: RunDirectory(directory["run"]).checkpoints + "/deep")
    #expect(written.contains { $0.hasPrefix("1-") })
    #expect(written.allSatisfy { $0.wholeMatch(of: /\d-\d\.\d{3}\.safetensors/) != nil })
  }

  @Test func weightsAlone() throws {
    #expect(try files("save_weights_only: true, keep: 1") == ["epoch-04.safetensors"])
    let path = RunDirectory(directory["run"]).checkpoints + "/epoch-04.safetensors"
    let stored = try Safetensors.read(path).tensorsByName
    let model = try smallModel()
    try model.build(sampleShape: [4])
    try model.setWeights(stored)
    #expect(Set(stored.keys) == Set(try model.weights.map(\.name)))
  }

  @Test func needsARun() throws {
    let error = #expect(throws: TrainError.self) {
      try smallModel().fit(points(9), FitOptions(epochs: 1, callbacks: [ModelCheckpoint()]))
    }
    #expect(
      error?.description == "ModelCheckpoint writes into the folder of a run, and there is none")
  }

  static let patterns: [(pattern: String, name: String?)] = [
    ("a.safetensors", "a.safetensors"), ("{epoch}", "7"), ("{epoch:03d}", "007"),
    ("{epoch:3d}", "  7"), ("{batch:d}-{epoch:.1f}", "12-7.0"), ("{val_loss:.2f}", "0.12"),
    ("{val_loss}", "0.125"), ("{val_loss:08.3f}", "0000.125"), ("{val_loss:.1e}", "1.2e-01"),
    ("{{epoch}}", "{epoch}"), ("{nothing:.1f}", "nan"), ("{epoch", nil), ("epoch}", nil),
    ("{}", nil), ("{val_loss:d}", nil), ("{epoch:x}", nil), ("{val_loss:.f}", nil),
    ("{val_loss:123f}", nil), ("{val_loss:.2.3f}", nil), ("{a b}", nil),
  ]

  @Test(arguments: patterns) func namesAsPythonFormatsThem(_ pattern: String, _ name: String?) {
    let read = CheckpointName(pattern)
    #expect(read?.file(epoch: 7, batch: 12) { $0 == "val_loss" ? 0.125 : nil } == name)
  }
}
