import TFXCore
import TFXSavedModel
import TFXServer
import TFXWire
import Testing

/// Requests that are damaged: each gets a status, and the master goes on.
@Suite struct MutationTests {
  /// Those that wait for nothing.
  private let programs = Program.all.filter { $0.name != "queues" }

  /// Requests of every method, by methods.
  private func requests(_ client: Client) -> [(method: String, message: [UInt8])] {
    var all: [(String, [UInt8])] = []
    func add(_ method: String, _ body: (inout MessageWriter) -> Void) {
      var message = MessageWriter()
      body(&message)
      all.append((method, message.bytes))
    }
    for program in programs {
      add("CreateSession") { $0.add(1, bytes: program.graphBytes) }
      for run in program.runs {
        all.append(
          (
            "RunStep",
            client.request(
              run.fetches.keys.sorted(), targets: run.targets,
              feeding: run.feeds.mapValues(\.tensor))
          ))
      }
      add("ExtendSession") {
        $0.add(1, client.handle)
        $0.add(2, bytes: program.graphBytes)
      }
    }
    add("MakeCallable") {
      $0.add(1, client.handle)
      $0.add(2) {
        $0.add(1, "x:0")
        $0.add(2, "Mean:0")
        $0.add(4) { $0.add(1, 3) }
      }
    }
    add("RunCallable") {
      $0.add(1, client.handle)
      $0.add(2, 1)
      $0.add(3, Tensor([1, 2, 3] as [Float], shape: [1, 3]))
    }
    add("ReleaseCallable") {
      $0.add(1, client.handle)
      $0.add(2, 1)
    }
    add("ListDevices") { $0.add(1, client.handle) }
    add("CloseSession") { $0.add(1, client.handle) }
    add("Reset") { $0.add(1, "container") }
    add("PartialRunSetup") { $0.add(1, client.handle) }
    return all
  }

  @Test func damagedRequestsGetAStatus() throws {
    var options = MasterOptions()
    options.memoryLimit = 64 << 20
    options.maxSessions = 8
    var random = Dice(state: 1)
    var codes: Set<ServerStatus.Code> = []
    var count = 0
    while count < 10_000 {
      // The masters that mutations spoil are not kept for ever.
      var client = Client(options)
      let program = programs[count / 500 % programs.count]
      try client.open(program.graphBytes)
      let requests = requests(client)
      for _ in 0..<500 {
        let (method, message) = requests[random.roll(requests.count)]
        let reply = client.master.call(method, random.damaged(message), ServerCall())
        codes.insert(reply.status.code)
        count += 1
      }
      client.master.close()
    }
    #expect(codes.isSuperset(of: [.ok, .invalidArgument, .notFound, .aborted]))
  }
}

/// Numbers that look random, the same ones in every run.
struct Dice {
  var state: UInt64

  /// A number from 0 to less than `bound`.
  mutating func roll(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  /// A message with a few mistakes in it.
  mutating func damaged(_ message: [UInt8]) -> [UInt8] {
    var damaged = message
    for _ in 0...roll(4) where !damaged.isEmpty {
      let place = roll(damaged.count)
      switch roll(5) {
      case 0: damaged[place] = UInt8(roll(256))
      case 1: damaged[place] ^= 1 << UInt8(roll(8))
      case 2: damaged.removeSubrange(place..<min(damaged.count, place + roll(8) + 1))
      case 3:
        damaged.insert(contentsOf: damaged[place..<min(damaged.count, place + 6)], at: place)
      default: damaged.removeLast(min(damaged.count, roll(40)))
      }
    }
    return damaged
  }
}
