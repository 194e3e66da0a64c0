import TFXApp
import TFXCore
import TFXTrain
import TestSupport
import Testing

/// `tfx train`, from a configuration and a CSV file to a run directory.
@Suite(.serialized) struct TrainTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func bytes(_ run: String, _ file: String = "last") throws -> [UInt8] {
    try workshop.directory.read("\(run)/checkpoints/\(file).safetensors")
  }

  @Test func theWholeOutput() throws {
    let outcome = workshop.train(quiet: false)
    try Golden.expect(Golden.masked(outcome.text), "train")
    #expect(
      workshop.files.filter { $0.hasPrefix("runs") } == [
        "runs", "runs/flowers", "runs/flowers/001", "runs/flowers/001/checkpoints",
        "runs/flowers/001/checkpoints/best.safetensors",
        "runs/flowers/001/checkpoints/last.safetensors", "runs/flowers/001/config.yaml",
        "runs/flowers/001/layer_times.json", "runs/flowers/001/metrics.csv",
        "runs/flowers/001/predictions",
        "runs/flowers/001/predictions/test.csv", "runs/flowers/001/predictions/validation.csv",
        "runs/flowers/001/report.html", "runs/flowers/001/train.log", "runs/flowers/latest",
      ])
    let resolved = workshop.directory.plain(try workshop.text("runs/flowers/001/config.yaml"))
    try Golden.expect(resolved, "resolved-config")
    let log = try workshop.text("runs/flowers/001/train.log")
    #expect(Golden.masked(workshop.directory.plain(log)).contains("\nbest epoch: "))
    let metrics = try workshop.text("runs/flowers/001/metrics.csv").split(separator: "\n")
    #expect(
      metrics.first == """
        epoch,step,loss,accuracy,val_loss,val_accuracy,learning_rate,samples_per_second,\
        elapsed_seconds
        """)
    #expect(metrics.count == 5)
  }

  @Test func quietSaysTheResultsAlone() throws {
    let outcome = workshop.train()
    try Golden.expect(outcome.text, "train-quiet")
  }

  @Test func latestPointsAtTheNewestRun() throws {
    for _ in 0..<2 { #expect(workshop.train("flowers.yaml", ["fit.epochs=1"]).exitCode == 0) }
    let latest = try workshop.text("runs/flowers/latest/config.yaml")
    #expect(try latest == workshop.text("runs/flowers/002/config.yaml"))
    #expect(workshop.files.contains("runs/flowers/001/config.yaml"))
  }

  @Test func twoRunsAreByteIdentical() throws {
    workshop.train(output: "a")
    workshop.train(output: "b")
    #expect(try bytes("a") == bytes("b"))
    #expect(try bytes("a", "best") == bytes("b", "best"))
  }

  @Test func anotherSeedGivesOtherWeights() throws {
    workshop.train(output: "a")
    workshop.train("flowers.yaml", ["seed=8"], output: "b")
    #expect(try bytes("a") != bytes("b"))
  }

  @Test func aResolvedConfigurationRepeatsTheRun() throws {
    workshop.train(output: "a")
    #expect(workshop.train("a/config.yaml", output: "b").exitCode == 0)
    #expect(try workshop.text("a/config.yaml") == workshop.text("b/config.yaml"))
    #expect(try bytes("a") == bytes("b"))
    #expect(try bytes("a", "best") == bytes("b", "best"))
  }

  @Test(arguments: [
    "Adam", "{AdamW: {amsgrad: true, clipnorm: 0.5}}", "{SGD: {momentum: 0.9, clipvalue: 0.1}}",
    """
    {SGD: {learning_rate: {ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 7, \
    decay_rate: 0.5}}}}
    """, "{Nadam: {global_clipnorm: 0.5, weight_decay: 0.01}}", "{Ftrl: {learning_rate: 0.1}}",
    "{AdagradDA: {learning_rate: 0.1, l1_regularization_strength: 0.001}}",
    "{ProximalAdagrad: {learning_rate: 0.1, l1_regularization_strength: 0.001}}",
    "{ProximalGradientDescent: {learning_rate: 0.1, l2_regularization_strength: 0.1}}",
  ])
  func aResumedRunEqualsAnUninterruptedOne(_ optimizer: String) throws {
    let chosen = "compile.optimizer=\(optimizer)"
    workshop.train("flowers.yaml", ["fit.epochs=6", chosen], output: "whole")
    workshop.train("flowers.yaml", ["fit.epochs=3", chosen], output: "halves")
    let second = workshop.train(
      "flowers.yaml", ["fit.epochs=6", chosen], output: "halves", resume: true)
    #expect(second.exitCode == 0)
    #expect(try bytes("whole") == bytes("halves"))
    #expect(try bytes("whole", "best") == bytes("halves", "best"))
    // All but the rate and the time.
    let columns = { (run: String) in
      try workshop.text("\(run)/metrics.csv").split(separator: "\n").map {
        $0.split(separator: ",").prefix(7)
      }
    }
    #expect(try columns("whole") == columns("halves"))
  }

  /// A run that stops early stops where it would have done, also if it is gone on with twice.
  @Test func aResumedRunStopsWhereAnUninterruptedOneDoes() throws {
    let callback = "fit.callbacks=[{EarlyStopping: {patience: 2, restore_best_weights: true}}]"
    let fast = "compile.optimizer={Adam: {learning_rate: 0.4}}"
    func train(_ epochs: Int, _ output: String, resume: Bool = false) -> Workshop.Outcome {
      workshop.train(
        "flowers.yaml", ["fit.epochs=\(epochs)", callback, fast], output: output, resume: resume,
        quiet: false)
    }
    let whole = train(60, "whole")
    #expect(whole.exitCode == 0, "\(whole.text)")
    let best = try #require(
      try Checkpoint.read(workshop["whole/checkpoints/last.safetensors"]).best)
    let last = try Checkpoint.read(workshop["whole/checkpoints/last.safetensors"]).epoch
    #expect(last == best.epoch + 2)
    #expect(last < 60)
    #expect(
      whole.err.contains("\nstopped: val_loss has not become better since epoch \(best.epoch)\n"))
    #expect(whole.out.hasPrefix("best epoch: \(best.epoch) of \(last) "))
    try #require(best.epoch > 1)
    #expect(train(best.epoch - 1, "parts").exitCode == 0)
    for _ in 0..<2 {
      let next = train(60, "parts", resume: true)
      #expect(next.out.replacing("parts", with: "whole") == whole.out)
      #expect(try bytes("whole") == bytes("parts"))
      #expect(try bytes("whole", "best") == bytes("parts", "best"))
    }
  }

  @Test func theBestIsThatOfTheMonitor() throws {
    workshop.train("flowers.yaml", ["fit.epochs=6", "fit.monitor=accuracy"], output: "a")
    let rows = try workshop.text("a/metrics.csv").split(separator: "\n").dropFirst()
    let accuracies = rows.map { Double($0.split(separator: ",")[3])! }
    let best = try #require(try Checkpoint.read(workshop["a/checkpoints/best.safetensors"]).best)
    #expect(best.name == "accuracy")
    #expect(best.value == accuracies.max())
    #expect(best.epoch == accuracies.firstIndex(of: best.value)! + 1)
    #expect(Set(accuracies).count > 1)
    workshop.train(
      "flowers.yaml", ["fit.epochs=6", "fit.monitor=accuracy", "fit.mode=min"], output: "b")
    let worst = try #require(try Checkpoint.read(workshop["b/checkpoints/best.safetensors"]).best)
    #expect(worst.value == accuracies.min())
  }

  @Test func theLearningRateOfASchedule() throws {
    let decay = "{ExponentialDecay: {initial_learning_rate: 0.5, decay_steps: 5, decay_rate: 0.5}}"
    let outcome = workshop.train(
      "flowers.yaml", ["compile.optimizer={SGD: {learning_rate: \(decay)}}"], output: "a")
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    let rows = try workshop.text("a/metrics.csv").split(separator: "\n").dropFirst()
    // Five steps an epoch, and the rate in force after them.
    #expect(rows.map { $0.split(separator: ",")[1] } == ["5", "10", "15", "20"])
    #expect(rows.map { $0.split(separator: ",")[6] } == ["0.25", "0.125", "0.0625", "0.03125"])
  }

  /// Columns that are transformed: resumed bit for bit, in memory and streamed, and the same for a
  /// row by itself.
  @Test(arguments: [false, true]) func transformedColumns(_ isStreaming: Bool) throws {
    let overrides = [
      "data.streaming=\(isStreaming)", "data.stratify=false",
      "data.features.length={transform: {bucketize: [3.5, 4.5]}}",
      "data.features.width={transform: [to_number, {clip: {max: 250}}, log1p], normalize: zscore}",
      "data.features.colour={transform: [upper, {hash_bucket: 5}], missing: most_frequent}",
    ]
    workshop.train("flowers.yaml", overrides + ["fit.epochs=4"], output: "whole")
    workshop.train("flowers.yaml", overrides + ["fit.epochs=2"], output: "halves")
    let second = workshop.train(
      "flowers.yaml", overrides + ["fit.epochs=4"], output: "halves", resume: true)
    #expect(second.exitCode == 0, "\(second.text)")
    #expect(try bytes("whole") == bytes("halves"))
    let best = "whole/checkpoints/best.safetensors"
    let all = workshop.predict("flowers.csv", checkpoint: best).out.split(separator: "\n")
    #expect(all.count == 61)
    let rows = Workshop.flowers.split(separator: "\n")
    try workshop.write("row.csv", "\(rows[0])\n\(rows[9])\n")
    let one = workshop.predict("row.csv", checkpoint: best).out.split(separator: "\n")
    #expect(one.last?.drop { $0 != "," } == all[9].drop { $0 != "," })
    let line = second.out.split(separator: "\n").first { $0.hasPrefix("test: ") } ?? ""
    #expect(!line.isEmpty)
    #expect(workshop.evaluate("halves/checkpoints/best.safetensors").out == line + "\n")
  }

  @Test func resumingTakesTheLatestRunOfTheName() throws {
    workshop.train("flowers.yaml", ["fit.epochs=1"])
    workshop.train("flowers.yaml", ["fit.epochs=2"])
    let third = workshop.train("flowers.yaml", ["fit.epochs=3"], resume: true)
    #expect(third.out.contains("checkpoint: runs/flowers/002/checkpoints/best.safetensors\n"))
    #expect(
      try Checkpoint.read(workshop["runs/flowers/002/checkpoints/last.safetensors"]).epoch == 3)
  }

  @Test func whatCannotBeResumed() throws {
    var text = ""
    let tell = { (name: String, outcome: Workshop.Outcome) in
      text += "## \(name)\n\(outcome.text)\n"
    }
    tell("no run of this name", workshop.train(resume: true))
    tell("no run in this directory", workshop.train(output: "none", resume: true))
    workshop.train(output: "a")
    tell("all epochs are done", workshop.train(output: "a", resume: true))
    tell(
      "another configuration",
      workshop.train(
        "flowers.yaml", ["fit.epochs=9", "seed=8"], output: "a", resume: true))
    tell("a directory that holds a run", workshop.train(output: "a"))
    try workshop.write("a/checkpoints/last.safetensors", "short")
    tell("a broken checkpoint", workshop.train("flowers.yaml", [], output: "a", resume: true))
    try Golden.expect(text, "resume-refusals")
    #expect(!workshop.files.contains("none"))
  }

  @Test func aRunWithoutCheckpointMayBeStartedAgain() throws {
    _ = try RunDirectory.make(at: workshop["a"])
    try workshop.write("a/config.yaml", "seed: 7\n")
    #expect(workshop.train(output: "a/").out.contains("checkpoint: a/checkpoints/best.safetensors"))
  }

  @Test func weightsFromAnotherFile() throws {
    workshop.train(output: "a")
    let again = workshop.train(
      "flowers.yaml", ["compile.optimizer.Adam.learning_rate=0"], output: "b",
      weights: "a/checkpoints/last.safetensors")
    #expect(again.exitCode == 0)
    let weights = { (run: String) in
      try Checkpoint.read(workshop["\(run)/checkpoints/last.safetensors"]).tensors
        .filter { !$0.name.hasPrefix("optimizer") }.map(\.value)
    }
    #expect(try weights("a") == weights("b"))
  }

  /// Numbers of any type become float32, and tensors that no layer asks for may be of any type.
  @Test func weightsOfOtherTypes() throws {
    workshop.train(output: "a")
    var file = try Safetensors.read(workshop["a/checkpoints/last.safetensors"])
    file.metadata = [:]
    let shapes = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.value.shape) })
    func weights(_ dtype: DType) throws -> [Tensor] {
      file.tensors = shapes.sorted { $0.key < $1.key }.map { name, shape in
        let numbers = (0..<shape.elementCount).map { Double($0 % 2) }
        return (name, Tensor(numbers, shape: shape).converted(to: dtype))
      }
      file.tensors.append(("unused", Tensor([Complex(1, 2)])))
      try file.write(workshop["w"])
      let outcome = workshop.train(
        "flowers.yaml", ["compile.optimizer.Adam.learning_rate=0"], output: "\(dtype)", weights: "w"
      )
      #expect(outcome.exitCode == 0, "\(outcome.text)")
      return try Checkpoint.read(workshop["\(dtype)/checkpoints/last.safetensors"]).tensors
        .filter { !$0.name.hasPrefix("optimizer") }.map(\.value)
    }
    let expected = try weights(.float32)
    for dtype in DType.allCases where dtype.isNumeric && dtype != .float32 {
      #expect(try weights(dtype) == expected, "\(dtype)")
    }
    file.tensors = file.tensors.dropLast().map { ($0.name, $0.value.converted(to: .complex64)) }
    try file.write(workshop["w"])
    let refused = workshop.train(output: "c", weights: "w")
    #expect(refused.exitCode == 65)
    #expect(refused.err.contains("found complex64["), "\(refused.err)")
  }

  @Test func weightsThatDontFit() throws {
    workshop.train(output: "a")
    let files = workshop.files
    let outcome = workshop.train(
      "flowers.yaml", ["model.layers.0.Dense.units=5", "model.layers.2.Dense.name=output"],
      weights: "a/checkpoints/last.safetensors")
    let missing = workshop.train(weights: "none.safetensors")
    let text = workshop.train(weights: "flowers.csv")
    try Golden.expect(outcome.text + missing.text + text.text, "weights-refusals")
    #expect(workshop.files == files)
  }

  @Test func aLossThatIsNotFinite() throws {
    let outcome = workshop.train(
      "flowers.yaml",
      [
        "data.target=width", "data.features=[length]", "data.stratify=false",
        "model.layers=[Dense: {units: 1}]", "compile.loss=mse", "compile.metrics=[mae]",
        "compile.optimizer={SGD: {learning_rate: 1.0e+30}}",
      ], output: "a")
    try Golden.expect(outcome.text, "not-finite")
    #expect(workshop.files.filter { $0.hasPrefix("a/checkpoints/") } == [])
  }

  @Test func whereNothingCanBeWritten() throws {
    let outcome = workshop.train(output: "flowers.csv/run")
    #expect(
      outcome.text == """
        stderr:
        flowers.csv/run/checkpoints: error: cannot be written: Not a directory
        exit 73

        """)
  }
}
