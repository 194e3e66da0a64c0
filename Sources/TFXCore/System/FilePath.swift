#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Paths as texts.
package enum FilePath {
  /// The directory that a file lies in.
  package static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A file's name without directory and ending: `configs/iris.yaml` → `iris`.
  package static func stem(of path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// The path from the root: as the system resolves it, links and all, if the file exists; else
  /// without `.` and `..`.
  package static func absolute(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    return normal(path)
  }

  /// The path from the root, without `.` and `..` and with its links as they are.
  private static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    let whole = path.hasPrefix("/") ? path : "\(workingDirectory)/\(path)"
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The path of a file that lies at `path` of a directory, as seen from another directory; from the
  /// root if the two have no folder in common.
  ///
  /// Links that `path` goes through stay, so that it means the same file where everything is moved to.
  package static func relative(
    _ path: String, in directory: String, from other: String
  ) -> String {
    let target = normal("\(absolute(directory))/\(path)")
    let to = target.split(separator: "/")
    let from = absolute(other).split(separator: "/")
    let common = zip(to, from).prefix { $0 == $1 }.count
    if common == 0 { return target }
    let up = [Substring](repeating: "..", count: from.count - common)
    return (up + to[common...]).joined(separator: "/")
  }

  /// A path that is seen from a directory, or that begins at the root.
  package static func joined(_ directory: String, _ path: String) -> String {
    if path.hasPrefix("/") || directory.isEmpty || directory == "." { return path }
    return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
  }

  /// A file's name without its directory: `configs/iris.yaml` → `iris.yaml`.
  package static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// The shortest path that means the same file from the working directory.
  package static func short(_ path: String) -> String {
    let whole = absolute(path)
    let start = workingDirectory + "/"
    return whole.hasPrefix(start) ? String(whole.dropFirst(start.count)) : whole
  }

  /// The ending of a file's name, behind its last point, in small letters.
  package static func ending(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }
}
