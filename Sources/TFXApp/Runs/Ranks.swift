package import TFXRanks

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The processes that a launcher such as mpirun has started together.
package enum Ranks {
  /// Runs work that all of them take part in; alone, with nil, where there is no launcher.
  ///
  /// - Throws: ``Failure`` if there is a launcher, and they cannot find each other.
  package static func run(
    _ console: Console, _ body: ((any Communicator)?) throws -> Void
  ) throws {
    var environment: [String: String] = [:]
    for name in Launcher.variables { environment[name] = getenv(name).map { String(cString: $0) } }
    let ranks: MPIRanks
    do {
      guard let launcher = try Launcher(environment) else { return try body(nil) }
      ranks = try MPIRanks(
        launcher, wantsEnd: { Interrupt.wasAsked }, tell: { console.say("warning: \($0)") })
    } catch {
      // All of them find the same.
      if Launcher.rank(environment) == 0 { throw error }
      // A launcher ends all of them with the first that fails, which shall be the one that speaks.
      usleep(300_000)
      throw Failure("", exitCode: .unavailable)
    }
    do {
      try body(ranks)
    } catch let error as RankError {
      // The others do not answer: there is nothing to end with them.
      let isTold =
        if case .deserted(let rank, let other) = error { rank != 0 && other != 0 } else { false }
      throw isTold ? Failure("", exitCode: .terminated) : error
    } catch {
      // Said before any rank ends: a launcher ends all of them with the first that fails.
      var failure = Failure(error)
      if !failure.message.isEmpty { console.say(failure.message) }
      ranks.end()
      failure.message = ""
      throw failure
    }
    ranks.end()
  }
}
