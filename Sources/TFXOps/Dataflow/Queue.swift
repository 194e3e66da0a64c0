public import TFXCore
public import TFXGraph

/// What a queue holds, and how.
struct QueueDefinition: Sendable {
  var name = ""
  /// As many elements at most.
  var capacity = 1
  /// What an element is made of.
  var components: [TensorSpec] = []
  /// As many elements stay in the queue, to be drawn from, until it is closed.
  var minimumAfterDequeue = 0
  /// The seed of a queue in random order; nil for one in the order of arrival.
  var shuffleSeed: UInt64?
  /// Whether elements of different shapes are padded with zeros where several are taken together.
  var pads = false

  func fields(_ f: inout some FieldVisitor) {
    f.show("capacity", .int(capacity == .max ? -1 : capacity))
    f.show("component_types", .types(components.map(\.dtype)))
    f.show("shapes", .shapes(components.map(\.shape)))
  }
}

/// A queue of elements, each a tensor for every component: TensorFlow's `tf.FIFOQueue` and its
/// relatives. Several threads may run operations on it at once; they wait for each other.
public struct Queue: Sendable {
  /// Stands for the queue in the graph.
  public let handle: Output
  let definition: QueueDefinition

  /// The element types and shapes of an element's components.
  public var components: [TensorSpec] { definition.components }

  private var graph: Graph { handle.graph }

  /// An operation that puts one element in, waiting for room if the queue is full.
  ///
  /// - Parameter element: A tensor for each component.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes are not the components'.
  public func enqueue(_ element: [Output], name: String? = nil) throws(GraphError) -> Operation {
    try graph.add(QueueEnqueueV2(queue: definition), [handle] + element, name: name)
  }

  /// An operation that puts elements in, one for each row of the given tensors.
  public func enqueueMany(
    _ elements: [Output], name: String? = nil
  ) throws(GraphError) -> Operation {
    try graph.add(QueueEnqueueManyV2(queue: definition), [handle] + elements, name: name)
  }

  /// One element, taken out as soon as there is one. When the queue is closed and empty, the run
  /// ends with `RunError.outOfRange`.
  public func dequeue(name: String? = nil) throws(GraphError) -> [Output] {
    try graph.add(QueueDequeueV2(queue: definition), [handle], name: name).outputs
  }

  /// `count` elements, taken out together as soon as there are as many: each component with a
  /// first axis more. Fewer are left in a closed queue.
  public func dequeueMany(_ count: Int, name: String? = nil) throws(GraphError) -> [Output] {
    try graph.add(QueueDequeueManyV2(queue: definition, count: count), [handle], name: name)
      .outputs
  }

  /// As ``dequeueMany(_:name:)``, but those that are left in a closed queue are enough.
  public func dequeueUpTo(_ count: Int, name: String? = nil) throws(GraphError) -> [Output] {
    try graph.add(QueueDequeueUpToV2(queue: definition, count: count), [handle], name: name)
      .outputs
  }

  /// The number of elements in the queue: `int32` of shape `[]`.
  public func size(name: String? = nil) throws(GraphError) -> Output {
    try graph.add(QueueSizeV2(queue: definition), [handle], name: name).output(0)
  }

  /// Whether the queue is closed: `bool` of shape `[]`.
  public func isClosed(name: String? = nil) throws(GraphError) -> Output {
    try graph.add(QueueIsClosedV2(queue: definition), [handle], name: name).output(0)
  }

  /// An operation that closes the queue: no more elements can be put in, those that are in can be
  /// taken out.
  ///
  /// - Parameter cancelsPending: Whether those who wait to put something in are sent away.
  public func close(
    cancelsPending: Bool = false, name: String? = nil
  ) throws(GraphError) -> Operation {
    try graph.add(
      QueueCloseV2(queue: definition, cancelsPending: cancelsPending), [handle], name: name)
  }
}

extension Graph {
  /// A queue whose elements come out in the order in which they were put in.
  ///
  /// - Parameters:
  ///   - capacity: As many elements at most; any number if nil.
  ///   - components: What an element is made of; shapes are fully known.
  ///   - name: The queue's name.
  ///   - sharedName: Under this name all graphs of a server have the same queue.
  public func fifoQueue(
    capacity: Int? = nil, _ components: [TensorSpec], name: String? = nil,
    sharedName: String? = nil
  ) throws(GraphError) -> Queue {
    let definition = queueDefinition(
      capacity, components, name ?? FIFOQueueV2.type, sharedName)
    return Queue(
      handle: try add(FIFOQueueV2(queue: definition), name: name).output(0), definition: definition)
  }

  /// A queue whose elements may differ in the extents that `components` leave unknown. Where
  /// several are taken together, they are padded with zeros to the largest.
  public func paddingFIFOQueue(
    capacity: Int? = nil, _ components: [TensorSpec], name: String? = nil,
    sharedName: String? = nil
  ) throws(GraphError) -> Queue {
    var definition = queueDefinition(
      capacity, components, name ?? PaddingFIFOQueueV2.type, sharedName)
    definition.pads = true
    return Queue(
      handle: try add(PaddingFIFOQueueV2(queue: definition), name: name).output(0),
      definition: definition)
  }

  /// A queue whose elements come out in random order.
  ///
  /// - Parameters:
  ///   - capacity: As many elements at most; any number if nil.
  ///   - minimumAfterDequeue: As many elements stay, to be drawn from, until the queue is closed.
  ///   - components: What an element is made of; shapes are fully known.
  ///   - seed: The graph's seed if nil.
  ///   - name: The queue's name.
  ///   - sharedName: Under this name all graphs of a server have the same queue.
  public func randomShuffleQueue(
    capacity: Int? = nil, minimumAfterDequeue: Int, _ components: [TensorSpec],
    seed: UInt64? = nil, name: String? = nil, sharedName: String? = nil
  ) throws(GraphError) -> Queue {
    var definition = queueDefinition(
      capacity, components, name ?? RandomShuffleQueueV2.type, sharedName)
    definition.minimumAfterDequeue = minimumAfterDequeue
    definition.shuffleSeed = seed ?? self.seed
    return Queue(
      handle: try add(RandomShuffleQueueV2(queue: definition), name: name).output(0),
      definition: definition)
  }

  private func queueDefinition(
    _ capacity: Int?, _ components: [TensorSpec], _ name: String, _ sharedName: String?
  ) -> QueueDefinition {
    // Two queues of one name are two queues, unless they are to be one.
    let unique = sharedName ?? "\(scopedName(name))#\(operations.count)"
    return QueueDefinition(name: unique, capacity: capacity ?? .max, components: components)
  }
}
