#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A lock that one process at a time can hold, as a file with that process's id in it. It ends with the
/// process, however that ends: a file that is left behind locks nothing.
package final class FileLock {
  private let path: String
  private let file: Int32

  /// Takes the lock at `path`; nil if somebody else has it.
  package static func take(_ path: String) throws(FileError) -> FileLock? {
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      if file < 0 { throw FileAccess.unwritable(path) }
      guard isLocked(file) else {
        close(file)
        return nil
      }
      // Whoever had the lock may have removed the file since it was opened here.
      if isFile(file, at: path) {
        ftruncate(file, 0)
        _ = FileAccess.writeAll(Array("\(getpid())\n".utf8), to: file)
        return FileLock(path, file)
      }
      close(file)
    }
  }

  /// Whether a process holds the lock at `path`.
  package static func isHeld(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { return false }
    defer { close(file) }
    return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// The process that holds the lock at `path`, or held it last.
  package static func owner(_ path: String) -> Int? {
    guard let bytes = try? FileBytes(path: path, limit: 100).copy else { return nil }
    return Int(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }

  private init(_ path: String, _ file: Int32) {
    self.path = path
    self.file = file
  }

  /// Gives the lock back.
  deinit {
    unlink(path)
    close(file)
  }

  /// Locks an open file; false if somebody else has. A file system without locks has none to offer,
  /// and training goes on as it would without.
  private static func isLocked(_ file: Int32) -> Bool {
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      if errno != EINTR { return errno != EWOULDBLOCK }
    }
    return true
  }

  private static func isFile(_ file: Int32, at path: String) -> Bool {
    var (own, other) = (stat(), stat())
    return fstat(file, &own) == 0 && stat(path, &other) == 0
      && own.st_ino == other.st_ino && own.st_dev == other.st_dev
  }
}
