import Foundation
import TFXApp
import TFXData
import TFXTrain
import TestSupport
import Testing

/// `fit: {calibrate: true}`.
@Suite(.serialized) struct CalibrateTests {
  private let workshop: Workshop

  /// Two classes that cannot quite be told apart, which a model learns by heart.
  init() throws {
    workshop = try Workshop()
    var text = "x,y,kind\n"
    var state: UInt32 = 3
    func random() -> Int {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 16) % 100
    }
    for _ in 0..<160 {
      let x = random()
      text += "\(x),\(random()),\(x + random() - 50 > 50 ? "b" : "a")\n"
    }
    try workshop.write("noisy.csv", text)
    try workshop.write(
      "noisy.yaml",
      """
      seed: 3
      data:
        train: noisy.csv
        target: kind
        features: {x: {normalize: zscore}, y: {normalize: zscore}}
        validation_split: 0.3
        test_split: 0.3
      model:
        layers:
          - Dense: {units: 32, activation: relu}
          - Dense: {units: 2, activation: softmax}
      compile: {optimizer: {Adam: {learning_rate: 0.05}}, loss: sparse_categorical_crossentropy}
      fit: {epochs: 30, monitor: loss}

      """)
  }

  private func rows(_ file: String) throws -> [[String]] {
    try workshop.text(file).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
  }

  /// The mean of −log of the probability of what is true.
  private func loss(_ file: String) throws -> Double {
    let rows = try rows(file)
    return try rows.reduce(0) { sum, row in
      try sum - log(#require(Double(row[row[1] == "a" ? 3 : 4])))
    } / Double(rows.count)
  }

  private func temperature(_ run: String) throws -> Double? {
    try Checkpoint.read(workshop["\(run)/checkpoints/best.safetensors"]).preprocessing?.outputs
      .temperature
  }

  @Test(arguments: [
    [],
    [
      "model.layers.1.Dense.activation=linear",
      "compile.loss={SparseCategoricalCrossentropy: {from_logits: true}}",
    ],
    [
      "model.layers.1={Dense: {units: 1, activation: sigmoid}}", "compile.loss=binary_crossentropy",
    ],
    ["compile.loss=categorical_crossentropy"],
  ])
  func probabilitiesFitValidation(_ overrides: [String]) throws {
    workshop.train("noisy.yaml", overrides, output: "raw")
    let outcome = workshop.train("noisy.yaml", overrides + ["fit.calibrate=true"], output: "a")
    #expect(outcome.exitCode == 0, "\(outcome.err)")
    let found = try #require(
      outcome.out.firstMatch(
        of:
          #/temperature: ([\d.]+) \(validation -log probability ([\d.]+) before, ([\d.]+) after\)/#)
    )
    let temperature = try #require(try temperature("a"))
    #expect(abs(temperature - Double(found.1)!) < 1e-4 && temperature > 1)
    // The same weights: what is said stays, and how sure it is fits.
    let (raw, own) = (try rows("raw/predictions/test.csv"), try rows("a/predictions/test.csv"))
    #expect(raw.map { $0[2] } == own.map { $0[2] })
    #expect(abs(try loss("raw/predictions/validation.csv") - Double(found.2)!) < 2e-3)
    #expect(abs(try loss("a/predictions/validation.csv") - Double(found.3)!) < 2e-3)
    #expect(try loss("a/predictions/validation.csv") < loss("raw/predictions/validation.csv"))
    for (row, other) in zip(own, raw) {
      let (p, q) = (Double(row[4])!, Double(other[4])!)
      if q < 1e-6 || q > 1 - 1e-6 { continue }
      #expect(
        abs(log(p / (1 - p)) - log(q / (1 - q)) / temperature) < 0.02
          * max(1, abs(log(q / (1 - q)))))
    }
    // Evaluate and predict say the same as the end of the training.
    var evaluate = EvaluateCommand(checkpoint: workshop["a"])
    evaluate.predictions = workshop["own.csv"]
    let told = workshop.perform { try evaluate.run($0) }
    #expect(try workshop.text("own.csv") == workshop.text("a/predictions/test.csv"))
    #expect(outcome.out.contains(told.out))
    var report = ReportCommand(checkpoint: workshop["a"])
    report.output = workshop["again.html"]
    #expect(workshop.perform { try report.run($0) }.exitCode == 0)
    let page = try workshop.text("a/report.html")
    #expect(try workshop.text("again.html") == page)
    // What it would be without is what it is without.
    let error =
      #/<b>Calibration<\/b>[^<]*?([\d.]+)% apart on average(?:; without the temperature ([\d.]+)%)?\./#
    let apart = try #require(page.firstMatch(of: error))
    let rawApart = try #require(try workshop.text("raw/report.html").firstMatch(of: error))
    let without = try #require(apart.2.flatMap { Double($0) })
    #expect(abs(without - Double(rawApart.1)!) < 0.3)
    #expect(rawApart.2 == nil)
  }

  /// Going on trains the same weights as without: the temperature is for what is said alone.
  @Test func goingOn() throws {
    workshop.train("noisy.yaml", ["fit.calibrate=true", "fit.epochs=4"], output: "a")
    workshop.train("noisy.yaml", ["fit.calibrate=true", "fit.epochs=8"], output: "a", resume: true)
    workshop.train("noisy.yaml", ["fit.calibrate=true", "fit.epochs=8"], output: "b")
    #expect(
      try workshop.directory.read("a/checkpoints/best.safetensors")
        == workshop.directory.read("b/checkpoints/best.safetensors"))
    #expect(try workshop.text("a/predictions/test.csv") == workshop.text("b/predictions/test.csv"))
    #expect(
      try Checkpoint.read(workshop["a/checkpoints/last.safetensors"]).preprocessing?.outputs
        .temperature == nil)
  }

  @Test func whatCannotBeCalibrated() throws {
    let wrong: [([String], String)] = [
      (["data.validation_split=0"], "'calibrate' needs a validation part"),
      (
        [
          "model.layers.1={Dense: {units: 1}}", "compile.loss=mse", "data.target=y",
          "data.features={x: {}}",
        ], "'calibrate' is for probabilities, but the target is no class"
      ),
      (
        ["model.layers.1={Dense: {units: 1, activation: tanh}}", "compile.loss=hinge"],
        "'calibrate' needs probabilities that are made of logits"
      ),
    ]
    for (overrides, message) in wrong {
      let outcome = workshop.train("noisy.yaml", overrides + ["fit.calibrate=true"], output: "a")
      #expect(outcome.exitCode == 78 && outcome.err.contains(message), "\(outcome.text)")
      #expect(outcome.err.contains("--set fit.calibrate"), "\(outcome.text)")
    }
    // What is always right: nothing says how sure it may be.
    try workshop.write(
      "easy.csv",
      "x,y,kind\n"
        + (0..<60).map { "\($0 % 2 * 50 + $0 % 5),1,\($0 % 2 == 0 ? "a" : "b")\n" }.joined())
    let outcome = workshop.train(
      "noisy.yaml",
      ["data.train=easy.csv", "fit.calibrate=true", "data.features={x: {normalize: zscore}}"],
      output: "easy")
    #expect(outcome.exitCode == 0 && outcome.out.contains("temperature: none; "), "\(outcome.text)")
    #expect(try temperature("easy") == nil)
  }
}
