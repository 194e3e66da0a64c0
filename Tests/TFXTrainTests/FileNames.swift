import Foundation

/// The names of a directory's entries.
func names(in path: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: path).sorted()
}

/// Where a symbolic link points.
func target(of link: String) throws -> String {
  try FileManager.default.destinationOfSymbolicLink(atPath: link)
}

/// Makes a directory with all above it.
func makeDirectory(_ path: String) throws {
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
}

/// Writes a text to a file, and sets when that was, in seconds since 1970.
func write(_ text: String, to path: String, at seconds: Double? = nil) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
  if let seconds {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: path)
  }
}

/// A file's text.
func text(of path: String) throws -> String {
  String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
}
