import Foundation
import TFXApp
import TFXTrain
import TestSupport
import Testing

/// What programs are told of a training: `--log json` and `--on-finish`.
@Suite struct TrainingEventTests {
  private func train(
    _ workshop: Workshop, json: Bool = true, _ hooks: FinishHooks = FinishHooks(),
    _ change: (inout TrainCommand) -> Void = { _ in }
  ) -> Workshop.Outcome {
    workshop.perform { console in
      var command = TrainCommand(config: workshop["flowers.yaml"])
      command.overrides = ["fit.epochs=2"]
      command.output = workshop["run"]
      command.threads = 1
      change(&command)
      try command.run(console, json: json, hooks)
    }
  }

  /// Without what differs from run to run: times, speeds, folders.
  private func steady(_ text: String, _ workshop: Workshop) -> String {
    text.replacing(workshop.directory.path, with: "FOLDER")
      .replacing(#/"(time|seconds|samples_per_second|threads)": ("[^"]*"|[-+.e\d]+)/#) {
        "\"\($0.output.1)\": …"
      }
  }

  @Test func eachEventIsALineOfJSON() throws {
    let workshop = try Workshop()
    let outcome = train(workshop)
    #expect(outcome.exitCode == 0)
    for line in outcome.out.split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["event"] is String)
    }
    try Golden.expect(steady(outcome.out, workshop), "training-events")
    // The results are messages now.
    #expect(outcome.err.contains("best epoch: "))
  }

  @Test func mistakesAreEventsToo() throws {
    let workshop = try Workshop()
    let outcome = train(workshop) { $0.overrides = ["fit.epochs=-1"] }
    #expect(outcome.exitCode == 78)
    let lines = outcome.out.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.contains("\"event\": \"error\"") == true)
    #expect(lines.last?.contains("\"status\": \"failed\", \"exit_code\": 78") == true)
  }

  @Test func numbersThatJSONHasNotAreNamed() {
    var text = ""
    let events = TrainingEvents(write: { text += $0 }, now: { Date(timeIntervalSince1970: 0) })
    events.epochBegins(1, of: 2, steps: 3)
    events.epochEnds(
      EpochLog(
        epoch: 1, step: 3, train: Measurements([("loss", .nan), ("accuracy", 0.5)]),
        validation: nil, learningRate: 0.001, samplesPerSecond: 10, elapsedSeconds: 1))
    #expect(
      text == """
        {"event": "epoch", "time": "1970-01-01T00:00:00Z", "epoch": 1, "epochs": 2, "step": 3, \
        "loss": null, "accuracy": 0.5, "nonfinite": ["loss"], "learning_rate": 0.001, \
        "samples_per_second": 10, "seconds": 0}

        """)
  }

  @Test func aCommandIsRunAtTheEnd() throws {
    let workshop = try Workshop()
    var hooks = FinishHooks()
    let file = workshop["it's finished"]
    hooks.command =
      "{ cat; env | grep -E '^TFX_(STATUS|EXIT_CODE|RUN|CHECKPOINT|METRIC|BEST)' | sort; } > \"$0\""
      .replacing(
        "$0", with: file)
    let outcome = train(workshop, json: false, hooks)
    #expect(outcome.exitCode == 0)
    let text = steady(try workshop.text("it's finished"), workshop)
    try Golden.expect(text, "on-finish")
  }

  @Test func aCommandIsRunAfterAFailureToo() throws {
    let workshop = try Workshop()
    var hooks = FinishHooks()
    hooks.command = "echo $TFX_STATUS $TFX_EXIT_CODE > '\(workshop["status"])'; exit 3"
    let outcome = train(workshop, json: false, hooks) { $0.config = workshop["none.yaml"] }
    #expect(outcome.exitCode == 66)
    #expect(try workshop.text("status") == "failed 66\n")
    #expect(outcome.err.contains("warning: --on-finish ended with exit code 3\n"))
  }

  @Test func aBellAtTheEnd() throws {
    let workshop = try Workshop()
    var hooks = FinishHooks()
    hooks.notifies = true
    #expect(train(workshop, json: false, hooks).err.contains("\u{07}"))
  }

  /// With --quiet the log has what it has without.
  @Test func theLogIsTheSameWithQuiet() throws {
    let workshop = try Workshop()
    var logs: [String] = []
    for quiet in [false, true] {
      let name = quiet ? "quiet" : "loud"
      let outcome = train(workshop, json: false) {
        $0.quiet = quiet
        $0.output = workshop[name]
      }
      #expect(outcome.exitCode == 0)
      #expect(outcome.err.isEmpty == quiet)
      let text = try workshop.text("\(name)/train.log").replacing(name, with: "run")
      logs.append(text.replacing(#/\d\.\d+ s|[\d,]+ samples\/s/#, with: "…"))
    }
    #expect(logs[0] == logs[1])
    #expect(logs[0].contains("epoch 2/2"))
  }
}
