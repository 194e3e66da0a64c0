import TFXApp
import TFXCore
import TFXTrain
import TestSupport
import Testing

/// What may be different when a run is gone on with, and what a run can begin with.
@Suite(.serialized) struct ResumeChangeTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func checkpoint(_ run: String, _ file: String = "last") throws -> Checkpoint {
    try Checkpoint.read(workshop["\(run)/checkpoints/\(file).safetensors"])
  }

  private func resume(_ overrides: [String], output: String = "a") -> Workshop.Outcome {
    workshop.train(
      "flowers.yaml", ["fit.epochs=6"] + overrides, output: output, resume: true, quiet: false)
  }

  @Test func whatMayChangeIsListed() throws {
    #expect(workshop.train("flowers.yaml", ["fit.epochs=2"], output: "a").exitCode == 0)
    let outcome = resume([
      "fit.batch_size=4", "compile.optimizer.Adam.learning_rate=0.001",
      "compile.optimizer.Adam.beta_1=0.8",
      "compile.metrics=[accuracy, {SparseTopKCategoricalAccuracy: {k: 1, name: top}}]",
      "fit.callbacks=[EarlyStopping: {patience: 3}]", "name=other", "fit.max_time=1h",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    let list = outcome.err.split(separator: "\n").drop { !$0.hasPrefix("Changed since epoch 2:") }
      .dropFirst().prefix { $0.hasPrefix("  ") }.map { String($0.dropFirst(2)) }
    #expect(
      list.map { String($0.prefix { $0 != ":" }) } == [
        "name", "compile.optimizer.Adam.learning_rate", "compile.optimizer.Adam.beta_1",
        "compile.metrics", "fit.epochs", "fit.batch_size", "fit.max_time", "fit.callbacks",
      ])
    for line in [
      "name: flowers → other", "compile.optimizer.Adam.learning_rate: 0.05 → 0.001",
      "compile.optimizer.Adam.beta_1: 0.9 → 0.8", "fit.epochs: 2 → 6", "fit.batch_size: 8 → 4",
    ] { #expect(list.contains(line), "\(list)") }
    let log = try workshop.text("a/train.log")
    #expect(log.contains("\n  fit.batch_size: 8 → 4\n"))
    #expect(try workshop.text("a/config.yaml").contains("batch_size: 4"))

    let rows = try workshop.text("a/metrics.csv").split(separator: "\n")
    #expect(
      rows[0] == """
        epoch,step,loss,accuracy,val_loss,val_accuracy,top,val_top,learning_rate,\
        samples_per_second,elapsed_seconds
        """)
    let cells = rows.dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(cells.map { $0[8] } == ["0.05", "0.05", "0.001", "0.001", "0.001", "0.001"])
    #expect(cells.map { $0[6].isEmpty } == [true, true, false, false, false, false])
    // Five steps of eight samples an epoch, and nine of four.
    #expect(cells.map { $0[1] } == ["5", "10", "19", "28", "37", "46"])
  }

  /// A learning rate that a callback has set stays, unless the configuration says another.
  @Test func theLearningRateIsThatOfTheRunOrANewOne() throws {
    let plateau = "fit.callbacks=[ReduceLROnPlateau: {patience: 1, min_delta: 10, monitor: loss}]"
    #expect(workshop.train("flowers.yaml", ["fit.epochs=4", plateau], output: "a").exitCode == 0)
    let rates = { (run: String) in
      try workshop.text("\(run)/metrics.csv").split(separator: "\n").dropFirst().map {
        String($0.split(separator: ",")[6])
      }
    }
    #expect(try rates("a").last != "0.05")
    #expect(resume([]).exitCode == 0)
    // As it was when the fourth epoch had ended.
    let kept = try rates("a").suffix(2).compactMap(Double.init)
    #expect(kept.count == 2 && kept[0] == kept[1] && kept[0] < 0.01)
    workshop.train("flowers.yaml", ["fit.epochs=4", plateau], output: "b")
    #expect(resume(["compile.optimizer.Adam.learning_rate=0.02"], output: "b").exitCode == 0)
    #expect(try rates("b").suffix(2) == ["0.02", "0.02"])
  }

  /// From a constant rate to a schedule and back.
  @Test func aScheduleMayComeAndGo() throws {
    let decay = """
      compile.optimizer={Adam: {learning_rate: {ExponentialDecay: {initial_learning_rate: 0.1, \
      decay_steps: 5, decay_rate: 0.5}}}}
      """
    #expect(workshop.train("flowers.yaml", ["fit.epochs=2"], output: "a").exitCode == 0)
    #expect(
      workshop.train("flowers.yaml", ["fit.epochs=4", decay], output: "a", resume: true).exitCode
        == 0)
    #expect(
      workshop.train("flowers.yaml", ["fit.epochs=5"], output: "a", resume: true).exitCode == 0)
    let rates = try workshop.text("a/metrics.csv").split(separator: "\n").dropFirst().map {
      Double($0.split(separator: ",")[6])!
    }
    #expect(rates == [0.05, 0.05, 0.0125, 0.00625, 0.05])
  }

  @Test func anotherMonitorBeginsAnew() throws {
    workshop.train("flowers.yaml", ["fit.epochs=2"], output: "a")
    #expect(try checkpoint("a").best?.name == "val_loss")
    #expect(resume(["fit.monitor=accuracy"]).exitCode == 0)
    let best = try #require(try checkpoint("a").best)
    #expect(best.name == "accuracy" && best.epoch > 2)
    #expect(try checkpoint("a", "best").epoch == best.epoch)
  }

  @Test func whatMustStayIsListed() throws {
    workshop.train("flowers.yaml", ["fit.epochs=2"], output: "a")
    let before = try workshop.directory.read("a/checkpoints/last.safetensors")
    let config = try workshop.text("a/config.yaml")
    var text = ""
    for overrides in [
      ["model.layers.0.Dense.units=5", "fit.batch_size=4", "model.layers.1.Dropout.rate=0.5"],
      ["seed=8"], ["data.validation_split=0.3", "data.features.width.normalize=zscore"],
      ["compile.optimizer=SGD"], ["compile.optimizer.Adam.amsgrad=true"],
      ["compile.loss=categorical_crossentropy"], ["data.streaming=true", "data.stratify=false"],
    ] {
      let outcome = resume(overrides)
      #expect(outcome.exitCode != 0)
      text += "## \(overrides.joined(separator: " "))\n\(outcome.text)\n"
    }
    try Golden.expect(text, "resume-what-stays")
    #expect(try workshop.directory.read("a/checkpoints/last.safetensors") == before)
    #expect(try workshop.text("a/config.yaml") == config)
  }

  @Test func augmentationMayChange() throws {
    // Four images of 2 × 2.
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2] + (0..<16)
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1]
    _ = try workshop.directory.write("images", images)
    _ = try workshop.directory.write("labels", labels)
    try workshop.write(
      "images.yaml",
      """
      data:
        train: {images: images, labels: labels}
      model:
        layers: [Flatten, {Dense: {units: 2, activation: softmax}}]
      compile: {optimizer: Adam, loss: sparse_categorical_crossentropy}
      fit: {epochs: 2}

      """)
    #expect(workshop.train("images.yaml", output: "a").exitCode == 0)
    let outcome = workshop.train(
      "images.yaml", ["fit.epochs=3", "data.augment=[random_flip]"], output: "a", resume: true,
      quiet: false)
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    #expect(outcome.err.contains("  data.augment: [] → ["), "\(outcome.err)")
  }

  // MARK: - Weights

  @Test func weightsThatFitAreTakenForAnotherHead() throws {
    #expect(workshop.train(output: "a").exitCode == 0)
    let head = "model.layers.2={Dense: {units: 2, activation: softmax, name: head}}"
    let still = "compile.optimizer.Adam.learning_rate=0"
    let other = workshop.train(
      "flowers.yaml", [head, still], output: "b", weights: "a", partial: true, quiet: false)
    #expect(other.exitCode == 0, "\(other.text)")
    let list = other.err.split(separator: "\n").drop { !$0.hasPrefix("Weights: ") }
      .prefix { !$0.hasPrefix("epoch") }
    #expect(
      list.joined(separator: "\n") == """
        Weights: 2 of 4 from a/checkpoints/best.safetensors
          'head/kernel' is missing
          'head/bias' is missing
          no layer has a weight 'dense_1/bias'
          no layer has a weight 'dense_1/kernel'
        """)
    let values = { (run: String, file: String) in
      try checkpoint(run, file).tensorsByName["dense/kernel"]
    }
    #expect(try values("a", "best") == values("b", "last"))

    // A head of another width under the same name.
    try workshop.write(
      "three.csv", Workshop.flowers.replacing("rose\n", with: "iris\n", maxReplacements: 9))
    let three = [
      "data.train=three.csv", "model.layers.2.Dense.units=3", "fit.epochs=1",
    ]
    let refused = workshop.train("flowers.yaml", three, output: "c", weights: "a")
    #expect(refused.exitCode == 65)
    #expect(!workshop.files.contains("c"))
    let taken = workshop.train(
      "flowers.yaml", three, output: "c", weights: "a", partial: true, quiet: false)
    #expect(taken.exitCode == 0, "\(taken.text)")
    #expect(
      taken.err.contains(
        """
        Weights: 2 of 4 from a/checkpoints/best.safetensors
          'dense_1/kernel': expected float32[6, 3], found float32[6, 2]
          'dense_1/bias': expected float32[3], found float32[2]

        """), "\(taken.err)")
    // Nothing fits at all.
    let nothing = workshop.train(
      "flowers.yaml", ["model.layers.0.Dense.units=5", "model.layers.2.Dense.name=x"],
      output: "d", weights: "a", partial: true)
    #expect(nothing.exitCode == 65)
    #expect(!workshop.files.contains("d"))
  }
}
