import Foundation
import TFXApp
import TFXTrain
import Testing

/// `tfx watch`.
@Suite struct WatchTests {
  private func watch(_ workshop: Workshop, _ run: String) -> Workshop.Outcome {
    workshop.perform { console in
      var command = WatchCommand(run: run)
      command.runsRoot = workshop["runs"]
      command.interval = 0.01
      try command.run(console)
    }
  }

  private func trained(_ workshop: Workshop) -> Workshop.Outcome {
    workshop.perform { console in
      var command = TrainCommand(config: workshop["flowers.yaml"])
      command.runsRoot = workshop["runs"]
      command.overrides = ["fit.epochs=3"]
      command.threads = 1
      try command.run(console)
    }
  }

  @Test(arguments: ["latest", "flowers", "flowers/001"])
  func aRunThatHasEndedIsToldAtOnce(_ name: String) throws {
    let workshop = try Workshop()
    let training = trained(workshop)
    let outcome = watch(workshop, name)
    let epochs = { (text: String) in
      text.split(separator: "\n").filter { $0.hasPrefix("epoch") }.map {
        // Times are rounded once more.
        $0.replacing(#/[\d.,]+ (s|samples\/s)/#, with: "…")
      }
    }
    #expect(epochs(outcome.err).count == 3)
    #expect(epochs(outcome.err) == epochs(training.err))
    #expect(outcome.out.hasPrefix("ended after 3 epochs\nbest epoch: "))
    #expect(outcome.exitCode == 0)
  }

  @Test func itEndsWithTheTraining() throws {
    let workshop = try Workshop()
    _ = trained(workshop)
    let run = RunDirectory(workshop["runs/flowers/001"])
    var lock = try Optional(run.lock())
    #expect(run.isInUse)
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var outcome = Workshop.Outcome()
    nonisolated(unsafe) let watched = workshop
    Thread.detachNewThread {
      outcome = self.watch(watched, "latest")
      done.signal()
    }
    #expect(done.wait(timeout: .now() + 0.2) == .timedOut)
    let table = try MetricsTable(run.metrics)
    let row = try String(contentsOfFile: run.metrics, encoding: .utf8)
      .split(separator: "\n").last!.dropFirst()
    // Half a row is told when it is whole.
    let file = try #require(FileHandle(forWritingAtPath: run.metrics))
    try file.seekToEnd()
    try file.write(contentsOf: Data("4\(row.prefix(8))".utf8))
    let halfWritten = try MetricsTable(run.metrics)
    #expect(halfWritten == table)
    try file.write(contentsOf: Data("\(row.dropFirst(8))\n".utf8))
    #expect(done.wait(timeout: .now() + 0.1) == .timedOut)
    lock = nil
    #expect(lock == nil && !run.isInUse)
    done.wait()
    #expect(outcome.err.contains("epoch 4/3") && !outcome.err.contains("epoch 5"))
  }

  @Test func thereIsNoRun() throws {
    let workshop = try Workshop()
    let outcome = watch(workshop, "nothing")
    #expect(outcome.exitCode == 66)
    #expect(outcome.err == "error: there is no run 'nothing'\n")
  }
}
