import TFXApp
import TestSupport
import Testing

/// What `tfx init` makes of files that are untidy, or larger than a look.
@Suite struct InitFileTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func make(
    _ data: String, _ change: (inout InitCommand) -> Void = { _ in }
  ) throws -> (config: String, said: Workshop.Outcome) {
    var command = InitCommand(data: workshop[data])
    command.output = workshop["config.yaml"]
    command.overwrites = true
    change(&command)
    let outcome = workshop.perform { try command.run($0) }
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    return (try workshop.text("config.yaml"), outcome)
  }

  /// Categories and classes are those without the blanks around them, which the configuration takes away too.
  @Test func blanksAroundTexts() throws {
    let rows = (0..<60).map { row in
      let city = ["Bern", " Bern", "Oslo ", "Oslo", "\tRome"][row % 5]
      return
        "\(row * 7 % 30), \(row % 11) ,\(city),\(row % 2 == 0 ? "yes" : ["no", " no"][row / 2 % 2])\n"
    }
    try workshop.write("visits.csv", "age,visits,city,bought\n" + rows.joined())
    let (config, said) = try make("visits.csv")
    try Golden.expect(config + "\n" + said.text, "init-blanks")
    #expect(try SchemaTests.refusal(of: config) == nil)
    let trained = workshop.train("config.yaml", ["fit.epochs=1"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let predicted = workshop.predict("visits.csv", checkpoint: "run")
    #expect(
      predicted.out.hasPrefix("row,truth,prediction,probability_no,probability_yes,loss\n"),
      "\(predicted.text.prefix(300))")
    #expect(predicted.out.split(separator: "\n").count == 61)
  }

  /// Of a large file the beginning is read, and the configuration says so.
  @Test func theBeginningOfALargeFile() throws {
    var text = "size,colour,kind\n"
    for row in 0..<700_000 {
      text += "\(row % 977),\(row % 3 == 0 ? "red" : "blue"),\(row % 5 == 0 ? "a" : "b")\n"
    }
    // What nobody has seen.
    text += "many,green,c\n"
    try workshop.write("large.csv", text)
    let (config, said) = try make("large.csv") { $0.sampleByteCount = 1 << 22 }
    let looked = try #require(
      config.firstMatch(of: #/train: large.csv +# looked at the first ([\d,]+) rows/#))
    let count = try #require(Int(looked.output.1.replacing(",", with: "")))
    #expect((300_000..<500_000).contains(count), "\(count)")
    #expect(said.err.contains("looked at the first \(looked.output.1) rows"), "\(said.err)")
    // All of it, if that is no more than may be read.
    try workshop.write("small.csv", text.replacing("many,green,c\n", with: ""))
    let (whole, _) = try make("small.csv")
    #expect(whole.contains("# 700,000 rows"), "\(whole)")
  }

  /// Numbers that count rows are what is predicted from where there is nothing else.
  @Test func numbersThatCountAlone() throws {
    let names = ["Analyst", "Clerk", "Manager", "Partner", "Director", "Chief"]
    let rows = (1...12).map { "\(names[$0 % 6]) \($0),\($0),\($0 * $0 * 1_000)\n" }
    try workshop.write("salaries.csv", "Position,Level,Salary\n" + rows.joined())
    let (config, _) = try make("salaries.csv")
    #expect(config.contains("\n    Level: {normalize: robust"), "\(config)")
    let trained = workshop.train("config.yaml", ["fit.epochs=1"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
  }

  /// Two fractions are no classes.
  @Test func twoFractions() throws {
    let rows = (0..<40).map { "\($0 * 13 % 17),\($0 % 2 == 0 ? 1.87 : 1.54)\n" }
    try workshop.write("heights.csv", "time,height\n" + rows.joined())
    let (config, _) = try make("heights.csv")
    #expect(config.contains("target: {column: height, normalize: zscore}"), "\(config)")
    let trained = workshop.train("config.yaml", ["fit.epochs=1"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
  }

  /// A column that has values only where the target has none is left out, and one of which a part of the rows
  /// may have nothing.
  @Test func columnsWithoutValuesToLearnFrom() throws {
    let rows = (0..<90).map { row in
      let (apart, rare) = (row % 3 == 0 ? "\(row)" : "", row == 40 ? "7" : "")
      return "\(row * 7 % 31),\(apart),\(rare),\(row % 3 == 0 ? "" : "\(row * 5 % 23)")\n"
    }
    try workshop.write("moods.csv", "age,apart,rare,mood\n" + rows.joined())
    let (config, _) = try make("moods.csv")
    #expect(
      config.contains("- apart   # it has values only in rows without the target"), "\(config)")
    #expect(config.contains("- rare    # only 1 value"), "\(config)")
    let trained = workshop.train("config.yaml", ["fit.epochs=1"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
  }

  /// Longer names of what is mostly predicted, which need not be last.
  @Test func theTargetInALongerName() throws {
    let rows = (0..<60).map {
      "\($0 * 7 % 31),\($0 * 977 % 4_001),\($0 % 3 == 0 ? "inland" : "sea")\n"
    }
    try workshop.write("houses.csv", "rooms,median_house_value,place\n" + rows.joined())
    let (config, _) = try make("houses.csv")
    #expect(config.contains("column: median_house_value"), "\(config)")
    #expect(config.contains("it is taken for its name"), "\(config)")
  }
}
