import CZlib
import CZstd

/// What compressed files are read with, to be told to whoever looks for a fault.
package enum CompressionLibraries {
  /// The libraries with their versions.
  package static var all: [(name: String, version: String)] {
    [
      ("zlib", String(cString: zlibVersion())),
      ("zstd", String(cString: ZSTD_versionString())),
    ]
  }
}
