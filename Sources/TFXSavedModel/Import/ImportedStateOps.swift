import TFXCore
import TFXGraph
import TFXOps

/// TensorFlow's operations on variables, and those that need a look first, by their name.
let importedStateOps: [String: ImportedOp] = [
  "Assign": { site in
    .init(
      operation: try site.graph.assign(site.variable(0).handle, site.input(1), name: site.name))
  },
  "FusedBatchNormV3": { site in
    // TensorFlow's default is training.
    if site.bool("is_training", default: true) {
      throw site.unsupported("it normalises by the batch, as in training, which is not read here")
    }
    return try site.declared(showing: nil)
  },
  "Range": { site in
    for index in site.inputs.indices {
      guard let value = try site.input(index).operation.definition.constantValue,
        value.dtype.isNumeric
      else { continue }
      // Counting its elements would overflow.
      if value.doubles().contains(where: { !(abs($0) < 1e9) || 0..<1e-6 ~= abs($0) && $0 != 0 }) {
        throw site.unsupported("its bounds are too large, or its step too small")
      }
    }
    return try site.declared(showing: nil)
  },
  "ReadVariableOp": { site in
    let variable = try site.variable(0)
    if !site.waits { return .init(outputs: [variable.value]) }
    return try site.imported([try site.graph.readVariable(variable, name: site.name)])
  },
  "ResourceGather": { site in
    try site.imported([
      try site.graph.gather(
        site.variable(0).value, site.input(1), axis: site.int("batch_dims"),
        batchDims: site.int("batch_dims"), name: site.name)
    ])
  },
  "Select": { site in
    let (condition, a) = (try site.input(0), try site.input(1))
    if condition.shape.rank != 0, condition.shape.rank != a.shape.rank {
      throw site.unsupported("its condition chooses rows, which only SelectV2 does here")
    }
    return try site.declared(showing: nil)
  },
  "VarHandleOp": { site in
    let (dtype, shape) = (try site.type("dtype"), try site.shape("shape"))
    let name = site.node.variableName
    if let variable = site.graph.variable(named: name) {
      if variable.spec != TensorSpec(shape, dtype) {
        throw site.unsupported("variable '\(name)' is also \(variable.spec)")
      }
      return .init(operation: variable.handle.operation, variable: variable)
    }
    let variable = try site.newVariable(dtype, shape)
    return .init(operation: variable.handle.operation, variable: variable)
  },
  // TensorFlow 1's first kind of variables, whose nodes give their values themselves.
  "VariableV2": { site in
    let variable = try site.newVariable(site.type("dtype"), site.shape("shape"))
    return .init(outputs: [variable.value], variable: variable)
  },
  "VarIsInitializedOp": { site in
    try site.imported([
      try site.graph.isVariableInitialized(site.variable(0), name: site.name)
    ])
  },
]

/// TensorFlow's queues and accumulators, by their name.
let importedQueueOps: [String: ImportedOp] = [
  "FIFOQueueV2": { site in
    let queue = try site.graph.fifoQueue(
      capacity: site.capacity(), site.components(), name: site.name, sharedName: site.sharedName)
    return .init(operation: queue.handle.operation, queue: queue)
  },
  "PaddingFIFOQueueV2": { site in
    let queue = try site.graph.paddingFIFOQueue(
      capacity: site.capacity(), site.components(), name: site.name, sharedName: site.sharedName)
    return .init(operation: queue.handle.operation, queue: queue)
  },
  "RandomShuffleQueueV2": { site in
    let queue = try site.graph.randomShuffleQueue(
      capacity: site.capacity(), minimumAfterDequeue: site.int("min_after_dequeue"),
      site.components(), seed: site.seed(), name: site.name, sharedName: site.sharedName)
    return .init(operation: queue.handle.operation, queue: queue)
  },
  "QueueCloseV2": { site in
    .init(
      operation: try site.queue().close(
        cancelsPending: site.bool("cancel_pending_enqueues"), name: site.name))
  },
  "QueueDequeueManyV2": { site in
    try site.imported(site.queue().dequeueMany(site.integer(1, "n"), name: site.name))
  },
  "QueueDequeueUpToV2": { site in
    try site.imported(site.queue().dequeueUpTo(site.integer(1, "n"), name: site.name))
  },
  "QueueDequeueV2": { site in try site.imported(site.queue().dequeue(name: site.name)) },
  "QueueEnqueueManyV2": { site in
    .init(operation: try site.queue().enqueueMany(site.values(), name: site.name))
  },
  "QueueEnqueueV2": { site in
    .init(operation: try site.queue().enqueue(site.values(), name: site.name))
  },
  "QueueIsClosedV2": { site in
    try site.imported([try site.queue().isClosed(name: site.name)])
  },
  "QueueSizeV2": { site in try site.imported([try site.queue().size(name: site.name)]) },
  "ResourceAccumulatorApplyGradient": { site in
    .init(
      operation: try site.accumulator().applyGradient(
        site.input(2), localStep: site.input(1), name: site.name))
  },
  "ResourceAccumulatorNumAccumulated": { site in
    try site.imported([try site.accumulator().numAccumulated(name: site.name)])
  },
  "ResourceAccumulatorSetGlobalStep": { site in
    .init(operation: try site.accumulator().setGlobalStep(site.input(1), name: site.name))
  },
  "ResourceAccumulatorTakeGradient": { site in
    try site.imported([
      try site.accumulator().takeGradient(site.integer(1, "num_required"), name: site.name)
    ])
  },
  "ResourceConditionalAccumulator": { site in
    let accumulator = try site.graph.conditionalAccumulator(
      site.type("dtype"), shape: site.shape("shape"),
      reduction: site.choice("reduction_type", default: .mean), name: site.name,
      sharedName: site.sharedName)
    return .init(operation: accumulator.handle.operation, accumulator: accumulator)
  },
]

extension ImportSite {
  /// A variable of the node's, which begins with zeros until it is restored.
  fileprivate func newVariable(_ dtype: DType, _ shape: Shape) throws -> Variable {
    if dtype == .resource || dtype == .string {
      throw unsupported("variables of \(dtype) are not known here")
    }
    return try graph.getVariable(node.variableName, shape: shape, dtype: dtype) {
      (spec) throws(GraphError) in
      try graph.zeros(spec.shape, spec.dtype, name: "Initial")
    }
  }

  /// The name under which all parts of a client's graph find a queue or an accumulator.
  fileprivate var sharedName: String? { importer.request == nil ? nil : node.variableName }

  /// The queue whose handle comes in.
  fileprivate func queue() throws(SavedModelError) -> Queue {
    guard let queue = inputs.first?.node.queue else { throw unsupported("input 0 is no queue") }
    return queue
  }

  /// The accumulator whose handle comes in.
  fileprivate func accumulator() throws(SavedModelError) -> ConditionalAccumulator {
    guard let accumulator = inputs.first?.node.accumulator else {
      throw unsupported("input 0 is no accumulator")
    }
    return accumulator
  }

  /// What is to go into a queue.
  fileprivate func values() throws(SavedModelError) -> [Output] {
    var values: [Output] = []
    for index in inputs.indices.dropFirst() { values.append(try input(index)) }
    return values
  }

  /// How many elements a queue holds; nil for any number.
  fileprivate func capacity() throws(SavedModelError) -> Int? {
    let capacity = try int("capacity", default: -1)
    return capacity < 0 ? nil : capacity
  }

  /// What the elements of a queue are made of.
  fileprivate func components() throws(SavedModelError) -> [TensorSpec] {
    let types = node.attributes["component_types"]?.list.type ?? []
    let shapes = node.attributes["shapes"]?.list.shape ?? []
    var components: [TensorSpec] = []
    for (type, shape) in zip(types, shapes) {
      guard let dtype = type.dtype, let shape = shape.shape else { break }
      components.append(TensorSpec(shape, dtype))
    }
    if components.count != types.count || types.isEmpty {
      throw unsupported("its components have types or shapes that are not known here")
    }
    return components
  }
}
