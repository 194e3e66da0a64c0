import NIOConcurrencyHelpers
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix

/// A connection to a gRPC server, for unary calls one after the other or on several threads.
package final class GRPCClient: Sendable {
  private let channel: any Channel
  private let multiplexer: NIOHTTP2Handler.StreamMultiplexer
  private let authority: String
  private let timeoutSeconds: Double?

  /// Connects.
  ///
  /// - Parameter timeoutSeconds: How long each call may take; as long as it takes if nil.
  package init(host: String, port: Int, timeoutSeconds: Double? = nil) throws {
    var streams = NIOHTTP2Handler.StreamConfiguration()
    streams.targetWindowSize = 4 << 20
    var http2 = NIOHTTP2Handler.ConnectionConfiguration()
    http2.targetWindowSize = connectionWindow
    http2.initialSettings = [
      HTTP2Setting(parameter: .enablePush, value: 0),
      HTTP2Setting(parameter: .initialWindowSize, value: 4 << 20),
      HTTP2Setting(parameter: .maxFrameSize, value: 1 << 20),
    ]
    let configurations = (http2, streams)
    let made = NIOLockedValueBox(NIOHTTP2Handler.StreamMultiplexer?.none)
    channel = try ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .connectTimeout(.seconds(10))
      // Before it is connected: the server speaks first.
      .channelInitializer { channel in
        channel.configureHTTP2Pipeline(
          mode: .client, connectionConfiguration: configurations.0,
          streamConfiguration: configurations.1
        ) { stream in stream.close() }.map { multiplexer in
          made.withLockedValue { $0 = multiplexer }
        }
      }
      .connect(host: host, port: port).wait()
    multiplexer = made.withLockedValue { $0! }
    authority = "\(host):\(port)"
    self.timeoutSeconds = timeoutSeconds
  }

  /// Makes a call and waits for its end. A connection that breaks is gRPC's `UNAVAILABLE`.
  package func call(_ path: String, _ message: [UInt8]) -> Reply {
    do {
      return try start(path, message).promise.futureResult.wait()
    } catch {
      return Reply(code: 14, text: "\(error)")
    }
  }

  /// Makes a call.
  ///
  /// - Parameter done: Called once with the answer, on a thread that must not block.
  /// - Returns: Ends the call early, as gRPC's `CANCELLED`.
  package func call(
    _ path: String, _ message: [UInt8], _ done: @escaping @Sendable (Reply) -> Void
  ) -> @Sendable () -> Void {
    let (promise, stream) = start(path, message)
    promise.futureResult.whenComplete { result in
      switch result {
      case .success(let reply): done(reply)
      case .failure(let error): done(Reply(code: 14, text: "\(error)"))
      }
    }
    return {
      promise.succeed(Reply(code: 1, text: "The call was cancelled."))
      stream.whenSuccess { $0.close(promise: nil) }
    }
  }

  private func start(
    _ path: String, _ message: [UInt8]
  ) -> (promise: EventLoopPromise<Reply>, stream: EventLoopFuture<any Channel>) {
    let loop = channel.eventLoop
    let promise = loop.makePromise(of: Reply.self)
    var headers = HPACKHeaders([
      (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", authority),
      ("content-type", "application/grpc"), ("te", "trailers"),
    ])
    if let timeoutSeconds {
      headers.add(name: "grpc-timeout", value: "\(Int(timeoutSeconds * 1000))m")
    }
    let stream = loop.makePromise(of: (any Channel).self)
    let request = headers
    multiplexer.createStreamChannel(promise: stream) { stream in
      stream.eventLoop.makeCompletedFuture {
        try stream.pipeline.syncOperations.addHandler(
          CallHandler(request, message, promise))
      }
    }
    stream.futureResult.cascadeFailure(to: promise)
    if let timeoutSeconds {
      loop.scheduleTask(in: .milliseconds(Int64(timeoutSeconds * 1000))) {
        promise.succeed(Reply(code: 4, text: "Deadline Exceeded"))
        stream.futureResult.whenSuccess { $0.close(promise: nil) }
      }
    }
    return (promise, stream.futureResult)
  }

  /// Whether the connection stands, as far as one knows.
  package var isActive: Bool { channel.isActive }

  /// Ends the connection.
  package func close() { try? channel.close().wait() }
}

/// Sends one message on a stream, and waits for the answer.
private final class CallHandler: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let headers: HPACKHeaders
  private let message: [UInt8]
  private let promise: EventLoopPromise<Reply>
  private var buffer = MessageBuffer(limit: Int(UInt32.max))
  private var hasData = false

  init(_ headers: HPACKHeaders, _ message: [UInt8], _ promise: EventLoopPromise<Reply>) {
    self.headers = headers
    self.message = message
    self.promise = promise
  }

  func channelActive(context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(.headers(.init(headers: headers))), promise: nil)
    let frame = MessageBuffer.frame(message, context.channel.allocator)
    context.writeAndFlush(
      wrapOutboundOut(.data(.init(data: .byteBuffer(frame), endStream: true))), promise: nil)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .headers(let frame):
      guard let status = frame.headers.first(name: "grpc-status").flatMap({ Int($0) }) else {
        return
      }
      let text = GRPCHeader.decoded(frame.headers.first(name: "grpc-message") ?? "")
      if status != 0 { return promise.succeed(Reply(code: status, text: text)) }
      do throws(MessageBuffer.Failure) {
        promise.succeed(Reply(message: try buffer.finish()))
      } catch {
        promise.succeed(Reply(code: 13, text: "The server's answer is no message."))
      }
    case .data(let frame):
      guard case .byteBuffer(let bytes) = frame.data else { return }
      do throws(MessageBuffer.Failure) {
        try buffer.add(bytes)
      } catch {
        promise.succeed(Reply(code: 13, text: "The server's answer is no message."))
      }
    default: break
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    // Nothing happens where there was an answer.
    promise.succeed(Reply(code: 14, text: "The connection is gone."))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    promise.succeed(Reply(code: 14, text: "\(error)"))
    context.close(promise: nil)
  }
}
