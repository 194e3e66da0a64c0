import Foundation
import TFXApp
import TestSupport
import Testing

/// `tfx threshold`.
@Suite(.serialized) struct ThresholdTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func threshold(
    _ run: String, _ change: (inout ThresholdCommand) -> Void
  ) -> Workshop.Outcome {
    var command = ThresholdCommand(run: workshop[run])
    command.runsRoot = workshop["runs"]
    change(&command)
    return workshop.perform { try command.run($0) }
  }

  private func rows(_ file: String) throws -> [[String]] {
    try workshop.text(file).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// A run of little training, whose probabilities are near to ½.
  private func train(_ output: String, _ overrides: [String] = []) {
    workshop.train(
      "flowers.yaml",
      ["fit.epochs=1", "compile.optimizer={Adam: {learning_rate: 0.002}}"] + overrides,
      output: output)
  }

  @Test func itIsChosenOnValidationAndUsedEverywhere() throws {
    train("a")
    let before = try rows("a/predictions/test.csv")
    let outcome = threshold("a") { $0.recall = 1 }
    #expect(outcome.exitCode == 0, "\(outcome.err)")
    #expect(
      outcome.out.contains(
        "the greatest precision with a recall of at least 1 on 12 validation rows"))
    let document = threshold("a") {
      $0.recall = 1
      $0.json = true
    }
    let object = try JSONSerialization.jsonObject(with: Data(document.out.utf8))
    let answer = try #require(object as? [String: Any])
    #expect(answer["class"] as? String == "tulip")
    let chosen = try #require(answer["threshold"] as? Double)
    // No tulip of the validation part is missed, and a greater threshold would miss one.
    let tulips = try rows("a/predictions/validation.csv").filter { $0[1] == "tulip" }
    let least = try #require(tulips.map { Double($0[4])! }.min())
    #expect(chosen < least)
    #expect(tulips.allSatisfy { $0[2] == "tulip" })
    let parts = try #require(answer["parts"] as? [[String: Any]])
    #expect(parts.map { $0["part"] as? String } == ["validation", "validation", "test", "test"])
    #expect(parts[1]["recall"] as? Double == 1)
    // Everything but what is said stays as it was written.
    let after = try rows("a/predictions/test.csv")
    for (old, new) in zip(before, after) {
      #expect(old[0...1] == new[0...1] && old[3...] == new[3...])
      #expect(new[2] == (Double(new[4])! > chosen ? "tulip" : "rose"))
    }
    // The same of evaluate, of predict, and of the page.
    var evaluate = EvaluateCommand(checkpoint: workshop["a"])
    evaluate.predictions = workshop["own.csv"]
    let told = workshop.perform { try evaluate.run($0) }
    #expect(told.out.contains(/'tulip' above 0\.\d+: accuracy \d\.\d{4}  precision/))
    #expect(try rows("own.csv") == after)
    let said = workshop.predict("flowers.csv", checkpoint: "a").out.split(separator: "\n")
      .dropFirst().map { $0.split(separator: ",").map(String.init) }
    #expect(said.allSatisfy { $0[2] == (Double($0[4])! > chosen ? "tulip" : "rose") })
    evaluate.json = true
    let json =
      try JSONSerialization.jsonObject(
        with: Data(workshop.perform { try evaluate.run($0) }.out.utf8)) as? [String: Any]
    let kept = try #require(json?["threshold"] as? [String: Any])
    #expect(kept["value"] as? Double == chosen && kept["class"] as? String == "tulip")
    let right = after.count { $0[1] == $0[2] }
    #expect(abs((kept["accuracy"] as? Double ?? 0) - Double(right) / 12) < 1e-9)
    var report = ReportCommand(checkpoint: workshop["a"])
    report.output = workshop["page.html"]
    #expect(workshop.perform { try report.run($0) }.exitCode == 0)
    // Beside another run it is told.
    train("b")
    var diff = DiffCommand(workshop["a"], workshop["b"])
    diff.runsRoot = workshop["runs"]
    #expect(workshop.perform { try diff.run($0) }.out.contains(/\nthreshold +0\.\d{4} *\n/))
    // And back.
    let reset = threshold("a") { $0.reset = true }
    #expect(reset.exitCode == 0 && reset.out.hasPrefix("the likelier class is said, as before"))
    #expect(try rows("a/predictions/test.csv") == before)
    evaluate.json = false
    #expect(!workshop.perform { try evaluate.run($0) }.out.contains("above"))
  }

  @Test func theOtherClassAndCosts() throws {
    train("a")
    let outcome = threshold("a") {
      $0.cost = "fp=1,fn=20"
      $0.positive = "rose"
      $0.json = true
    }
    #expect(outcome.exitCode == 0, "\(outcome.err)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    let answer = try #require(object as? [String: Any])
    let chosen = try #require(answer["threshold"] as? Double)
    let parts = try #require(answer["parts"] as? [[String: Any]])
    let costs = parts.map { $0["cost"] as? Double ?? .nan }
    #expect(costs[1] <= costs[0])
    for row in try rows("a/predictions/test.csv") {
      #expect(row[2] == (Double(row[3])! > chosen ? "rose" : "tulip"))
    }
    // The table, with numbers that do not depend on the processor.
    let text = threshold("a") {
      $0.metric = "mcc"
      $0.positive = "rose"
    }
    try Golden.expect(text.text.replacing(#/\d\.\d+/#, with: "N"), "threshold")
  }

  @Test func oneOutputOfASigmoid() throws {
    train(
      "a",
      [
        "model.layers=[{Dense: {units: 1, activation: sigmoid}}]",
        "compile.loss=binary_crossentropy",
      ])
    let outcome = threshold("a") { $0.metric = "f1" }
    #expect(outcome.exitCode == 0, "\(outcome.err)")
    let table = try rows("a/predictions/validation.csv")
    #expect(Set(table.map { $0[2] }).isSubset(of: ["rose", "tulip"]))
    var evaluate = EvaluateCommand(checkpoint: workshop["a"])
    evaluate.predictions = workshop["own.csv"]
    #expect(workshop.perform { try evaluate.run($0) }.exitCode == 0)
    #expect(try rows("own.csv") == rows("a/predictions/test.csv"))
  }

  @Test func whatCannotBeChosen() throws {
    train("a")
    let wrong: [(String, (inout ThresholdCommand) -> Void)] = [
      ("nothing says what the threshold is chosen by", { _ in }),
      (
        "--metric and --recall exclude each other",
        {
          $0.metric = "f1"
          $0.recall = 0.5
        }
      ), ("--metric: there is no 'f11'\n  did you mean 'f1'?", { $0.metric = "f11" }),
      ("--recall: expected a share above 0 and up to 1, found 90", { $0.recall = 90 }),
      ("--precision: expected a share", { $0.precision = 0 }),
      ("--cost: expected what false positives", { $0.cost = "fp=1;fn=2" }),
      ("--cost: expected what false positives", { $0.cost = "tp=1" }),
      (
        "there is no class 'tulp'\n  did you mean 'tulip'?",
        {
          $0.metric = "f1"
          $0.positive = "tulp"
        }
      ),
    ]
    for (message, change) in wrong {
      let outcome = threshold("a", change)
      #expect(outcome.exitCode == 64 && outcome.err.contains(message), "\(outcome.text)")
    }
    #expect(threshold("nowhere") { $0.metric = "f1" }.exitCode == 66)
    #expect(threshold("flowers.csv") { $0.metric = "f1" }.exitCode == 66)
    try FileManager.default.removeItem(atPath: workshop["a/predictions/validation.csv"])
    let none = threshold("a") { $0.metric = "f1" }
    #expect(none.exitCode == 66 && none.err.contains("no predictions/validation.csv"))
  }

  @Test func otherJobs() throws {
    try workshop.write("numbers.csv", "x,y\n" + (0..<60).map { "\($0 % 7),\($0)\n" }.joined())
    try workshop.write(
      "numbers.yaml",
      """
      data: {train: numbers.csv, target: y, validation_split: 0.2}
      model: {layers: [{Dense: {units: 1}}]}
      compile: {optimizer: adam, loss: mse}

      """)
    workshop.train("numbers.yaml", output: "n")
    let numbers = threshold("n") { $0.metric = "f1" }
    #expect(numbers.exitCode == 65)
    #expect(numbers.err.contains("n predicts a number\n  a threshold is for one of two classes"))
    try workshop.write(
      "three.csv", "x,y\n" + (0..<60).map { "\($0 % 7),\(["a", "b", "c"][$0 % 3])\n" }.joined())
    workshop.train(
      "numbers.yaml",
      [
        "data.train=three.csv", "model.layers=[{Dense: {units: 3, activation: softmax}}]",
        "compile.loss=sparse_categorical_crossentropy",
      ], output: "c")
    let three = threshold("c") { $0.metric = "f1" }
    #expect(three.exitCode == 65 && three.err.contains("c predicts one of 3 classes"))
  }
}
