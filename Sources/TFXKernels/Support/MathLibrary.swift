import COneDNN
import COpenBLAS

/// A library that kernels call. On Linux it is opened when it is first needed, elsewhere the program
/// is linked with it.
package enum MathLibrary: Sendable {
  case oneDNN
  case openBLAS

  /// Opens the library if it is not open yet. Kernels do so themselves, but cannot throw.
  package func load() throws(MissingLibraryError) {
    let reason =
      switch self {
      case .oneDNN: tfx_onednn_load()
      case .openBLAS: tfx_openblas_load()
      }
    if let reason { throw MissingLibraryError(library: self, reason: String(cString: reason)) }
  }

  /// The version of the library that is used; nil if it cannot be opened or does not say.
  package var version: String? {
    if (try? load()) == nil { return nil }
    switch self {
    case .oneDNN:
      let version = tfx_onednn_version()
      return "\(version.major).\(version.minor).\(version.patch)"
    case .openBLAS:
      // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …"
      let words = String(cString: tfx_openblas_config()).split(separator: " ")
      return words.first { $0.first?.isNumber == true }.map(String.init)
    }
  }

  /// Its name.
  package var name: String {
    switch self {
    case .oneDNN: "oneDNN"
    case .openBLAS: "OpenBLAS"
    }
  }
}

/// A library cannot be opened.
package struct MissingLibraryError: Error, Hashable, Sendable, CustomStringConvertible {
  package let library: MathLibrary
  /// What the system says: the file and why not.
  package let reason: String

  package init(library: MathLibrary, reason: String) {
    self.library = library
    self.reason = reason
  }

  package var description: String { "\(library.name) cannot be opened: \(reason)" }

  /// Where to get it. Programs are installed on Linux alone without their libraries.
  package var help: String {
    let package =
      switch library {
      case .oneDNN: "libdnnl-dev"
      case .openBLAS: "libopenblas-openmp-dev"
      }
    return "scripts/setup installs it; on Debian and Ubuntu it is in the package \(package)"
  }
}
