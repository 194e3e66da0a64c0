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

/// A run's `metrics.csv`: a column for each value, a row an epoch.
struct RunMetrics {
  let names: [String]
  private let columns: [[Double]]

  /// Nil if there is no such file, or nothing in it.
  init?(_ run: RunDirectory?) {
    guard let run, let bytes = try? FileAccess.read(run.metrics) else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let header = lines.first, lines.count > 1 else { return nil }
    let names = header.split(separator: ",").map(String.init)
    let rows = lines.dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    }
    self.names = names
    columns = names.indices.map { place in
      rows.map { $0.indices.contains(place) ? $0[place] : .nan }
    }
  }

  subscript(name: String) -> [Double] {
    names.firstIndex(of: name).map { columns[$0] } ?? []
  }

  var epochs: [Int] { self["epoch"].map { $0.isFinite ? Int($0) : 0 } }

  /// The names of what was measured in training: `loss`, `accuracy`, ….
  var measured: [String] {
    names.filter { name in
      !["epoch", "step", "learning_rate", "samples_per_second", "elapsed_seconds"].contains(name)
        && !(name.hasPrefix("val_") && names.contains(String(name.dropFirst(4))))
    }
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
