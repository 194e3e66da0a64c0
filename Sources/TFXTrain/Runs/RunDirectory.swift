#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The directory of one training run: `runs/NAME/001` with its files.
public struct RunDirectory: Hashable, Sendable {
  /// The directory's path.
  public let path: String

  /// The run in the given directory.
  public init(_ path: String) {
    var path = path
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The configuration with every default written out.
  public var config: String { path + "/config.yaml" }
  /// One row an epoch.
  public var metrics: String { path + "/metrics.csv" }
  /// What the program said.
  public var log: String { path + "/train.log" }
  /// The directory of the checkpoints.
  public var checkpoints: String { path + "/checkpoints" }
  /// The weights of the best epoch.
  public var best: String { checkpoints + "/best.safetensors" }
  /// The state after the last epoch.
  public var last: String { checkpoints + "/last.safetensors" }

  /// Makes the next run of a name: `ROOT/NAME/001`, `002`, …, and has `latest` point at it. Two
  /// programs that do so at one time get two directories.
  public static func next(
    name: String, root: String = "runs"
  ) throws(CheckpointError) -> RunDirectory {
    let parent = "\(root)/\(name)"
    try makeDirectories(parent)
    var number = (numbers(in: parent).max() ?? 0) + 1
    while true {
      let digits = "\(number)"
      let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
      let run = RunDirectory("\(parent)/\(padded)")
      if mkdir(run.path, 0o755) == 0 {
        try makeDirectories(run.checkpoints)
        pointLatest(in: parent, at: padded)
        return run
      }
      if errno != EEXIST {
        throw CheckpointError(.unwritable(reason: FileAccess.reason), file: run.path)
      }
      number += 1
    }
  }

  /// Makes a run in a directory of the user's choice.
  ///
  /// - Throws: ``CheckpointError`` if it holds a run already.
  public static func make(at path: String) throws(CheckpointError) -> RunDirectory {
    let run = RunDirectory(path)
    if run.exists {
      throw CheckpointError(
        .unwritable(reason: "it holds a run already; add --resume to go on with it"), file: path)
    }
    try makeDirectories(run.checkpoints)
    return run
  }

  /// The newest run of a name that has a checkpoint.
  public static func latest(name: String, root: String = "runs") -> RunDirectory? {
    let parent = "\(root)/\(name)"
    return numbered(in: parent).reversed().first { exists($0.last) }
  }

  /// The run of any name whose best checkpoint was written last.
  public static func newest(root: String = "runs") -> RunDirectory? {
    let names = FileAccess.names(in: root).filter { !$0.hasPrefix(".") }
    let runs = names.flatMap { numbered(in: "\(root)/\($0)") }
    return runs.filter { exists($0.best) }.max { modified($0.best) < modified($1.best) }
  }

  /// Whether there is a run here to go on with; one that ended before its first checkpoint is none.
  public var exists: Bool { RunDirectory.exists(best) || RunDirectory.exists(last) }

  private static func numbered(in parent: String) -> [RunDirectory] {
    FileAccess.names(in: parent).filter { Int($0) != nil }.sorted { Int($0)! < Int($1)! }
      .map { RunDirectory("\(parent)/\($0)") }
  }

  private static func numbers(in parent: String) -> [Int] {
    FileAccess.names(in: parent).compactMap { Int($0) }
  }

  private static func pointLatest(in parent: String, at target: String) {
    // Under another name first, so that there is always a `latest`. Without it nothing breaks.
    let temporary = "\(parent)/latest.\(getpid()).tmp"
    unlink(temporary)
    if symlink(target, temporary) == 0 { rename(temporary, "\(parent)/latest") }
  }

  private static func makeDirectories(_ path: String) throws(CheckpointError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
      if mkdir(made, 0o755) != 0 && errno != EEXIST && !isDirectory(made) {
        throw CheckpointError(.unwritable(reason: FileAccess.reason), file: path)
      }
    }
    if !isDirectory(path) {
      throw CheckpointError(.unwritable(reason: "it is not a directory"), file: path)
    }
  }

  private static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// When a file was written, in nanoseconds.
  private static func modified(_ path: String) -> Int {
    var status = stat()
    if stat(path, &status) != 0 { return 0 }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
