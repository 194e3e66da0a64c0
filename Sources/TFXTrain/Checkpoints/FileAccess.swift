#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Whole files, read and written as the system allows.
package enum FileAccess {
  /// The bytes of a file.
  package static func read(_ path: String) throws(CheckpointError) -> [UInt8] {
    func fail() -> CheckpointError {
      let isMissing = errno == ENOENT
      return CheckpointError(.unreadable(reason: reason, isMissing: isMissing), file: path)
    }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { throw fail() }
    defer { close(file) }
    var status = stat()
    if fstat(file, &status) != 0 { throw fail() }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw CheckpointError(
        .unreadable(reason: "it is a directory", isMissing: false), file: path)
    }
    var bytes = [UInt8](repeating: 0, count: max(0, Int(status.st_size)))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { bytes in
        systemRead(file, bytes.baseAddress! + done, bytes.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw fail() }
      if count == 0 { break }
      done += count
    }
    bytes.removeLast(bytes.count - done)
    return bytes
  }

  /// Writes a file such that it is either whole and on the disk, or as it was before: see
  /// ``FileWriter``.
  package static func write(_ bytes: [UInt8], to path: String) throws(CheckpointError) {
    let writer = try FileWriter(path)
    try writer.write(bytes)
    try writer.finish()
  }

  /// Writes behind what a file has, which is made if it does not exist.
  package static func append(_ bytes: [UInt8], to path: String) throws(CheckpointError) {
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND, 0o644)
    if file < 0 { throw unwritable(path) }
    let isDone = writeAll(bytes, to: file)
    let error = errno
    let isClosed = close(file) == 0
    if !isDone { errno = error }
    if !isDone || !isClosed { throw unwritable(path) }
  }

  /// Writes all bytes to a file; whether that went well.
  package static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        #if canImport(Darwin)
          let count = Darwin.write(file, bytes.baseAddress! + done, bytes.count - done)
        #elseif canImport(Glibc)
          let count = Glibc.write(file, bytes.baseAddress! + done, bytes.count - done)
        #elseif canImport(Musl)
          let count = Musl.write(file, bytes.baseAddress! + done, bytes.count - done)
        #endif
        if count < 0 && errno == EINTR { continue }
        if count < 0 { return false }
        done += count
      }
      return true
    }
  }

  static func unwritable(_ path: String) -> CheckpointError {
    CheckpointError(.unwritable(reason: reason), file: path)
  }

  /// Puts a rename itself on the disk; where the system cannot, it comes there on its own.
  static func syncDirectory(of path: String) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let file = open(directory, O_RDONLY | O_CLOEXEC)
    if file >= 0 {
      fsync(file)
      close(file)
    }
  }

  /// The names in a directory, in order; none if it cannot be read.
  package static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// What the system says of the last failure.
  package static var reason: String {
    switch errno {
    case ENOENT: "there is no such file or directory"
    case EACCES, EPERM: "permission denied"
    case ENOSPC: "the disk is full"
    case let code: String(cString: strerror(code))
    }
  }

  private static func systemRead(
    _ file: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int
  ) -> Int {
    #if canImport(Darwin)
      Darwin.read(file, bytes, count)
    #elseif canImport(Glibc)
      Glibc.read(file, bytes, count)
    #elseif canImport(Musl)
      Musl.read(file, bytes, count)
    #endif
  }
}
