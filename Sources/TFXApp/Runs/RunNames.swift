import TFXCore
import TFXTrain

/// What a shell completes where a run or a checkpoint is meant.
package enum RunNames {
  /// `latest`, the names of runs, `NAME/001`, and files, as far as they begin with what is typed.
  ///
  /// - Parameter root: where the runs lie.
  package static func completions(of typed: String, root: String = "runs") -> [String] {
    let runs = RunDirectory.all(in: root).map { String($0.path.dropFirst(root.count + 1)) }
    var names = runs.isEmpty ? [] : ["latest"]
    for run in runs {
      let name = FilePath.directory(of: run)
      if name != ".", !names.contains(name) { names.append(name) }
    }
    // All runs of all names are many: their numbers come behind the name.
    names += runs.filter { typed.contains("/") || !$0.contains("/") }
    return names.filter { $0.hasPrefix(typed) } + files(typed)
  }

  /// Files and folders, each with what leads to it.
  private static func files(_ typed: String) -> [String] {
    let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let begin = typed.dropFirst(folder.count)
    return FileAccess.names(in: folder.isEmpty ? "." : folder).sorted()
      .filter { $0.hasPrefix(begin) && ($0.first != "." || begin.first == ".") }
      .map { folder + $0 + (FileAccess.isDirectory(folder + $0) ? "/" : "") }
  }
}
