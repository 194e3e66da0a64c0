package import TFXCore

extension RunDirectory {
  /// The run that a file of its checkpoints belongs to; nil for a checkpoint that lies elsewhere.
  package init?(ofCheckpoint path: String) {
    var directory = FilePath.directory(of: FilePath.absolute(path))
    // A name of a callback's may have folders in it.
    while FilePath.name(of: directory) != "checkpoints" {
      if directory == "/" { return nil }
      directory = FilePath.directory(of: directory)
    }
    let run = RunDirectory(FilePath.short(FilePath.directory(of: directory)))
    if !FileAccess.exists(run.config) { return nil }
    self = run
  }

  /// The newest run of a name that has a checkpoint and did not diverge.
  public static func latest(name: String, root: String = "runs") -> RunDirectory? {
    numbered(in: "\(root)/\(name)").reversed().first {
      FileAccess.exists($0.last) && !$0.hasDiverged
    }
  }

  /// The run of any name whose best checkpoint was written last.
  public static func newest(root: String = "runs") -> RunDirectory? { byAge(root: root).first }

  /// The runs of all names that have a best checkpoint and did not diverge, the one that was written
  /// last first.
  package static func byAge(root: String) -> [RunDirectory] {
    let names = FileAccess.names(in: root).filter { !$0.hasPrefix(".") }
    let runs = names.flatMap { numbered(in: "\(root)/\($0)") }
    return runs.filter { FileAccess.exists($0.best) && !$0.hasDiverged }
      .map { (run: $0, modified: FileAccess.modified($0.best)) }
      .sorted { ($0.modified, $0.run.path) > ($1.modified, $1.run.path) }.map(\.run)
  }

  /// The checkpoint that a user means: a file; a run's directory, or `NAME/001` under `root`, whose best
  /// it is; a directory of runs or their name, of which the newest is meant; or `latest`, the newest
  /// run of all. Nil for a directory or `latest` in which there is no run.
  package static func checkpoint(_ argument: String, root: String) -> String? {
    let isDirectory = FileAccess.isDirectory(argument)
    if FileAccess.exists(argument), !isDirectory { return argument }
    if argument == "latest", !isDirectory { return newest(root: root)?.best }
    let places = [argument, "\(root)/\(argument)"].filter(FileAccess.isDirectory)
    for place in places {
      let run = RunDirectory(place)
      let runs = [run] + numbered(in: run.path).reversed().filter { !$0.hasDiverged }
      if let found = runs.first(where: { FileAccess.exists($0.best) }) { return found.best }
    }
    return places.isEmpty ? argument : nil
  }

  /// The run that a user means, whether or not it has a checkpoint yet: a directory, `NAME/001` under
  /// `root`, a directory of runs or their name, of which the newest is meant, or `latest`, the run of
  /// all that began last.
  package static func begun(_ argument: String, root: String) -> RunDirectory? {
    if argument == "latest", !FileAccess.isDirectory(argument) {
      let names = FileAccess.names(in: root).filter { !$0.hasPrefix(".") }
      let runs = names.flatMap { numbered(in: "\(root)/\($0)") }
      return runs.filter { FileAccess.exists($0.config) }
        .map { (run: $0, began: FileAccess.modified($0.config)) }
        .max { ($0.began, $0.run.path) < ($1.began, $1.run.path) }?.run
    }
    let places = [argument, "\(root)/\(argument)"].filter(FileAccess.isDirectory)
    return places.lazy.flatMap { [RunDirectory($0)] + numbered(in: $0).reversed() }
      .first { FileAccess.exists($0.config) }
  }

  /// All runs in a folder of runs, or of those of one name, in the order of names and numbers; or the run
  /// itself.
  package static func all(in folder: String) -> [RunDirectory] {
    let own = RunDirectory(folder)
    if FileAccess.exists(own.config) { return [own] }
    // The link to the newest would have it twice.
    let named = FileAccess.names(in: folder).filter {
      !$0.hasPrefix(".") && Int($0) == nil && $0 != "latest"
    }
    .sorted()
    .map { "\(own.path)/\($0)" }
    return
      (numbered(in: own.path)
      + named.flatMap {
        FileAccess.exists(RunDirectory($0).config) ? [RunDirectory($0)] : numbered(in: $0)
      })
      .filter { FileAccess.exists($0.config) }
  }

  private static func numbered(in parent: String) -> [RunDirectory] {
    FileAccess.names(in: parent).filter { Int($0) != nil }.sorted { Int($0)! < Int($1)! }
      .map { RunDirectory("\(parent)/\($0)") }
  }

  // MARK: Runs that diverged

  /// Says that the loss was not finite, and when.
  private var divergence: String { path + "/diverged" }

  /// Whether the training ended because its loss was not finite.
  package var hasDiverged: Bool { FileAccess.exists(divergence) }

  /// Says that the training diverged, or no longer, and has `latest` point at the newest run that did not.
  package func setDivergence(_ reason: String?) {
    if let reason {
      try? FileAccess.write(Array("\(reason)\n".utf8), to: divergence)
    } else if hasDiverged {
      FileAccess.remove(divergence)
    } else {
      return
    }
    let parent = FilePath.directory(of: path)
    let latest = "\(parent)/latest"
    guard Int(FilePath.name(of: path)) != nil, FileAccess.exists(latest) else { return }
    guard let run = RunDirectory.numbered(in: parent).last(where: { !$0.hasDiverged }) else {
      return FileAccess.remove(latest)
    }
    FileAccess.link(latest, to: FilePath.name(of: run.path))
  }

  // MARK: One process at a time

  private var lockFile: String { path + "/lock" }

  /// Whether a process is training in it.
  package var isInUse: Bool { FileLock.isHeld(lockFile) }

  /// Keeps other processes from training in this directory, as long as the lock lives.
  ///
  /// - Throws: ``FileError`` if one does.
  package func lock() throws(FileError) -> FileLock {
    if let lock = try FileLock.take(lockFile) { return lock }
    let owner = FileLock.owner(lockFile).map { "process \($0)" } ?? "another process"
    throw FileError(.unwritable(reason: "\(owner) is training in it"), file: path)
  }
}
