import Synchronization
public import TFXCore
public import TFXGraph
import TFXSavedModel
import TFXWire

/// What carries the calls of a remote session.
public protocol MasterTransport: Sendable {
  /// Sends a request of a method of `tensorflow.MasterService`, and waits for the response.
  func call(_ method: String, _ message: [UInt8]) throws(ServerStatus) -> [UInt8]
  /// Ends the connection.
  func close()
}

/// Runs a graph on a server: `Session(target: "grpc://…")` of TensorFlow 1, in Swift.
///
/// It is used as a ``Session``: what is added to the graph is sent before the next run, variables are the
/// server's and outlive the session.
public final class RemoteSession: Sendable {
  public let graph: Graph
  private let transport: any MasterTransport
  private let state: Locked<State>

  private struct State {
    var handle = ""
    var version = 0
    var pieces = GraphPieces()
  }

  /// Opens a session.
  ///
  /// - Throws: ``ServerStatus`` of the server, or for a graph that cannot be sent.
  public init(_ transport: any MasterTransport, graph: Graph) throws(ServerStatus) {
    self.graph = graph
    self.transport = transport
    state = Locked(State())
    let response = try transport.call("CreateSession", [])
    let handle = try RemoteSession.fields(response).first { $0.field == 1 }?.value.text ?? ""
    state.withLock { $0.handle = handle }
  }

  /// Computes `fetches`, and runs `targets` for what they do; see ``Session/run(_:targets:feeding:)``.
  ///
  /// - Throws: ``ServerStatus``.
  @discardableResult
  public func run(
    _ fetches: [Output], targets: [Operation] = [], feeding feeds: [Output: Tensor] = [:]
  ) throws(ServerStatus) -> [Tensor] {
    let handle = try extend()
    var request = MessageWriter()
    request.add(1, handle)
    for (output, value) in feeds {
      request.add(2) {
        $0.add(1, output.name)
        $0.add(2, value)
      }
    }
    for fetch in fetches { request.add(3, fetch.name) }
    for target in targets { request.add(4, target.name) }
    let response = try transport.call("RunStep", request.bytes)
    var values: [Tensor] = []
    for (field, value) in try RemoteSession.fields(response) where field == 1 {
      let bytes = try RemoteSession.fields(value.data).first { $0.field == 2 }?.value.data ?? []
      guard let tensor = Tensor(message: bytes) else {
        throw ServerStatus(.internal, "The server's response has something that is no tensor.")
      }
      values.append(tensor)
    }
    if values.count != fetches.count {
      throw ServerStatus(
        .internal, "The server sent \(values.count) values for \(fetches.count) fetches.")
    }
    return values
  }

  /// Computes one output.
  public func run(
    _ fetch: Output, feeding feeds: [Output: Tensor] = [:]
  ) throws(ServerStatus) -> Tensor {
    try run([fetch], feeding: feeds)[0]
  }

  /// Runs one operation for what it does.
  public func run(
    _ target: Operation, feeding feeds: [Output: Tensor] = [:]
  ) throws(ServerStatus) {
    try run([], targets: [target], feeding: feeds)
  }

  /// Gives every variable of the graph its first value, also those that have one on the server.
  public func initialize() throws(ServerStatus) {
    try run([], targets: graph.variables.map(\.initializer))
  }

  /// Ends the session; its variables stay on the server.
  public func close() throws(ServerStatus) {
    var request = MessageWriter()
    request.add(1, state.withLock { $0.handle })
    defer { transport.close() }
    _ = try transport.call("CloseSession", request.bytes)
  }

  /// Sends what the graph has more than the server knows; the session's handle.
  private func extend() throws(ServerStatus) -> String {
    try state.withLock { state throws(ServerStatus) in
      let piece: [UInt8]?
      do throws(SavedModelError) {
        piece = try state.pieces.next(of: graph)
      } catch {
        throw ServerStatus(error)
      }
      guard let piece else { return state.handle }
      var request = MessageWriter()
      request.add(1, state.handle)
      request.add(2, bytes: piece)
      request.add(3, state.version)
      _ = try transport.call("ExtendSession", request.bytes)
      state.version += 1
      return state.handle
    }
  }

  static func fields(
    _ message: some Sequence<UInt8>
  ) throws(ServerStatus) -> [(field: Int, value: MessageReader.Value)] {
    var all: [(field: Int, value: MessageReader.Value)] = []
    var reader = MessageReader(Array(message)[...])
    do throws(MalformedMessage) {
      while let next = try reader.next() { all.append(next) }
    } catch {
      throw ServerStatus(.internal, "The server's response is no message.")
    }
    return all
  }
}
