import Foundation
import NIOCore
import NIOHPACK
import Testing

/// A plain connection, to say what no client would say.
final class RawConnection {
  private let file: Int32
  /// Knows what the server has said before.
  private var decoder = HPACKDecoder(allocator: ByteBufferAllocator())

  init(port: Int) throws {
    file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(status == 0)
  }

  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]

  func send(_ bytes: [UInt8]) { _ = write(file, bytes, bytes.count) }

  /// Begins a call on a stream, and says some of it: the head of a message of `claim` bytes, and `body`.
  func call(_ path: String, stream: UInt8, claim: UInt32, body: [UInt8] = [], isWhole: Bool = false)
  {
    // Literal fields that are not indexed, as HPACK writes short ones.
    var fields: [UInt8] = []
    for (name, value) in [
      (":method", "POST"), (":scheme", "http"), (":path", path),
      ("content-type", "application/grpc"),
    ] {
      fields.append(0)
      for text in [name, value] { fields += [UInt8(text.utf8.count)] + Array(text.utf8) }
    }
    let bytes = withUnsafeBytes(of: claim.bigEndian) { Array($0) }
    sendFrame(type: 1, flags: 4, stream, fields)
    sendFrame(type: 0, flags: isWhole ? 1 : 0, stream, [0] + bytes + body)
  }

  private func sendFrame(type: UInt8, flags: UInt8, _ stream: UInt8, _ payload: [UInt8]) {
    let count = payload.count
    send([0, UInt8(count >> 8), UInt8(count & 0xFF), type, flags, 0, 0, 0, stream] + payload)
  }

  /// The status that a call ends with, by its stream; what comes within ten seconds.
  func statuses(_ count: Int) throws -> [Int: Int] {
    var statuses: [Int: Int] = [:]
    while statuses.count < count, let head = receive(9) {
      let length = head[0..<3].reduce(0) { $0 << 8 | Int($1) }
      guard var payload = receive(length).map({ ByteBuffer(bytes: $0) }) else { break }
      guard head[3] == 1 else { continue }
      let headers = try decoder.decodeHeaders(from: &payload)
      if let status = headers.first(name: "grpc-status") { statuses[Int(head[8])] = Int(status) }
    }
    return statuses
  }

  private func receive(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      var poll = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
      guard Glibc.poll(&poll, 1, 10_000) == 1 else { return nil }
      let more = bytes.withUnsafeMutableBytes {
        read(file, $0.baseAddress! + filled, count - filled)
      }
      if more <= 0 { return nil }
      filled += more
    }
    return bytes
  }

  /// Says that nothing more will come.
  func finishSending() { shutdown(file, Int32(SHUT_WR)) }

  /// Ports that nobody listens on, each another one.
  static func freePorts(_ count: Int) throws -> [Int] {
    let files = (0..<count).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
    defer { for file in files { close(file) } }
    return try files.map { file in
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let status = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(file, $0, size) == 0 ? getsockname(file, $0, &size) : -1
        }
      }
      try #require(status == 0)
      return Int(in_port_t(bigEndian: address.sin_port))
    }
  }

  deinit { close(file) }
}
