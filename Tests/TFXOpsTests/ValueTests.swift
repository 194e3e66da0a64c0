import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Results that fixtures don't hold: other element types, edges, and values that are refused.
@Suite struct ValueTests {
  private let graph = Graph()

  private func run(_ output: Output) throws -> Tensor { try Session(graph).run(output) }

  private func constant(_ scalars: [Double], _ dtype: DType, _ shape: Shape? = nil) throws -> Output
  {
    try graph.constant(Tensor(scalars, shape: shape ?? [scalars.count]).converted(to: dtype))
  }

  @Test(arguments: [DType.float32, .float64, .int32, .int64, .uint8])
  func comparisons(_ dtype: DType) throws {
    let a = try constant([1, 2, 3], dtype)
    let b = try constant([2], dtype)
    let all: [(Output, [Bool])] = [
      (try graph.equal(a, b), [false, true, false]),
      (try graph.notEqual(a, b), [true, false, true]),
      (try graph.less(a, b), [true, false, false]),
      (try graph.lessEqual(a, b), [true, true, false]),
      (try graph.greater(a, b), [false, false, true]),
      (try graph.greaterEqual(a, b), [false, true, true]),
      (try graph.equal(a, a), [true, true, true]),
    ]
    for (output, expected) in all {
      #expect(try run(output).scalars(as: Bool.self) == expected, "\(output)")
    }
  }

  @Test(arguments: DType.allCases.filter(\.isNumeric))
  func casts(_ source: DType) throws {
    // Numbers that don't fit keep their low bits, unlike those of `converted`: golden cases have them.
    let numbers = source.isInteger ? [0, 1, 100] : [0, 1, 2.75, 100.9, -0.5, 127]
    let x = Tensor(numbers).converted(to: source)
    for target in DType.allCases.filter(\.isNumeric) {
      let y = try graph.cast(graph.constant(x), to: target)
      #expect(try run(y) == x.converted(to: target), "\(source) to \(target)")
    }
  }

  @Test(arguments: DType.allCases.filter(\.isNumeric))
  func movesEveryType(_ dtype: DType) throws {
    let x = try constant([1, 0, 1, 1, 0, 0], dtype, [2, 3])
    let turned = try run(graph.transpose(x, [1, 0]))
    #expect(turned.spec == TensorSpec([3, 2], dtype))
    #expect(turned.doubles() == [1, 1, 0, 0, 1, 0])
    let condition = try constant([1, 1, 0, 0, 1, 0], .bool, [2, 3])
    let zeros = try graph.zerosLike(x)
    #expect(try run(graph.select(condition, x, zeros)).doubles() == [1, 0, 0, 0, 0, 0])
    #expect(try run(graph.fill([2], 1, dtype)).doubles() == [1, 1])
    #expect(try run(graph.squeeze(graph.expandDims(x, axis: 1))).doubles() == [1, 0, 1, 1, 0, 0])
  }

  @Test func fillConvertsAsCastDoes() throws {
    #expect(try run(graph.fill([1], 300, .uint8)).doubles() == [255])
    #expect(try run(graph.fill([1], .nan, .int64)).doubles() == [0])
    #expect(try run(graph.fill([0], 1)).elementCount == 0)
  }

  @Test func oneHot() throws {
    let indices = try graph.constant(Tensor([2, 0, -1, 3] as [Int32]))
    let y = try run(graph.oneHot(indices, depth: 3, on: 5, off: -1, dtype: .float64))
    #expect(y.doubles() == [-1, -1, 5, 5, -1, -1, -1, -1, -1, -1, -1, -1])
    let long = try graph.constant(Tensor([1] as [Int64]))
    #expect(try run(graph.oneHot(long, depth: 2)) == Tensor([0, 1] as [Float], shape: [1, 2]))
  }

  @Test func roundsHalvesToEven() throws {
    let x = try constant([-1.5, -0.5, 0.5, 1.5, 2.5, 2.6], .float32)
    #expect(try run(graph.round(x)).doubles() == [-2, 0, 0, 2, 2, 3])
    #expect(try run(graph.floor(x)).doubles() == [-2, -1, 0, 1, 2, 2])
    #expect(try run(graph.ceil(x)).doubles() == [-1, 0, 1, 2, 3, 3])
  }

  @Test func argumentsOfExtremes() throws {
    let x = try constant([3, 1, 2, 1, 3, 3], .float64, [2, 3])
    #expect(try run(graph.argMax(x)).scalars(as: Int64.self) == [0, 1])
    #expect(try run(graph.argMin(x)).scalars(as: Int64.self) == [1, 0])
    #expect(try run(graph.argMin(x, axis: 0)).scalars(as: Int64.self) == [1, 0, 0])
  }

  @Test(arguments: [DType.int32, .int64])
  func labelsMustBeClasses(_ dtype: DType) throws {
    let logits = try graph.placeholder(shape: [3, 4])
    let labels = try graph.placeholder(dtype, shape: [3])
    let loss = try graph.sparseSoftmaxCrossEntropyWithLogits(
      labels: labels, logits: logits, name: "loss")
    let session = Session(graph)
    for (wrong, row) in [([0, 4, 1], 1), ([0, 1, -2], 2)] {
      let fed = Tensor(wrong.map(Double.init)).converted(to: dtype)
      #expect(
        throws: RunError.failed(
          op: "SparseSoftmaxCrossEntropyWithLogits", node: "loss",
          "label of row \(row): expected a class from 0 to 3, found \(wrong[row])")
      ) {
        try session.run(
          [loss], feeding: [logits: numbers([3, 4]).converted(to: .float32), labels: fed])
      }
    }
  }

  @Test func emptyBatches() throws {
    let x = try graph.placeholder(shape: [-1, 5, 5, 2])
    let filter = try graph.variable("filter", numbers([3, 3, 2, 4]).converted(to: .float32))
    let bias = try graph.variable("bias", Tensor([1, 2, 3, 4] as [Float]))
    var y = try graph.conv2D(x, filter.value, padding: .same)
    y = try graph.biasAdd(y, bias.value)
    y = try graph.fusedBatchNorm(
      y, scale: bias.value, offset: bias.value, mean: bias.value, variance: bias.value,
      isTraining: false
    ).y
    y = try graph.maxPool(graph.gelu(y), window: Pair(2))
    y = try graph.avgPool(y, window: Pair(2), padding: .same)
    y = try graph.softmax(graph.reshape(y, to: [-1, 4]))
    let total = try graph.sum(y)
    let gradients = try graph.gradients(of: total, withRespectTo: [x, filter.value, bias.value])
    let session = Session(graph)
    try session.initialize()
    let results = try session.run(
      [y, total] + gradients.map { try #require($0) },
      feeding: [x: Tensor([] as [Float], shape: [0, 5, 5, 2])])
    #expect(results[0].shape == [0, 4])
    #expect(results[1].doubles() == [0])
    #expect(results[2].shape == [0, 5, 5, 2])
    #expect(results[3] == Tensor(repeating: Float(0), shape: [3, 3, 2, 4]))
    #expect(results[4] == Tensor(repeating: Float(0), shape: [4]))
  }

  @Test func reshapesAreCheckedWhenTheBatchIsKnown() throws {
    let x = try graph.placeholder(shape: [-1, 6], name: "x")
    let y = try graph.reshape(x, to: [-1, 4], name: "y")
    let session = Session(graph)
    #expect(
      try session.run(y, feeding: [x: numbers([2, 6]).converted(to: .float32)]).shape == [3, 4])
    #expect {
      try session.run(y, feeding: [x: numbers([1, 6]).converted(to: .float32)])
    } throws: { error in
      "\(error)"
        == "the shapes that were fed don't fit: [Reshape] 'y': shape: expected a shape for "
        + "the 6 elements of float32[1, 6], found [-1, 4]"
    }
  }
}
