import Foundation
import Synchronization
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Queues, accumulators, and the threads that use them.
@Suite struct QueueTests {
  let graph = Graph(seed: 3)

  private func numbers(_ queue: Queue) throws -> (Output, TFXGraph.Operation) {
    let x = try graph.placeholder(.int64, shape: .scalar)
    return (x, try queue.enqueue([x]))
  }

  @Test func elementsComeOutInOrder() throws {
    let queue = try graph.fifoQueue(
      capacity: 3, [TensorSpec([2], .float32), TensorSpec([], .string)])
    let x = try graph.placeholder(.float32, shape: [Shape.unknown, 2])
    let names = try graph.placeholder(.string, shape: [Shape.unknown])
    let fill = try queue.enqueueMany([x, names])
    let (one, size) = (try queue.dequeue(), try queue.size())
    let rest = try queue.dequeueMany(2)
    #expect(rest.map(\.spec) == [TensorSpec([2, 2], .float32), TensorSpec([2], .string)])
    let session = Session(graph)
    try session.run(
      [], targets: [fill],
      feeding: [
        x: Tensor((1...6).map { Float($0) }, shape: [3, 2]),
        names: Tensor(strings: ["a", "b", "c"]),
      ])
    #expect(try session.run(size) == Tensor(Int32(3)))
    let first = try session.run(one)
    #expect(first[0].doubles() == [1, 2] && first[1] == Tensor("a"))
    let both = try session.run(rest)
    #expect(both[0].doubles() == [3, 4, 5, 6] && both[1].strings() == ["b", "c"])
  }

  @Test func aClosedQueueGivesWhatIsLeft() throws {
    let queue = try graph.fifoQueue([TensorSpec([], .int64)])
    let (x, put) = try numbers(queue)
    let some = try queue.dequeueUpTo(4)[0]
    let many = try queue.dequeueMany(2)[0]
    let close = try queue.close(name: "close")
    let session = Session(graph)
    for value in 0..<3 { try session.run([], targets: [put], feeding: [x: Tensor(Int64(value))]) }
    #expect(try session.run(queue.isClosed()) == Tensor(false))
    try session.run(close)
    #expect(try session.run(some) == Tensor([0, 1, 2] as [Int64]))
    #expect(throws: RunError.self) { try session.run(some) }
    let error = #expect(throws: RunError.self) { try session.run(many) }
    #expect(
      error?.description
        == "[QueueDequeueManyV2] 'QueueDequeueManyV2': queue 'FIFOQueueV2#0' is closed and has 0 "
        + "elements, where 2 are asked for")
    let refused = #expect(throws: RunError.self) {
      try session.run([], targets: [put], feeding: [x: Tensor(Int64(9))])
    }
    #expect(
      refused?.description == "[QueueEnqueueV2] 'QueueEnqueueV2': queue 'FIFOQueueV2#0' is closed")
  }

  @Test func elementsOfDifferentShapesArePadded() throws {
    let queue = try graph.paddingFIFOQueue([
      TensorSpec([Shape.unknown, 2], .int32), TensorSpec([Shape.unknown], .string),
    ])
    let x = try graph.placeholder(.int32, shape: [Shape.unknown, 2])
    let words = try graph.placeholder(.string, shape: [Shape.unknown])
    let put = try queue.enqueue([x, words])
    let both = try queue.dequeueMany(2)
    let session = Session(graph)
    for (rows, text) in [([1, 2] as [Int32], ["a", "b", "c"]), ([3, 4, 5, 6], ["d"])] {
      try session.run(
        [], targets: [put],
        feeding: [
          x: Tensor(rows, shape: [rows.count / 2, 2]), words: Tensor(strings: text),
        ])
    }
    let found = try session.run(both)
    #expect(found[0] == Tensor([1, 2, 0, 0, 3, 4, 5, 6] as [Int32], shape: [2, 2, 2]))
    #expect(found[1] == Tensor(strings: ["a", "b", "c", "d", "", ""], shape: [2, 3]))
  }

  @Test func aShuffleQueueDrawsFromWhatIsThere() throws {
    let queue = try graph.randomShuffleQueue(
      capacity: 100, minimumAfterDequeue: 50, [TensorSpec([], .int64)])
    let x = try graph.placeholder(.int64, shape: [Shape.unknown])
    let put = try queue.enqueueMany([x])
    let take = try queue.dequeueMany(50)[0]
    let close = try queue.close()
    func drawn() throws -> [Int64] {
      let session = Session(graph)
      try session.run([], targets: [put], feeding: [x: Tensor((0..<100).map { Int64($0) })])
      let first = try session.run(take)
      try session.run(close)
      return first.scalars() + (try session.run(take)).scalars()
    }
    let order = try drawn()
    #expect(order.sorted() == Array(0..<100))
    #expect(order != order.sorted())
    #expect(try drawn() == order)
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let queue = try graph.fifoQueue([TensorSpec([2], .float32)], name: "pairs")
    let three = try graph.constant(Tensor([1 as Float, 2, 3]))
    let error = #expect(throws: GraphError.self) { try queue.enqueue([three], name: "put") }
    #expect(
      error?.description
        == "[QueueEnqueueV2] 'put': components[0]: expected float32[2], found float32[3]")
    #expect(throws: GraphError.self) { try graph.fifoQueue(capacity: 0, []) }
    #expect(throws: GraphError.self) { try graph.fifoQueue([TensorSpec([Shape.unknown])]) }
    #expect(throws: GraphError.self) {
      try graph.randomShuffleQueue(capacity: 2, minimumAfterDequeue: 2, [])
    }
  }

  @Test func threadsLoseAndRepeatNothing() throws {
    let queue = try graph.fifoQueue(capacity: 7, [TensorSpec([], .int64)])
    let (x, put) = try numbers(queue)
    let take = try queue.dequeue()[0]
    let close = try queue.close()
    let session = Session(graph)
    let found = Locked([Int64]())
    let (producers, consumers) = (Coordinator(), Coordinator())
    for thread in 0..<8 {
      producers.startThread { _ in
        for value in 0..<50 {
          try session.run([], targets: [put], feeding: [x: Tensor(Int64(thread * 50 + value))])
        }
      }
      consumers.startThread { _ in
        while true {
          let value = try session.run(take).scalars(as: Int64.self)[0]
          found.withLock { $0.append(value) }
        }
      }
    }
    try producers.join()
    try session.run(close)
    try consumers.join()
    #expect(found.withLock { $0.sorted() } == Array(0..<400))
  }

  @Test func aBlockedDequeueEndsWhenTheSessionCloses() throws {
    let queue = try graph.fifoQueue([TensorSpec([], .int64)])
    let take = try queue.dequeue(name: "take")[0]
    let session = Session(graph)
    let coordinator = Coordinator()
    let error = Locked<RunError?>(nil)
    coordinator.startThread { _ in
      do { _ = try session.run(take) } catch let found as RunError { error.withLock { $0 = found } }
    }
    Thread.sleep(forTimeInterval: 0.02)
    session.close()
    try coordinator.join()
    // Or it had not begun to wait.
    let expected = [
      RunError.cancelled(
        op: "QueueDequeueV2", node: "take", "the session was closed meanwhile"), .closed,
    ]
    #expect(error.withLock { $0.map(expected.contains) } == true)
  }

  @Test func aRunnerKeepsAQueueFilled() throws {
    let counter = try graph.variable("counter", Tensor(Int64(0)))
    let source = try graph.fifoQueue([TensorSpec([], .int64)], name: "source")
    let (x, put) = try numbers(source)
    let queue = try graph.fifoQueue(capacity: 2, [TensorSpec([], .int64)], name: "filled")
    let runner = try QueueRunner(queue, [queue.enqueue(source.dequeue())])
    let take = try queue.dequeue()[0]
    let end = try source.close()
    let session = Session(graph)
    try session.initialize()
    for value in 0..<10 { try session.run([], targets: [put], feeding: [x: Tensor(Int64(value))]) }
    try session.run(end)
    let coordinator = Coordinator()
    session.start([runner], coordinator)
    var found: [Int64] = []
    #expect(throws: RunError.self) {
      while true { found += try session.run(take).scalars(as: Int64.self) }
    }
    #expect(found == Array(0..<10))
    coordinator.requestStop()
    try coordinator.join()
    #expect(try session.value(of: counter) == Tensor(Int64(0)))
  }

  @Test func aCoordinatorWakesRunnersThatWait() throws {
    let queue = try graph.fifoQueue(capacity: 1, [TensorSpec([], .float32)])
    let runner = try QueueRunner(queue, [queue.enqueue([graph.constant(1)])])
    let session = Session(graph)
    let coordinator = Coordinator()
    session.start([runner], coordinator)
    Thread.sleep(forTimeInterval: 0.01)
    coordinator.requestStop()
    try coordinator.join()
    #expect(coordinator.shouldStop)
  }

  @Test func anErrorStopsAllThreads() throws {
    struct Trouble: Error {}
    let coordinator = Coordinator()
    coordinator.startThread { coordinator in while !coordinator.shouldStop { usleep(100) } }
    coordinator.startThread { _ in throw Trouble() }
    #expect(throws: Trouble.self) { try coordinator.join() }
  }

  @Test func gradientsAreAccumulatedAndStaleOnesDropped() throws {
    let accumulator = try graph.conditionalAccumulator(shape: [2])
    let gradient = try graph.placeholder(shape: [2])
    let step = try graph.placeholder(.int64, shape: .scalar)
    let apply = try accumulator.applyGradient(gradient, localStep: step)
    let count = try accumulator.numAccumulated()
    let take = try accumulator.takeGradient(2)
    let session = Session(graph)
    func add(_ values: [Float], at localStep: Int64) throws {
      try session.run(
        [], targets: [apply], feeding: [gradient: Tensor(values), step: Tensor(localStep)])
    }
    try add([1, 2], at: 0)
    try add([3, 6], at: 5)
    #expect(try session.run(count) == Tensor(Int32(2)))
    #expect(try session.run(take).doubles() == [2, 4])
    try add([9, 9], at: 0)
    #expect(try session.run(count) == Tensor(Int32(0)), "the accumulator is at step 1")
    try session.run(
      [], targets: [accumulator.setGlobalStep(step)], feeding: [step: Tensor(Int64(4))])
    try add([9, 9], at: 3)
    try add([1, 1], at: 4)
    #expect(try session.run(count) == Tensor(Int32(1)))
  }
}
