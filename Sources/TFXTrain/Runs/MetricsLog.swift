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
}
