import CMPI

/// A library of MPI, by the name of its file and whose binary interface that stands for.
struct MPILibrary: Hashable, Sendable {
  enum Interface: Sendable {
    case openMPI
    case mpich
    case standard
  }

  var file: String
  var interface: Interface

  #if os(macOS)
    /// Open MPI 4 and 5, which have one interface.
    static let openMPI = [MPILibrary(file: "libmpi.40.dylib", interface: .openMPI)]
    /// MPICH 3 and 4, and those that share its interface.
    static let mpich = [MPILibrary(file: "libmpi.12.dylib", interface: .mpich)]
    /// The interface of MPI 5.
    static let standard = [MPILibrary(file: "libmpi_abi.0.dylib", interface: .standard)]
  #else
    /// Open MPI 4 and 5, which have one interface; then what Open MPI 6 brings.
    static let openMPI =
      [MPILibrary(file: "libmpi.so.40", interface: .openMPI)] + standard
    /// MPICH 3 and 4, and those that share its interface, under Debian's name and everybody's.
    static let mpich = ["libmpich.so.12", "libmpi.so.12"].map {
      MPILibrary(file: $0, interface: .mpich)
    }
    /// The interface of MPI 5.
    static let standard = [MPILibrary(file: "libmpi_abi.so.0", interface: .standard)]
  #endif

  /// Opens the library; what is said if that is not possible.
  func open() -> String? {
    let failure =
      switch interface {
      case .openMPI: tfx_mpi_open(file, tfx_mpi_open_mpi)
      case .mpich: tfx_mpi_open(file, tfx_mpi_mpich)
      case .standard: tfx_mpi_open(file, tfx_mpi_standard)
      }
    guard let failure else { return nil }
    let text = String(cString: failure)
    return text.contains(file) ? text : "\(file): \(text)"
  }
}
