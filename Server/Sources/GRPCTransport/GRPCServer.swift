import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP2
import NIOPosix

/// A gRPC server for unary calls, over HTTP/2 without encryption.
package final class GRPCServer<Answering: Service>: Sendable {
  private let group: MultiThreadedEventLoopGroup
  private let shared: ServerShared<Answering>
  private let channel: any Channel
  private let connections: Connections

  /// Starts to listen.
  ///
  /// - Parameter port: A free one of the system's choice if 0.
  package init(
    _ service: Answering, host: String, port: Int, limits: TransportLimits = TransportLimits()
  ) throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let shared = ServerShared(service, limits)
    let connections = Connections(limit: limits.connections)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelOption(
        .recvAllocator,
        value: AdaptiveRecvByteBufferAllocator(minimum: 1 << 10, initial: 1 << 14, maximum: 1 << 19)
      )
      // A client whose machine is gone says nothing; the system asks from time to time.
      .childChannelOption(.socketOption(.so_keepalive), value: 1)
      .childChannelInitializer { channel in
        guard let id = connections.add(channel) else {
          return channel.eventLoop.makeFailedFuture(TooManyConnections())
        }
        channel.closeFuture.whenComplete { _ in
          connections.remove(id)
          service.closed(connection: id)
        }
        return GRPCServer.configure(channel, shared, connection: id)
      }
    self.group = group
    self.shared = shared
    self.connections = connections
    do {
      channel = try bootstrap.bind(host: host, port: port).wait()
    } catch {
      try? group.syncShutdownGracefully()
      throw error
    }
  }

  private static func configure(
    _ channel: any Channel, _ shared: ServerShared<Answering>, connection: Int
  ) -> EventLoopFuture<Void> {
    var http2 = NIOHTTP2Handler.ConnectionConfiguration()
    http2.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: 256),
      HTTP2Setting(parameter: .maxHeaderListSize, value: 16 << 10),
      HTTP2Setting(parameter: .initialWindowSize, value: 4 << 20),
      HTTP2Setting(parameter: .maxFrameSize, value: 1 << 20),
    ]
    http2.targetWindowSize = connectionWindow
    var streams = NIOHTTP2Handler.StreamConfiguration()
    streams.targetWindowSize = 4 << 20
    return channel.configureHTTP2Pipeline(
      mode: .server, connectionConfiguration: http2, streamConfiguration: streams
    ) { stream in
      stream.eventLoop.makeCompletedFuture {
        try stream.pipeline.syncOperations.addHandler(
          StreamHandler(shared, connection: connection))
      }
    }.map { _ in }
  }

  /// The port that it listens on.
  package var port: Int { channel.localAddress?.port ?? 0 }

  /// Accepts no more connections.
  package func stopListening() { try? channel.close().wait() }

  /// Closes all connections, and ends.
  package func close() {
    try? channel.close().wait()
    for channel in connections.all { channel.close(promise: nil) }
    try? group.syncShutdownGracefully()
  }
}

/// What may be on its way on a connection, by all of its streams. It is 64 KB unless more is said; a
/// message of some hundred kilobytes then waits for the other side once for each of these.
let connectionWindow = 16 << 20

/// More connections than are allowed.
private struct TooManyConnections: Error {}

/// The connections that are open, by number.
private final class Connections: Sendable {
  private let state = NIOLockedValueBox((next: 1, open: [Int: any Channel]()))
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  func add(_ channel: any Channel) -> Int? {
    state.withLockedValue { state in
      if state.open.count >= limit { return nil }
      defer { state.next += 1 }
      state.open[state.next] = channel
      return state.next
    }
  }

  func remove(_ id: Int) { _ = state.withLockedValue { $0.open.removeValue(forKey: id) } }

  var all: [any Channel] { state.withLockedValue { Array($0.open.values) } }
}
