/// The processes of one training, as one of them sees the others: messages of bytes between two of
/// them. All that several do together is made of such messages, in an order that this module decides,
/// so that results don't depend on the library that carries them.
///
/// Every rank calls the same functions in the same order, from one thread at a time.
package protocol Communicator: AnyObject {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// The number of processes.
  var size: Int { get }
  /// The name of the host that this one runs on.
  var host: String { get }

  /// Begins to send bytes, which stay as they are until ``wait()`` has returned.
  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(RankError)

  /// Begins to receive as many bytes as the other rank sends, in the order in which it sends them.
  func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws(RankError)

  /// Waits until all that has begun is done.
  func wait() throws(RankError)

  /// Whether it sleeps while it waits, because the processor has something to compute meanwhile. Another
  /// thread may change it at any time.
  var isPatient: Bool { get set }

  /// Whether it need not always be the same thread that calls.
  var mayChangeThreads: Bool { get }

  /// Ends all ranks at once with an exit code.
  func abort(exitCode: Int32) -> Never
}

/// Why ranks cannot go on together.
public enum RankError: Error, Hashable, Sendable {
  /// There is no library, or it cannot be used.
  case missingLibrary(launcher: String, reasons: [String])
  /// The launcher has started `expected` processes, of which each is alone for the library.
  case alone(launcher: String, expected: Int, found: Int, library: String)
  /// Slurm has started tasks without anything by which they could find each other.
  case noMeeting(tasks: Int)
  /// The library has failed.
  case library(code: Int)
  /// The process was asked to end while it waited for another, which does not answer.
  case deserted(rank: Int, waitingFor: Int)
}

extension RankError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingLibrary(let launcher, let reasons):
      "\(launcher) has started several processes, but no MPI library can be opened"
        + reasons.map { "\n    \($0)" }.joined()
    case .alone(let launcher, let expected, let found, let library):
      "\(launcher) has started \(expected) processes, but for \(library) there "
        + (found == 1 ? "is 1" : "are \(found)")
    case .noMeeting(let tasks):
      "srun has started \(tasks) tasks that do not see each other"
    case .library(let code): "MPI has failed with error \(code)"
    case .deserted(let rank, let other):
      "rank \(rank) was asked to end while it waited for rank \(other)"
    }
  }

  /// What to do about it.
  public var help: String? {
    switch self {
    case .missingLibrary:
      "install the library of the launcher on every host (Debian: libopenmpi3 for Open MPI, mpich for "
        + "MPICH), or add its folder to LD_LIBRARY_PATH"
    case .alone:
      "launcher and library must belong together: call the mpirun of the library that is installed, "
        + "such as mpirun.openmpi, or give the other library's folder in LD_LIBRARY_PATH"
    case .noMeeting:
      "start them with srun --mpi=pmix; to train each by itself, unset SLURM_STEP_NUM_TASKS"
    case .library: nil
    case .deserted: "the launcher says which rank has ended; add --resume to go on"
    }
  }
}
