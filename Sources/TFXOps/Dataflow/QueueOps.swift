import TFXCore
import TFXGraph

/// Stands for a queue.   → handle: resource [].
protocol QueueHandleOp: HostOp {
  var queue: QueueDefinition { get }
}

extension QueueHandleOp {
  static var unnamed: String? { Unnamed.waits }

  mutating func fields(_ f: inout some FieldVisitor) { queue.fields(&f) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(0)
    if queue.capacity < 1 {
      throw ShapeError("capacity", expected: "1 or more", found: "\(queue.capacity)")
    }
    if !(0..<queue.capacity).contains(queue.minimumAfterDequeue) {
      throw ShapeError(
        "min_after_dequeue", expected: "0..<capacity, which is \(queue.capacity)",
        found: "\(queue.minimumAfterDequeue)")
    }
    if queue.minimumAfterDequeue > Int32.max {
      throw ShapeError(
        "min_after_dequeue", expected: "at most \(Int32.max)",
        found: "\(queue.minimumAfterDequeue)")
    }
    for component in queue.components {
      try component.expectPossible()
      if component.dtype == .resource || !component.shape.isFullyKnown && !queue.pads {
        throw ShapeError(
          "components", expected: "a type with values, of known shape", found: "\(component)")
      }
    }
    return [TensorSpec(.scalar, .resource)]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [Tensor(shape: .scalar, dtype: .resource)]
  }
}

struct FIFOQueueV2: QueueHandleOp { var queue = QueueDefinition() }
struct PaddingFIFOQueueV2: QueueHandleOp { var queue = QueueDefinition() }
struct RandomShuffleQueueV2: QueueHandleOp {
  var queue = QueueDefinition()

  mutating func fields(_ f: inout some FieldVisitor) {
    queue.fields(&f)
    f.show("min_after_dequeue", .int(queue.minimumAfterDequeue))
    f.show("seed", .int(Int(bitPattern: UInt(queue.shuffleSeed ?? 0))))
  }
}

/// Something done with a queue.   handle: resource [], … → ….
protocol QueueOp: HostOp {
  var queue: QueueDefinition { get }
  func run(
    _ storage: QueueStorage, _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor]
}

extension QueueOp {
  static var unnamed: String? { Unnamed.waits }
  var hasSideEffect: Bool { true }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let storage = context.resource(queue.name) { QueueStorage(queue) }
    // Another session's graph may have made it.
    if storage.definition.components != queue.components {
      throw KernelError(
        "Shared queue '\(queue.name)' has components \(storage.definition.components), not "
          + "\(queue.components)")
    }
    return try run(storage, Array(inputs.dropFirst()), context)
  }

  /// Checks the tensors behind the handle against the components, of which each has `axes` more.
  fileprivate func expectComponents(_ inputs: InputSpecs, many: Bool) throws(ShapeError) {
    try inputs.expect(1 + queue.components.count)
    for (index, component) in queue.components.enumerated() {
      let expected = TensorSpec(many ? component.shape.batched() : component.shape, component.dtype)
      let found = inputs[index + 1]
      if found.dtype != expected.dtype || found.shape.merged(with: expected.shape) == nil {
        throw ShapeError("components[\(index)]", expected: "\(expected)", found: "\(found)")
      }
    }
  }

  /// Throws unless as many elements can be asked for.
  fileprivate func checkCount(_ count: Int) throws(ShapeError) {
    if count < 0 { throw ShapeError("n", expected: "0 or more", found: "\(count)") }
    if count > Int32.max {
      throw ShapeError("n", expected: "at most \(Int32.max)", found: "\(count)")
    }
  }

  fileprivate func dequeued(_ count: Int) -> [TensorSpec] {
    queue.components.map { TensorSpec($0.shape.batched(count), $0.dtype) }
  }
}

/// Puts one element in.   handle, components → .
struct QueueEnqueueV2: QueueOp {
  var queue = QueueDefinition()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try expectComponents(inputs, many: false)
    return []
  }

  func run(
    _ storage: QueueStorage, _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    try storage.enqueue([inputs], context)
    return []
  }
}

/// Puts in an element for each row.   handle, components [n, …] → .
struct QueueEnqueueManyV2: QueueOp {
  var queue = QueueDefinition()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try expectComponents(inputs, many: true)
    for index in inputs.all.indices.dropFirst(2) {
      let (first, other) = (inputs[1].shape[0], inputs[index].shape[0])
      if first != other, first != Shape.unknown, other != Shape.unknown {
        throw ShapeError(
          "components[\(index - 1)]", expected: "\(first) rows as components[0]", found: "\(other)")
      }
    }
    return []
  }

  func run(
    _ storage: QueueStorage, _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let elements = (0..<(inputs.first?.shape[0] ?? 0)).map { row in
      inputs.map { $0.rows(row..<row + 1).reshaped(to: $0.shape.withoutBatch) }
    }
    try storage.enqueue(elements, context)
    return []
  }
}

/// Takes one element out.   handle → components.
struct QueueDequeueV2: QueueOp {
  var queue = QueueDefinition()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return queue.components
  }

  func run(
    _ storage: QueueStorage, _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    try storage.dequeue(1, orFewer: false, context)[0]
  }
}

/// Takes `count` elements out together.   handle → components [count, …].
struct QueueDequeueManyV2: QueueOp {
  var queue = QueueDefinition()
  var count = 1

  mutating func fields(_ f: inout some FieldVisitor) { f.show("n", .int(count)) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    try checkCount(count)
    return dequeued(count)
  }

  func run(
    _ storage: QueueStorage, _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    queue.stack(try storage.dequeue(count, orFewer: false, context))
  }
}

/// Takes `count` elements out together, or fewer that are left in a closed queue.
/// handle → components [n, …].
struct QueueDequeueUpToV2: QueueOp {
  var queue = QueueDefinition()
  var count = 1

  mutating func fields(_ f: inout some FieldVisitor) { f.show("n", .int(count)) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    try checkCount(count)
    return dequeued(Shape.unknown)
  }

  func run(
    _ storage: QueueStorage, _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    queue.stack(try storage.dequeue(count, orFewer: true, context))
  }
}

/// The number of elements.   handle → int32 [].
struct QueueSizeV2: QueueOp {
  var queue = QueueDefinition()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [TensorSpec(.scalar, .int32)]
  }

  func run(
    _ storage: QueueStorage, _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] { [Tensor(Int32(storage.count))] }
}

/// Whether the queue is closed.   handle → bool [].
struct QueueIsClosedV2: QueueOp {
  var queue = QueueDefinition()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [TensorSpec(.scalar, .bool)]
  }

  func run(
    _ storage: QueueStorage, _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] { [Tensor(storage.isClosed)] }
}

/// Closes the queue.   handle → .
struct QueueCloseV2: QueueOp {
  var queue = QueueDefinition()
  var cancelsPending = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.show("cancel_pending_enqueues", .bool(cancelsPending))
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return []
  }

  func run(
    _ storage: QueueStorage, _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    storage.close(cancelsPending: cancelsPending)
    return []
  }
}

extension QueueDefinition {
  /// Elements as rows of one tensor for each component, padded with zeros to the largest.
  func stack(_ elements: [[Tensor]]) -> [Tensor] {
    components.indices.map { index in
      let rows = elements.map { $0[index] }
      var shape = components[index].shape
      for axis in 0..<shape.rank {
        shape[axis] = rows.map { $0.shape[axis] }.max() ?? max(shape[axis], 0)
      }
      if components[index].dtype == .string {
        return Tensor(
          rows.flatMap { padded($0.scalars(as: ByteString.self), $0.shape, shape, ByteString()) },
          shape: shape.batched(rows.count))
      }
      let size = components[index].dtype.byteCount
      return Tensor(shape: shape.batched(rows.count), dtype: components[index].dtype) { bytes in
        var place = bytes.baseAddress
        for row in rows {
          let padded = row.withUnsafeBytes { source in
            // An axis more for the bytes of an element.
            self.padded(
              Array(source), Shape(row.shape.dimensions + [size]),
              Shape(shape.dimensions + [size]), 0)
          }
          padded.withUnsafeBytes { source in
            if let base = source.baseAddress {
              place?.copyMemory(from: base, byteCount: source.count)
            }
          }
          place = place.map { $0 + padded.count }
        }
      }
    }
  }

  private func padded<Element>(
    _ elements: [Element], _ from: Shape, _ to: Shape, _ filler: Element
  ) -> [Element] {
    if from == to { return elements }
    var result = [Element](repeating: filler, count: to.elementCount)
    for (place, element) in elements.enumerated() {
      var (rest, target, step) = (place, 0, 1)
      for axis in (0..<from.rank).reversed() {
        target += rest % from[axis] * step
        rest /= from[axis]
        step *= to[axis]
      }
      result[target] = element
    }
    return result
  }
}
