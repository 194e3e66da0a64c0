#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The whole content of a file in memory: mapped if it is long, which costs no memory that the
/// system could not take back. Whoever cuts a file short while it is mapped ends the program.
package final class FileBytes: Sendable {
  /// The file as messages name it.
  let name: String
  nonisolated(unsafe) private let base: UnsafeMutableRawPointer
  let count: Int
  private let isMapped: Bool

  /// Shorter files are copied: that is faster, and they may change afterwards.
  private static let leastMapping = 1 << 20

  /// Reads the file at `path`; `-` is standard input. Throws errors that exit with 66.
  package init(path: String) throws(DataError) {
    let name = path == "-" ? "<stdin>" : path
    self.name = name
    var descriptor: Int32 = 0
    if path != "-" {
      descriptor = try FileBytes.open(path)
    }
    defer { if path != "-" { close(descriptor) } }
    let expected = try FileBytes.size(of: descriptor, name: name)
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
      if filled == capacity {
        if capacity >= FileBytes.memorySize { break }
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
        let reason = String(cString: strerror(errno))
        free(current)
        throw DataError(.unreadable(reason: reason), file: name, row: nil, column: nil)
      }
    }
    free(buffer)
    throw DataError(.tooLarge(bytes: UInt64(capacity)), file: name, row: nil, column: nil)
  }

  deinit {
    if isMapped { munmap(base, count) } else { free(base) }
  }

  /// The content; valid as long as this object lives.
  package var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: UnsafePointer(base.assumingMemoryBound(to: UInt8.self)), count: count)
  }

  /// Lets the system take back the memory of the bytes before `position`; they may be read again.
  func forget(before position: Int) {
    let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    if isMapped, position >= pageSize {
      madvise(base, position / pageSize * pageSize, MADV_DONTNEED)
    }
  }

  /// The bytes of memory that the machine has.
  static let memorySize: Int = {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let pageSize = sysconf(Int32(_SC_PAGESIZE))
    return pages > 0 && pageSize > 0 ? pages * pageSize : 1 << 40
  }()

  /// Throws if a float32 matrix of the given extents would not fit into memory.
  static func checkFits(rows: Int, width: Int, file: String) throws(DataError) {
    let (elements, overflow) = rows.multipliedReportingOverflow(by: width)
    if overflow || elements > memorySize / 4 {
      let bytes = overflow ? UInt64.max : UInt64(elements) * 4
      throw DataError(.tooLarge(bytes: bytes), file: file, row: nil, column: nil)
    }
  }

  private static func open(_ path: String) throws(DataError) -> Int32 {
    // A zero byte would end the path early and open another file.
    if path.utf8.contains(0) {
      throw DataError(.notFound, file: path, row: nil, column: nil)
    }
    while true {
      #if canImport(Glibc)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
      #elseif canImport(Musl)
        let descriptor = Musl.open(path, O_RDONLY | O_CLOEXEC)
      #else
        let descriptor = Darwin.open(path, O_RDONLY | O_CLOEXEC)
      #endif
      if descriptor >= 0 { return descriptor }
      if errno == EINTR { continue }
      let kind: DataError.Kind =
        errno == ENOENT || errno == ENOTDIR
        ? .notFound : .unreadable(reason: String(cString: strerror(errno)))
      throw DataError(kind, file: path, row: nil, column: nil)
    }
  }

  /// The bytes to expect; 0 for a pipe.
  private static func size(of descriptor: Int32, name: String) throws(DataError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      throw DataError(.unreadable(reason: reason), file: name, row: nil, column: nil)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      let size = Int(status.st_size)
      if size >= memorySize {
        throw DataError(.tooLarge(bytes: UInt64(size)), file: name, row: nil, column: nil)
      }
      return size
    case S_IFDIR: throw DataError(.directory, file: name, row: nil, column: nil)
    case S_IFIFO, S_IFSOCK: return 0
    // A terminal, or a device at standard input, has an end; /dev/zero has none.
    case S_IFCHR where descriptor == 0 || isatty(descriptor) == 1: return 0
    default: throw DataError(.notAFile, file: name, row: nil, column: nil)
    }
  }
}
