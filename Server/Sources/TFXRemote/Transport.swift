import GRPCTransport
public import TFX
@_exported public import TFXServer

/// A connection to a server, over HTTP/2 without encryption.
struct NetworkTransport: MasterTransport {
  let client: GRPCClient

  func call(_ method: String, _ message: [UInt8]) throws(ServerStatus) -> [UInt8] {
    let reply = client.call("/tensorflow.MasterService/\(method)", message)
    if reply.code != 0 {
      throw ServerStatus(ServerStatus.Code(rawValue: reply.code) ?? .unknown, reply.text)
    }
    return reply.message
  }

  func close() { client.close() }
}

extension RemoteSession {
  /// A session on a server.
  ///
  ///     let session = try RemoteSession(target: "grpc://127.0.0.1:2222", graph: graph)
  ///     try session.initialize()
  ///
  /// - Parameters:
  ///   - target: `grpc://HOST:PORT`.
  ///   - graph: What is run; more may be added to it later.
  ///   - timeoutSeconds: How long a run may take; as long as it takes if nil.
  /// - Throws: ``ServerStatus``: `unavailable` if nobody answers, `invalidArgument` for another target.
  public convenience init(
    target: String, graph: Graph = .default, timeoutSeconds: Double? = nil
  ) throws(ServerStatus) {
    let address = target.hasPrefix("grpc://") ? target.dropFirst(7) : ""
    guard let colon = address.lastIndex(of: ":"), let port = Int(address[colon...].dropFirst()),
      (1...65535).contains(port), colon > address.startIndex
    else {
      throw ServerStatus(
        .invalidArgument, "session target: expected grpc://HOST:PORT, found '\(target)'")
    }
    let client: GRPCClient
    do {
      client = try GRPCClient(
        host: String(address[..<colon]), port: port, timeoutSeconds: timeoutSeconds)
    } catch {
      throw ServerStatus(.unavailable, "\(target) does not answer: \(error)")
    }
    try self.init(NetworkTransport(client: client), graph: graph)
  }
}
