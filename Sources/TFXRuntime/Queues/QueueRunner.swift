public import TFXGraph
public import TFXOps

/// Keeps a queue filled: threads that run its enqueue operations again and again. TensorFlow's
/// `tf.train.QueueRunner`.
public final class QueueRunner: Sendable {
  private let operations: [Operation]
  private let close: Operation
  private let cancel: Operation

  /// A runner with a thread for each of the given operations, which put elements into `queue`.
  public init(_ queue: Queue, _ operations: [Operation]) throws(GraphError) {
    self.operations = operations
    close = try queue.close()
    cancel = try queue.close(cancelsPending: true)
  }

  /// Starts the threads. The queue is closed when one of them has no more elements to put in, or
  /// when the coordinator asks to stop.
  public func start(_ session: Session, _ coordinator: Coordinator) {
    let close = self.close
    let cancel = self.cancel
    // Wakes those of the threads that wait for room.
    coordinator.onStop { try? session.run(cancel) }
    for operation in operations {
      coordinator.startThread { coordinator in
        do {
          while !coordinator.shouldStop { try session.run(operation) }
        } catch RunError.outOfRange {
          // What the queue was filled from has come to its end: what is in is still taken out.
          try session.run(close)
        }
      }
    }
  }
}

extension Session {
  /// Starts runners whose threads fill queues until the coordinator asks to stop.
  public func start(_ runners: [QueueRunner], _ coordinator: Coordinator) {
    for runner in runners { runner.start(self, coordinator) }
  }
}
