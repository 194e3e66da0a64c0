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
        #if canImport(Darwin)
          Darwin.read(file, bytes.baseAddress! + done, bytes.count - done)
        #else
          Glibc.read(file, bytes.baseAddress! + done, bytes.count - done)
        #endif
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { throw fail() }
      if count == 0 { break }
      done += count
    }
    bytes.removeLast(bytes.count - done)
    return bytes
  }

  /// Writes a file such that it is either whole and on the disk, or as it was before: under
  /// another name, synced, then renamed.
  package static func write(_ bytes: [UInt8], to path: String) throws(CheckpointError) {
    let temporary = "\(path).\(getpid()).tmp"
    func fail() -> CheckpointError {
      let error = CheckpointError(.unwritable(reason: reason), file: path)
      unlink(temporary)
      return error
    }
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if file < 0 { throw fail() }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        #if canImport(Darwin)
          Darwin.write(file, bytes.baseAddress! + done, bytes.count - done)
        #else
          Glibc.write(file, bytes.baseAddress! + done, bytes.count - done)
        #endif
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 {
        let error = fail()
        close(file)
        throw error
      }
      done += count
    }
    if fsync(file) != 0 {
      let error = fail()
      close(file)
      throw error
    }
    if close(file) != 0 { throw fail() }
    if rename(temporary, path) != 0 { throw fail() }
    syncDirectory(of: path)
  }

  /// Puts a rename itself on the disk; where the system cannot, it comes there on its own.
  private static func syncDirectory(of path: String) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let file = open(directory, O_RDONLY | O_CLOEXEC)
    if file >= 0 {
      fsync(file)
      close(file)
    }
  }

  /// What the system says of the last failure.
  package static var reason: String { String(cString: strerror(errno)) }
}
