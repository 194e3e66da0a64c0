#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Writes `metrics.csv`: a header, then one row an epoch, each on the disk before the next epoch
/// begins.
public final class MetricsLog: Callback {
  private let path: String
  private var rows: [String] = []
  private var header: String?
  /// Seconds that earlier parts of a resumed run took.
  private var earlierSeconds = 0.0

  /// A log in a new file, or, for a resumed run, behind the rows of its first `epochs` epochs.
  public init(_ path: String, keeping epochs: Int = 0) throws(CheckpointError) {
    self.path = path
    if epochs == 0 { return }
    let text = String(decoding: try FileAccess.read(path), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    header = lines.first
    rows = lines.dropFirst().filter { line in
      line.split(separator: ",").first.flatMap { Int($0) }.map { $0 <= epochs } ?? false
    }
    earlierSeconds = rows.last?.split(separator: ",").last.flatMap { Double($0) } ?? 0
  }

  public func epochEnds(_ log: EpochLog) throws {
    let names = log.values.map(\.name)
    let columns =
      ["epoch", "step"] + names + ["learning_rate", "samples_per_second", "elapsed_seconds"]
    header = header ?? columns.joined(separator: ",")
    let values = ["\(log.epoch)", "\(log.step)"] + log.values.map { "\($0.value)" }
    let rest = [
      "\(Float(log.learningRate))", "\(Int(log.samplesPerSecond.rounded()))",
      "\(((log.elapsedSeconds + earlierSeconds) * 1000).rounded() / 1000)",
    ]
    rows.append((values + rest).joined(separator: ","))
    let text = ([header!] + rows).joined(separator: "\n") + "\n"
    try FileAccess.write(Array(text.utf8), to: path)
  }
}
