import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Compares every operation with TensorFlow's numbers.
@Suite struct FixtureTests {
  typealias Build = @Sendable (Graph, [Output], [String: FixtureValue]) throws -> [Output]

  static let builders: [String: Build] = [
    "AddV2": { g, x, _ in [try g.add(x[0], x[1])] },
    "Sub": { g, x, _ in [try g.subtract(x[0], x[1])] },
    "Mul": { g, x, _ in [try g.multiply(x[0], x[1])] },
    "RealDiv": { g, x, _ in [try g.divide(x[0], x[1])] },
    "Maximum": { g, x, _ in [try g.maximum(x[0], x[1])] },
    "Minimum": { g, x, _ in [try g.minimum(x[0], x[1])] },
    "Pow": { g, x, _ in [try g.pow(x[0], x[1])] },
    "SquaredDifference": { g, x, _ in [try g.squaredDifference(x[0], x[1])] },
    "MatMul": { g, x, a in
      [
        try g.matMul(
          x[0], x[1], transposeA: a.bool("transpose_a"), transposeB: a.bool("transpose_b"))
      ]
    },
    "BatchMatMulV2": { g, x, a in
      [try g.batchMatMul(x[0], x[1], adjX: a.bool("adj_x"), adjY: a.bool("adj_y"))]
    },
    "Sum": { g, x, a in
      [try g.sum(x[0], axes: a.numbers("axis"), keepDims: a.bool("keep_dims"))]
    },
    "Mean": { g, x, a in
      [try g.mean(x[0], axes: a.numbers("axis"), keepDims: a.bool("keep_dims"))]
    },
    "Prod": { g, x, a in
      [try g.prod(x[0], axes: a.numbers("axis"), keepDims: a.bool("keep_dims"))]
    },
    "Max": { g, x, a in
      [try g.max(x[0], axes: a.numbers("axis"), keepDims: a.bool("keep_dims"))]
    },
    "Min": { g, x, a in
      [try g.min(x[0], axes: a.numbers("axis"), keepDims: a.bool("keep_dims"))]
    },
    "ArgMax": { g, x, a in [try g.argMax(x[0], axis: Int(a.number("axis", default: 0)))] },
    "Softmax": { g, x, _ in [try g.softmax(x[0])] },
    "LogSoftmax": { g, x, _ in [try g.logSoftmax(x[0])] },
    "SoftmaxCrossEntropyWithLogits": { g, x, _ in
      [try g.softmaxCrossEntropyWithLogits(labels: x[1], logits: x[0])]
    },
    "SparseSoftmaxCrossEntropyWithLogits": { g, x, _ in
      [try g.sparseSoftmaxCrossEntropyWithLogits(labels: x[1], logits: x[0])]
    },
    "SigmoidCrossEntropyWithLogits": { g, x, _ in
      [try g.sigmoidCrossEntropyWithLogits(labels: x[1], logits: x[0])]
    },
    "BiasAdd": { g, x, _ in [try g.biasAdd(x[0], x[1])] },
    "Conv2D": { g, x, a in
      [
        try g.conv2D(
          x[0], x[1], strides: a.pair("strides"), padding: #require(a.padding),
          dilations: a.pair("dilations"))
      ]
    },
    "MaxPool": { g, x, a in
      [
        try g.maxPool(
          x[0], window: a.pair("ksize"), strides: a.pair("strides"), padding: #require(a.padding))
      ]
    },
    "AvgPool": { g, x, a in
      [
        try g.avgPool(
          x[0], window: a.pair("ksize"), strides: a.pair("strides"), padding: #require(a.padding))
      ]
    },
    "FusedBatchNormV3": { g, x, a in
      let isTraining = a.bool("is_training")
      let all = try g.fusedBatchNorm(
        x[0], scale: x[1], offset: x[2], mean: isTraining ? x[1] : x[3],
        variance: isTraining ? x[1] : x[4], epsilon: a.number("epsilon", default: 0),
        isTraining: isTraining)
      if !isTraining { return [all.y] }
      // TensorFlow reports the unbiased variance.
      let rows = Double(x[0].shape.elementCount / x[0].shape[-1])
      let unbiased = try g.multiply(
        all.batchVariance, g.constant(rows / (rows - 1), x[0].dtype))
      return [all.y, all.batchMean, unbiased]
    },
    "L2Loss": { g, x, _ in [try g.l2Loss(x[0])] },
    "Relu": { g, x, _ in [try g.relu(x[0])] },
    "Relu6": { g, x, _ in [try g.relu6(x[0])] },
    "Elu": { g, x, _ in [try g.elu(x[0])] },
    "Selu": { g, x, _ in [try g.selu(x[0])] },
    "Softplus": { g, x, _ in [try g.softplus(x[0])] },
    "Softsign": { g, x, _ in [try g.softsign(x[0])] },
    "Sigmoid": { g, x, _ in [try g.sigmoid(x[0])] },
    "Tanh": { g, x, _ in [try g.tanh(x[0])] },
    "Silu": { g, x, _ in [try g.silu(x[0])] },
    "Gelu": { g, x, a in [try g.gelu(x[0], approximate: a.bool("approximate"))] },
    "LeakyRelu": { g, x, a in [try g.leakyRelu(x[0], alpha: a.number("alpha", default: 0))] },
    "Abs": { g, x, _ in [try g.abs(x[0])] },
    "Neg": { g, x, _ in [try g.negative(x[0])] },
    "Sign": { g, x, _ in [try g.sign(x[0])] },
    "Square": { g, x, _ in [try g.square(x[0])] },
    "Exp": { g, x, _ in [try g.exp(x[0])] },
    "Log": { g, x, _ in [try g.log(x[0])] },
    "Sqrt": { g, x, _ in [try g.sqrt(x[0])] },
    "Rsqrt": { g, x, _ in [try g.rsqrt(x[0])] },
    "Transpose": { g, x, a in [try g.transpose(x[0], a.numbers("perm"))] },
    "Reshape": { g, x, a in [try g.reshape(x[0], to: Shape(a.numbers("shape")))] },
  ]

  @Test func everyFixtureIsUsed() throws {
    let ops = Set(try FixtureFile<OpFixture>.read("ops.json").map(\.op))
    #expect(ops == Set(Self.builders.keys))
  }

  @Test(arguments: builders.keys.sorted(), [DType.float64, .float32])
  func agreesWithTensorFlow(_ op: String, _ dtype: DType) throws {
    let build = try #require(Self.builders[op])
    for fixture in try FixtureFile<OpFixture>.read("ops.json") where fixture.op == op {
      try check(fixture, build, dtype)
    }
  }

  private func check(_ fixture: OpFixture, _ build: Build, _ dtype: DType) throws {
    let graph = Graph()
    let x = try fixture.inputs.map { try graph.constant($0.tensor(dtype)) }
    let outputs = try build(graph, x, fixture.attributes)
    let session = Session(graph)
    for (index, found) in try session.run(outputs).enumerated() {
      expectEqual(
        found, fixture.outputs[index], dtype, fixture.op, "\(fixture.name), output \(index)")
    }
    // Only first outputs have cotangents.
    guard let cotangent = fixture.cotangents[0] else { return }
    let seed = try graph.constant(cotangent.tensor(dtype))
    let gradients = try graph.gradients(of: outputs[0], withRespectTo: x, seed: seed)
    for (index, expected) in fixture.gradients.enumerated() {
      guard let expected else {
        #expect(gradients[index] == nil, "\(fixture.name): a gradient of whole numbers")
        continue
      }
      guard let gradient = gradients[index] else {
        #expect(expected.values.allSatisfy { $0 == 0 }, "\(fixture.name), gradient \(index)")
        continue
      }
      expectEqual(
        try session.run(gradient), expected, dtype, fixture.op,
        "\(fixture.name), gradient \(index)")
    }
  }

  /// Each element within a relative tolerance, or a small part of the largest.
  private func expectEqual(
    _ found: Tensor, _ fixture: FixtureTensor, _ dtype: DType, _ op: String, _ what: String
  ) {
    let (relative, absolute) =
      switch (dtype, op) {
      // TensorFlow's constants of this function are rounded to float32.
      case (.float64, "Gelu"): (1e-10, 2e-8)
      case (.float64, _): (1e-10, 1e-12)
      default: (1e-5, 1e-6)
      }
    let expected = fixture.tensor(dtype)
    #expect(found.spec == expected.spec, "\(what)")
    guard found.spec == expected.spec else { return }
    let allowed = absolute * scale(expected)
    for (a, b) in zip(found.doubles(), fixture.values) {
      #expect(abs(a - b) <= max(relative * abs(b), allowed), "\(what): \(a), expected \(b)")
    }
  }
}

extension [String: FixtureValue] {
  fileprivate var padding: Padding? { Padding(rawValue: text("padding")) }
}
