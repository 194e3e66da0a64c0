import TFXRanks
import Testing

/// What ranks tell each other besides sums.
@Suite struct CollectiveTests {
  @Test(arguments: 1...8)
  func broadcastsReachAll(size: Int) throws {
    for root in 0..<size {
      let results = try LocalRanks.run(size) { communicator in
        var bytes: [UInt8] = communicator.rank == root ? [1, 2, 3] : [0, 0, 0]
        try bytes.withUnsafeMutableBytes { try communicator.broadcast($0, from: root) }
        return bytes
      }
      #expect(results == Array(repeating: [1, 2, 3], count: size))
    }
    let lists = try LocalRanks.run(size) { communicator in
      try communicator.broadcast(communicator.rank == 0 ? Array("weights".utf8) : [])
    }
    #expect(lists == Array(repeating: Array("weights".utf8), count: size))
    let empty = try LocalRanks.run(size) { try $0.broadcast([UInt8]()) }
    #expect(empty == Array(repeating: [], count: size))
  }

  @Test(arguments: 1...8)
  func everybodyGathersEverything(size: Int) throws {
    let results = try LocalRanks.run(size) { communicator in
      let own = [UInt8](repeating: UInt8(communicator.rank), count: communicator.rank)
      try communicator.barrier()
      return try communicator.gather(own)
    }
    let expected = (0..<size).map { [UInt8](repeating: UInt8($0), count: $0) }
    for own in results { #expect(own == expected) }
  }

  @Test func messagesKeepTheirOrder() throws {
    let results = try LocalRanks.run(2) { communicator in
      var (first, second): (UInt8, UInt8) = (0, 0)
      let other = 1 - communicator.rank
      try withUnsafeBytes(of: UInt8(1)) { try communicator.send($0, to: other) }
      try withUnsafeBytes(of: UInt8(2)) { try communicator.send($0, to: other) }
      try withUnsafeMutableBytes(of: &first) { first in
        try communicator.receive(first, from: other)
        try withUnsafeMutableBytes(of: &second) { second in
          try communicator.receive(second, from: other)
          try communicator.wait()
        }
      }
      return [first, second]
    }
    #expect(results == [[1, 2], [1, 2]])
  }
}
