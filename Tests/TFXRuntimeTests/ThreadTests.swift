import Foundation
import Synchronization
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Eight threads on either side of what threads share. CONTRIBUTING.md says how these run under the
/// thread sanitizer.
@Suite struct ThreadTests {
  let graph = Graph(seed: 3)

  /// A queue of each kind, of scalars.
  enum Kind: CaseIterable {
    case fifo, padding, shuffle

    func queue(_ graph: Graph) throws -> Queue {
      let components = [TensorSpec([], .int64), TensorSpec([], .string)]
      return switch self {
      case .fifo: try graph.fifoQueue(capacity: 7, components)
      case .padding: try graph.paddingFIFOQueue(capacity: 7, components)
      case .shuffle:
        try graph.randomShuffleQueue(capacity: 7, minimumAfterDequeue: 3, components)
      }
    }
  }

  @Test(arguments: Kind.allCases, [1, 3])
  func queuesLoseAndRepeatNothing(_ kind: Kind, _ count: Int) throws {
    let queue = try kind.queue(graph)
    let x = try graph.placeholder(.int64, shape: [Shape.unknown])
    let text = try graph.placeholder(.string, shape: [Shape.unknown])
    let put = try queue.enqueueMany([x, text])
    let take = try count == 1 ? queue.dequeue() : queue.dequeueUpTo(count)
    let close = try queue.close()
    let session = Session(graph)
    let found = Locked([Int64]())
    let (producers, consumers) = (Coordinator(), Coordinator())
    for thread in 0..<8 {
      producers.startThread { _ in
        for round in 0..<20 {
          let values = (0..<3).map { Int64((thread * 20 + round) * 3 + $0) }
          try session.run(
            [], targets: [put],
            feeding: [x: Tensor(values), text: Tensor(strings: values.map(String.init))])
        }
      }
      consumers.startThread { _ in
        while true {
          let element = try session.run(take)
          let values = element[0].scalars(as: Int64.self)
          #expect(element[1].strings() == values.map(String.init))
          found.withLock { $0 += values }
        }
      }
    }
    try producers.join()
    try session.run(close)
    try consumers.join()
    #expect(found.withLock { $0.sorted() } == Array(0..<480))
  }

  @Test(arguments: Kind.allCases)
  func whoWaitsForAQueueIsWokenWhenTheSessionCloses(_ kind: Kind) throws {
    let queue = try kind.queue(graph)
    let (one, many) = (try queue.dequeue(), try queue.dequeueMany(3))
    let session = Session(graph)
    let ended = Locked(0)
    let coordinator = Coordinator()
    for thread in 0..<8 {
      coordinator.startThread { _ in
        do {
          _ = try session.run(thread % 2 == 0 ? one : many)
        } catch RunError.cancelled, RunError.closed {
          ended.withLock { $0 += 1 }
        }
      }
    }
    Thread.sleep(forTimeInterval: 0.02)
    session.close()
    try coordinator.join()
    #expect(ended.withLock { $0 } == 8)
  }

  @Test func accumulatorsCountEveryGradientOnce() throws {
    let accumulator = try graph.conditionalAccumulator(shape: [2], reduction: .sum)
    let gradient = try graph.placeholder(shape: [2])
    let step = try graph.constant(Tensor(Int64.max))
    let apply = try accumulator.applyGradient(gradient, localStep: step)
    let take = try accumulator.takeGradient(20)
    let left = try accumulator.numAccumulated()
    let session = Session(graph)
    let taken = Locked([Double]())
    let (givers, takers) = (Coordinator(), Coordinator())
    for thread in 0..<8 {
      givers.startThread { _ in
        for round in 0..<50 {
          let value = Float(thread * 50 + round)
          try session.run(
            [], targets: [apply], feeding: [gradient: Tensor([value, 1] as [Float])])
        }
      }
      takers.startThread { _ in
        while true {
          let sums = try session.run(take).doubles()
          taken.withLock { $0 += sums }
        }
      }
    }
    try givers.join()
    // Fewer than are taken at once may be left.
    while try session.run(left).doubles()[0] >= 20 { usleep(100) }
    let rest = try session.run(left).doubles()[0]
    session.close()
    try takers.join()
    let values = taken.withLock { $0 }
    let counted = stride(from: 1, to: values.count, by: 2).map { values[$0] }.reduce(0, +)
    #expect(counted + rest == 400)
  }

  @Test func runsOfOneSessionDoNotMix() throws {
    let x = try graph.placeholder(shape: [Shape.unknown, 4])
    let w = try graph.variable("w", Tensor([1, 2, 3, 4] as [Float], shape: [4, 1]))
    let counter = try graph.variable("counter", Tensor(Int64(0)), isTrainable: false)
    let y = try graph.matMul(x, w.value)
    let count = try graph.assignAdd(counter.handle, graph.constant(Tensor(Int64(1))))
    let session = Session(graph)
    try session.initialize()
    let coordinator = Coordinator()
    for thread in 0..<8 {
      coordinator.startThread { _ in
        for round in 0..<30 {
          let rows = 1 + (thread + round) % 3
          let value = Float(thread * 30 + round)
          let fed = Tensor([Float](repeating: value, count: rows * 4), shape: [rows, 4])
          let found = try session.run(y, feeding: [x: fed])
          #expect(found.doubles() == [Double](repeating: Double(value) * 10, count: rows))
          if thread == 0 { try session.run(count) }
        }
      }
    }
    try coordinator.join()
    let counted = try session.value(of: counter).doubles()
    #expect(counted == [30])
  }

  @Test func severalThreadsRunAGraphOnThreeDevices() throws {
    let x = try graph.placeholder(shape: [4])
    let y = try graph.device("/cpu:1") { () throws(GraphError) in try graph.square(x) }
    let z = try graph.device("/cpu:2") { () throws(GraphError) in try graph.add(y, x) }
    let all = try graph.subtract(z, y)
    let session = Session(graph: graph, config: SessionConfig(deviceCount: ["CPU": 3]))
    let coordinator = Coordinator()
    for thread in 0..<8 {
      coordinator.startThread { _ in
        for round in 0..<30 {
          let fed = Tensor([Float](repeating: Float(thread + round), count: 4))
          let found = try session.run(all, feeding: [x: fed])
          #expect(found == fed)
        }
      }
    }
    try coordinator.join()
  }

  @Test func whatSeveralAddToAVariableIsNotLost() throws {
    let (total, row) = (
      try graph.variable("total", Tensor(Int64(0))),
      try graph.variable("row", Tensor(repeating: Float(0), shape: [64]))
    )
    let add = try graph.group([
      graph.assignAdd(total, graph.constant(Tensor(Int64(1)))),
      graph.assignAdd(row, graph.constant(Tensor(repeating: Float(1), shape: [64]))),
    ])
    let storage = SessionStorage()
    let session = Session(graph: graph, config: SessionConfig(), storage: storage)
    try session.run(graph.globalVariablesInitializer())
    let threads = Coordinator()
    for _ in 0..<8 {
      threads.startThread { _ in
        // A session of its own, as a server has for each of its clients.
        let own = Session(graph: self.graph, config: SessionConfig(), storage: storage)
        for _ in 0..<2000 { try own.run(add) }
      }
    }
    try threads.join()
    #expect(try session.run(total.value).scalars(as: Int64.self) == [16_000])
    #expect(try session.run(row.value).doubles() == [Double](repeating: 16_000, count: 64))
  }
}
