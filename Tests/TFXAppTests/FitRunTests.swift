import TFXApp
import TFXCore
import TFXTrain
import TestSupport
import Testing

/// What `fit` and the optimizer of a configuration make of a run on disk.
@Suite(.serialized) struct FitRunTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func bytes(_ run: String, _ file: String = "last") throws -> [UInt8] {
    try workshop.directory.read("\(run)/checkpoints/\(file).safetensors")
  }

  private func checkpoints(_ run: String) -> [String] {
    let folder = "\(run)/checkpoints/"
    return workshop.files.filter { $0.hasPrefix(folder) }.map { String($0.dropFirst(folder.count)) }
  }

  @Test(arguments: [
    (
      "{SGD: {learning_rate: {OneCycle: {max_learning_rate: 0.5, total_steps: 20}}, momentum: 0.9}}",
      "fit.steps_per_epoch=3"
    ),
    (
      "{Adam: {learning_rate: {CosineDecay: {initial_learning_rate: 0.1, decay_steps: 30}}}}",
      "fit.shuffle=false"
    ),
    (
      "{AdamW: {learning_rate: 0.1, use_ema: true, exclude_from_weight_decay: [bias]}}",
      "fit.callbacks=[{ReduceLROnPlateau: {patience: 1, min_delta: 0.5}}]"
    ),
    (
      "{Muon: {learning_rate: 0.1, gradient_accumulation_steps: 2, exclude_layers: [dense_1]}}",
      "fit.callbacks=[{ModelCheckpoint: {save_freq: 5, keep: 2}}]"
    ),
  ])
  func interruptedAndResumed(_ optimizer: String, _ fit: String) throws {
    let sets = ["compile.optimizer=\(optimizer)", fit]
    for (output, ends) in [("whole", [6]), ("parts", [2, 3, 6])] {
      for end in ends {
        let outcome = workshop.train(
          "flowers.yaml", sets + ["fit.epochs=\(end)"], output: output, resume: end > ends[0])
        #expect(outcome.exitCode == 0, "\(outcome.text)")
      }
    }
    #expect(try bytes("whole") == bytes("parts"))
    // Their configurations differ by the epochs.
    #expect(
      try Checkpoint.read(workshop["whole/checkpoints/best.safetensors"]).tensorsByName
        == Checkpoint.read(workshop["parts/checkpoints/best.safetensors"]).tensorsByName)
    #expect(checkpoints("whole") == checkpoints("parts"))
  }

  @Test func aRunWhoseTimeIsOver() throws {
    let limited = workshop.train(
      "flowers.yaml", ["fit.epochs=1000000", "fit.max_time=1s"], output: "a", quiet: false)
    #expect(limited.exitCode == 0, "\(limited.text.suffix(500))")
    #expect(limited.err.contains("\nstopped: max_time of 1s is over\n"))
    let done = try Checkpoint.read(workshop["a/checkpoints/last.safetensors"]).epoch
    #expect(done > 1 && done < 1_000_000)
    // It can be gone on with, and ends as one whose time was not limited.
    let end = "fit.epochs=\(done + 2)"
    let rest = workshop.train("flowers.yaml", [end], output: "a", resume: true)
    #expect(rest.exitCode == 0, "\(rest.text)")
    let whole = workshop.train("flowers.yaml", [end, "fit.max_time=9h"], output: "b")
    #expect(whole.exitCode == 0)
    #expect(
      try Checkpoint.read(workshop["a/checkpoints/last.safetensors"]).tensorsByName
        == Checkpoint.read(workshop["b/checkpoints/last.safetensors"]).tensorsByName)
  }

  @Test func checkpointsOfACallback() throws {
    let callback = "{ModelCheckpoint: {filepath: 'e{epoch}-{val_loss:.1f}.safetensors', keep: 2}}"
    let outcome = workshop.train("flowers.yaml", ["fit.callbacks=[\(callback)]"], output: "a")
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    let files = checkpoints("a").filter { $0.hasPrefix("e") }
    #expect(files.map { $0.prefix(3) } == ["e3-", "e4-"])
    let test = workshop.evaluate("a/checkpoints/\(files[1])")
    #expect(test.exitCode == 0, "\(test.text)")
  }

  @Test func emptyCellsWhereAnEpochIsNotValidated() throws {
    let outcome = workshop.train("flowers.yaml", ["fit.validation_freq=2"], output: "a")
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    let rows = try workshop.text("a/metrics.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows[0][4...5] == ["val_loss", "val_accuracy"])
    #expect(rows.dropFirst().map { $0[4].isEmpty } == [true, false, true, false])
  }

  /// A regression whose rate becomes huge behind some steps.
  private func diverging(after steps: Int) -> [String] {
    [
      "data.target=width", "data.features=[length]", "data.stratify=false",
      "model.layers=[Dense: {units: 1}]", "compile.loss=mse", "compile.metrics=[mae]",
      "fit.callbacks=[TerminateOnNaN]",
      "compile.optimizer={SGD: {learning_rate: {PiecewiseConstantDecay: {boundaries: [\(steps)], "
        + "values: [0.001, 1.0e+30]}}}}",
    ]
  }

  @Test func aLossThatIsNotFiniteEndsARun() throws {
    let outcome = workshop.train(
      "flowers.yaml", diverging(after: 12), output: "a", quiet: false)
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    #expect(outcome.err.contains("\nstopped: the loss became "))
    let done = try Checkpoint.read(workshop["a/checkpoints/last.safetensors"]).epoch
    #expect((1..<4).contains(done))
    #expect(outcome.out.contains("best epoch: "))
  }

  @Test func aLossThatIsNotFiniteInTheFirstEpoch() throws {
    let outcome = workshop.train("flowers.yaml", diverging(after: 0), output: "a")
    #expect(outcome.exitCode == 65)
    #expect(outcome.err.hasPrefix("error: the loss became "))
    #expect(outcome.err.hasSuffix(", before an epoch was done\n"))
  }

  /// Keys at another place than theirs, and names in another spelling.
  @Test(arguments: [
    (
      "epochs=3",
      """
      --set epochs:1:1: error: unknown key 'epochs' in the configuration
          1 | epochs=3
            | ^~~~~~ did you mean fit.epochs?
      """
    ),
    (
      "fit.validation_split=0.1",
      """
      --set fit.validation_split:1:5: error: unknown key 'validation_split' in the fit section
          1 | fit.validation_split=0.1
            |     ^~~~~~~~~~~~~~~~ did you mean data.validation_split?
      """
    ),
    (
      "learning_rat=0.1",
      """
      --set learning_rat:1:1: error: unknown key 'learning_rat' in the configuration
          1 | learning_rat=0.1
            | ^~~~~~~~~~~~ did you mean compile.optimizer.Adam.learning_rate?
      """
    ),
    (
      "compile.optimizer.adam.exclude_from_weight_decay=[bais]",
      """
      --set compile.optimizer.adam.exclude_from_weight_decay:1:50: error: there is no decay
          1 | compile.optimizer.adam.exclude_from_weight_decay=[bais]
            |                                                  ^ give one, such as weight_decay: 0.004
      """
    ),
    (
      "compile.optimizer={adamw: {exclude_from_weight_decay: [bais]}}",
      """
      --set compile.optimizer:1:55: error: exclude_from_weight_decay: no weight that is trained has \
      'bais' in its name
          1 | compile.optimizer={adamw: {exclude_from_weight_decay: [bais]}}
            |                                                       ^ did you mean 'bias'?
      """
    ),
  ])
  func misplaced(_ argument: String, _ message: String) {
    let outcome = workshop.train("flowers.yaml", [argument])
    #expect(outcome.exitCode == 78)
    #expect(outcome.err == message + "\n")
  }

  @Test func eitherSpellingOfAName() throws {
    let config = Workshop.config
    for written in ["Adam", "adam"] {
      for named in ["Adam", "adam"] {
        try workshop.write("c.yaml", config.replacing("Adam", with: written))
        let outcome = workshop.train(
          "c.yaml", ["compile.optimizer.\(named).learning_rate=0.25", "fit.epochs=1"],
          output: "\(written)-\(named)")
        #expect(outcome.exitCode == 0, "\(outcome.text)")
        #expect(
          try workshop.text("\(written)-\(named)/config.yaml").contains("learning_rate: 0.25"))
      }
    }
  }

  @Test func aScheduleAndACallbackThatSetsTheRate() {
    let outcome = workshop.train(
      "flowers.yaml",
      [
        "compile.optimizer={SGD: {learning_rate: {OneCycle: {max_learning_rate: 0.5}}}}",
        "fit.callbacks=[ReduceLROnPlateau]",
      ])
    #expect(outcome.exitCode == 78)
    #expect(
      outcome.err == """
        --set fit.callbacks:1:16: error: ReduceLROnPlateau sets the learning rate, which follows a \
        schedule already
            1 | fit.callbacks=[ReduceLROnPlateau]
              |                ^~~~~~~~~~~~~~~~~ keep one of them: give learning_rate a number, or \
        leave the callback out

        """)
  }

  @Test func aLoweredRateIsTold() {
    let outcome = workshop.train(
      "flowers.yaml", ["fit.callbacks=[{ReduceLROnPlateau: {patience: 1, min_delta: 5}}]"],
      quiet: false)
    #expect(outcome.err.contains("\n  learning rate lowered to 0.005"), "\(outcome.err)")
  }
}
