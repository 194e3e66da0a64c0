#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file that is written piece by piece such that it is, for everybody else, either whole and on
/// the disk, or as it was before: under another name, synced, then renamed. Anything but a regular file,
/// such as a device or a pipe, is written to: to rename would put a file in its place.
package final class FileWriter {
  /// The file as messages name it.
  private let name: String
  /// Where the file will lie; behind a link, the file that is meant: the link stays.
  private let path: String
  /// Where it is written; nil for what is written to directly, and when it is in its place.
  private var temporary: String?
  /// Closed when negative.
  private var file: Int32

  /// Opens a file to be written.
  package init(_ path: String) throws(FileError) {
    name = path
    var target = path
    var isReplaced = true
    var status = stat()
    if stat(path, &status) == 0 {
      isReplaced = status.st_mode & S_IFMT == S_IFREG
      if isReplaced, let real = realpath(path, nil) {
        target = String(cString: real)
        free(real)
      }
    }
    self.path = target
    temporary = isReplaced ? "\(target).\(getpid()).tmp" : nil
    let mode = isReplaced ? O_CREAT | O_TRUNC : 0
    file = open(temporary ?? target, O_WRONLY | O_CLOEXEC | mode, 0o644)
    if file < 0 { throw FileAccess.unwritable(name) }
  }

  /// Removes what was written, unless ``finish()`` has put it in its place.
  deinit {
    if file >= 0 { close(file) }
    if let temporary { unlink(temporary) }
  }

  /// Writes behind what has been written.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    if !FileAccess.writeAll(bytes, to: file) { throw FileAccess.unwritable(name) }
  }

  /// Puts the file in its place. To be called once, at the end.
  package func finish() throws(FileError) {
    let isSynced = temporary == nil || fsync(file) == 0
    let isClosed = close(file) == 0
    file = -1
    if !isSynced || !isClosed { throw FileAccess.unwritable(name) }
    guard let temporary else { return }
    if rename(temporary, path) != 0 { throw FileAccess.unwritable(name) }
    self.temporary = nil
    FileAccess.syncDirectory(of: path)
  }
}
