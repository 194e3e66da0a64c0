import CMPI
import Synchronization
import TFXCore

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The processes that a launcher has started, which speak through the launcher's library of MPI. There
/// is one in a process.
package final class MPIRanks: Communicator {
  package let rank: Int
  package let size: Int
  package let host = ProcessorShare.hostName
  /// The file of the library.
  package let library: String
  private let patience = Atomic(false)
  package let mayChangeThreads: Bool
  /// Whether somebody wants the process to end. It still finishes what it does with the others, unless
  /// one of them does not answer any more.
  private let wantsEnd: @Sendable () -> Bool
  /// Tells that another rank does not answer.
  private let tell: (String) -> Void

  /// Takes part with all that the launcher has started.
  ///
  /// - Parameters:
  ///   - wantsEnd: Whether the process was asked to end.
  ///   - tell: Tells what somebody at a terminal should know.
  /// - Throws: ``RankError`` if there is no library, or if the processes do not see each other.
  package init(
    _ launcher: Launcher, wantsEnd: @escaping @Sendable () -> Bool,
    tell: @escaping (String) -> Void
  ) throws(RankError) {
    var reasons: [String] = []
    var opened: MPILibrary?
    for library in launcher.libraries {
      guard let reason = library.open() else {
        opened = library
        break
      }
      reasons.append(reason)
    }
    guard let opened else { throw .missingLibrary(launcher: launcher.name, reasons: reasons) }
    var (rank, size, isSerial): (Int32, Int32, Int32) = (0, 0, 0)
    let status = tfx_mpi_begin(&rank, &size, &isSerial)
    if status != 0 { throw .library(code: Int(status)) }
    if size != launcher.size {
      tfx_mpi_end()
      throw .alone(
        launcher: launcher.name, expected: launcher.size, found: Int(size), library: opened.file)
    }
    (self.rank, self.size) = (Int(rank), Int(size))
    mayChangeThreads = isSerial == 0
    library = opened.file
    self.wantsEnd = wantsEnd
    self.tell = tell
  }

  /// Ends taking part, when all ranks do. Nothing can be sent or received afterwards.
  package func end() { tfx_mpi_end() }

  /// As much as one message holds; its length is a 32-bit number.
  private static let mostBytes = 1 << 30

  package func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws(RankError) {
    try inPieces(bytes.count) { (first, count) in
      tfx_mpi_send(bytes.baseAddress.map { $0 + first }, count, Int32(rank))
    }
  }

  package func receive(
    _ bytes: UnsafeMutableRawBufferPointer, from rank: Int
  ) throws(RankError) {
    try inPieces(bytes.count) { (first, count) in
      tfx_mpi_receive(bytes.baseAddress.map { $0 + first }, count, Int32(rank))
    }
  }

  private func inPieces(
    _ count: Int, _ body: (_ first: Int, _ count: Int32) -> Int32
  ) throws(RankError) {
    var first = 0
    repeat {
      let part = min(count - first, MPIRanks.mostBytes)
      let status = body(first, Int32(part))
      if status != 0 { throw .library(code: Int(status)) }
      first += part
    } while first < count
  }

  /// How often it looks for messages before it lets others have the core, and before it sleeps.
  private static let (spins, yields) = (200, 20_000)
  /// How long it sleeps, and how long if it is patient, in microseconds.
  private static let (nap, longNap): (UInt32, UInt32) = (50, 100)
  /// How long a rank that is asked to end waits for another that is silent, in seconds.
  private static let lastPatience = 0.3
  /// After how many seconds it tells that it waits.
  private static let notice = 30.0

  package var isPatient: Bool {
    get { patience.load(ordering: .relaxed) }
    set { patience.store(newValue, ordering: .relaxed) }
  }

  package func wait() throws(RankError) {
    var round = 0
    var begin: ContinuousClock.Instant?
    var asked: ContinuousClock.Instant?
    var isTold = false
    while true {
      let left = tfx_mpi_test()
      if left == 0 { return }
      if left < 0 { throw .library(code: -Int(left)) }
      round += 1
      if isPatient {
        usleep(MPIRanks.longNap)
      } else {
        if round < MPIRanks.spins { continue }
        if round < MPIRanks.yields { sched_yield() } else { usleep(MPIRanks.nap) }
      }
      if round % 64 != 0 { continue }
      let now = ContinuousClock.now
      let since = begin ?? now
      begin = since
      let other = Int(tfx_mpi_waits_for())
      if wantsEnd() {
        let since = asked ?? now
        asked = since
        if since.duration(to: now) > .seconds(MPIRanks.lastPatience) {
          throw .deserted(rank: rank, waitingFor: other)
        }
      }
      if !isTold, since.duration(to: now) > .seconds(MPIRanks.notice) {
        isTold = true
        tell("rank \(rank) has been waiting for rank \(other) for \(Int(MPIRanks.notice)) seconds")
      }
    }
  }

  package func abort(exitCode: Int32) -> Never {
    tfx_mpi_abort(exitCode)
    exit(exitCode)
  }
}
