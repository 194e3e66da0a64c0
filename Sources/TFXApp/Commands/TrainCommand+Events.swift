package import TFXRanks

extension TrainCommand {
  /// Trains, and tells whoever wants to know how it goes and how it ended.
  ///
  /// - Parameter json: Whether events go to standard output, and everything else to standard error.
  package func run(
    _ console: Console, on communicator: (any Communicator)? = nil, json: Bool, _ hooks: FinishHooks
  ) throws {
    if let communicator, communicator.rank > 0 { return try run(console, on: communicator) }
    let events = TrainingEvents(write: json ? console.takeOutput() : nil)
    console.warned = { events.warns($0) }
    var command = self
    command.events = events
    do {
      try command.run(console, on: communicator)
      events.finish(nil)
    } catch {
      events.finish(Failure(error))
      hooks.run(events, console)
      throw error
    }
    hooks.run(events, console)
  }
}
