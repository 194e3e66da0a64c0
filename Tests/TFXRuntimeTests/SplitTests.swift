import CAllocations
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Graphs that are split over devices give the bytes that one device gives.
@Suite struct SplitTests {
  private static let threads = [
    // Assignments ask for other devices than their variables, here and there.
    SessionConfig(deviceCount: ["CPU": 3], allowSoftPlacement: true),
    SessionConfig(allowSoftPlacement: true),
  ]

  /// Layers on three devices, with gradients where the layers are or on the first device.
  @Test(arguments: [false, true])
  func trainingOverThreeDevicesGivesTheSameBytes(_ colocates: Bool) throws {
    let graph = Graph(seed: 3)
    let x = try graph.placeholder(shape: [Shape.unknown, 12, 12, 1], name: "x")
    let labels = try graph.placeholder(.int32, shape: [Shape.unknown], name: "labels")
    func weight(_ name: String, _ shape: Shape) throws(GraphError) -> Variable {
      try graph.getVariable(name, shape: shape) { (spec) throws(GraphError) in
        try graph.randomUniform(spec.shape, minimum: -0.2, maximum: 0.2)
      }
    }
    let images = try graph.device("/cpu:1") { () throws(GraphError) in
      let convolved = try graph.conv2D(x, weight("conv/kernel", [3, 3, 1, 8]).value)
      return try graph.maxPool(
        graph.relu(graph.biasAdd(convolved, weight("conv/bias", [8]).value)), window: Pair(2))
    }
    let hidden = try graph.device("/cpu:2") { () throws(GraphError) in
      let flat = try graph.reshape(images, to: [Shape.unknown, 200])
      return try graph.relu(
        graph.biasAdd(
          graph.matMul(flat, weight("hidden/kernel", [200, 64]).value),
          weight("hidden/bias", [64]).value))
    }
    let logits = try graph.device("/cpu:0") { () throws(GraphError) in
      try graph.biasAdd(
        graph.matMul(hidden, weight("out/kernel", [64, 10]).value), weight("out/bias", [10]).value)
    }
    let loss = try graph.mean(
      graph.sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: logits))
    let weights = graph.trainableVariables
    let gradients = try graph.gradients(
      of: loss, withRespectTo: weights.map(\.value), colocateGradientsWithOps: colocates)
    let step = try graph.variable("step", Tensor([0] as [Int64], shape: []), isTrainable: false)
    let rate = try graph.constant(Tensor([0.01] as [Float], shape: []))
    var updates = try zip(weights, gradients).map { weight, gradient in
      let zeros = Tensor([Float](repeating: 0, count: weight.spec.shape.elementCount))
        .reshaped(to: weight.spec.shape)
      return try graph.update(
        ResourceApplyAdam(), weight,
        slots: [
          graph.variable(weight.name + "/m", zeros, isTrainable: false),
          graph.variable(weight.name + "/v", zeros, isTrainable: false),
        ], learningRate: rate, scalars: [step.value], gradient: #require(gradient))
    }
    let one = try graph.constant(Tensor([1] as [Int64], shape: []))
    updates.append(try graph.assignAdd(step.handle, one))
    let train = try graph.group(updates)

    let sessions = Self.threads.map { Session(graph: graph, config: $0) }
    for session in sessions { try session.initialize() }
    var losses: [Float] = []
    for round in 0..<12 {
      // A smaller batch has a plan of its own.
      let count = round % 4 == 3 ? 7 : 32
      let pixels = (0..<count * 144).map { Float(($0 * 31 + round * 17) % 23) / 23 }
      let feeds: [Output: Tensor] = [
        x: Tensor(pixels, shape: [count, 12, 12, 1]),
        labels: Tensor((0..<count).map { Int32(($0 + round) % 10) }),
      ]
      let found = try sessions.map { session in
        try session.run([loss, logits], targets: [train], feeding: feeds)
      }
      #expect(found[0] == found[1], "round \(round)")
      losses.append(found[0][0].scalars(as: Float.self)[0])
    }
    #expect(Set(losses).count == losses.count)
    for variable in graph.variables {
      #expect(
        try sessions[0].value(of: variable) == sessions[1].value(of: variable), "\(variable.name)")
    }
    var metadata = RunMetadata()
    try sessions[0].run(
      [loss],
      feeding: [
        x: Tensor([Float](repeating: 1, count: 144), shape: [1, 12, 12, 1]),
        labels: Tensor([1] as [Int32]),
      ], metadata: &metadata)
    #expect(metadata.stepStats.count == 3)
  }

  /// Dropout, batch normalization with its moving averages, and an optimizer of `tf.train`, in two
  /// networks: dense layers, and a convolution in front of them.
  @Test(arguments: [false, true])
  func randomAndMovingStateGivesTheSameBytes(_ isConvolutional: Bool) throws {
    let graph = Graph(seed: 5)
    let extents = isConvolutional ? [8, 8, 3] : [20]
    let x = try graph.placeholder(shape: Shape([Shape.unknown] + extents), name: "x")
    let labels = try graph.placeholder(.int32, shape: [Shape.unknown], name: "labels")
    let step = try graph.getOrCreateGlobalStep()
    func weight(
      _ name: String, _ shape: Shape, _ value: Double? = nil
    ) throws(GraphError) -> Variable {
      try graph.getVariable(name, shape: shape, isTrainable: !name.hasPrefix("moving")) {
        (spec) throws(GraphError) in
        if let value { return try graph.fill(spec.shape, value) }
        return try graph.randomUniform(spec.shape, minimum: -0.3, maximum: 0.3, name: name)
      }
    }
    var updates: [Operation] = []
    let front = try graph.device("/cpu:1") { () throws(GraphError) in
      let maps =
        try isConvolutional
        ? graph.conv2D(x, weight("kernel", [3, 3, 3, 6]).value)
        : graph.matMul(x, weight("kernel", [20, 6]).value)
      let moving = (
        mean: try weight("moving_mean", [6], 0), variance: try weight("moving_variance", [6], 1)
      )
      let normal = try graph.fusedBatchNorm(
        maps, scale: weight("gamma", [6], 1).value, offset: weight("beta", [6], 0).value,
        mean: moving.mean.value, variance: moving.variance.value, isTraining: true)
      for (variable, found) in [
        (moving.mean, normal.batchMean), (moving.variance, normal.batchVariance),
      ] {
        let part = try graph.multiply(
          graph.subtract(found, variable.value), graph.constant(Tensor(Float(0.1))))
        updates.append(try graph.assignAdd(variable.handle, part))
      }
      return try graph.relu(normal.y)
    }
    let dropped = try graph.device("/cpu:2") { () throws(GraphError) in
      let flat = try graph.reshape(front, to: [Shape.unknown, isConvolutional ? 216 : 6])
      return try graph.dropout(flat, rate: 0.3, step: step.value)
    }
    let logits = try graph.matMul(dropped, weight("out", [isConvolutional ? 216 : 6, 4]).value)
    let loss = try graph.mean(
      graph.sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: logits))
    let train = try graph.group(
      updates + [
        graph.device("/cpu:2") { () throws(GraphError) in
          try MomentumOptimizer(learningRate: 0.05, momentum: 0.9).minimize(loss, globalStep: step)
        }
      ])

    let configs = [SessionConfig(deviceCount: ["CPU": 3]), SessionConfig(allowSoftPlacement: true)]
    let sessions = configs.map { Session(graph: graph, config: $0) }
    for session in sessions { try session.initialize() }
    for round in 0..<8 {
      let count = round % 3 == 2 ? 5 : 16
      let size = count * extents.reduce(1, *)
      let feeds: [Output: Tensor] = [
        x: Tensor(
          (0..<size).map { Float(($0 * 29 + round * 13) % 19) / 19 },
          shape: Shape([count] + extents)),
        labels: Tensor((0..<count).map { Int32(($0 + round) % 4) }),
      ]
      let found = try sessions.map { session in
        try session.run([loss, logits], targets: [train], feeding: feeds)
      }
      #expect(found[0] == found[1], "round \(round)")
    }
    for variable in graph.variables {
      let values = try sessions.map { try $0.value(of: variable) }
      #expect(values[0] == values[1], "\(variable.name)")
    }
    let count = try sessions[0].value(of: step)
    #expect(count.doubles() == [8])
  }

  /// Random graphs with variables, control dependencies and assignments over random devices.
  @Test(arguments: 0..<40)
  func randomGraphsGiveTheSameBytes(_ seed: Int) throws {
    var random = Numbers(state: UInt64(seed) &* 7919 &+ 13)
    let graph = Graph()
    let x = try graph.placeholder(shape: [4, 4], name: "x")
    var values = [x]
    var operations: [Operation] = []
    var variables: [Variable] = []
    for index in 0..<3 {
      let initial = Tensor((0..<16).map { Float(($0 + index) % 5) / 8 }, shape: [4, 4])
      variables.append(
        try graph.device("/cpu:\(random.next(3))") { () throws(GraphError) in
          try graph.variable("v\(index)", initial)
        })
      values.append(variables[index].value)
    }
    values.append(try graph.constant(Tensor([Float](repeating: 0.25, count: 16), shape: [4, 4])))
    for _ in 0..<30 {
      let (a, b) = (values[random.next(values.count)], values[random.next(values.count)])
      let waits =
        operations.isEmpty || random.next(4) > 0 ? [] : [operations[random.next(operations.count)]]
      let kind = random.next(8)
      let variable = variables[random.next(3)]
      try graph.device(["", "/cpu:0", "/cpu:1", "/cpu:2"][random.next(4)]) {
        try graph.controlDependencies(waits) {
          switch kind {
          case 0: values.append(try graph.tanh(graph.add(a, b)))
          case 1: values.append(try graph.multiply(a, b))
          case 2: values.append(try graph.tanh(graph.matMul(a, b)))
          case 3: values.append(try graph.subtract(a, b))
          case 4: values.append(try graph.relu(a))
          case 5: values.append(try graph.identity(a))
          case 6: operations.append(try graph.assign(variable, graph.tanh(a)))
          default: operations.append(try graph.assignAdd(variable.handle, b))
          }
        }
      }
    }
    let fetches = (0..<3).map { _ in values[random.next(values.count)] } + [values.last!]
    let sessions = Self.threads.map { Session(graph: graph, config: $0) }
    for session in sessions { try session.initialize() }
    for round in 0..<4 {
      let fed = Tensor((0..<16).map { Float(($0 * 7 + round) % 9) / 9 }, shape: [4, 4])
      let found = sessions.map { session in
        Result { try session.run(fetches, targets: operations, feeding: [x: fed]) }
      }
      switch (found[0], found[1]) {
      case (.success(let split), .success(let whole)): #expect(split == whole, "round \(round)")
      case (.failure(RunError.deadlock), .failure(RunError.deadlock)): return
      default: Issue.record("\(found)")
      }
    }
    for variable in variables {
      #expect(
        try sessions[0].value(of: variable) == sessions[1].value(of: variable), "\(variable.name)")
    }
  }

  /// A chain that one kernel computes on one device.
  @Test func splittingADenseLayerGivesTheSameBytes() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [33, 70], name: "x")
    let w = try graph.constant(
      Tensor((0..<70 * 50).map { Float($0 % 19) / 19 - 0.5 }, shape: [70, 50]))
    let b = try graph.constant(Tensor((0..<50).map { Float($0) / 50 }))
    let product = try graph.matMul(x, w)
    let sum = try graph.device("/cpu:1") { () throws(GraphError) in try graph.biasAdd(product, b) }
    let y = try graph.device("/cpu:2") { () throws(GraphError) in try graph.relu(sum) }
    let fed = Tensor((0..<33 * 70).map { Float($0 % 29) / 29 - 0.3 }, shape: [33, 70])
    let found = try Self.threads.map { config in
      try Session(graph: graph, config: config).run(y, feeding: [x: fed])
    }
    #expect(found[0] == found[1])
  }

  @Test(arguments: Self.threads)
  func stepsAllocateNothing(_ config: SessionConfig) throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [8], name: "x")
    let v = try graph.variable("v", Tensor([Float](repeating: 1, count: 8)))
    let y = try graph.device("/cpu:1") { () throws(GraphError) in try graph.tanh(x) }
    let z = try graph.device("/cpu:2") { () throws(GraphError) in try graph.add(y, v.value) }
    let update = try graph.assign(v, graph.multiply(z, y))
    let session = Session(graph: graph, config: config)
    try session.initialize()
    let callable = try session.prepare([z], targets: [update], feeding: [(x, [8])])
    for _ in 0..<10 { try callable.run() }
    tfx_allocations_start()
    for _ in 0..<100 { try callable.run() }
    #expect(tfx_allocations_stop() <= 0)
  }

  @Test func aCompiledRequestRunsOnItsDevices() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [3], name: "x")
    let y = try graph.device("/cpu:1") { () throws(GraphError) in try graph.square(x) }
    let z = try graph.add(y, x)
    let callable = try Session(graph: graph, config: Self.threads[0])
      .prepare([z], feeding: [(x, [3])])
    for round in 0..<100 {
      let fed = [Float(round), 1, 2]
      fed.withUnsafeBytes { callable.feed(0).copyMemory(from: $0) }
      try callable.run()
      #expect(Array(callable.fetch(0).bindMemory(to: Float.self)) == fed.map { $0 * $0 + $0 })
    }
    #expect(
      try callable.profile(runs: 3).map(\.type) == [
        "_Send", "_Recv", "Square", "_Send", "_Recv", "AddV2",
      ])
  }
}

/// Numbers for random graphs.
private struct Numbers {
  var state: UInt64

  mutating func next(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }
}
