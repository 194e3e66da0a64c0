import GRPCTransport
import Testing

@Suite(.serialized) struct TransportTests {
  /// Says again what it is told, or something large.
  private struct Echo: Service {
    static let largeByteCount = 8 << 20

    func begin(connection: Int) {}
    func answer(_ path: String, _ message: [UInt8], _ call: Void) -> Reply {
      Reply(message: path == "/large" ? [UInt8](repeating: 7, count: Echo.largeByteCount) : message)
    }
    func cancel(_ call: Void, isLate: Bool) {}
    func closed(connection: Int) {}
  }

  private func server(_ limits: TransportLimits = TransportLimits()) throws -> GRPCServer<Echo> {
    try GRPCServer(Echo(), host: "127.0.0.1", port: 0, limits: limits)
  }

  private func connection(to server: GRPCServer<Echo>) throws -> RawConnection {
    let connection = try RawConnection(port: server.port)
    connection.send(RawConnection.preface)
    return connection
  }

  @Test func messagesOfSeveralWindowsComeBack() throws {
    let server = try server()
    defer { server.close() }
    let client = try GRPCClient(host: "127.0.0.1", port: server.port)
    let message = (0..<40_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    #expect(client.call("/echo", message).message == message)
    #expect(client.call("/echo", []).message == [])
    client.close()
  }

  @Test func aCallThatStandsStillEnds() throws {
    var limits = TransportLimits()
    limits.stallSeconds = 1
    let server = try server(limits)
    defer { server.close() }
    let connection = try connection(to: server)
    connection.call("/echo", stream: 1, claim: 10, body: [1, 2])
    #expect(try connection.statuses(1) == [1: 4])
  }

  @Test func aMessageOfThreeGigabytesIsRefusedAtItsHead() throws {
    let server = try server()
    defer { server.close() }
    let connection = try connection(to: server)
    connection.call("/echo", stream: 1, claim: 3_000_000_000, body: [1, 2])
    #expect(try connection.statuses(1) == [1: 8])
    // Others on the connection go on.
    connection.call("/echo", stream: 3, claim: 2, body: [1, 2], isWhole: true)
    #expect(try connection.statuses(1) == [3: 0])
  }

  @Test func answersThatNobodyReadsAreBounded() throws {
    var limits = TransportLimits()
    limits.heldByteCount = 3 * Echo.largeByteCount + 1000
    let server = try server(limits)
    defer { server.close() }
    do {
      let connection = try connection(to: server)
      for stream in [1, 3, 5, 7] as [UInt8] {
        connection.call("/large", stream: stream, claim: 0, isWhole: true)
      }
      // Without a window for them, three answers wait; the fourth is not kept.
      #expect(try connection.statuses(1).values.first == 8)
    }
    let client = try GRPCClient(host: "127.0.0.1", port: server.port)
    var reply = Reply()
    for _ in 0..<100 where reply.message.isEmpty { reply = client.call("/large", []) }
    #expect(reply.message.count == Echo.largeByteCount)
    client.close()
  }
}
