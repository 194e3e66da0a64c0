import NIOConcurrencyHelpers
import NIOCore
import NIOHPACK
import NIOHTTP2

/// Answers the one call of an HTTP/2 stream: collects its message, has it answered on a worker, and
/// sends message and status.
final class StreamHandler<Answering: Service>: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame.FramePayload
  typealias OutboundOut = HTTP2Frame.FramePayload

  private let server: ServerShared<Answering>
  private let connection: Int
  private var message: MessageBuffer
  private var path: String?
  private var call: Answering.Call?
  private var deadline: Scheduled<Void>?
  private var stall: Scheduled<Void>?
  private var received = 0
  private var isAnswered = false

  init(_ server: ServerShared<Answering>, connection: Int) {
    self.server = server
    self.connection = connection
    message = MessageBuffer(limit: server.limits.messageByteCount)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .headers(let frame):
      if path == nil { begin(frame.headers, context) }
      if frame.endStream { finish(context) }
    case .data(let frame):
      if case .byteBuffer(let buffer) = frame.data { receive(buffer, context) }
      if frame.endStream { finish(context) }
    case .rstStream: leave()
    default: break
    }
  }

  private func begin(_ headers: HPACKHeaders, _ context: ChannelHandlerContext) {
    path = headers.first(name: ":path") ?? ""
    let type = headers.first(name: "content-type") ?? ""
    if headers.first(name: ":method") != "POST" || !type.hasPrefix("application/grpc") {
      return answer(.unimplemented("This server speaks gRPC."), context)
    }
    let call = server.service.begin(connection: connection)
    self.call = call
    if let timeout = headers.first(name: "grpc-timeout") {
      guard let nanoseconds = GRPCHeader.nanoseconds(timeout) else {
        return answer(.invalid("grpc-timeout '\(timeout)' is none."), context)
      }
      let service = server.service
      deadline = context.eventLoop.scheduleTask(in: .nanoseconds(nanoseconds)) {
        service.cancel(call, isLate: true)
      }
    }
    watch(context)
  }

  /// Ends the call if it stands still while it is received.
  private func watch(_ context: ChannelHandlerContext) {
    let seen = message.byteCount
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    stall = context.eventLoop.scheduleTask(in: .seconds(Int64(server.limits.stallSeconds))) {
      let (handler, context) = bound.value
      if handler.message.byteCount > seen { return handler.watch(context) }
      handler.answer(Reply(code: 4, text: "The message did not come in time."), context)
    }
  }

  private func receive(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    if isAnswered { return }
    guard server.budget.take(buffer.readableBytes) else {
      return answer(.exhausted("The server receives too much at once; try again."), context)
    }
    received += buffer.readableBytes
    do throws(MessageBuffer.Failure) {
      try message.add(buffer)
    } catch {
      answer(error.reply(limit: server.limits.messageByteCount), context)
    }
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard !isAnswered, let path, let call else { return }
    stall?.cancel()
    let bytes: [UInt8]
    do throws(MessageBuffer.Failure) {
      bytes = try message.finish()
    } catch {
      return answer(error.reply(limit: server.limits.messageByteCount), context)
    }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let (service, loop) = (server.service, context.eventLoop)
    let isTaken = server.workers.run {
      let reply = service.answer(path, bytes, call)
      loop.execute {
        let (handler, context) = bound.value
        handler.answer(reply, context)
      }
    }
    if !isTaken { answer(.exhausted("Too many calls at once; try again."), context) }
  }

  /// Sends the answer, once.
  private func answer(_ reply: Reply, _ context: ChannelHandlerContext) {
    if isAnswered { return }
    isAnswered = true
    release()
    guard context.channel.isActive else { return }
    // A client that does not read leaves its answers here.
    let (budget, count) = (server.budget, reply.message.count)
    let isHeld = budget.take(count)
    let reply = isHeld ? reply : .exhausted("The server sends too much at once; try again.")
    func send(_ payload: HTTP2Frame.FramePayload) {
      context.write(wrapOutboundOut(payload), promise: nil)
    }
    var headers = HPACKHeaders([(":status", "200"), ("content-type", "application/grpc")])
    if reply.code == 0 {
      send(.headers(.init(headers: headers)))
      let buffer = MessageBuffer.frame(reply.message, context.channel.allocator)
      let sent = context.eventLoop.makePromise(of: Void.self)
      sent.futureResult.whenComplete { _ in budget.give(count) }
      context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(buffer)))), promise: sent)
      headers = HPACKHeaders()
    }
    headers.add(name: "grpc-status", value: String(reply.code))
    if !reply.text.isEmpty {
      headers.add(name: "grpc-message", value: GRPCHeader.encoded(reply.text))
    }
    send(.headers(.init(headers: headers, endStream: true)))
    context.flush()
  }

  /// Gives back what the call has taken.
  private func release() {
    deadline?.cancel()
    stall?.cancel()
    server.budget.give(received)
    received = 0
    message = MessageBuffer(limit: 0)
  }

  /// The client does not wait for the answer any more.
  private func leave() {
    if isAnswered { return }
    isAnswered = true
    release()
    if let call { server.service.cancel(call, isLate: false) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    leave()
    context.close(promise: nil)
  }
}

/// What all connections of a server share.
final class ServerShared<Answering: Service>: Sendable {
  let service: Answering
  let limits: TransportLimits
  let workers = Workers(limit: 512)
  let budget: ByteBudget

  init(_ service: Answering, _ limits: TransportLimits) {
    self.service = service
    self.limits = limits
    budget = ByteBudget(limits.heldByteCount)
  }
}

/// A number of bytes that many may hold together.
final class ByteBudget: Sendable {
  private let left: NIOLockedValueBox<Int>

  init(_ count: Int) { left = NIOLockedValueBox(count) }

  func take(_ count: Int) -> Bool {
    left.withLockedValue { left in
      if left < count { return false }
      left -= count
      return true
    }
  }

  func give(_ count: Int) { left.withLockedValue { $0 += count } }
}
