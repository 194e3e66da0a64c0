import CJPEG
import CPNG
import CSIMD

/// What kernels are made of, to be told to whoever looks for a fault.
package enum KernelLibraries {
  /// The libraries of images, with their versions.
  package static var ofImages: [(name: String, version: String)] {
    [
      ("libpng", png_get_libpng_ver(nil).map { String(cString: $0) } ?? ""),
      ("libjpeg", "\(JPEG_LIB_VERSION / 10).\(JPEG_LIB_VERSION % 10)"),
    ]
  }

  /// The vector instructions that the program was built to use.
  package static var instructionSet: String { String(cString: tfx_instruction_set()) }
}
