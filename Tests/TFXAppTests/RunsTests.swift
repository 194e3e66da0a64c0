import Foundation
import TFXApp
import TFXTrain
import TestSupport
import Testing

/// `tfx runs`.
@Suite struct RunsTests {
  private func runs(
    _ workshop: Workshop, _ folder: String = "runs",
    _ change: (inout RunsCommand) -> Void = { _ in }
  ) -> Workshop.Outcome {
    workshop.perform { console in
      var command = RunsCommand(folder: workshop[folder])
      change(&command)
      try command.run(console)
    }
  }

  /// Three runs, of which the second is the best.
  private func trained() throws -> Workshop {
    let workshop = try Workshop()
    for (rate, name) in [("0.001", "slow"), ("0.1", "fast"), ("0.001", "slow")] {
      let outcome = workshop.perform { console in
        var command = TrainCommand(config: workshop["flowers.yaml"])
        command.runsRoot = workshop["runs"]
        command.overrides = [
          "name=\(name)", "fit.epochs=3", "compile.optimizer={Adam: {learning_rate: \(rate)}}",
        ]
        command.threads = 1
        try command.run(console)
      }
      #expect(outcome.exitCode == 0, "\(outcome.err)")
    }
    return workshop
  }

  @Test func theTable() throws {
    let workshop = try trained()
    func steady(_ outcome: Workshop.Outcome) -> String {
      outcome.text.replacing(workshop.directory.path, with: "FOLDER")
        .replacing(#/ +\d\.\d\d s  \d{4}-\d\d-\d\d \d\d:\d\d/#, with: "  TIME  DATE")
        // The folder's name is as long as the system makes it.
        .replacing(#/Run +State/#, with: "Run  State")
        .replacing(#/"(seconds|modified)": [\d.]+/#) { "\"\($0.output.1)\": …" }
    }
    try Golden.expect(steady(runs(workshop)), "runs-table")
    try Golden.expect(steady(runs(workshop) { $0.json = true }), "runs-json")
    let json = runs(workshop) { $0.json = true }.out
    let list = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
    #expect(list?.count == 3)
    // One name's runs, or one run.
    #expect(runs(workshop, "runs/slow").out.split(separator: "\n").count == 3)
    #expect(runs(workshop, "runs/slow/002").out.split(separator: "\n").count == 2)
  }

  @Test func theBestFirst() throws {
    let workshop = try trained()
    func names(_ change: (inout RunsCommand) -> Void) -> [String] {
      runs(workshop, "runs", change).out.split(separator: "\n").dropFirst().map {
        String($0.prefix { $0 != " " }.suffix(8))
      }
    }
    #expect(names { _ in } == ["fast/001", "slow/001", "slow/002"])
    #expect(names { $0.sort = "best" }.first == "fast/001")
    #expect(
      names {
        $0.sort = "val_loss"; $0.reverse = true
      }.last == "fast/001")
    #expect(names { $0.sort = "val_accuracy" }.count == 3)
    #expect(names { $0.sort = "modified" }.first == "slow/002")
    let wrong = runs(workshop) { $0.sort = "beauty" }
    #expect(wrong.exitCode == 64)
    #expect(wrong.err.contains("no run has a value 'beauty'"))
  }

  /// What others wrote into the folder, and what a killed training left, is no trouble.
  @Test func brokenRuns() throws {
    let workshop = try trained()
    try FileManager.default.createDirectory(
      atPath: workshop["runs/broken/001"], withIntermediateDirectories: true)
    try workshop.write("runs/broken/001/config.yaml", "fit: [")
    try workshop.write("runs/broken/001/metrics.csv", "\u{0}")
    try workshop.write("runs/notes.txt", "hello")
    let outcome = runs(workshop)
    #expect(outcome.exitCode == 0)
    #expect(outcome.out.contains("broken/001") && outcome.out.contains("empty"))
    #expect(runs(workshop, "nowhere").exitCode == 66)
    #expect(runs(workshop, "flowers.csv").exitCode == 66)
  }
}
