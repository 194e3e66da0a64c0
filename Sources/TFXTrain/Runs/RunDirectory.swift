public import TFXCore
package import TFXData

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
  /// What each layer took of a training step.
  package var layerTimes: String { path + "/layer_times.json" }
  /// What the program said.
  public var log: String { path + "/train.log" }
  /// Where TensorBoard finds its files.
  package var tensorBoard: String { path + "/tensorboard" }
  /// What the best weights make of a part's rows.
  package func predictions(_ part: DataPart) -> String {
    "\(path)/predictions/\(part.rawValue).csv"
  }
  /// The page that tells of the run.
  public var report: String { path + "/report.html" }
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
  ) throws(FileError) -> RunDirectory {
    let parent = "\(root)/\(name)"
    try FileAccess.makeDirectories(parent)
    var number = (numbers(in: parent).max() ?? 0) + 1
    while true {
      let digits = "\(number)"
      let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
      let run = RunDirectory("\(parent)/\(padded)")
      if try FileAccess.makeDirectory(run.path) {
        try FileAccess.makeDirectories(run.checkpoints)
        FileAccess.link("\(parent)/latest", to: padded)
        return run
      }
      number += 1
    }
  }

  /// Makes a run in a directory of the user's choice.
  ///
  /// - Throws: ``FileError`` if it holds a run already.
  public static func make(at path: String) throws(FileError) -> RunDirectory {
    let run = RunDirectory(path)
    if run.exists {
      throw FileError(
        .unwritable(reason: "it holds a run already; add --resume to go on with it"), file: path)
    }
    try FileAccess.makeDirectories(run.checkpoints)
    return run
  }

  /// Whether there is a run here to go on with; one that ended before its first checkpoint is none.
  public var exists: Bool { FileAccess.exists(best) || FileAccess.exists(last) }

  static func numbers(in parent: String) -> [Int] {
    FileAccess.names(in: parent).compactMap { Int($0) }
  }
}
