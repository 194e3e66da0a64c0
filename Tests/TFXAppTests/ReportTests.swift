import Foundation
import TFXApp
import TestSupport
import Testing

/// The page about a run.
@Suite(.serialized) struct ReportTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func report(
    _ checkpoint: String, data: String? = nil, output: String? = nil
  ) -> Workshop.Outcome {
    var command = ReportCommand(checkpoint: workshop[checkpoint])
    command.data = data.map { workshop[$0] }
    command.output = output.map { workshop[$0] }
    command.runsRoot = workshop["runs"]
    return workshop.perform { try command.run($0) }
  }

  /// The names of the sections, in their order.
  private func sections(_ page: String) -> [String] {
    page.matches(of: #/<h2 id="([a-z]+)"/#).map { String($0.1) }
  }

  @Test func trainingWritesItAndReportWritesTheSame() throws {
    let outcome = workshop.train(output: "a")
    #expect(outcome.out.hasSuffix("report: a/report.html\n"))
    let page = try workshop.text("a/report.html")
    #expect(page.utf8.count < 120_000)
    #expect(
      sections(page) == [
        "attention", "training", "classes", "trust", "worst", "model", "data", "again",
      ])
    #expect(page.contains("On 12 rows that it was never trained on"))
    #expect(page.contains("saying always “rose”") || page.contains("saying always “tulip”"))
    #expect(page.contains("a linear model on the same columns"))
    let again = report("a", output: "again.html")
    #expect(again.exitCode == 0, "\(again.text)")
    #expect(again.out == "report: again.html\n")
    #expect(try workshop.text("again.html") == page)
  }

  @Test func itIsLeftOutIfAskedFor() throws {
    var command = TrainCommand(config: workshop["flowers.yaml"])
    command.output = workshop["a"]
    command.report = false
    command.quiet = true
    let outcome = workshop.perform { try command.run($0) }
    #expect(outcome.exitCode == 0 && !outcome.out.contains("report:"))
    #expect(!workshop.files.contains("a/report.html"))
    #expect(workshop.files.contains("a/predictions/test.csv"))
  }

  /// Of windows of time the last value is the prediction to beat; of a quantile it is told how many truths lie
  /// below what is said.
  @Test func windowsAndQuantiles() throws {
    let values = (0..<200).map { 100 + $0 / 2 + $0 * $0 % 7 }
    try workshop.write("t.csv", "value\n" + values.map { "\($0)\n" }.joined())
    try workshop.write(
      "t.yaml",
      """
      data:
        train: t.csv
        target: {column: value, normalize: zscore}
        features: {value: {normalize: zscore}}
        window: {length: 4}
        test_split: 0.3
      model: {layers: [Flatten, {Dense: {units: 1}}]}
      compile: {optimizer: adam, loss: {Quantile: {quantile: 0.9}}}
      fit: {epochs: 2}

      """)
    #expect(workshop.train("t.yaml", output: "a").exitCode == 0)
    let rows = try workshop.text("a/predictions/test.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
    let errors = try rows.map { row in
      try abs(#require(Double(row[1])) - Double(values[#require(Int(row[0])) - 1]))
    }
    let last = errors.reduce(0, +) / Double(errors.count)
    let page = try workshop.text("a/report.html")
    let told = try #require(page.firstMatch(of: #/saying the last value again ([\d.]+)/#))
    #expect(abs(try #require(Double(told.1)) - last) < 0.01 * last)
    #expect(page.contains("<th scope=\"row\">The last value again</th>"))
    let below = try rows.count { try #require(Double($0[1])) <= #require(Double($0[2])) }
    let share = 100 * Double(below) / Double(rows.count)
    let coverage = try #require(
      page.firstMatch(
        of: #/([\d.]+)% of the truths .* lie at or below what is said, and 90.0% should/#))
    #expect(abs(try #require(Double(coverage.1)) - share) < 0.06)
  }

  @Test func otherDataAndMistakes() throws {
    workshop.train(output: "a")
    let other = report("a", data: "flowers.csv", output: "other.html")
    #expect(other.exitCode == 0, "\(other.text)")
    let page = try workshop.text("other.html")
    #expect(page.contains("On the 60 rows of "))
    // Importance needs twenty rows.
    #expect(sections(page).contains("importance"))
    // More rows than are computed at a time still have numbers of their own.
    let lines = Workshop.flowers.split(separator: "\n")
    let many = lines[0...0] + (0..<10).flatMap { _ in lines.dropFirst() }
    try workshop.write("many.csv", many.joined(separator: "\n") + "\n")
    #expect(report("a", data: "many.csv", output: "many.html").exitCode == 0)
    let worst = try workshop.text("many.html").matches(of: #/<th scope="row">row\u{A0}(\d+)</#)
    #expect(worst.count == 20 && Set(worst.map { $0.1 }).count == 20)
    #expect(worst.contains { Int($0.1) ?? 0 > 256 })
    #expect(report("none").exitCode == 66)
    try workshop.write("wrong.csv", "length,width\n1,2\n")
    #expect(report("a", data: "wrong.csv", output: "other.html").exitCode == 65)
    try workshop.write("flowers.csv", Workshop.flowers + "9.99,900,red,rose\n")
    let changed = report("a", output: "other.html")
    #expect(changed.exitCode == 65)
    #expect(changed.err.contains("the training data has changed since"))
  }

  @Test func withoutATestPartItSaysSo() throws {
    workshop.train("flowers.yaml", ["data.test_split=0"], output: "a")
    let page = try workshop.text("a/report.html")
    #expect(page.contains("There is no test part."))
    #expect(page.contains("that chose its best epoch"))
    workshop.train(
      "flowers.yaml", ["data.test_split=0", "data.validation_split=0", "data.stratify=false"],
      output: "b")
    let bare = try workshop.text("b/report.html")
    #expect(bare.contains("No rows were held back"))
    #expect(sections(bare) == ["attention", "training", "model", "data", "again"])
    #expect(!workshop.files.contains { $0.hasPrefix("b/predictions") })
    let again = report("b", output: "again.html")
    #expect(again.exitCode == 0, "\(again.text)")
    #expect(try workshop.text("again.html") == bare)
  }

  @Test func numbersHaveErrorsAndNoConfusion() throws {
    var text = "x,y,z\n"
    for row in 0..<200 { text += "\(row % 17),\(row * 3 % 11),\(100 + row % 17 * 2 + row % 3)\n" }
    try workshop.write("numbers.csv", text)
    try workshop.write(
      "numbers.yaml",
      """
      data:
        train: numbers.csv
        target: {column: z, normalize: zscore}
        validation_split: 0.2
        test_split: 0.4
      model: {layers: [{Dense: {units: 8, activation: relu}}, {Dense: {units: 1}}]}
      compile: {optimizer: {Adam: {learning_rate: 0.05}}, loss: mse, metrics: [mae]}
      fit: {epochs: 10}

      """)
    let outcome = workshop.train("numbers.yaml", output: "a")
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    let page = try workshop.text("a/report.html")
    #expect(
      sections(page) == [
        "attention", "training", "errors", "worst", "importance", "model", "data", "again",
      ])
    #expect(page.contains("predictions of z are off on average by"))
    #expect(page.contains("saying always their mean"))
  }
}
