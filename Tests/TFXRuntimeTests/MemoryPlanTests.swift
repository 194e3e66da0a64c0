import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Buffers share memory and results overwrite inputs: nobody may see it.
@Suite struct MemoryPlanTests {
  /// Results with planned memory are those with every intermediate result kept.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func randomGraphs(_ seed: UInt64) throws {
    var random = Draw(seed: seed)
    let graph = Graph(seed: seed)
    let x = try graph.placeholder(.float64, shape: [Shape.unknown, 4], name: "x")
    let w = try graph.variable("w", Tensor((0..<4).map { Double($0) / 3 - 0.5 }))
    var values = [x, try graph.add(x, w.value)]
    var targets: [Operation] = []
    for _ in 0..<random.below(25) + 3 {
      let a = values[random.below(values.count)]
      let b = values[random.below(values.count)]
      values.append(try RandomStep.add(&random, graph, a, b, x))
    }
    if random.below(2) == 0 {
      let mean = try graph.mean(values.last!, axes: [0])
      let shape = mean.shape == w.spec.shape ? mean : try graph.mean(mean)
      let value = shape.shape == w.spec.shape ? shape : try graph.add(w.value, shape)
      targets.append(try graph.assign(w, value))
    }
    try graph.verify()
    let fed = [x: Tensor((0..<12).map { Double($0) / 5 - 1 }, shape: [3, 4])]

    let whole = Session(graph)
    try whole.initialize()
    let all = graph.operations.flatMap(\.outputs).filter {
      $0.dtype != .resource && !$0.operation.name.hasPrefix("w/")
    }
    let kept = Dictionary(
      uniqueKeysWithValues: zip(all, try whole.run(all, targets: targets, feeding: fed)))

    let few = [values.last!, values[random.below(values.count)]]
    let planned = Session(graph)
    try planned.initialize()
    let found = try planned.run(few, targets: targets, feeding: fed)
    for (output, tensor) in zip(few, found) {
      #expect(isClose(tensor, try #require(kept[output])), "\(output)")
    }
    #expect(isClose(try planned.value(of: w), try whole.value(of: w)))

    // And once more, when the memory holds the numbers of the run before.
    let again = try planned.run(few, feeding: fed)
    let expected = try whole.run(few, feeding: fed)
    for (tensor, wanted) in zip(again, expected) { #expect(isClose(tensor, wanted)) }
  }

  /// Equal but for the rounding of a sum in another order.
  private func isClose(_ found: Tensor, _ expected: Tensor) -> Bool {
    found.spec == expected.spec
      && zip(found.doubles(), expected.doubles()).allSatisfy { a, b in
        a == b || abs(a - b) <= 1e-11 * max(1, abs(b)) || (a.isNaN && b.isNaN)
      }
  }

  @Test func anInputUsedLaterIsNotOverwritten() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [3])
    let y = try graph.negative(x)
    let a = try graph.relu(y)
    let b = try graph.add(a, y)
    let c = try graph.multiply(b, y)
    let fed = Tensor([1, -2, 3] as [Float])
    let found = try Session(graph).run([c, x], feeding: [x: fed])
    #expect(found[0] == Tensor([1, 8, 9] as [Float]))
    #expect(found[1] == fed)
  }

  @Test func bothOperandsMayBeTheSame() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [3])
    let y = try graph.negative(x)
    let square = try graph.multiply(y, y)
    let difference = try graph.subtract(square, square)
    let found = try Session(graph).run(
      [difference, square], feeding: [x: Tensor([1, -2, 3] as [Float])])
    #expect(found == [Tensor([0, 0, 0] as [Float]), Tensor([1, 4, 9] as [Float])])
  }

  @Test func reshapesShareBytesWithoutHarm() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [2, 2])
    let y = try graph.negative(x)
    let flat = try graph.reshape(y, to: [4])
    let changed = try graph.relu(flat)
    let sum = try graph.add(try graph.reshape(changed, to: [2, 2]), y)
    let found = try Session(graph).run(
      [sum, flat], feeding: [x: Tensor([1, -2, 3, -4] as [Float], shape: [2, 2])])
    #expect(found[0] == Tensor([-1, 4, -3, 8] as [Float], shape: [2, 2]))
    #expect(found[1] == Tensor([-1, 2, -3, 4] as [Float]))
  }

  @Test func variablesAreNotOverwrittenByWhatReadsThem() throws {
    let graph = Graph()
    let w = try graph.variable("w", Tensor([1, -2] as [Float]))
    let y = try graph.relu(try graph.negative(w.value))
    let session = Session(graph)
    try session.initialize()
    #expect(try session.run(y) == Tensor([0, 2] as [Float]))
    #expect(try session.run(y) == Tensor([0, 2] as [Float]))
    #expect(try session.value(of: w) == Tensor([1, -2] as [Float]))
  }

  @Test func aDeepChainNeedsTheMemoryOfAFewResults() throws {
    let graph = Graph()
    let size = 4096
    let x = try graph.placeholder(shape: [size])
    var y = x
    for _ in 0..<40 { y = try graph.softplus(try graph.multiply(y, x)) }
    let callable = try Session(graph).prepare([y], feeding: [(x, [size])])
    // x, which is read to the end, one result, and the one that is made from it.
    #expect(callable.arenaByteCount <= 3 * size * 4)
    #expect(callable.arenaByteCount >= 2 * size * 4)
  }

  @Test func resultsThatAreUsedMuchLaterKeepTheirPlace() throws {
    let graph = Graph()
    let x = try graph.placeholder(.float64, shape: [5])
    var layers = [x]
    for _ in 0..<10 { layers.append(try graph.tanh(layers.last!)) }
    var y = layers[0]
    for layer in layers.dropFirst() { y = try graph.add(y, layer) }
    let fed = Tensor([0.1, 0.5, -0.5, 2, -3])
    let session = Session(graph)
    let found = try session.run(y, feeding: [x: fed])
    let each = try session.run(layers, feeding: [x: fed])
    var expected = each[0].doubles()
    for layer in each.dropFirst() {
      for (index, value) in layer.doubles().enumerated() { expected[index] += value }
    }
    #expect(found.doubles() == expected)
  }
}

/// Numbers for making graphs.
struct Draw {
  private var order: [Int]
  private var next = 0

  init(seed: UInt64) { order = Philox(seed: seed, stream: 1).permutation(of: 1009) }

  mutating func below(_ limit: Int) -> Int {
    next += 1
    return order[next % order.count] % limit
  }
}

/// One operation of a random graph, on results of shape [?, 4].
enum RandomStep {
  static func add(
    _ random: inout Draw, _ graph: Graph, _ a: Output, _ b: Output, _ x: Output
  ) throws -> Output {
    switch random.below(15) {
    case 0: return try graph.add(a, b)
    case 1: return try graph.multiply(a, b)
    case 2: return try graph.subtract(a, b)
    case 3: return try graph.maximum(a, b)
    case 4: return try graph.relu(a)
    case 5: return try graph.tanh(a)
    case 6: return try graph.negative(a)
    case 7: return try graph.softmax(a)
    case 8: return try graph.stopGradient(a)
    case 9:
      let turned = try graph.transpose(try graph.sigmoid(a), [1, 0])
      return try graph.transpose(turned, [1, 0])
    case 10:
      let flat = try graph.reshape(a, to: [Shape.unknown])
      return try graph.reshape(try graph.tanh(flat), to: [Shape.unknown, 4])
    case 11, 12:
      // What a dense layer does, which the plan computes in one kernel where nobody looks between.
      let kernel = try graph.constant(
        Tensor((0..<16).map { Double($0 % 5) / 4 - 0.5 }, shape: [4, 4]))
      let bias = try graph.constant(Tensor([0.1, -0.2, 0.3, 0]))
      let sum = try graph.biasAdd(try graph.matMul(a, kernel), bias)
      return random.below(2) == 0 ? sum : try graph.relu(sum)
    case 13: return try graph.subtract(a, try graph.mean(b, axes: [0], keepDims: true))
    default:
      // Some operations have no gradient of their gradient.
      let (own, other) = (try graph.stopGradient(a), try graph.stopGradient(b))
      let loss = try graph.sum(try graph.multiply(try graph.tanh(own), other))
      return try graph.gradients(of: loss, withRespectTo: [own])[0] ?? b
    }
  }
}
