import TFXCore
import TFXTrain

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `tfx runs`: a table of runs with their best values.
package struct RunsCommand {
  /// Where the runs lie.
  package var folder: String
  /// `run`, `best`, `epochs`, `time`, `modified`, or the name of a value.
  package var sort = "run"
  package var reverse = false
  package var json = false

  package init(folder: String) { self.folder = folder }

  package func run(_ console: Console) throws {
    guard FileAccess.isDirectory(folder) else {
      throw Failure("error: there is no folder '\(folder)'", exitCode: .noInput)
    }
    let runs = RunDirectory.all(in: folder).map(RunSummary.init)
    if runs.isEmpty {
      throw Failure("error: there are no runs in '\(folder)'", exitCode: .noInput)
    }
    var sorted = try self.sorted(runs)
    if reverse { sorted.reverse() }
    if json { return try console.result(RunsCommand.json(sorted)) }
    let table = table(sorted)
    try console.show { table.lines(width: $0) }
  }

  private func sorted(_ runs: [RunSummary]) throws -> [RunSummary] {
    // `runs` is in the order of names and numbers already, and sorting keeps that among equals.
    switch sort {
    case "run": return runs
    case "best":
      let names = runs.reduce(into: [String]()) { names, run in
        if let name = run.best?.name, !names.contains(name) { names.append(name) }
      }
      // Values of different names cannot be compared.
      return names.flatMap { name in RunsCommand.sorted(runs.filter { $0.best?.name == name }, name)
      }
        + runs.filter { $0.best == nil }
    case "epochs": return runs.sorted { $0.done > $1.done }
    case "time": return runs.sorted { $0.seconds < $1.seconds }
    case "modified": return runs.sorted { $0.modified > $1.modified }
    default:
      let known = runs.contains { $0.value(sort) != nil }
      if !known {
        throw Failure(
          "error: no run has a value '\(sort)'\n"
            + "  sort by run, best, epochs, time, modified, or a value such as val_accuracy",
          exitCode: .usage)
      }
      return RunsCommand.sorted(runs, sort)
    }
  }

  /// The best first: the lowest, unless what the runs hold to be the best is the highest, or it is no loss or
  /// error.
  private static func sorted(_ runs: [RunSummary], _ name: String) -> [RunSummary] {
    let told = runs.first { $0.best?.name == name && $0.isHigherBetter != nil }?.isHigherBetter
    let isLower = ["loss", "error", "entropy"].contains { name.contains($0) }
    let isHigher = told ?? !isLower
    let (known, unknown) = (
      runs.filter { $0.value(name)?.isFinite == true },
      runs.filter { $0.value(name)?.isFinite != true }
    )
    return known.sorted {
      isHigher ? $0.value(name)! > $1.value(name)! : $0.value(name)! < $1.value(name)!
    } + unknown
  }

  private func table(_ runs: [RunSummary]) -> TextTable {
    var table = TextTable(
      ["Run", "State", "Epochs", "Best", "At", "Time", "Last change", "Other values then"],
      rightAligned: [2, 4, 5], limit: 60, dispensable: [7, 6, 5, 1, 4, 2])
    for run in runs {
      let arrow = run.isHigherBetter.map { $0 ? " ↑" : " ↓" } ?? ""
      table.add([
        run.run.path, run.state.rawValue, "\(run.done)/\(run.epochs)",
        run.best.map { "\($0.name) \(NumberFormat.measurement($0.value))\(arrow)" } ?? "",
        run.best.map { "\($0.epoch)" } ?? "", NumberFormat.duration(run.seconds),
        RunsCommand.time(run.modified / 1_000_000_000), ProgressReporter.list(run.others),
      ])
    }
    return table
  }

  private static func json(_ runs: [RunSummary]) -> String {
    let objects = runs.map { run in
      var fields: JSON.Fields = [
        ("run", .string(run.run.path)), ("state", .string(run.state.rawValue)),
        ("epochs", .int(run.done)), ("epochs_wanted", .int(run.epochs)),
      ]
      if let best = run.best {
        fields.append(
          (
            "best",
            .object([
              ("name", .string(best.name)), ("value", .double(best.value)),
              ("epoch", .int(best.epoch)),
            ])
          ))
      }
      fields.append(
        ("values", .object(run.others.map { ($0.name, .double($0.value)) })))
      fields.append(("seconds", .double(run.seconds)))
      fields.append(("modified", .int(run.modified / 1_000_000_000)))
      return JSON.object(fields).line
    }
    return "[" + objects.joined(separator: ",\n ") + "]\n"
  }

  /// A time as the user's clock shows it.
  private static func time(_ seconds: Int) -> String {
    if seconds == 0 { return "" }
    var (time, fields) = (time_t(seconds), tm())
    localtime_r(&time, &fields)
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(fields.tm_year + 1900)-\(two(fields.tm_mon + 1))-\(two(fields.tm_mday)) "
      + "\(two(fields.tm_hour)):\(two(fields.tm_min))"
  }
}
