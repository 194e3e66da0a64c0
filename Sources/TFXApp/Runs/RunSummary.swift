import TFXConfig
import TFXCore
import TFXTrain

/// What there is to say of a run at a glance, from its files.
struct RunSummary {
  enum State: String { case running, ended, diverged, empty }

  let run: RunDirectory
  let state: State
  /// Epochs that are done, and that were wanted.
  let done: Int
  let epochs: Int
  let best: Checkpoint.Best?
  /// Whether the best value is the highest of all epochs; nil where that cannot be told.
  let isHigherBetter: Bool?
  /// The other values that were measured after the best epoch.
  let others: [(name: String, value: Double)]
  let seconds: Double
  /// When something was last written to it, in nanoseconds since 1970.
  let modified: Int

  init(_ run: RunDirectory) {
    self.run = run
    let table = try? MetricsTable(run.metrics)
    let progress = try? Checkpoint.progress(run.last)
    done = table?["epoch"].last?.map { Int($0) } ?? 0
    epochs = RunSummary.epochs(of: run) ?? done
    best = progress?.best
    seconds = (table?["elapsed_seconds"].last ?? nil) ?? 0
    modified = FileAccess.modified(run.metrics)
    state =
      run.isInUse ? .running : run.hasDiverged ? .diverged : progress == nil ? .empty : .ended
    guard let table, let best else {
      (others, isHigherBetter) = ([], nil)
      return
    }
    let all = table[best.name].compactMap { $0 }
    let (low, high) = (all.min() ?? 0, all.max() ?? 0)
    isHigherBetter = low == high ? nil : best.value == high
    let row = table["epoch"].firstIndex { $0 == Double(best.epoch) }
    let part = table.measurements.filter { $0.hasPrefix("val_") }
    others = (part.isEmpty ? table.measurements : part).filter { $0 != best.name }
      .compactMap { name in row.flatMap { table[name, $0] }.map { (name, $0) } }
  }

  /// How many epochs the run's configuration wants.
  static func epochs(of run: RunDirectory) -> Int? {
    guard let file = try? ConfigFile.load(run.config),
      case .scalar(let text, _) = file.root["fit"]?["epochs"]?.content
    else { return nil }
    return Int(text)
  }

  /// A value that the run can be sorted by.
  func value(_ name: String) -> Double? {
    best?.name == name ? best?.value : others.first { $0.name == name }?.value
  }
}
