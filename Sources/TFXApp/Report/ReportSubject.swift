import TFXCore
import TFXData
import TFXTrain

/// What a page is about: a model as it was trained, and all that is known of its training.
struct ReportSubject {
  /// The model with its best weights.
  var model: Sequential
  var preprocessing: Preprocessing
  var config: ExperimentConfig
  /// The configuration with every default written out.
  var configText: String
  /// The run's directory; nil for a checkpoint that lies elsewhere.
  var run: RunDirectory?
  var checkpoint: String
  var best: Checkpoint.Best?
  /// What it was trained on, and how many samples there are to validate and to test; nil and 0 where that
  /// is not known.
  var train: (any BatchSource)?
  var validationCount = 0
  var testCount = 0
  /// All parts with what they are called, each of their samples once; empty where they are not known.
  var parts: [(name: String, samples: any BatchSource)] = []
  var fingerprint: DataFingerprint?

  /// Where it lies, as seen from the folder of all runs: `runs/iris/001`, so that the page is the same
  /// wherever that is and whoever looks from where. Of other places the last two names.
  var shownPath: String {
    let path = FilePath.absolute(run?.path ?? checkpoint)
    let names = path.split(separator: "/").map(String.init)
    let count = names.count > 2 && names[names.count - 3] == "runs" ? 3 : run == nil ? 1 : 2
    return names.suffix(count).joined(separator: "/")
  }
}

/// A run's `metrics.csv`, with no number where an epoch has none.
struct RunMetrics {
  private let table: MetricsTable

  /// Nil if there is no such file, or nothing in it.
  init?(_ run: RunDirectory?) {
    guard let run, let table = try? MetricsTable(run.metrics), !table.rows.isEmpty else {
      return nil
    }
    self.table = table
  }

  subscript(name: String) -> [Double] { table[name].map { $0 ?? .nan } }

  var epochs: [Int] { self["epoch"].map { $0.isFinite ? Int($0) : 0 } }

  /// The names of what was measured in training, in validation, or in both: `loss`, `accuracy`, ….
  var measured: [String] {
    var measured: [String] = []
    for name in table.measurements {
      let own = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
      if !measured.contains(own) { measured.append(own) }
    }
    return measured
  }
}

extension RunDirectory {
  /// What the program warned of in the run, each once.
  var warnings: [String] {
    guard let bytes = try? FileAccess.read(log) else { return [] }
    var warnings: [String] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard line.hasPrefix("warning: ") else { continue }
      let text = String(line.dropFirst("warning: ".count))
      if !warnings.contains(text) { warnings.append(text) }
    }
    return warnings
  }
}
