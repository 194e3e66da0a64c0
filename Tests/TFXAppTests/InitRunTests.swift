import Foundation
import TFXApp
import TFXConfig
import TestSupport
import Testing

/// `tfx init`: what is made of a file, and that it trains and predicts as it stands.
@Suite struct InitRunTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// Writes a configuration for a file of the workshop.
  @discardableResult
  private func make(
    _ data: String, targets: [String] = [], output: String = "config.yaml",
    _ change: (inout InitCommand) -> Void = { _ in }
  ) -> Workshop.Outcome {
    var command = InitCommand(data: workshop[data])
    command.targets = targets
    command.output = workshop[output]
    change(&command)
    return workshop.perform { try command.run($0) }
  }

  /// From a file to predictions for the same file; expects the configuration that is written to be a
  /// golden.
  private func expectPredictions(
    _ data: String, _ text: String, targets: [String] = [], golden: String
  ) throws -> (trained: Workshop.Outcome, predictions: [Substring]) {
    try workshop.write(data, text)
    let made = make(data, targets: targets)
    #expect(made.exitCode == 0, "\(made.text)")
    let config = try workshop.text("config.yaml")
    try Golden.expect(config + "\n" + made.text, "init-\(golden)")
    #expect(try SchemaTests.refusal(of: config) == nil)
    let trained = workshop.train("config.yaml", ["fit.epochs=2"], output: "run", quiet: false)
    #expect(trained.exitCode == 0, "\(trained.text)")
    let predicted = workshop.predict(data, checkpoint: "run")
    #expect(predicted.exitCode == 0, "\(predicted.text)")
    return (trained, predicted.out.split(separator: "\n"))
  }

  /// Numbers that look random, the same each time.
  private struct Draws {
    var state: UInt32 = 11

    mutating func next(_ limit: Int) -> Int {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 16) % limit
    }
  }

  @Test func twoClassesOfWhichOneIsRare() throws {
    var draws = Draws()
    let rows = (0..<120).map { row in
      "\(row + 1),\(20 + draws.next(50)),\(draws.next(100) < 40 ? 0 : draws.next(9_000)),"
        + "\(draws.next(2)),Ltd,\(row % 9 == 4 ? "yes" : "no"),\(["a", "b", "c"][draws.next(3)])\n"
    }
    let made = try expectPredictions(
      "customers.csv", "customer_id,age,balance,member,form,churned,branch\n" + rows.joined(),
      golden: "two-classes")
    #expect(made.predictions.count == 121)
    #expect(made.predictions[1].hasPrefix("1,"), "the id is repeated")
  }

  @Test func manyClassesOfWhichOneIsSeenOnce() throws {
    var draws = Draws()
    let rows = (0..<90).map { row in
      let kind = row == 17 ? "sphinx" : ["owl", "hawk", "crow"][row % 3]
      let place = [
        "Rome", "Bern", "Oslo", "Bonn", "Graz", "Lyon", "Nice", "York", "Kiel", "Genf", "Pisa",
      ]
      let size = draws.next(20) == 0 ? "?" : "\(draws.next(400)).\(draws.next(10))"
      return "\(size),\(row == 3 ? "" : place[draws.next(11)]),007,\(draws.next(30)),\(kind)\n"
    }
    let made = try expectPredictions(
      "birds.csv", "size,place,code,age,kind\n" + rows.joined(), golden: "many-classes")
    #expect(made.predictions.count == 91)
  }

  @Test func aSkewedNumber() throws {
    var draws = Draws()
    let rows = (0..<100).map { row in
      let size = draws.next(12) + 1
      let price = 40 * (1 << size) + draws.next(100)
      return "h\(row),\(size),\(draws.next(10) == 0 ? "" : "\(draws.next(90))"),\(price)\n"
    }
    let made = try expectPredictions(
      "houses.tsv", ("name,size,age,price\n" + rows.joined()).replacing(",", with: "\t"),
      golden: "skewed-number")
    #expect(made.predictions.count == 101)
  }

  @Test func datesAndTextsWithHoles() throws {
    var draws = Draws()
    let words = ["please", "deliver", "late", "early", "broken", "lamp", "thanks", "refund"]
    let rows = (0..<100).map { row in
      let note = (0..<(3 + draws.next(5))).map { _ in words[draws.next(8)] }.joined(separator: " ")
      let day = "\(draws.next(18) + 10).0\(draws.next(9) + 1).2024"
      return "\(row == 7 ? "" : day);\(draws.next(9) == 0 ? "" : note);"
        + "\(draws.next(90)),\(draws.next(10)) €;\(9 + draws.next(9)):30;\(["open", "done"][draws.next(2)])\n"
    }
    let made = try expectPredictions(
      "orders.csv", "placed;note;amount;at;state\n" + rows.joined(), golden: "dates-and-texts")
    #expect(made.predictions.count == 101)
  }

  @Test func severalLabels() throws {
    var draws = Draws()
    let rows = (0..<60).map { row in
      let tags = ["art", "film", "news", "sport"].filter { _ in draws.next(2) == 0 }
      return "\(draws.next(900)),\(draws.next(9)),\(tags.joined(separator: "|"))\n"
    }
    let made = try expectPredictions(
      "pages.csv", "words,images,tags\n" + rows.joined(), golden: "labels")
    #expect(made.predictions.count == 61)
  }

  @Test func fewRowsWithoutAHeader() throws {
    let rows = (0..<12).map { "\($0 % 5).5,\($0 * 7 % 11),\($0 % 2 == 0 ? "ham" : "spam")\n" }
    let made = try expectPredictions("mails.data", rows.joined(), golden: "no-header")
    #expect(made.predictions.count == 13)
  }

  @Test func theTargetThatIsAskedFor() throws {
    let made = make("flowers.csv", targets: ["width"], output: "sub/made.yaml")
    #expect(made.exitCode == 0, "\(made.text)")
    let config = try workshop.text("sub/made.yaml")
    #expect(config.contains("  target: {column: width, normalize: zscore}\n"))
    #expect(config.contains("  train: ../flowers.csv"))
    #expect(workshop.files.contains("sub/tfx.schema.json"))
    #expect(try workshop.text("sub/tfx.schema.json") == ConfigSchema.text)
    let trained = workshop.train("sub/made.yaml", ["fit.epochs=1"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
  }

  @Test func namesThatYAMLOrAPatternCouldMistake() throws {
    let rows = (0..<40).map { "\($0 % 7),\($0 % 5).5,\($0 % 3),\($0 * 3 % 13),\($0 % 2)\n" }
    try workshop.write(
      "odd.csv", "yes,a: b # c,what?,\"two\nlines\",on\n" + rows.joined())
    let made = make("odd.csv")
    #expect(made.exitCode == 0, "\(made.text)")
    let trained = workshop.train("config.yaml", ["fit.epochs=1"], output: "run", quiet: false)
    #expect(trained.exitCode == 0, "\(trained.text)")
    for name in ["yes", "a: b # c", "what?"] { #expect(trained.err.contains(name)) }
  }

  /// Waves are for numbers: a table of categories has none, and one of very many numbers would be waves
  /// for the most part.
  @Test func onlyNumbersHaveWaves() throws {
    let (kinds, sides) = (["a", "b", "c"], ["x", "y"])
    let rows = (0..<60).map { "\(kinds[$0 % 3]),\(sides[$0 % 2]),\($0 % 5 % 2)\n" }
    try workshop.write("words.csv", "kind,side,won\n" + rows.joined())
    #expect(make("words.csv").exitCode == 0)
    let config = try workshop.text("config.yaml")
    #expect(!config.contains("PeriodicEmbedding") && config.contains("FeatureScale"), "\(config)")
    let trained = workshop.train("config.yaml", ["fit.epochs=1"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")

    let names = (0..<240).map { "x\($0)" }
    var draws = Draws()
    let numbers = (0..<40).map { row in
      names.map { _ in "\(draws.next(1_000))" }.joined(separator: ",") + ",\(row % 2)\n"
    }
    try workshop.write(
      "wide.csv", (names + ["y"]).joined(separator: ",") + "\n" + numbers.joined())
    #expect(make("wide.csv", output: "wide.yaml").exitCode == 0)
    #expect(try !workshop.text("wide.yaml").contains("PeriodicEmbedding"))
  }

  @Test func manyColumnsAreOneLine() throws {
    let names = (0..<80).map { "x\($0)" }
    var draws = Draws()
    let rows = (0..<40).map { row in
      names.map { _ in "\(draws.next(1_000))" }.joined(separator: ",") + ",\(row % 2)\n"
    }
    try workshop.write("wide.csv", (names + ["y"]).joined(separator: ",") + "\n" + rows.joined())
    #expect(make("wide.csv").exitCode == 0)
    let config = try workshop.text("config.yaml")
    #expect(
      config.contains("\"*\": {normalize: robust, smooth_clip: 3, missing: median}"), "\(config)")
    #expect(config.split(separator: "\n").count < 70)
    let trained = workshop.train("config.yaml", ["fit.epochs=1"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
  }

  @Test func digitsInFilesOfArrays() throws {
    let root = URL(filePath: #filePath).appending(path: "../../../datasets/mnist5k").standardized
    for name in ["images-idx3-ubyte.gz", "labels-idx1-ubyte.gz"] {
      let bytes = try Data(contentsOf: root.appending(path: "test-\(name)"))
      _ = try workshop.directory.write("train-\(name)", Array(bytes))
    }
    let made = make("train-images-idx3-ubyte.gz")
    #expect(made.exitCode == 0, "\(made.text)")
    try Golden.expect(try workshop.text("config.yaml") + "\n" + made.text, "init-arrays")
    let trained = workshop.train(
      "config.yaml", ["fit.epochs=1", "fit.steps_per_epoch=2"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
  }

  /// docs/init.md shows what is written for the file that it shows.
  @Test func theGuideIsCurrent() throws {
    let file = URL(filePath: #filePath).appending(path: "../../../docs/init.md").standardized
    let guide = try String(contentsOf: file, encoding: .utf8)
    let table = try #require(guide.firstMatch(of: /```csv flats\.csv\n([^`]*)```/)).output.1
    let shown = try #require(guide.firstMatch(of: /```yaml\n([^`]*)```/)).output.1
    try workshop.write("flats.csv", String(table))
    #expect(make("flats.csv").exitCode == 0)
    let config = try workshop.text("config.yaml")
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      return try Data(guide.replacing(shown, with: config, maxReplacements: 1).utf8).write(to: file)
    }
    #expect(config == shown)
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    #expect(workshop.predict("flats.csv", checkpoint: "run").out.hasPrefix("id,"))
  }

  @Test func nothingIsWrittenOver() throws {
    try workshop.write("config.yaml", "mine\n")
    try workshop.write("tfx.schema.json", "mine\n")
    var text = make("flowers.csv").text
    #expect(try workshop.text("config.yaml") == "mine\n")
    let forced = make("flowers.csv") { $0.overwrites = true }
    #expect(forced.exitCode == 0)
    #expect(try workshop.text("config.yaml").contains("flowers.csv"))
    #expect(try workshop.text("tfx.schema.json") == "mine\n")
    text += forced.text
    // A schema of tfx is brought up to date.
    try workshop.write("tfx.schema.json", "{\"$id\": \"urn:tfx:config\"}")
    #expect(make("flowers.csv") { $0.overwrites = true }.exitCode == 0)
    #expect(try workshop.text("tfx.schema.json") == ConfigSchema.text)
    try Golden.expect(text, "init-over")
  }

  @Test func toStandardOutputAlone() throws {
    let before = workshop.files
    let made = make("flowers.csv") { $0.output = "-" }
    #expect(made.exitCode == 0 && made.err.isEmpty)
    #expect(made.out.contains("target: kind") && !made.out.contains("yaml-language-server"))
    #expect(workshop.files == before)
  }

  @Test func severalLabelsOfZeroAndOne() throws {
    var draws = Draws()
    let rows = (0..<90).map { row in
      let (a, b) = (draws.next(100), draws.next(100))
      return "\(a),\(b),\(a > 50 ? 1 : 0),\(b > 50 ? 1 : 0),\(row == 7 ? "" : a > b ? "1" : "0")\n"
    }
    let made = try expectPredictions(
      "labels.csv", "a,b,warm,wet,windy\n" + rows.joined(), targets: ["warm", "wet", "windy"],
      golden: "several-labels")
    #expect(made.predictions.count == 91)
  }

  @Test func severalNumbers() throws {
    var draws = Draws()
    let rows = (0..<90).map { _ in
      let (a, b) = (draws.next(100), draws.next(100))
      return "\(a),\(b),\(a + b),\(a - b)\n"
    }
    let made = try expectPredictions(
      "sums.csv", "a,b,sum,difference\n" + rows.joined(), targets: ["sum", "difference"],
      golden: "several-numbers")
    #expect(
      made.predictions.first
        == "row,truth_sum,truth_difference,prediction_sum,prediction_difference,loss")
  }

  @Test func whatCannotBeDone() throws {
    try workshop.write("same.csv", "a,b\n" + String(repeating: "1,1\n", count: 5))
    try workshop.write("lone.csv", "a\n" + (0..<40).map { "\($0 % 2)\n" }.joined())
    try workshop.write("names.csv", "a,b\n" + (0..<40).map { "\($0 % 7),n\($0)\n" }.joined())
    try workshop.write("broken.csv", "a,b\n1,2\n3\n")
    var text = ""
    for (data, targets) in [
      ("same.csv", []), ("lone.csv", []), ("names.csv", ["b"]), ("flowers.csv", ["colr"]),
      ("flowers.csv", ["none"]), ("flowers.csv", ["width", "kind"]),
      ("flowers.csv", ["width", "width"]), ("broken.csv", []), ("missing.csv", []),
    ] as [(String, [String])] {
      let made = make(data, targets: targets)
      #expect(made.exitCode != 0)
      text += "## \(data)\(targets.map { " --target \($0)" }.joined())\n\(made.text)\n"
    }
    var command = InitCommand(data: "-")
    command.output = workshop["config.yaml"]
    text += "## -\n" + workshop.perform { try command.run($0) }.text
    #expect(!workshop.files.contains("config.yaml"))
    try Golden.expect(text, "init-refusals")
  }
}
