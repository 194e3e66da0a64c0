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
