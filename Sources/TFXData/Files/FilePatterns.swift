import TFXCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Paths with the wildcards of shells: `data/part-*.csv`.
package enum FilePatterns {
  /// Whether a path stands for those that match it. A file that is called so is meant itself.
  package static func isPattern(_ path: String) -> Bool {
    path.contains { "*?[".contains($0) } && !FileAccess.exists(path)
  }

  /// The paths that match a pattern, sorted byte by byte; the path itself if it is none.
  package static func matches(_ path: String) -> [String] {
    if !isPattern(path) || path.utf8.contains(0) { return [path] }
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(path, GLOB_NOSORT, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  /// All files that paths and patterns name; throws for a pattern that nothing matches.
  static func files(_ paths: [String]) throws(DataError) -> [String] {
    var files: [String] = []
    for path in paths {
      let found = matches(path)
      if found.isEmpty { throw DataError(.nothingMatches, file: path, row: nil, column: nil) }
      files += found
    }
    return files
  }
}
