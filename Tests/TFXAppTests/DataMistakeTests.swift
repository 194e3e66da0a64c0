import Testing

/// Broken data files: file, row and column, exit code 65, and nothing is written.
@Suite(.serialized) struct DataMistakeTests {
  @Test func files() throws {
    let workshop = try Workshop()
    let lines = Workshop.flowers.split(separator: "\n").map(String.init)
    func with(_ line: String, at row: Int) -> String {
      var lines = lines
      lines[row - 1] = line
      return lines.joined(separator: "\n") + "\n"
    }
    let cases = [
      ("empty", ""), ("header alone", lines[0] + "\n"), ("ragged", with("3.1,200,red", at: 7)),
      ("open quote", with("3.1,200,\"red,rose", at: 7)),
      ("text in a numeric column", with("long,200,red,rose", at: 7)),
      ("missing number", with(",200,red,rose", at: 7)),
      ("missing target", with("3.1,200,red,", at: 7)),
      ("repeated column", with("length,length,colour,kind", at: 1)),
      ("unnamed column", with("length,,colour,kind", at: 1)),
      ("not text", "length\u{0},width\n"),
      ("one class", Workshop.flowers.replacing("tulip", with: "rose")),
    ]
    var text = ""
    for (name, content) in cases {
      try workshop.write("flowers.csv", content)
      let files = workshop.files
      let outcome = workshop.train()
      #expect(outcome.exitCode == 65, "\(name): \(outcome.text)")
      #expect(outcome.out.isEmpty)
      #expect(workshop.files == files, "\(name) wrote something")
      text += "## \(name)\n\(outcome.err)\n"
    }
    try Golden.expect(text, "data-csv")
  }

  @Test func valuesThatTransformsCannotTake() throws {
    let workshop = try Workshop()
    try workshop.write(
      "flowers.csv", Workshop.flowers.replacing(",white,", with: ",about 3,", maxReplacements: 1))
    let cases = [
      ("logarithm of a negative number", "length", "[{clip: {max: -1}}, log]"),
      ("logarithm of zero", "length", "[{clip: {max: 0}}, log]"),
      ("logarithm of 1 + x", "length", "[{clip: {max: -1}}, log1p]"),
      ("words for numbers", "colour", "log1p"), ("no number", "colour", "to_number"),
      (
        "no number after clean-up", "colour",
        "[{regex_replace: {pattern: 'red|white|blue', with: '2'}}, to_number]"
      ),
    ]
    var text = ""
    for (name, column, steps) in cases {
      for streaming in [false, true] {
        let outcome = workshop.train(
          "flowers.yaml",
          [
            "data.features={\(column): {transform: \(steps)}}", "data.streaming=\(streaming)",
            "data.stratify=false",
          ])
        #expect(outcome.exitCode == 65, "\(name): \(outcome.text)")
        if streaming {
          #expect(text.hasSuffix(outcome.err + "\n"), "\(name): \(outcome.err)")
        } else {
          text += "## \(name)\n\(outcome.err)\n"
        }
      }
    }
    try Golden.expect(text, "data-transforms")
  }

  @Test func aTargetWithAWordBetweenItsNumbers() throws {
    let workshop = try Workshop()
    try workshop.write(
      "flowers.csv", Workshop.flowers.replacing(",2", with: ",two", maxReplacements: 1))
    let outcome = workshop.train(
      "flowers.yaml",
      [
        "data.target=width", "data.features=[length]", "data.stratify=false", "compile.loss=mse",
        "compile.metrics=[mae]", "model.layers.2.Dense={units: 1}",
      ])
    try Golden.expect(outcome.text, "data-target")
  }
}
