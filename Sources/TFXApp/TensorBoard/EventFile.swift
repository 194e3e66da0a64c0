import TFXCore
import TFXWire

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A file of events as TensorBoard reads them
/// (https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto): records of
/// a length, a message `Event {1 wall_time, 2 step, 3 file_version, 4 graph_def, 5 summary}`, and checksums
/// of both.
final class EventFile {
  private let path: String
  private let now: () -> Double
  private var bytes: [UInt8] = []

  /// Begins a file of its own in a folder: a run that is gone on with adds one to those it has.
  ///
  /// - Parameter now: Seconds since 1970.
  init(in folder: String, now: @escaping () -> Double) throws(FileError) {
    try FileAccess.makeDirectories(folder)
    let parts = ["\(Int(now()))", EventFile.host, "\(getpid())"]
    let name = "\(folder)/events.out.tfevents.\(parts.joined(separator: "."))"
    var number = 0
    while FileAccess.exists("\(name).\(number)") { number += 1 }
    path = "\(name).\(number)"
    self.now = now
    add { $0.add(3, "brain.Event:2") }
    try flush()
  }

  /// Adds values of a step.
  func add(_ summary: MessageWriter, step: Int) {
    add {
      $0.add(2, step)
      $0.add(5, bytes: summary.bytes)
    }
  }

  /// Adds a graph: a message `GraphDef`.
  func add(graph: MessageWriter) { add { $0.add(4, bytes: graph.bytes) } }

  private func add(_ content: (inout MessageWriter) -> Void) {
    var event = MessageWriter()
    event.add(1, now())
    content(&event)
    var length: [UInt8] = []
    let count = UInt64(event.bytes.count)
    length.append(uint32: UInt32(truncatingIfNeeded: count))
    length.append(uint32: UInt32(truncatingIfNeeded: count >> 32))
    for part in [length, event.bytes] {
      var checksum = CRC32C()
      checksum.add(part)
      bytes += part
      bytes.append(uint32: checksum.masked)
    }
  }

  /// Writes what was added.
  func flush() throws(FileError) {
    if bytes.isEmpty { return }
    try FileAccess.append(bytes, to: path)
    bytes = []
  }

  private static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, 255) == 0 else { return "localhost" }
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.replacing("/", with: "-")
  }
}
