import TFXApp
import TFXCore
import TFXTrain
import TestSupport
import Testing

/// How numbers read, and what a terminal shows.
@Suite struct TerminalTests {
  @Test(arguments: [
    (0, "0.0000"), (1, "1.0000"), (-0.5, "-0.5000"), (0.28123, "0.2812"), (0.00005, "5.00e-5"),
    (-0.00005, "-5.00e-5"), (0.001, "0.0010"), (0.99996, "1.0000"), (29049.66, "29049.6600"),
    (1e7, "1.00e7"), (9.996e8, "1.00e9"), (1.6021e30, "1.60e30"), (1e-300, "1.00e-300"),
    (.infinity, "inf"), (.nan, "nan"),
  ])
  func measurements(_ value: Double, _ text: String) {
    #expect(NumberFormat.measurement(value) == text)
  }

  /// Lines break at spaces, tables leave out columns; without a width all is whole.
  @Test func textAndTablesWithinAWidth() {
    var text = ShownText(["The same 40 test rows:"])
    text.add("  the difference of accuracy may well be chance")
    var table = TextTable(
      ["Value", "A", "B", "B − A"], rightAligned: [1, 2, 3], dispensable: [3])
    table.add(["accuracy", "0.9000", "0.8000", "-0.1000"])
    text.add(table, indent: 2)
    #expect(
      text.lines(within: 30) == [
        "The same 40 test rows:", "  the difference of accuracy", "    may well be chance",
        "  Value          A       B", "  accuracy  0.9000  0.8000",
      ])
    #expect(
      text.lines(within: nil).dropFirst() == [
        "  the difference of accuracy may well be chance",
        "  Value          A       B    B − A", "  accuracy  0.9000  0.8000  -0.1000",
      ])
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
  ])
  func counts(_ value: Int, _ text: String) {
    #expect(NumberFormat.count(value) == text)
  }

  @Test(arguments: [
    (-1, "0.00 s"), (0, "0.00 s"), (0.04, "0.04 s"), (0.996, "1.0 s"), (9.94, "9.9 s"),
    (9.96, "10 s"), (59.4, "59 s"),
    (59.6, "1:00"), (187, "3:07"), (3599.6, "1:00:00"), (7500, "2:05:00"), (1e12, "277777:46:40"),
  ])
  func durations(_ seconds: Double, _ text: String) {
    #expect(NumberFormat.duration(seconds) == text)
  }

  @Test(arguments: [
    (1.005, 2, "1.00"), (2.5, 0, "3"), (-0.001, 2, "0.00"), (-1.25, 1, "-1.3"), (0.05, 1, "0.1"),
  ])
  func fixedDecimals(_ value: Double, _ decimals: Int, _ text: String) {
    #expect(NumberFormat.fixed(value, decimals: decimals) == text)
  }

  @Test func theLiveLineAndTheEpochsLine() throws {
    #expect(
      try epoch(terminal, columns: 100) == """
        <start>epoch  9/12 ━━━━━━━━━──────────  1/2  0.50 s left  200 samples/s  loss 0.5000  \
        accuracy 0.7500<clear><start>\
        <start>epoch  9/12 ━━━━━━━━━━━━━━━━━━━  2/2  0.00 s left  200 samples/s  loss 0.5000  \
        accuracy 0.7500<clear><start>\
        <start><clear>epoch  9/12  loss 0.5000  accuracy 0.7500  val_loss 0.6000  \
        val_accuracy 0.7000  1.0 s
                     200 samples/s

        """)
  }

  @Test func aFileGetsALineForEachEpoch() throws {
    #expect(
      try epoch(.plain, columns: 80) == """
        epoch  9/12  loss 0.5000  accuracy 0.7500  val_loss 0.6000  val_accuracy 0.7000  1.0 s  \
        200 samples/s

        """)
  }

  @Test func aFileGetsALineForEachMinuteOfALongEpoch() throws {
    #expect(
      try epoch(.plain, columns: 80, stepSeconds: 40, steps: 4) == """
        epoch  9/12  2/4 steps  1:20 left  loss 0.5000  accuracy 0.7500
        epoch  9/12  4/4 steps  0.00 s left  loss 0.5000  accuracy 0.7500
        epoch  9/12  loss 0.5000  accuracy 0.7500  val_loss 0.6000  val_accuracy 0.7000  2:40  \
        200 samples/s

        """)
  }

  /// No line is wider than the terminal, no word is broken, and what is left out first matters least.
  @Test func linesFitTheTerminal() throws {
    let widths = [10, 20, 29, 30, 40, 60, 80, 120, 200]
    let ascii = TerminalTraits(["TERM": "xterm", "LANG": "C"], isTerminal: true, color: .never)
    var text = ""
    for (kind, traits) in [("UTF-8", terminal), ("LANG=C", ascii)] {
      for width in widths {
        let line = line.text(width: width - 1, traits)
        #expect(line.columns < width)
        if traits == ascii { #expect(!line.contains { "━─▁█".contains($0) }) }
        text += "\(kind) \(width): \(line)\n"
      }
    }
    for width in widths {
      let shown = try epoch(terminal, columns: width).split(separator: "<clear>").last ?? ""
      #expect(shown.split(separator: "\n").allSatisfy { $0.columns <= max(width, 19) })
      text += "epoch \(width):\n\(shown)"
    }
    try Golden.expect(text, "terminal-widths")
  }

  @Test func colours() {
    let traits = TerminalTraits(["TERM": "xterm", "LANG": "C.UTF-8"], isTerminal: true)
    #expect(
      ProgressLine.bar(1, of: 2, width: 4, traits) == "\u{1B}[36m━━\u{1B}[0m\u{1B}[2m──\u{1B}[0m")
    let (console, text) = heard(traits)
    console.say("warning: dry")
    console.say("a.yaml:1:2: error: wrong")
    console.say("no error: here")
    #expect(
      text() == "\u{1B}[1;33mwarning:\u{1B}[0m dry\na.yaml:1:2: \u{1B}[1;31merror:\u{1B}[0m wrong\n"
        + "no error: here\n")
  }

  /// What the environment says, and what is made of it: live line, colour, Unicode.
  @Test(arguments: [
    (["TERM": "xterm", "LANG": "de_DE.UTF-8"], true, ColorChoice.auto, [true, true, true]),
    (["TERM": "xterm", "LANG": "C"], true, .auto, [true, true, false]),
    (["TERM": "xterm", "LANG": "C", "LC_ALL": "C.utf8"], true, .auto, [true, true, true]),
    (["TERM": "dumb", "LANG": "C.UTF-8"], true, .auto, [false, false, true]),
    ([:], true, .auto, [false, false, false]),
    (["TERM": "xterm", "CI": "1"], true, .auto, [false, true, false]),
    (["TERM": "xterm", "CI": ""], true, .auto, [true, true, false]),
    (["TERM": "xterm"], false, .auto, [false, false, false]),
    (
      ["TERM": "xterm", "NO_COLOR": "1", "CLICOLOR_FORCE": "1"], true, .auto, [true, false, false]
    ),
    (["TERM": "xterm", "NO_COLOR": ""], true, .auto, [true, true, false]),
    (["CLICOLOR_FORCE": "1"], false, .auto, [false, true, false]),
    (["CLICOLOR_FORCE": "0"], false, .auto, [false, false, false]),
    (["TERM": "xterm", "CLICOLOR": "0"], true, .auto, [true, false, false]),
    (["TERM": "xterm", "NO_COLOR": "1"], false, .always, [false, true, false]),
    (["TERM": "xterm"], true, .never, [true, false, false]),
  ])
  func environments(
    _ environment: [String: String], _ isTerminal: Bool, _ color: ColorChoice, _ expected: [Bool]
  ) {
    let traits = TerminalTraits(environment, isTerminal: isTerminal, color: color)
    #expect([traits.hasLiveLine, traits.hasColor, traits.isUnicode] == expected)
  }

  @Test func progressInTheTabOnlyWhereItIsKnown() throws {
    let known = ["TERM": "xterm", "TERM_PROGRAM": "ghostty", "LANG": "C.UTF-8"]
    let text = try epoch(TerminalTraits(known, isTerminal: true, color: .never), columns: 80)
    #expect(text.contains("\u{1B}]9;4;1;50\u{1B}\\"))
    #expect(text.hasSuffix("\u{1B}]9;4;0\u{1B}\\"))
    let elsewhere = try epoch(terminal, columns: 80)
    #expect(!elsewhere.contains("\u{1B}]"))
  }

  @Test func sparklines() {
    #expect(Sparkline.text([0, 1, 2, 3, 4, 5, 6, 7], terminal) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.text([2, 2], terminal) == "▁▁")
    #expect(Sparkline.text([2], terminal) == "")
    #expect(Sparkline.text([0, .nan, 1], terminal) == "▁█")
  }

  @Test func columnsOfCharacters() {
    #expect("e\u{301}a".columns == 2)
    #expect("重さ".columns == 4)
    #expect("a👍🏽\u{200D}".columns == 3)
    #expect("重さ".prefix(columns: 3) == "重")
  }

  @Test func quietIsForTheLogAlone() throws {
    let directory = try TemporaryDirectory()
    let (console, text) = heard(.plain)
    console.isQuiet = true
    console.keepLog(at: directory["log"])
    console.tell("progress")
    console.say("warning: heard")
    #expect(text() == "warning: heard\n")
    #expect(
      String(decoding: try directory.read("log"), as: UTF8.self) == "progress\nwarning: heard\n")
  }

  @Test func resultsThatCannotBeWritten() {
    let console = Console(out: { _ in false }, err: { _ in true })
    let failure = #expect(throws: Failure.self) { try console.result("x") }
    #expect(failure?.exitCode == 74)
  }

  private let terminal = TerminalTraits(
    ["TERM": "xterm", "LANG": "C.UTF-8"], isTerminal: true, color: .never)

  private let line = ProgressLine(
    epoch: 3, of: 10, step: 450, of: 1000, secondsLeft: 12.2, samplesPerSecond: 20376,
    values: [("loss", 0.000998), ("accuracy", 0.75), ("重さ", 2)],
    history: [1, 0.6, 0.5, 0.4, 0.45, 0.3])

  /// A console, and what it has written to standard error so far.
  private func heard(
    _ traits: TerminalTraits, columns: Int = 80
  ) -> (console: Console, text: () -> String) {
    var text = ""
    let console = Console(
      out: { _ in true },
      err: {
        text += $0
        return true
      }, traits: traits, columns: { columns })
    return (console, { text })
  }

  /// What a console writes while an epoch of some steps goes by.
  private func epoch(
    _ traits: TerminalTraits, columns: Int, stepSeconds: Double = 0.5, steps: Int = 2
  ) throws -> String {
    let (console, text) = heard(traits, columns: columns)
    var time = 0.0
    let reporter = ProgressReporter(console, samples: 200, monitor: "val_loss") { time }
    let values = Measurements([("loss", 0.5), ("accuracy", 0.75)])
    reporter.epochBegins(9, of: 12, steps: steps)
    for step in 1...steps {
      time += stepSeconds
      reporter.stepEnds(step, loss: 0.5) { values }
    }
    reporter.epochEnds(
      EpochLog(
        epoch: 9, step: 18, train: values,
        validation: Measurements([("loss", 0.6), ("accuracy", 0.7)]), learningRate: 0.001,
        samplesPerSecond: 200, elapsedSeconds: time))
    reporter.trainingEnds()
    return text().replacing("\u{1B}[J", with: "<clear>").replacing("\r", with: "<start>")
  }
}
