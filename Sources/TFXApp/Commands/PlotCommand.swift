import TFXCore
import TFXReport
import TFXTrain

/// `tfx plot`: a value of several runs over the epochs, in one picture.
package struct PlotCommand {
  /// Runs: directories, names, of which the newest run is meant, or `latest`.
  package var runs: [String]
  /// A column of metrics.csv, or the name of one without `val_`, for both; if nil, what decides the best epoch
  /// of the first run.
  package var metric: String?
  /// The picture's file.
  package var output: String
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(_ runs: [String], output: String) { (self.runs, self.output) = (runs, output) }

  /// More lines than these cannot be told from each other.
  private static let runLimit = 12

  package func run(_ console: Console) throws {
    guard FilePath.ending(of: output) == "svg" else {
      throw Failure(
        "error: --output: a picture is an .svg file, found '\(output)'", exitCode: .usage)
    }
    if runs.count > PlotCommand.runLimit {
      throw Failure(
        "error: \(runs.count) runs in one picture cannot be told from each other\n"
          + "  name \(PlotCommand.runLimit) at most", exitCode: .usage)
    }
    let plotted = try runs.map { try PlottedRun($0, root: runsRoot) }
    let metric = metric ?? plotted[0].monitor
    let lines = try self.lines(plotted, metric)
    var chart = LineChart(
      PlotCommand.title(metric), finding: finding(plotted, metric), axes: ("epoch", metric),
      lines: lines)
    chart.isWhole = true
    try FileAccess.write(Array(LinePicture(chart).svg.utf8), to: output)
    try console.result("picture: \(output)\n")
  }

  private func lines(_ plotted: [PlottedRun], _ metric: String) throws -> [LineChart.Line] {
    var lines: [LineChart.Line] = []
    let colors = Palette.light.series.count
    // Dashes are for training, or for the runs for which there is no other colour.
    let hasTraining = plotted.count <= colors
    for (place, run) in plotted.enumerated() {
      let names = run.curves(metric, hasTraining: hasTraining)
      if names.isEmpty {
        let known = run.table.measurements + ["learning_rate", "samples_per_second"]
        throw Failure(
          "error: \(run.path) has no value '\(metric)'\n  "
            + (Spelling.suggestion(for: metric, among: known)
              ?? "it has \(known.joined(separator: ", "))"),
          exitCode: .usage)
      }
      for (name, isDashed) in names {
        let points = run.points(name)
        lines.append(
          LineChart.Line(
            run.title(name), points, series: place % colors,
            isDashed: isDashed || place >= colors,
            mark: isDashed ? nil : points.first { $0.x == run.bestEpoch }))
      }
    }
    return lines
  }

  private static func title(_ metric: String) -> String {
    let words = TrainingHistory.title(metric)
    return "\(words) by epoch"
  }

  private func finding(_ plotted: [PlottedRun], _ metric: String) -> String {
    plotted.map { run in
      let name = run.curves(metric, hasTraining: false).first?.name ?? metric
      let last = run.points(name).last.map { Digits.text($0.y) } ?? "–"
      return "\(run.shown): \(last) at the end."
    }.joined(separator: " ")
  }
}

/// A run whose values are drawn.
private struct PlottedRun {
  let path: String
  let shown: String
  let table: MetricsTable
  let bestEpoch: Double?
  /// What decides which epoch is the best, without `val_`.
  let monitor: String

  init(_ argument: String, root: String) throws {
    guard let run = RunDirectory.begun(argument, root: root) else {
      throw Failure(
        "error: there is no run '\(argument)'\n  name a run's directory, such as \(root)/NAME/001, "
          + "or latest", exitCode: .noInput)
    }
    path = run.path
    shown = Digits.shortened(path, 80)
    guard FileAccess.exists(run.metrics) else {
      throw Failure(
        "error: \(run.path) has no metrics.csv: no epoch is done yet", exitCode: .noInput)
    }
    table = try MetricsTable(run.metrics)
    if table.rows.isEmpty {
      throw Failure("error: \(run.path): no epoch is done yet", exitCode: .noInput)
    }
    let best = RunSummary(run).best
    bestEpoch = (best?.epoch).map { Double($0) }
    monitor =
      best.map { $0.name.hasPrefix("val_") ? String($0.name.dropFirst(4)) : $0.name } ?? "loss"
  }

  /// The columns that a value stands in; those of the training part beside validation are dashed.
  func curves(_ metric: String, hasTraining: Bool) -> [(name: String, isDashed: Bool)] {
    let validation = "val_\(metric)"
    guard table.names.contains(validation) else {
      return table.names.dropFirst(2).contains(metric) ? [(metric, false)] : []
    }
    return [(validation, false)]
      + (hasTraining && table.names.contains(metric) ? [(metric, true)] : [])
  }

  func points(_ name: String) -> [(x: Double, y: Double)] {
    zip(table["epoch"], table[name]).compactMap { epoch, value in
      epoch.flatMap { epoch in value.flatMap { $0.isFinite ? (epoch, $0) : nil } }
    }
  }

  func title(_ name: String) -> String { "\(shown), \(name)" }
}
