#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files and directories, as the system has them.
package enum FileAccess {
  /// The bytes of a file; `-` is standard input.
  package static func read(_ path: String) throws(FileError) -> [UInt8] {
    try FileBytes(path: path).copy
  }

  /// Writes a file such that it is either whole and on the disk, or as it was before: see
  /// ``FileWriter``.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let writer = try FileWriter(path)
    try writer.write(bytes)
    try writer.finish()
  }

  /// Writes behind what a file has, which is made if it does not exist.
  package static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
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

  static func unwritable(_ path: String) -> FileError {
    FileError(.unwritable(reason: reason), file: path)
  }

  /// Puts a rename itself on the disk; where the system cannot, it comes there on its own.
  static func syncDirectory(of path: String) {
    let file = open(FilePath.directory(of: path), O_RDONLY | O_CLOEXEC)
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

  /// Whether there is a file or directory of this path.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Removes a file, if there is one.
  package static func remove(_ path: String) { unlink(path) }

  /// Removes a directory, if there is one and nothing is in it.
  package static func removeEmptyDirectory(_ path: String) { rmdir(path) }

  /// When a file was written, in nanoseconds since 1970; 0 if there is none.
  package static func modified(_ path: String) -> Int {
    var status = stat()
    if stat(path, &status) != 0 { return 0 }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }

  /// Makes a directory in one that exists; false if there is something of that name already.
  package static func makeDirectory(_ path: String) throws(FileError) -> Bool {
    if mkdir(path, 0o755) == 0 { return true }
    if errno != EEXIST { throw unwritable(path) }
    return false
  }

  /// Makes a directory and those that it lies in, as far as they are missing.
  package static func makeDirectories(_ path: String) throws(FileError) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
      if mkdir(made, 0o755) != 0 && errno != EEXIST && !isDirectory(made) { throw unwritable(path) }
    }
    if !isDirectory(path) {
      throw FileError(.unwritable(reason: "it is not a directory"), file: path)
    }
  }

  /// Whether there is a directory of this path.
  package static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes a symbolic link, or has an old one point elsewhere: under another name first, so that
  /// there always is one. Does nothing where the system has none.
  package static func link(_ path: String, to target: String) {
    let temporary = "\(path).\(getpid()).tmp"
    unlink(temporary)
    if symlink(target, temporary) == 0 { rename(temporary, path) }
  }

  /// The system's reason for the last failure.
  package static var reason: String {
    switch errno {
    case ENOENT: "there is no such file or directory"
    case EACCES, EPERM: "permission denied"
    case ENOSPC: "the disk is full"
    case let code: String(cString: strerror(code))
    }
  }
}
