import TFXApp
import TFXTrain
import Testing

/// How numbers read, and what a terminal shows.
@Suite struct TerminalTests {
  @Test(arguments: [
    (0, "0.0000"), (1, "1.0000"), (-0.5, "-0.5000"), (0.28123, "0.2812"), (0.00005, "5.0000e-5"),
    (-0.00005, "-5.0000e-5"), (0.001, "0.0010"), (0.99996, "1.0000"), (29049.66, "29049.6600"),
    (1e7, "1.0000e7"), (9.99996e8, "1.0000e9"), (1.6021e30, "1.6021e30"), (1e-300, "1.0000e-300"),
    (.infinity, "inf"), (.nan, "nan"),
  ])
  func measurements(_ value: Double, _ text: String) {
    #expect(NumberFormat.measurement(value) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
  ])
  func counts(_ value: Int, _ text: String) {
    #expect(NumberFormat.count(value) == text)
  }

  @Test(arguments: [
    (-1, "0.0s"), (0, "0.0s"), (0.04, "0.0s"), (9.94, "9.9s"), (9.96, "10s"), (59.4, "59s"),
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

  @Test func bars() {
    #expect(ProgressReporter.bar(0, of: 4, width: 4) == "────")
    #expect(ProgressReporter.bar(3, of: 4, width: 4) == "━━━─")
    #expect(ProgressReporter.bar(4, of: 4, width: 4) == "━━━━")
    #expect(ProgressReporter.bar(0, of: 0, width: 4) == "━━━━")
  }

  /// What a console writes while an epoch of two steps goes by.
  private func epoch(isTerminal: Bool, columns: Int) throws -> String {
    var text = ""
    let console = Console(
      out: { _ in true },
      err: {
        text += $0
        return true
      }, isTerminal: isTerminal, columns: columns)
    let reporter = ProgressReporter(console)
    let values = Measurements([("loss", 0.5), ("accuracy", 0.75)])
    reporter.epochBegins(9, of: 12, steps: 2)
    reporter.stepEnds(1, loss: 0.5) { values }
    reporter.stepEnds(2, loss: 0.5) { values }
    console.say("epoch  9/12  done")
    return text.replacing("\u{1B}[K", with: "<clear>").replacing("\r", with: "<start>")
      .replacing(#/[\d.]+s left/#, with: "TIME left")
  }

  @Test func theLiveLine() throws {
    #expect(
      try epoch(isTerminal: true, columns: 100) == """
        <start>epoch  9/12 ━━━━━━━━━━────────── 1/2  TIME left  loss 0.5000  accuracy 0.7500<clear>\
        <start>epoch  9/12 ━━━━━━━━━━━━━━━━━━━━ 2/2  TIME left  loss 0.5000  accuracy 0.7500<clear>\
        <start><clear>epoch  9/12  done

        """)
  }

  @Test func aNarrowTerminalCutsTheLine() throws {
    #expect(
      try epoch(isTerminal: true, columns: 20) == """
        <start>epoch  9/12 ━━━━━━━<clear><start>epoch  9/12 ━━━━━━━<clear>\
        <start><clear>epoch  9/12  done

        """)
  }

  @Test func aFileGetsPlainLines() throws {
    #expect(try epoch(isTerminal: false, columns: 80) == "epoch  9/12  done\n")
  }

  @Test func resultsThatCannotBeWritten() {
    let console = Console(out: { _ in false }, err: { _ in true }, isTerminal: false)
    let failure = #expect(throws: Failure.self) { try console.result("x") }
    #expect(failure?.exitCode == 74)
  }
}
