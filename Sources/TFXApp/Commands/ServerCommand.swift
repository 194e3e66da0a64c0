import TFXCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `tfx server`: becomes the program `tfx-server`, which lies beside this one. It is a program of its own,
/// so that all who need no network need not build one.
package struct ServerCommand {
  /// What was given after `server`.
  private let arguments: [String]

  package init(arguments: [String]) { self.arguments = arguments }

  /// Where the program that runs lies, without links; nil if the system does not say.
  private static var programPath: String? {
    #if canImport(Darwin)
      var size = UInt32(PATH_MAX)
      var path = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&path, &size) == 0 else { return nil }
      let link = String(cString: path)
    #else
      let link = "/proc/self/exe"
    #endif
    guard let real = realpath(link, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// Runs the server; returns only if there is none.
  package func run() -> Failure {
    guard let program = ServerCommand.programPath else {
      return Failure("error: this program does not know where it lies", exitCode: .unavailable)
    }
    let server = FilePath.directory(of: program) + "/tfx-server"
    var pointers = (["tfx-server"] + arguments).map { strdup($0) } + [nil]
    execv(server, &pointers)
    return Failure(
      "error: \(server) cannot be run: \(String(cString: strerror(errno)))\n"
        + "  scripts/tfx server builds it; see docs/server.md", exitCode: .unavailable)
  }
}
