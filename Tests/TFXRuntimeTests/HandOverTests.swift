import Synchronization
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Values that are handed over to the program in the midst of a run, such as gradients.
@Suite struct HandOverTests {
  /// What has been heard, and what to do then.
  private final class Heard: Sendable {
    let numbers = Locked<[Int]>([])
  }

  /// The program is told of each value before the next one is computed, and may write over it: the run
  /// does not look at it any more, or has a copy.
  @Test(arguments: [false, true])
  func theProgramMayUseWhatItHasBeenTold(isReadLater: Bool) throws {
    let graph = Graph()
    let x = try graph.placeholder(.float32, shape: [3], name: "x")
    let bell = HandOverBell()
    let first = try graph.variable("first", Tensor([0, 0, 0] as [Float]))
    let second = try graph.variable("second", Tensor([0, 0, 0] as [Float]))
    let value = try x * 2
    let later = try (isReadLater ? value : x) + 1
    let assigns = [
      try graph.handOver(first, value, bell, number: 0),
      try graph.handOver(second, later, bell, number: 1),
    ]
    let session = Session(graph)
    try session.initialize()
    let elements = try session.elements(of: first, as: Float.self)
    let run = try session.prepare([], targets: assigns, feeding: [(x, [3])])
    nonisolated(unsafe) let memory = elements
    let heard = Heard()
    bell.listen { number in
      if number == 0 {
        #expect(Array(memory) == [2, 4, 6])
        memory.update(repeating: 100)
      }
      heard.numbers.withLock { $0.append(number) }
    }
    let feed = run.feed(0).bindMemory(to: Float.self)
    for index in 0..<3 { feed[index] = Float(index + 1) }
    try run.run()
    #expect(heard.numbers.withLock { $0 } == [0, 1])
    #expect(Array(elements) == [100, 100, 100])
    let expected: [Float] = isReadLater ? [3, 5, 7] : [2, 3, 4]
    #expect(try session.value(of: second).scalars(as: Float.self) == expected)
    bell.listen(nil)
    try run.run()
    #expect(heard.numbers.withLock { $0 } == [0, 1])
  }

  /// Variables that the program lends memory for lie in it, one behind the other; others do not.
  @Test func variablesLieInLentMemory() throws {
    let graph = Graph()
    let other = try graph.variable("other", Tensor([9] as [Float]))
    let lent = [
      try graph.variable("a", Tensor([1, 2, 3] as [Float])),
      try graph.variable("b", Tensor([4] as [Float])),
    ]
    final class Block: Sendable {
      nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer
      init(_ count: Int) {
        bytes = .allocate(byteCount: count, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
      }
      deinit { bytes.deallocate() }
    }
    let block = Block(LentMemory.byteCount(of: lent))
    #expect(block.bytes.count == 128)
    var config = SessionConfig()
    config.lentMemory = LentMemory(for: lent, block.bytes, of: block)
    let session = Session(graph: graph, config: config)
    try session.initialize()
    let floats = block.bytes.bindMemory(to: Float.self)
    #expect(Array(floats[0..<3]) == [1, 2, 3] && floats[16] == 4)
    floats[1] = 7
    #expect(try session.value(of: lent[0]).scalars(as: Float.self) == [1, 7, 3])
    #expect(try session.value(of: other).scalars(as: Float.self) == [9])
  }
}
