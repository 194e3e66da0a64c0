import TFXCore
import TFXOps

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The folder that all files of clients are in.
struct ClientFolder: Sendable {
  /// Its path; nil if clients may have no files.
  let path: String?

  /// The file that a client names: a path within the folder, or one that begins with the folder's.
  ///
  /// - Throws: For one that leads out of it, by `..` or by a link.
  func file(_ name: String) throws(KernelError) -> String {
    guard let path, let folder = ClientFolder.real(path) else {
      throw KernelError(
        "'\(name)': the server was started without a folder for files (--checkpoints FOLDER)")
    }
    let isPlain = !name.utf8.contains(0) && name.utf8.count < 4096
    let full = FilePath.absolute(FilePath.joined(folder, name))
    if isPlain, !name.split(separator: "/").contains(".."), let real = ClientFolder.nearest(full),
      real == folder || real.hasPrefix(folder + "/")
    {
      return full
    }
    throw KernelError("'\(name)' is not in the server's folder for files, \(path)")
  }

  /// The path without links of the nearest folder of a path that exists.
  private static func nearest(_ path: String) -> String? {
    var path = path
    while path.count > 1 {
      if let real = real(path) { return real }
      // A link that leads nowhere yet may lead out later.
      var buffer = [CChar](repeating: 0, count: 1)
      if readlink(path, &buffer, 1) >= 0 { return nil }
      path = FilePath.directory(of: path)
    }
    return "/"
  }

  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
