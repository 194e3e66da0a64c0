import TFXCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A program that lies beside this one: what few need is built when it is asked for.
struct Companion {
  /// Its name.
  let name: String
  /// The command that builds it, and where more is said.
  let help: String

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

  /// Becomes that program; returns only if there is none.
  func run(_ arguments: [String]) -> Failure {
    guard let own = Companion.programPath else {
      return Failure("error: this program does not know where it lies", exitCode: .unavailable)
    }
    let program = FilePath.directory(of: own) + "/" + name
    var pointers = ([name] + arguments).map { strdup($0) } + [nil]
    execv(program, &pointers)
    return Failure(
      "error: \(program) cannot be run: \(String(cString: strerror(errno)))\n  \(help)",
      exitCode: .unavailable)
  }
}
