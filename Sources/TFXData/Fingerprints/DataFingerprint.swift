import TFXCore

/// What tells whether the data of a run is what it was: a fingerprint of each file, and of how the
/// rows of the training file were divided.
public struct DataFingerprint: Codable, Hashable, Sendable {
  /// Those of the files, in the order in which a configuration names them.
  public var files: [FileFingerprint]
  /// That of the parts; nil as long as the data has not been read.
  public var split: SplitFingerprint?

  /// Reads all files of a configuration but standard input.
  package init(_ config: DataConfig) throws(DataError) { try self.init(config.sources) }

  /// Reads all files of some parts.
  package init(_ sources: [(part: DataPart, source: DataSource)]) throws(DataError) {
    files = []
    for (part, source) in sources {
      var own: [FileFingerprint] = []
      for file in source.files { own.append(try FileFingerprint(file, of: part)) }
      files += own.count > DataFingerprint.mostFiles ? [FileFingerprint(own, of: part)] : own
    }
  }

  /// The files of a part that are told apart; of more there is one fingerprint.
  private static let mostFiles = 32

  /// What is different in the files, a line each, as seen from an earlier state.
  package func changes(since old: DataFingerprint) -> [String] {
    [DataPart.train, .validation, .test].flatMap { changes(in: $0, since: old) }
  }

  /// What is different in the files of a part.
  package func changes(in part: DataPart, since old: DataFingerprint) -> [String] {
    let before = old.files.filter { $0.part == part }
    let now = files.filter { $0.part == part }
    if before.count == now.count, zip(before, now).allSatisfy({ $0.isSame(as: $1) }) { return [] }
    var lines: [String] = []
    for file in before where !now.contains(where: { $0.name.isWritten(file.name) }) {
      lines.append("\(part.rawValue): '\(file.name)' is not among the files any more")
    }
    for file in now {
      guard let same = before.first(where: { $0.name.isWritten(file.name) }) else {
        lines.append("\(part.rawValue): '\(file.name)' is new")
        continue
      }
      if file.isSame(as: same) { continue }
      lines.append(
        file.byteCount == same.byteCount
          ? "\(part.rawValue): '\(file.name)' has another content of the same \(file.byteCount) bytes"
          : "\(part.rawValue): '\(file.name)' had \(same.byteCount) bytes and has \(file.byteCount)"
      )
    }
    return lines.isEmpty ? ["\(part.rawValue): the files come in another order"] : lines
  }
}

/// The fingerprint of a run's data, which a thread of its own takes while the training begins.
package final class FingerprintTask {
  private let work: Work
  private var thread: BackgroundThread?

  /// Begins to read the files of a configuration; `split` is that of the data.
  package init(_ config: DataConfig, _ split: SplitFingerprint?) {
    let work = Work(config, split)
    self.work = work
    thread = BackgroundThread { work.run() }
    if thread == nil { work.run() }
  }

  /// A fingerprint that is there already.
  package init(_ fingerprint: DataFingerprint) { work = Work(fingerprint) }

  /// The fingerprint, when it is there; nil if a file has gone away since it was read.
  package var value: DataFingerprint? {
    thread?.join()
    thread = nil
    return work.result
  }

  deinit { thread?.join() }

  /// One thread at a time uses it: the other one waits for the end of the first.
  private final class Work: @unchecked Sendable {
    private let config: DataConfig?
    private let split: SplitFingerprint?
    private(set) var result: DataFingerprint?

    init(_ config: DataConfig, _ split: SplitFingerprint?) {
      self.config = config
      self.split = split
    }

    init(_ result: DataFingerprint) {
      (config, split) = (nil, result.split)
      self.result = result
    }

    func run() {
      guard let config else { return }
      result = try? DataFingerprint(config)
      result?.split = split
    }
  }
}
