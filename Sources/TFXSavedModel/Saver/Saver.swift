import TFXCore
public import TFXGraph
public import TFXRuntime

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Saves and restores variables as TensorFlow 1's `tf.train.Saver` does, in TensorFlow's own format
/// (checkpoints of version 2), which `tf.train.load_checkpoint` reads too.
///
/// A file named `checkpoint` beside them lists those that are kept, the latest first, so that a
/// program that starts anew goes on where the last one stopped, and removes what that one kept.
public final class Saver {
  /// The variables, with their names in the files.
  public let variables: [String: Variable]
  /// How many checkpoints are kept; all of them if 0.
  public let maxToKeep: Int
  /// How much time is to lie between checkpoints that are kept for good, in hours.
  public let keepCheckpointEveryNHours: Double

  /// The time in seconds since 1970, a parameter for tests.
  private let now: () -> Double
  private var nextPreserved: Double
  private var kept: [Kept] = []

  private struct Kept {
    var path: String
    var time: Double
  }

  /// A saver of variables under their own names.
  ///
  /// - Parameters:
  ///   - variables: The variables; all that the default graph has if nil.
  ///   - maxToKeep: How many checkpoints are kept; 0 for all.
  ///   - keepCheckpointEveryNHours: One checkpoint for every so many hours is kept besides.
  public convenience init(
    _ variables: [Variable]? = nil, maxToKeep: Int = 5,
    keepCheckpointEveryNHours: Double = 10_000
  ) {
    let variables = variables ?? Graph.default.variables
    self.init(
      named: Dictionary(variables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
      maxToKeep: maxToKeep, keepCheckpointEveryNHours: keepCheckpointEveryNHours)
  }

  /// A saver of variables under the given names.
  public convenience init(
    named variables: [String: Variable], maxToKeep: Int = 5,
    keepCheckpointEveryNHours: Double = 10_000
  ) {
    self.init(
      named: variables, maxToKeep: maxToKeep, keepCheckpointEveryNHours: keepCheckpointEveryNHours,
      now: { Date().timeIntervalSince1970 })
  }

  package init(
    named variables: [String: Variable], maxToKeep: Int, keepCheckpointEveryNHours: Double,
    now: @escaping () -> Double
  ) {
    self.variables = variables
    self.maxToKeep = maxToKeep
    self.keepCheckpointEveryNHours = keepCheckpointEveryNHours
    self.now = now
    nextPreserved = now() + keepCheckpointEveryNHours * 3600
  }

  /// The checkpoints that are kept, the oldest first.
  public var lastCheckpoints: [String] { kept.map(\.path) }

  /// Writes the variables' values to `PATH-STEP`, lists it as the latest checkpoint of its directory,
  /// and removes the oldest ones that are not to be kept.
  ///
  /// - Parameters:
  ///   - session: The session that has the values.
  ///   - path: What the files' names begin with; its directory must exist.
  ///   - globalStep: Put behind `path`, with a hyphen.
  /// - Returns: What the files' names begin with, to be given to ``restore(_:from:)``.
  /// - Throws: ``SavedModelError``.
  @discardableResult
  public func save(
    _ session: Session, to path: String, globalStep: Int? = nil
  ) throws(SavedModelError) -> String {
    let prefix = globalStep.map { "\(path)-\($0)" } ?? path
    var tensors: [(name: String, tensor: Tensor)] = []
    do {
      for (name, variable) in variables {
        tensors.append((name, try session.value(of: variable)))
      }
    } catch {
      throw .run(error)
    }
    try TensorBundle.write(tensors, to: prefix)
    let removed = note(prefix)
    try CheckpointList(
      latest: prefix, all: kept.map { ($0.path, $0.time) },
      lastPreserved: nextPreserved - keepCheckpointEveryNHours * 3600
    ).write(in: FilePath.directory(of: prefix))
    // Only now: whatever the list names is there.
    for path in removed { Saver.remove(path) }
    return prefix
  }

  /// Gives the variables the values that a checkpoint has; further tensors of it are not looked at.
  ///
  /// - Parameter path: What ``save(_:to:globalStep:)`` returned, or TensorFlow wrote.
  /// - Throws: ``SavedModelError``; no variable has changed then.
  public func restore(_ session: Session, from path: String) throws(SavedModelError) {
    let bundle = try TensorBundle(path)
    let names = variables.keys.sorted()
    try bundle.restore(names.map { ($0, variables[$0]!) }, in: session)
  }

  /// The latest checkpoint that a directory's list names, if it exists.
  ///
  /// - Throws: ``SavedModelError`` for a list that is none.
  public static func latestCheckpoint(_ directory: String) throws(SavedModelError) -> String? {
    guard let list = try CheckpointList(in: directory) else { return nil }
    return exists(list.latest) ? list.latest : nil
  }

  /// Goes on with the checkpoints that a directory's list names, so that the oldest ones are removed
  /// in their turn: for a program that was started anew.
  public func recoverLastCheckpoints(_ directory: String) throws(SavedModelError) {
    guard let list = try CheckpointList(in: directory) else { return }
    kept = list.all.filter { Saver.exists($0.path) }.map { Kept(path: $0.path, time: $0.time) }
    if list.lastPreserved > 0 {
      nextPreserved = list.lastPreserved + keepCheckpointEveryNHours * 3600
    }
  }

  /// Takes note of a new checkpoint; what is to be removed.
  private func note(_ path: String) -> [String] {
    kept.removeAll { $0.path == path }
    kept.append(Kept(path: path, time: now()))
    var removed: [String] = []
    while maxToKeep > 0, kept.count > maxToKeep {
      let oldest = kept.removeFirst()
      if oldest.time > nextPreserved {
        nextPreserved += keepCheckpointEveryNHours * 3600
      } else {
        removed.append(oldest.path)
      }
    }
    return removed
  }

  private static func exists(_ prefix: String) -> Bool {
    FileAccess.exists(prefix + ".index")
  }

  static func remove(_ prefix: String) {
    let directory = FilePath.directory(of: prefix)
    let name = prefix.split(separator: "/").last.map(String.init) ?? prefix
    // The index first: without it nobody takes the rest for a checkpoint.
    FileAccess.remove(prefix + ".index")
    for file in FileAccess.names(in: directory) where file.hasPrefix(name + ".data-") {
      FileAccess.remove("\(directory)/\(file)")
    }
  }
}

extension TensorBundle {
  /// Gives variables their values, after a look at all of them.
  func restore(
    _ variables: [(name: String, variable: Variable)], in session: Session
  ) throws(SavedModelError) {
    for (name, variable) in variables {
      guard contains(name) else { throw .noTensor(name: name, file: prefix + ".index") }
      let found = spec(of: name)
      if found != variable.spec {
        throw .mismatch(
          name: name, expected: "\(variable.spec)",
          found: found?.description ?? "a type or a shape that is not known here")
      }
    }
    let values = try tensors(variables.map(\.name))
    do {
      for ((_, variable), value) in zip(variables, values) {
        try session.setValue(value, of: variable)
      }
    } catch {
      throw .run(error)
    }
  }
}
