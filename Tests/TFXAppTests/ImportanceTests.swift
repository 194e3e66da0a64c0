import Foundation
import TFXApp
import TestSupport
import Testing

/// `tfx importance`.
@Suite(.serialized) struct ImportanceTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func importance(
    _ run: String, _ change: (inout ImportanceCommand) -> Void = { _ in }
  ) -> Workshop.Outcome {
    var command = ImportanceCommand(checkpoint: workshop[run])
    command.runsRoot = workshop["runs"]
    change(&command)
    return workshop.perform { try command.run($0) }
  }

  private func document(_ outcome: Workshop.Outcome) throws -> [String: Any] {
    #expect(outcome.exitCode == 0, "\(outcome.err)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    return try #require(object as? [String: Any])
  }

  @Test func columnsOfATable() throws {
    workshop.train("flowers.yaml", ["fit.epochs=20"], output: "a")
    let few = importance("a")
    #expect(few.exitCode == 65)
    #expect(few.err.contains("12 rows of test are too few to shuffle them"))
    let all = { (command: inout ImportanceCommand) in
      command.data = workshop["flowers.csv"]
      command.json = true
      command.partial = true
    }
    let document = try document(importance("a", all))
    #expect(document["measure"] as? String == "accuracy")
    #expect(document["rows"] as? Int == 60 && document["repeats"] as? Int == 10)
    let columns = try #require(document["columns"] as? [[String: Any]])
    // Kinds differ in length and width, and colours are drawn at random.
    #expect(columns.count == 3 && columns[2]["column"] as? String == "colour")
    let losses = columns.map { $0["loss"] as? Double ?? .nan }
    #expect(losses == losses.sorted(by: >) && losses[0] > 0.1)
    for column in columns {
      let interval = try #require(column["interval"] as? [Double])
      let loss = try #require(column["loss"] as? Double)
      #expect(interval[0] <= loss && loss <= interval[1])
    }
    // What it says as a column changes: tulips are longer and narrower.
    let partial = try #require(document["partial"] as? [[String: Any]])
    let length = try #require(partial.first { $0["column"] as? String == "length" })
    let means = try #require(length["means"] as? [String: [Double]])
    let values = try #require(length["values"] as? [Double])
    #expect(values == values.sorted() && values.count == means["tulip"]?.count)
    #expect((values.first ?? 0) > 2.99 && (values.last ?? 9) < 5.1)
    let tulip = try #require(means["tulip"])
    #expect(tulip[0] < tulip[tulip.count - 1])
    for (one, other) in zip(tulip, try #require(means["rose"])) {
      #expect(abs(one + other - 1) < 1e-5)
    }
    let colour = try #require(partial.first { $0["column"] as? String == "colour" })
    #expect(Set(colour["values"] as? [String] ?? []) == ["(missing)", "blue", "red", "white"])
    #expect(importance("a", all).out == importance("a", all).out)
    let text = importance("a") {
      $0.data = workshop["flowers.csv"]
      $0.partial = true
    }
    try Golden.expect(
      text.text.replacing(#/-?\d+\.\d+(e-\d+)?/#, with: "N").replacing(#/ {2,}/#, with: "  "),
      "importance")
  }

  @Test func numbersAndTheHeldBackPart() throws {
    var text = "a,b,day,y\n"
    for row in 0..<200 {
      text += "\(row % 17),\(row * 7 % 11),2024-01-\(10 + row % 20),\(row % 17 * 3)\n"
    }
    try workshop.write("numbers.csv", text)
    try workshop.write(
      "numbers.yaml",
      """
      data:
        train: numbers.csv
        target: {column: y, normalize: zscore}
        features: {a: {normalize: zscore}, b: {normalize: zscore}, day: {encode: date}}
        validation_split: 0.2
      model: {layers: [{Dense: {units: 1}}]}
      compile: {optimizer: {Adam: {learning_rate: 0.1}}, loss: mse}
      fit: {epochs: 20}

      """)
    #expect(workshop.train("numbers.yaml", output: "a").exitCode == 0)
    let document = try document(
      importance("a") {
        $0.json = true
        $0.partial = true
      })
    #expect(document["measure"] as? String == "R²" && document["data"] as? String == "validation")
    let columns = try #require(document["columns"] as? [[String: Any]])
    #expect(columns.first?["column"] as? String == "a")
    let partial = try #require(document["partial"] as? [[String: Any]])
    #expect(partial.map { $0["column"] as? String }.contains("b"))
    let means = try #require(partial[0]["means"] as? [String: [Double]])
    // In the target's own unit.
    #expect(means["y"].map { $0[0] < 8 && $0[$0.count - 1] > 40 } == true)
    #expect(importance("a") { $0.partial = true }.out.contains("no values are told of: day"))
  }

  @Test func otherModelsAndMistakes() throws {
    workshop.train("flowers.yaml", ["data.features={length: {}}", "fit.epochs=1"], output: "one")
    let one = importance("one")
    #expect(one.exitCode == 65 && one.err.contains("the model has one column"))
    workshop.train(
      "flowers.yaml",
      ["data.validation_split=0", "data.test_split=0", "fit.epochs=1", "data.stratify=false"],
      output: "all")
    let all = importance("all")
    #expect(all.exitCode == 64 && all.err.contains("neither a test nor a validation part"))
    #expect(importance("nowhere").exitCode == 66)
    try workshop.write(
      "code.yaml",
      """
      data:
        train: flowers.csv
        target: input
        features: {length: {normalize: zscore}, width: {normalize: zscore}}
        test_split: 0.4
      model: {layers: [{Dense: {units: 2}}]}
      compile: {optimizer: adam, loss: mse}

      """)
    workshop.train("code.yaml", output: "code")
    let code = importance("code")
    #expect(code.exitCode == 65 && code.err.contains("the model predicts its input"))
  }
}
