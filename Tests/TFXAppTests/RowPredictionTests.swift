import Foundation
import TFXApp
import TestSupport
import Testing

/// What a run keeps of each row: `predictions/test.csv` and `predictions/validation.csv`.
@Suite(.serialized) struct RowPredictionTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// The cells of a CSV file without quotes.
  private func rows(_ file: String) throws -> [[String]] {
    try workshop.text(file).split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func rowsAreThoseOfTheFileWithTheirTruthAndLoss() throws {
    workshop.train(output: "a")
    let source = try rows("flowers.csv")
    for (part, count) in [("test", 12), ("validation", 12)] {
      let rows = try rows("a/predictions/\(part).csv")
      #expect(
        rows[0] == ["row", "truth", "prediction", "probability_rose", "probability_tulip", "loss"])
      #expect(rows.count == count + 1)
      for row in rows.dropFirst() {
        let number = try #require(Int(row[0]))
        #expect(source[number][3] == row[1])
        let probability = try #require(Double(row[row[1] == "rose" ? 3 : 4]))
        let loss = try #require(Double(row[5]))
        #expect(abs(loss + log(probability)) < 1e-5)
      }
      #expect(Set(rows.dropFirst().map { $0[0] }).count == count)
    }
  }

  @Test func sameRunSameBytesAndEvaluateWritesTheSame() throws {
    workshop.train(output: "a")
    workshop.train(output: "b")
    let file = try workshop.directory.read("a/predictions/test.csv")
    #expect(try workshop.directory.read("b/predictions/test.csv") == file)
    var command = EvaluateCommand(checkpoint: workshop["a"])
    command.predictions = workshop["own.csv"]
    let outcome = workshop.perform { try command.run($0) }
    #expect(outcome.exitCode == 0)
    #expect(try workshop.directory.read("own.csv") == file)
    // Of a whole file all rows, which follow each other.
    command.data = workshop["flowers.csv"]
    #expect(workshop.perform { try command.run($0) }.exitCode == 0)
    let all = try rows("own.csv")
    #expect(all.count == 61)
    #expect(all.dropFirst().map { $0[0] } == (1...60).map(String.init))
    // What predict says is the same, to the byte.
    let said = workshop.predict("flowers.csv", checkpoint: "a").out
    #expect(try said == workshop.text("own.csv"))
  }

  @Test func streamedDataGivesTheSameRows() throws {
    let settings = ["data.stratify=false", "fit.epochs=1"]
    workshop.train("flowers.yaml", settings, output: "a")
    workshop.train("flowers.yaml", settings + ["data.streaming=true"], output: "b")
    let source = try rows("flowers.csv")
    for run in ["a", "b"] {
      for row in try rows("\(run)/predictions/test.csv").dropFirst() {
        #expect(source[try #require(Int(row[0]))][3] == row[1])
      }
    }
  }

  @Test func numbersAndIds() throws {
    var text = "name,x,y,z\n"
    for row in 0..<80 { text += "n\(row),\(row % 17),\(row * 3 % 11),\(100 + row % 17 * 2)\n" }
    try workshop.write("numbers.csv", text)
    let config = """
      data:
        train: numbers.csv
        target: {column: TARGET, normalize: zscore}
        id: name
        features: {x: {normalize: zscore}}
        test_split: 0.25
      model: {layers: [{Dense: {units: UNITS}}]}
      compile: {optimizer: adam, loss: mse}
      fit: {epochs: 2}

      """
    for (target, units, header) in [
      ("z", "1", "name,truth,prediction,loss"),
      ("[y, z]", "2", "name,truth_y,truth_z,prediction_y,prediction_z,loss"),
    ] {
      try workshop.write(
        "numbers.yaml",
        config.replacing("TARGET", with: target).replacing("UNITS", with: units))
      let run = "run\(units)"
      let outcome = workshop.train("numbers.yaml", output: run)
      #expect(outcome.exitCode == 0, "\(outcome.text)")
      let rows = try rows("\(run)/predictions/test.csv")
      #expect(rows[0].joined(separator: ",") == header)
      for row in rows.dropFirst() {
        let number = try #require(Int(row[0].dropFirst()))
        // The truth is in its own unit, though the loss compares scaled numbers.
        #expect(Double(row[units == "1" ? 1 : 2]) == Double(100 + number % 17 * 2))
      }
    }
  }

  @Test func labelsOfOneText() throws {
    var text = "x,labels\n"
    for row in 0..<60 {
      text += "\(row % 10),\(["a", "a|b", "", "b|c"][row % 4])\n"
    }
    try workshop.write("labels.csv", text)
    try workshop.write(
      "labels.yaml",
      """
      data:
        train: labels.csv
        target: {column: labels, separator: "|"}
        features: {x: {normalize: zscore}}
        test_split: 0.25
      model: {layers: [{Dense: {units: 3, activation: sigmoid}}]}
      compile: {optimizer: adam, loss: binary_crossentropy}
      fit: {epochs: 1}

      """)
    let outcome = workshop.train("labels.yaml", output: "a")
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    let rows = try rows("a/predictions/test.csv")
    #expect(
      rows[0] == [
        "row", "truth", "prediction", "probability_a", "probability_b", "probability_c", "loss",
      ])
    for row in rows.dropFirst() {
      #expect(row[1] == ["a", "a|b", "", "b|c"][(try #require(Int(row[0])) - 1) % 4])
    }
  }

  @Test func whatCannotBeWrittenIsAWarning() throws {
    try FileManager.default.createDirectory(
      atPath: workshop["a/predictions/test.csv/x"], withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: workshop["a/report.html/x"], withIntermediateDirectories: true)
    let outcome = workshop.train(output: "a")
    #expect(outcome.exitCode == 0)
    #expect(outcome.out.contains("test: loss "))
    #expect(
      outcome.err.contains("warning: the predictions are not written to a/predictions/test.csv"))
    #expect(outcome.err.contains("warning: the report is not written: "))
    #expect(workshop.files.contains("a/predictions/validation.csv"))
  }
}
