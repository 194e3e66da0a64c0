import TFXCore
import TFXGraph
import TFXKernels
import TFXOps

/// Valid graphs of the operations that neither golden nor gradient cases are made of.
enum HostileGraphs {
  static func all() throws -> [Graph] {
    [try random(), try images(), try dataflow(), try state()] + (try updates())
      + (try trainUpdates())
  }

  private static func random() throws -> Graph {
    let graph = Graph(seed: 3)
    let step = try graph.constant(Tensor(Int64(3)))
    let x = try graph.constant(Tensor([0.5, 1, 2, 3, 4, 5] as [Float], shape: [2, 3]))
    _ = try graph.randomUniform([2, 3])
    _ = try graph.randomNormal([2, 3])
    _ = try graph.truncatedNormal([2, 3])
    _ = try graph.randomOrthogonal([2, 3])
    _ = try graph.varianceScaling([2, 3])
    _ = try graph.randomUniform([2, 3], in: 0..<5)
    _ = try graph.randomUniform([2, 3], in: 0..<5, step: step)
    _ = try graph.randomShuffle(x)
    _ = try graph.randomShuffle(x, step: step)
    _ = try graph.multinomial(x, samples: 4)
    _ = try graph.multinomial(x, samples: 4, step: step)
    _ = try graph.randomGamma([2], alpha: x)
    _ = try graph.randomGamma([2], alpha: x, step: step)
    _ = try graph.randomPoisson([2], rate: x)
    _ = try graph.randomPoisson([2], rate: x, step: step)
    _ = try graph.randomNormal(like: x, step: step)
    _ = try graph.randomUniform(like: x, minimum: -1, maximum: 1, step: step)
    _ = try graph.fill([2, 3], 1)
    let dropped = try graph.dropout(graph.relu(x), rate: 0.5, step: step)
    _ = try graph.gradients(of: dropped, withRespectTo: [x])
    // Only plans make it, and files that name it.
    for type in opCatalog where type.type == "ReluDropoutGrad" {
      _ = try graph.add(type.init(), [x, x])
    }
    _ = try graph.assert(graph.constant(Tensor(true)), [x])
    _ = try graph.placeholder(shape: [2])
    _ = try (graph.stopGradient(x), graph.zerosLike(x))
    let ones = try graph.fill([3], 1)
    let normal = try graph.fusedBatchNorm(
      x, scale: ones, offset: ones, mean: ones, variance: ones, isTraining: true)
    _ = try graph.gradients(of: graph.relu(normal.y), withRespectTo: [x])
    return graph
  }

  private static func images() throws -> Graph {
    let graph = Graph(seed: 3)
    let step = try graph.constant(Tensor(Int64(3)))
    let image = try graph.constant(
      Tensor((0..<48).map { Float($0) / 48 }, shape: [4, 4, 3]))
    _ = try graph.randomBrightness(image, maxDelta: 0.5, step: step)
    _ = try graph.randomContrast(image, lower: 0.5, upper: 2, step: step)
    _ = try graph.randomHue(image, maxDelta: 0.5, step: step)
    _ = try graph.randomSaturation(image, lower: 0.5, upper: 2, step: step)
    _ = try graph.randomCrop(image, size: [2, 2, 3], step: step)
    _ = try graph.randomFlipLeftRight(image, step: step)
    _ = try graph.randomFlipUpDown(image, step: step)
    _ = try graph.decodePng(graph.encodePng(graph.cast(image, to: .uint8)))
    return graph
  }

  private static func dataflow() throws -> Graph {
    let graph = Graph(seed: 3)
    let x = try graph.constant(Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]))
    let step = try graph.constant(Tensor(Int64(3)))
    for queue in [
      try graph.fifoQueue(capacity: 3, [TensorSpec([2, 2])]),
      try graph.paddingFIFOQueue(capacity: 3, [TensorSpec([Shape.unknown, 2])]),
      try graph.randomShuffleQueue(capacity: 3, minimumAfterDequeue: 1, [TensorSpec([2, 2])]),
    ] {
      _ = try queue.enqueue([x])
      _ = try queue.enqueueMany([graph.expandDims(x, axis: 0)])
      _ = try (queue.dequeue(), queue.dequeueMany(2), queue.dequeueUpTo(2))
      _ = try (queue.size(), queue.isClosed(), queue.close())
    }
    let accumulator = try graph.conditionalAccumulator(shape: [2, 2])
    _ = try accumulator.applyGradient(x, localStep: step)
    _ = try (accumulator.takeGradient(2), accumulator.numAccumulated())
    _ = try accumulator.setGlobalStep(step)
    return graph
  }

  private static func state() throws -> Graph {
    let graph = Graph(seed: 3)
    let counter = try graph.variable("counter", Tensor(Int64(0)))
    _ = try graph.countUpTo(counter, limit: 3)
    _ = try graph.isVariableInitialized(counter)
    _ = try graph.globalVariablesInitializer()
    return graph
  }

  /// A graph for each update.
  private static func updates() throws -> [Graph] {
    let updates: [any UpdateOp] = [
      ResourceApplyAdaMax(), ResourceApplyAdadelta(), ResourceApplyAdagrad(),
      ResourceApplyAdagradDA(AdagradDARule(l1: 0.1, l2: 0.1)), ResourceApplyAdam(),
      ResourceApplyAdam(AdamRule(isAmsgrad: true)),
      ResourceApplyFtrlV2(FtrlRule(l1: 0.1, l2: 0.1, l2Shrinkage: 0.1, beta: 0.1)),
      ResourceApplyGradientDescent(), ResourceApplyKerasMomentum(), ResourceApplyKerasNadam(),
      ResourceApplyLion(), ResourceApplyMomentum(),
      ResourceApplyProximalAdagrad(ProximalAdagradRule(l1: 0.1, l2: 0.1)),
      ResourceApplyProximalGradientDescent(ProximalGradientDescentRule(l1: 0.1, l2: 0.1)),
      ResourceApplyRMSProp(), ResourceApplyRMSProp(RMSpropRule(momentum: 0.9, isCentered: true)),
    ]
    return try updates.map { update in
      let graph = Graph()
      func variable(_ name: String) throws -> Variable {
        try graph.variable(name, Tensor([1, 2, 3] as [Float]))
      }
      func add<Update: UpdateOp>(_ update: Update) throws {
        try graph.update(
          update, variable("v"),
          slots: (0..<update.rule.slotCount).map { try variable("slot\($0)") },
          learningRate: graph.constant(0.1),
          scalars: Update.Rule.countsSteps ? [graph.constant(Tensor(Int64(3)))] : [],
          gradient: graph.constant(Tensor([0.1, 0.2, 0.3] as [Float])))
      }
      try add(update)
      return graph
    }
  }

  /// A graph for each optimizer of `tf.train`.
  private static func trainUpdates() throws -> [Graph] {
    let optimizers: [(Variable) -> TrainOptimizer] = [
      { _ in GradientDescentOptimizer(learningRate: 0.1) },
      { _ in MomentumOptimizer(learningRate: 0.1, momentum: 0.9) },
      { _ in AdagradOptimizer(learningRate: 0.1) },
      { AdagradDAOptimizer(learningRate: 0.1, globalStep: $0) },
      { _ in AdadeltaOptimizer(learningRate: 0.1) },
      { _ in AdamOptimizer(learningRate: 0.1) },
      { _ in FtrlOptimizer(learningRate: 0.1) },
      { _ in ProximalGradientDescentOptimizer(learningRate: 0.1) },
      { _ in ProximalAdagradOptimizer(learningRate: 0.1) },
      { _ in RMSPropOptimizer(learningRate: 0.1) },
      { _ in RMSPropOptimizer(learningRate: 0.1, centered: true) },
    ]
    return try optimizers.map { make in
      let graph = Graph()
      let step = try graph.getVariable("step", shape: [], dtype: .int64, isTrainable: false) {
        (_) throws(GraphError) in try graph.constant(0, .int64)
      }
      let weight = try graph.variable("w", Tensor([1, 2, 3] as [Float]))
      let loss = try graph.sum(graph.square(weight.value))
      _ = try make(step).minimize(loss, globalStep: step)
      return graph
    }
  }
}
