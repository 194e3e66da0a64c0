import Foundation
import TFXApp
import TestSupport
import Testing

/// `tfx diff`.
@Suite(.serialized) struct DiffTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func diff(_ first: String, _ second: String, json: Bool = false) -> Workshop.Outcome {
    var command = DiffCommand(workshop[first], workshop[second])
    command.json = json
    command.runsRoot = workshop["runs"]
    return workshop.perform { try command.run($0) }
  }

  private func document(_ first: String, _ second: String) throws -> [String: Any] {
    let outcome = diff(first, second, json: true)
    #expect(outcome.exitCode == 0, "\(outcome.err)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    return try #require(object as? [String: Any])
  }

  /// The cells of a run's predictions.
  private func rows(_ run: String) throws -> [[String]] {
    try workshop.text("\(run)/predictions/test.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
  }

  @Test func classesSideBySide() throws {
    workshop.train(output: "a")
    workshop.train(
      "flowers.yaml",
      [
        "compile.optimizer={Adam: {learning_rate: 0.0001}}", "fit.epochs=2",
      ], output: "b")
    let document = try document("a", "b")
    #expect(document["runs"] as? [String] == ["a", "b"])
    let changes = try #require(document["configuration"] as? [[String: Any]])
    #expect(
      changes.map { $0["key"] as? String } == [
        "compile.optimizer.Adam.learning_rate", "fit.epochs",
      ])
    #expect(document["data"] as? [String] == [])
    // What is counted is what the files say.
    let (first, second) = (try rows("a"), try rows("b"))
    let right = zip(first, second).map { ($0[1] == $0[2], $1[1] == $1[2]) }
    let told = try #require(document["rows"] as? [String: Any])
    #expect(told["count"] as? Int == 12)
    #expect(told["both_right"] as? Int == right.count { $0.0 && $0.1 })
    #expect(told["only_a"] as? Int == right.count { $0.0 && !$0.1 })
    #expect(told["only_b"] as? Int == right.count { !$0.0 && $0.1 })
    #expect(told["neither"] as? Int == right.count { !$0.0 && !$0.1 })
    let changed = zip(first, right).filter { $0.1.0 != $0.1.1 }.map { $0.0[0] }
    let listed = try #require(told["changes"] as? [[String: Any]])
    #expect(!changed.isEmpty && listed.map { $0["row"] as? String } == changed)
    let values = try #require(document["values"] as? [[String: Any]])
    let loss = try #require(values.first { $0["name"] as? String == "test loss" })
    let mean = first.reduce(0) { $0 + (Double($1[5]) ?? .nan) } / 12
    #expect(abs((loss["a"] as? Double ?? .nan) - mean) < 1e-9)
    #expect((loss["difference_interval"] as? [Double])?.count == 2)
    let text = diff("a", "b")
    #expect(text.exitCode == 0)
    try Golden.expect(DiffTests.steady(text.text), "diff")
  }

  /// Without the digits that depend on the processor, and the time.
  private static func steady(_ text: String) -> String {
    text.replacing(#/seconds .*/#, with: "seconds TIMES")
      .replacing(#/-?\d+\.\d+/#, with: "N.NN").replacing(#/\d\.\d\de-\d+/#, with: "N.NN")
      .replacing(#/ {2,}/#, with: "  ").replacing(#/[+−]?N\.NN(e−\d+)?/#, with: "N")
  }

  @Test func sameRunsMakeNoDifference() throws {
    workshop.train(output: "a")
    workshop.train(output: "b")
    let text = diff("a", "b").out
    #expect(text.contains("Configuration, A → B\n  the same\n"))
    #expect(text.contains("Data, A → B\n  the same files and parts\n"))
    #expect(text.contains("A alone 0, B alone 0"))
    #expect(text.contains("p = 1.0, which may well be chance"))
    #expect(text.contains("no row changed sides"))
  }

  @Test func otherRowsAreNotCompared() throws {
    workshop.train(output: "a")
    workshop.train("flowers.yaml", ["seed=8"], output: "b")
    let text = diff("a", "b").out
    #expect(text.contains("seed: 7 → 8"))
    #expect(text.contains("the rows are divided otherwise"))
    #expect(
      text.contains("No rows are compared: their test rows are not the same (12 and 12)."))
    #expect(try document("a", "b")["rows"] is NSNull)
    // Rows that chose the best epochs, where there are no others.
    for (run, rate) in [("c", "0.05"), ("d", "0.01")] {
      workshop.train(
        "flowers.yaml",
        ["data.test_split=0", "compile.optimizer={Adam: {learning_rate: \(rate)}}"],
        output: run)
    }
    #expect(
      diff("c", "d").out.contains(
        "The same 12 validation rows, which chose the best epochs:"))
  }

  @Test func changedDataIsTold() throws {
    workshop.train(output: "a")
    try workshop.write("flowers.csv", Workshop.flowers + "3.1,210,red,rose\n")
    workshop.train(output: "b")
    #expect(
      diff("a", "b").out.contains(/train: 'flowers\.csv' had \d+ bytes and has \d+/))
  }

  @Test func numbersByTheirErrors() throws {
    var text = "name,x,y\n"
    for row in 0..<80 { text += "n\(row),\(row % 17),\(100 + row % 17 * 2)\n" }
    try workshop.write("numbers.csv", text)
    try workshop.write(
      "numbers.yaml",
      """
      data:
        train: numbers.csv
        target: {column: y, normalize: zscore}
        id: name
        features: {x: {normalize: zscore}}
        test_split: 0.25
      model: {layers: [{Dense: {units: 1}}]}
      compile: {optimizer: {SGD: {learning_rate: 0.1}}, loss: mse}
      fit: {epochs: 5}

      """)
    workshop.train("numbers.yaml", output: "a")
    workshop.train("numbers.yaml", ["fit.epochs=1"], output: "b")
    let document = try document("a", "b")
    let values = try #require(document["values"] as? [[String: Any]])
    let error = try #require(values.first { $0["name"] as? String == "test mean absolute error" })
    let (first, second) = (try rows("a"), try rows("b"))
    func mean(_ rows: [[String]]) throws -> Double {
      try rows.reduce(0) { sum, row in
        try sum + abs(#require(Double(row[1])) - #require(Double(row[2])))
      } / 20
    }
    #expect(abs(try #require(error["a"] as? Double) - mean(first)) < 1e-5)
    #expect(abs(try #require(error["b"] as? Double) - mean(second)) < 1e-5)
    let interval = try #require(error["difference_interval"] as? [Double])
    #expect(interval[0] > 0)
    let told = try #require(document["rows"] as? [String: Any])
    #expect(told["mcnemar_p"] == nil && told["count"] as? Int == 20)
    let changes = try #require(told["changes"] as? [[String: Any]])
    let names = Set(first.map { $0[0] })
    #expect(changes.allSatisfy { names.contains($0["row"] as? String ?? "") })
    let text2 = diff("a", "b").out
    #expect(text2.contains("the difference of mean absolute error is hardly chance"))
    #expect(text2.contains(/B is nearer in \d+ rows, A in \d+; the greatest changes:/))
    // Another scale of the target gives another unit of the loss, but not of the error.
    workshop.train("numbers.yaml", ["data.target.normalize=minmax"], output: "c")
    let other = diff("a", "c").out
    #expect(!other.contains("test loss") && other.contains("test mean absolute error"))
    // Another question altogether.
    workshop.train(output: "d")
    #expect(
      diff("a", "d").out.contains("No rows are compared: they do not predict the same."))
  }

  @Test func idsThatComeTwiceAndFilesOfOthers() throws {
    var text = "name,x,kind\n"
    for row in 0..<80 { text += "n\(row / 2),\(row % 17),\(row % 17 > 8 ? "007" : "008")\n" }
    try workshop.write("twice.csv", text)
    try workshop.write(
      "twice.yaml",
      """
      data:
        train: twice.csv
        target: kind
        id: name
        features: {x: {normalize: zscore}}
        test_split: 0.25
      model: {layers: [{Dense: {units: 2, activation: softmax}}]}
      compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
      fit: {epochs: 2}

      """)
    workshop.train("twice.yaml", output: "a")
    workshop.train("twice.yaml", ["fit.epochs=1"], output: "b")
    let told = try #require(try document("a", "b")["rows"] as? [String: Any])
    #expect(told["count"] as? Int == 20)
    try workshop.write("b/predictions/test.csv", "name,truth\nn1,007\n")
    let broken = diff("a", "b")
    #expect(broken.exitCode == 65)
    #expect(
      broken.err.contains("b/predictions/test.csv: its columns are not those that tfx writes"))
  }

  @Test func inputsByTheirLoss() throws {
    try workshop.write(
      "code.yaml",
      """
      data:
        train: flowers.csv
        target: input
        features: {length: {normalize: zscore}, width: {normalize: zscore}}
        test_split: 0.2
      model: {layers: [{Dense: {units: 1}}, {Dense: {units: 2}}]}
      compile: {optimizer: adam, loss: mse}
      fit: {epochs: 1}

      """)
    workshop.train("code.yaml", output: "a")
    workshop.train("code.yaml", ["fit.epochs=8"], output: "b")
    let outcome = diff("a", "b")
    #expect(outcome.exitCode == 0, "\(outcome.err)")
    #expect(outcome.out.contains("the difference of loss"))
  }

  @Test func runsThatAreNone() throws {
    workshop.train(output: "a")
    let cases: [(String, String, Int32, String)] = [
      ("a", "a", 64, "both are a"), ("a", "nowhere", 66, "nowhere"),
      ("a", "flowers.csv", 66, "is in no run's directory"),
    ]
    for (first, second, code, message) in cases {
      let outcome = diff(first, second)
      #expect(outcome.exitCode == code && outcome.err.contains(message), "\(outcome.text)")
    }
    // Nothing is kept of rows: the rest is told.
    workshop.train(output: "b")
    try FileManager.default.removeItem(atPath: workshop["b/predictions"])
    let outcome = diff("a", "b")
    #expect(outcome.exitCode == 0)
    #expect(outcome.out.contains("No rows are compared: they have not both kept"))
  }
}
