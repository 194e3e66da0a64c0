import Foundation
import TFXCore
import TFXSavedModel
import TFXServer
import TFXWire
import TestSupport
import Testing

/// A client of a master without a network, which writes and reads messages by their fields' numbers.
struct Client {
  let master: Master
  var handle = ""
  var version = 0

  init(_ options: MasterOptions = MasterOptions()) { master = Master(options) }

  init(_ master: Master) { self.master = master }

  func call(
    _ method: String, _ call: ServerCall = ServerCall(), _ body: (inout MessageWriter) -> Void
  ) -> ServerReply {
    var message = MessageWriter()
    body(&message)
    return master.call(method, message.bytes, call)
  }

  /// Opens a session on a graph.
  mutating func open(_ graph: [UInt8] = []) throws {
    let reply = call("CreateSession") { $0.add(1, bytes: graph) }
    try #require(reply.status == .ok)
    handle = try Client.fields(reply.message).first { $0.field == 1 }?.value.text ?? ""
  }

  mutating func extend(_ graph: [UInt8]) -> ServerStatus {
    let (handle, version) = (handle, version)
    let reply = call("ExtendSession") {
      $0.add(1, handle)
      $0.add(2, bytes: graph)
      $0.add(3, version)
    }
    if reply.status == .ok { self.version += 1 }
    return reply.status
  }

  func request(
    _ fetches: [String], targets: [String] = [], feeding feeds: [String: Tensor] = [:]
  ) -> [UInt8] {
    var message = MessageWriter()
    message.add(1, handle)
    for (name, value) in feeds.sorted(by: { $0.key < $1.key }) {
      message.add(2) {
        $0.add(1, name)
        $0.add(2, value)
      }
    }
    for fetch in fetches { message.add(3, fetch) }
    for target in targets { message.add(4, target) }
    return message.bytes
  }

  /// Runs a step; throws the status of one that fails.
  @discardableResult
  func run(
    _ fetches: [String], targets: [String] = [], feeding feeds: [String: Tensor] = [:],
    _ call: ServerCall = ServerCall()
  ) throws -> [Tensor] {
    let reply = master.call(
      "RunStep", request(fetches, targets: targets, feeding: feeds), call)
    if reply.status != .ok { throw reply.status }
    var values: [Tensor] = []
    for (field, value) in try Client.fields(reply.message) where field == 1 {
      let entry = try Client.fields(value.data)
      #expect(entry.first { $0.field == 1 }?.value.text == fetches[values.count])
      let bytes = try #require(entry.first { $0.field == 2 }).value.data
      values.append(try #require(Tensor(message: bytes)))
    }
    #expect(values.count == fetches.count)
    return values
  }

  /// The status that a step fails with.
  func failure(
    _ fetches: [String], targets: [String] = [], feeding feeds: [String: Tensor] = [:]
  ) -> ServerStatus {
    master.call(
      "RunStep", request(fetches, targets: targets, feeding: feeds), ServerCall()
    ).status
  }

  static func fields(
    _ message: some Sequence<UInt8>
  ) throws -> [(field: Int, value: MessageReader.Value)] {
    var all: [(field: Int, value: MessageReader.Value)] = []
    var reader = MessageReader(Array(message)[...])
    while let next = try reader.next() { all.append(next) }
    return all
  }
}

/// A node of a graph as the tests write them: `name = Op(inputs) attributes`, of which an attribute is
/// `T:float`, `shape:[2,?]`, `value:[1,2]` and the like.
func graph(_ text: String) throws -> [UInt8] { try GraphDef(text: text).serialized() }

/// A program of Tests/Fixtures/server.json.
struct Program: Decodable {
  struct Run: Decodable {
    var feeds: [String: Value]
    var fetches: [String: Value]
    var targets: [String]
  }

  struct Value: Decodable {
    var shape: [Int]
    var type: String?
    var numbers: [Double]?
    var strings: [String]?

    var tensor: Tensor {
      if let strings {
        return Tensor(
          strings.map { ByteString(Array(Data(base64Encoded: $0)!)) }, shape: Shape(shape))
      }
      return Tensor(numbers!, shape: Shape(shape)).converted(to: DType(rawValue: type!)!)
    }
  }

  var name: String
  var graph: String
  var runs: [Run]

  var graphBytes: [UInt8] { Array(Data(base64Encoded: graph)!) }

  /// Runs it on its graph, which the client's session has.
  func expectResults(of client: Client) throws {
    for (index, run) in runs.enumerated() {
      let names = run.fetches.keys.sorted()
      let values = try client.run(
        names, targets: run.targets, feeding: run.feeds.mapValues(\.tensor))
      for (name, value) in zip(names, values) {
        let expected = run.fetches[name]!.tensor
        #expect(value.spec == expected.spec, "run \(index), \(name)")
        if value.dtype == .string {
          #expect(value.strings() == expected.strings(), "run \(index), \(name)")
          continue
        }
        for (found, wanted) in zip(value.doubles(), expected.doubles()) {
          #expect(
            abs(found - wanted) <= 1e-5 * max(1, abs(wanted)), "run \(index), \(name)")
        }
      }
    }
  }

  static let all: [Program] = {
    let data = try! Data(contentsOf: URL(filePath: Repository.fixture("server.json")))
    return try! JSONDecoder().decode([Program].self, from: data)
  }()
}
