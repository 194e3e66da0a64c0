import Synchronization
public import TFXCore
public import TFXGraph

/// A session that is the default one from its start until it is closed, for working step by step.
///
///     let session = InteractiveSession()
///     let x = try Graph.default.constant(Tensor([3] as [Float]))
///     print(try Graph.default.square(x).eval())
///     session.close()
///
/// It is the whole program's: on threads and tasks that are within a ``Session/asDefault(_:)``, that
/// one's session counts.
public final class InteractiveSession: Session, @unchecked Sendable {
  /// Starts a session on a graph and makes it the default one.
  public convenience init(graph: Graph = .default, config: SessionConfig = SessionConfig()) {
    self.init(graph: graph, config: config, storage: SessionStorage())
  }

  package override init(graph: Graph, config: SessionConfig, storage: SessionStorage) {
    super.init(graph: graph, config: config, storage: storage)
    Session.interactive.withLock { $0.append(self) }
  }

  /// Ends the session; the one that was the default before is so again.
  public override func close() {
    Session.interactive.withLock { sessions in sessions.removeAll { $0 === self } }
    super.close()
  }
}

extension Session {
  @TaskLocal private static var scoped: Session?
  /// The interactive sessions that are open, the newest last.
  fileprivate static let interactive = Locked<[Session]>([])

  /// The session of the innermost ``asDefault(_:)``; outside of any, the newest interactive session
  /// that is open; nil if there is none.
  public static var `default`: Session? { scoped ?? interactive.withLock { $0.last } }

  /// Runs `body` with this as the default session, and its graph as the default graph.
  public func asDefault<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Session.$scoped.withValue(self) { try graph.asDefault(body) }
  }

  fileprivate static func current() throws(RunError) -> Session {
    guard let session = Session.default else { throw .noDefaultSession }
    return session
  }
}

extension Output {
  /// Computes the output in a session; in the default one if none is given.
  ///
  /// - Throws: ``RunError``.
  public func eval(
    feeding feeds: [Output: Tensor] = [:], session: Session? = nil
  ) throws(RunError) -> Tensor {
    let session = if let session { session } else { try Session.current() }
    return try session.run(self, feeding: feeds)
  }
}

extension Operation {
  /// Runs the operation in a session; in the default one if none is given.
  ///
  /// - Throws: ``RunError``.
  public func run(
    feeding feeds: [Output: Tensor] = [:], session: Session? = nil
  ) throws(RunError) {
    let session = if let session { session } else { try Session.current() }
    try session.run(self, feeding: feeds)
  }
}
