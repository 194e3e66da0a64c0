import TFXCore
import TFXTrain

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `tfx watch`: how a training goes that another process does, from the files of its run.
package struct WatchCommand {
  /// A run's directory, a name, or `latest`.
  package var run: String
  /// Where the runs lie.
  package var runsRoot = "runs"
  /// How long to wait before the files are looked at again, in seconds.
  package var interval = 0.25

  package init(run: String) { self.run = run }

  /// Tells each epoch that is done, until the training ends.
  package func run(_ console: Console) throws {
    guard let run = RunDirectory.begun(self.run, root: runsRoot) else {
      throw Failure("error: there is no run '\(self.run)'", exitCode: .noInput)
    }
    let epochs = RunSummary.epochs(of: run) ?? 0
    console.say("Run: \(run.path)")
    LiveLine.goesWithProgram()
    var told = 0
    while true {
      // Before the rows: what is written between the two is told by the next look.
      let isRunning = run.isInUse
      let table = FileAccess.exists(run.metrics) ? try MetricsTable(run.metrics) : nil
      let rows = table?.rows.count ?? 0
      // A resumed run may have dropped some.
      told = min(told, rows)
      if let table {
        for row in told..<rows { tell(table, row, of: epochs, on: console) }
      }
      told = rows
      if !isRunning { break }
      if let table, rows > 0 { draw(table, of: epochs, on: console) }
      usleep(UInt32(interval * 1e6))
    }
    console.endProgress()
    try console.show(ending(run, epochs: told))
  }

  private func values(_ table: MetricsTable, _ row: Int) -> [(name: String, value: Double)] {
    table.measurements.compactMap { name in table[name, row].map { (name, $0) } }
  }

  private func tell(_ table: MetricsTable, _ row: Int, of epochs: Int, on console: Console) {
    let epoch = Int(table["epoch", row] ?? 0)
    let elapsed = { (row: Int) in row < 0 ? 0 : table["elapsed_seconds", row] ?? 0 }
    console.tellEpoch(
      epoch, of: epochs, values(table, row), seconds: elapsed(row) - elapsed(row - 1),
      samplesPerSecond: table["samples_per_second", row] ?? 0)
  }

  private func draw(_ table: MetricsTable, of epochs: Int, on console: Console) {
    let row = table.rows.count - 1
    let epoch = Int(table["epoch", row] ?? 0)
    let elapsed = (table["elapsed_seconds", row] ?? 0) / Double(max(epoch, 1))
    let monitor = table.measurements.contains("val_loss") ? "val_loss" : "loss"
    var line = ProgressLine(
      epoch: epoch, of: epochs, step: epoch, of: epochs,
      secondsLeft: elapsed * Double(max(epochs - epoch, 0)),
      samplesPerSecond: table["samples_per_second", row] ?? 0, values: values(table, row),
      history: table[monitor].compactMap { $0 })
    line.countsSteps = false
    console.live(line)
  }

  private func ending(_ run: RunDirectory, epochs: Int) -> String {
    if run.hasDiverged { return "diverged after \(epochs) epochs\n" }
    guard let last = try? Checkpoint.progress(run.last) else {
      return "ended without a checkpoint\n"
    }
    var text = "ended after \(last.epoch) \(last.epoch == 1 ? "epoch" : "epochs")\n"
    if let best = last.best {
      text += "best epoch: \(best.epoch) of \(last.epoch)"
      text += " (\(best.name) \(NumberFormat.measurement(best.value)))\n"
    }
    return text + "checkpoint: \(run.best)\n"
  }
}
