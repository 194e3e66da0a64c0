#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The whole content of a file in memory: mapped if it is long, which costs no memory that the
/// system could not take back. Whoever cuts a file short while it is mapped ends the program.
package final class FileBytes: Sendable {
  /// The file as messages name it.
  package let name: String
  nonisolated(unsafe) private let base: UnsafeMutableRawPointer
  package let count: Int
  private let isMapped: Bool

  /// Shorter files are copied: that is faster, and they may change afterwards.
  private static let leastMapping = 1 << 20

  /// Reads the file at `path`; `-` is standard input.
  ///
  /// - Parameter limit: How many bytes the file may have; what the memory holds if nothing is said.
  package init(path: String, limit: Int? = nil) throws(FileError) {
    let name = path == "-" ? "<stdin>" : path
    self.name = name
    let descriptor = path == "-" ? STDIN_FILENO : try FileBytes.open(path)
    defer { if path != "-" { close(descriptor) } }
    let expected = try FileBytes.size(of: descriptor, name: name, limit: limit)
    let mostBytes = limit ?? Machine.memorySize - 1
    if expected >= FileBytes.leastMapping, lseek(descriptor, 0, SEEK_CUR) == 0,
      let mapping = mmap(nil, expected, PROT_READ, MAP_PRIVATE, descriptor, 0),
      mapping != MAP_FAILED
    {
      base = mapping
      count = expected
      isMapped = true
      return
    }
    var capacity = max(expected + 1, 1 << 16)
    var buffer = malloc(capacity)
    var filled = 0
    while let current = buffer {
      if filled > mostBytes { break }
      if filled == capacity {
        capacity *= 2
        guard let grown = realloc(current, capacity) else { break }
        buffer = grown
        continue
      }
      let got = read(descriptor, current + filled, capacity - filled)
      if got == 0 {
        base = current
        count = filled
        isMapped = false
        return
      }
      if got > 0 {
        filled += got
      } else if errno != EINTR {
        let error = FileError(.unreadable(reason: FileAccess.reason), file: name)
        free(current)
        throw error
      }
    }
    free(buffer)
    throw FileError(.tooLarge(bytes: UInt64(capacity)), file: name)
  }

  deinit {
    if isMapped { munmap(base, count) } else { free(base) }
  }

  /// The content; valid as long as this object lives.
  package var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: UnsafePointer(base.assumingMemoryBound(to: UInt8.self)), count: count)
  }

  /// A copy of the content.
  package var copy: [UInt8] { withExtendedLifetime(self) { Array(bytes) } }

  /// Lets the system take back the memory of the bytes before `position`; they may be read again.
  package func forget(before position: Int) {
    let pageSize = Machine.pageSize
    if isMapped, position >= pageSize {
      madvise(base, position / pageSize * pageSize, MADV_DONTNEED)
    }
  }

  private static func open(_ path: String) throws(FileError) -> Int32 {
    // A zero byte would end the path early and open another file.
    if path.utf8.contains(0) {
      throw FileError(.missing, file: path)
    }
    while true {
      #if canImport(Darwin)
        let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC)
      #elseif canImport(Glibc)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
      #elseif canImport(Musl)
        let descriptor = Musl.open(path, O_RDONLY | O_CLOEXEC)
      #endif
      if descriptor >= 0 { return descriptor }
      if errno == EINTR { continue }
      let isMissing = errno == ENOENT || errno == ENOTDIR
      throw FileError(isMissing ? .missing : .unreadable(reason: FileAccess.reason), file: path)
    }
  }

  /// The bytes to expect; 0 for a pipe.
  private static func size(
    of descriptor: Int32, name: String, limit: Int?
  ) throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError(.unreadable(reason: FileAccess.reason), file: name)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      let size = Int(status.st_size)
      if size > limit ?? Machine.memorySize - 1 {
        throw FileError(.tooLarge(bytes: UInt64(size)), file: name)
      }
      return size
    case S_IFDIR: throw FileError(.directory, file: name)
    case S_IFIFO, S_IFSOCK: return 0
    // A terminal or what the shell put at standard input has an end; /dev/zero has none, but a limit
    // is one.
    case S_IFCHR where descriptor == STDIN_FILENO || isatty(descriptor) == 1 || limit != nil:
      return 0
    default: throw FileError(.device, file: name)
    }
  }
}
