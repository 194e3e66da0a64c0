public import TFXCore

/// Writes `metrics.csv`: a header, then one row an epoch.
public final class MetricsLog: Callback {
  private let path: String
  /// The names of the measurements that are columns; empty before there is a header.
  private var names: [String] = []
  /// Seconds that earlier parts of a resumed run took.
  private var earlierSeconds = 0.0

  /// A log in a new file, or, for a resumed run, behind the rows of its first `epochs` epochs.
  public init(_ path: String, keeping epochs: Int = 0) throws(FileError) {
    self.path = path
    if epochs == 0 {
      try FileAccess.write([], to: path)
      return
    }
    let text = String(decoding: try FileAccess.read(path), as: UTF8.self)
    // A machine that died may have left a part of a row: an unterminated last row is dropped.
    let whole = text.lastIndex(of: "\n").map { text[..<$0] } ?? ""
    let lines = whole.split(separator: "\n").map(String.init)
    let rows = lines.dropFirst().filter { line in
      line.split(separator: ",").first.flatMap { Int($0) }.map { $0 <= epochs } ?? false
    }
    let columns = (lines.first ?? "").split(separator: ",").map(String.init)
    names = Array(columns.dropFirst(2).dropLast(3))
    earlierSeconds = rows.last?.split(separator: ",").last.flatMap { Double($0) } ?? 0
    let kept = (lines.prefix(1) + rows).map { $0 + "\n" }.joined()
    try FileAccess.write(Array(kept.utf8), to: path)
  }

  public func epochEnds(_ log: EpochLog) throws {
    var text = ""
    if names.isEmpty {
      names = log.names
      let columns =
        ["epoch", "step"] + names + ["learning_rate", "samples_per_second", "elapsed_seconds"]
      text = columns.joined(separator: ",") + "\n"
    }
    let added = log.names.filter { !names.contains($0) }
    if !added.isEmpty { try addColumns(added) }
    // An epoch that is not validated leaves its cells empty.
    let values =
      ["\(log.epoch)", "\(log.step)"] + names.map { log[$0].map { "\($0)" } ?? "" }
    let rest = [
      "\(Float(log.learningRate))", "\(Int(log.samplesPerSecond.rounded()))",
      "\(((log.elapsedSeconds + earlierSeconds) * 1000).rounded() / 1000)",
    ]
    text += (values + rest).joined(separator: ",") + "\n"
    try FileAccess.append(Array(text.utf8), to: path)
  }

  /// Adds columns behind those of the other measurements, in which the epochs so far have empty cells:
  /// a run may be gone on with under further metrics.
  private func addColumns(_ added: [String]) throws {
    let place = 2 + names.count
    names += added
    let lines = String(decoding: try FileAccess.read(path), as: UTF8.self).split(separator: "\n")
    let text = lines.enumerated().map { index, line in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let new = index == 0 ? added : added.map { _ in "" }
      cells.insert(contentsOf: new, at: min(place, cells.count))
      return cells.joined(separator: ",") + "\n"
    }
    try FileAccess.write(Array(text.joined().utf8), to: path)
  }
}
