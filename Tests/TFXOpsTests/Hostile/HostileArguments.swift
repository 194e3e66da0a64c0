import TFXCore
import TFXGraph
import TFXOps

/// Arguments of builders that have no golden cases, with a number to be put in.
enum HostileArguments {
  typealias Build<Number> = (Graph, Number) throws -> [Output]

  static var whole: [(String, Build<Int>)] {
    [
      (
        "placeholder",
        { g, n in
          _ = try g.placeholder(shape: [n], name: "x"); return []
        }
      ),
      ("fill", { g, n in [try g.fill([n], 1)] }),
      ("fill of two axes", { g, n in [try g.fill([n, n], 1)] }),
      ("fill of nothing", { g, n in [try g.fill([n, 0], 1)] }),
      ("zeros", { g, n in [try g.zeros([n, 2])] }),
      ("reshape", { g, n in [try g.reshape(image(g), to: [n, 3])] }),
      ("broadcast", { g, n in [try g.broadcast(image(g), to: [n, 4, 4, 3])] }),
      ("randomUniform", { g, n in [try g.randomUniform([n, 2])] }),
      ("randomUniform from", { g, n in [try g.randomUniform([2], in: min(n, 5)..<6)] }),
      ("randomUniform to", { g, n in [try g.randomUniform([2], in: -3..<max(n, -2), .int64)] }),
      ("randomUniform of int", { g, n in [try g.randomUniform([n], in: 0..<6)] }),
      ("randomNormal", { g, n in [try g.randomNormal([n, 2])] }),
      ("truncatedNormal", { g, n in [try g.truncatedNormal([n, 2])] }),
      ("randomOrthogonal", { g, n in [try g.randomOrthogonal([n, 2])] }),
      ("varianceScaling", { g, n in [try g.varianceScaling([n, 2])] }),
      ("multinomial", { g, n in [try g.multinomial(rows(g), samples: n)] }),
      ("randomGamma", { g, n in [try g.randomGamma([n], alpha: rows(g))] }),
      ("randomPoisson", { g, n in [try g.randomPoisson([n], rate: rows(g))] }),
      (
        "randomCrop",
        { g, n in [try g.randomCrop(image(g), size: [n, 2, 3], step: step(g))] }
      ),
      ("encodePng", { g, n in [try g.encodePng(bytes(g), compression: n)] }),
      ("decodePng", { g, n in [try g.decodePng(g.encodePng(bytes(g)), channels: n)] }),
      (
        "assert",
        { g, n in
          _ = try g.assert(g.constant(Tensor(true)), [rows(g)], summarize: n); return []
        }
      ),
      (
        "fifoQueue",
        { g, n in
          _ = try g.fifoQueue(capacity: n, [TensorSpec([2])]); return []
        }
      ),
      (
        "fifoQueue of shape",
        { g, n in
          _ = try g.fifoQueue([TensorSpec([n])]); return []
        }
      ),
      ("dequeueMany", { g, n in try g.fifoQueue([TensorSpec([2])]).dequeueMany(n) }),
      ("dequeueUpTo", { g, n in try g.fifoQueue([TensorSpec([2])]).dequeueUpTo(n) }),
      (
        "randomShuffleQueue",
        { g, n in
          _ = try g.randomShuffleQueue(
            capacity: 10, minimumAfterDequeue: n, [TensorSpec([2])])
          return []
        }
      ),
      (
        "conditionalAccumulator",
        { g, n in
          _ = try g.conditionalAccumulator(shape: [n]); return []
        }
      ),
      (
        "takeGradient",
        { g, n in
          [try g.conditionalAccumulator(shape: [2]).takeGradient(n)]
        }
      ),
      (
        "countUpTo",
        { g, n in
          [try g.countUpTo(g.variable("counter", Tensor(Int32(0))), limit: n)]
        }
      ),
      (
        "getVariable",
        { g, n in
          [
            try g.getVariable("v", shape: [n, 2]) { (spec) throws(GraphError) in
              try g.fill(spec.shape, 1)
            }.value
          ]
        }
      ),
    ]
  }

  static var real: [(String, Build<Double>)] {
    [
      ("fill", { g, r in [try g.fill([2], r)] }),
      ("fill of int8", { g, r in [try g.fill([2], r, .int8)] }),
      ("constant", { g, r in [try g.constant(r, .int32)] }),
      ("dropout", { g, r in [try g.dropout(rows(g), rate: r, step: step(g))] }),
      ("randomUniform", { g, r in [try g.randomUniform([2], minimum: r, maximum: 1)] }),
      ("randomUniform to", { g, r in [try g.randomUniform([2], minimum: 0, maximum: r)] }),
      ("randomNormal", { g, r in [try g.randomNormal([2], mean: r)] }),
      ("randomNormal", { g, r in [try g.randomNormal([2], standardDeviation: r)] }),
      ("truncatedNormal", { g, r in [try g.truncatedNormal([2], mean: r)] }),
      ("truncatedNormal", { g, r in [try g.truncatedNormal([2], standardDeviation: r)] }),
      ("randomOrthogonal", { g, r in [try g.randomOrthogonal([2, 2], gain: r)] }),
      ("varianceScaling", { g, r in [try g.varianceScaling([2, 2], scale: r)] }),
      (
        "randomBrightness",
        { g, r in [try g.randomBrightness(image(g), maxDelta: r, step: step(g))] }
      ),
      (
        "randomContrast",
        { g, r in [try g.randomContrast(image(g), lower: 0.5, upper: r, step: step(g))] }
      ),
      ("randomHue", { g, r in [try g.randomHue(image(g), maxDelta: r, step: step(g))] }),
      (
        "randomSaturation",
        { g, r in [try g.randomSaturation(image(g), lower: r, upper: 2, step: step(g))] }
      ),
      ("clipByValue", { g, r in [try g.clipByValue(rows(g), min: r, max: 1)] }),
    ]
  }

  private static func step(_ graph: Graph) throws(GraphError) -> Output {
    try graph.constant(Tensor(Int64(3)))
  }

  private static func rows(_ graph: Graph) throws(GraphError) -> Output {
    try graph.constant(Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]))
  }

  private static func image(_ graph: Graph) throws(GraphError) -> Output {
    try graph.constant(Tensor((0..<48).map { Float($0) / 48 }, shape: [4, 4, 3]))
  }

  private static func bytes(_ graph: Graph) throws(GraphError) -> Output {
    try graph.constant(Tensor((0..<48).map { UInt8($0) }, shape: [4, 4, 3]))
  }
}

extension Attempt {
  /// As ``complaint(_:_:_:)`` for a builder with a number put in.
  static func complaint<Number>(
    _ name: String, _ number: Number, _ build: HostileArguments.Build<Number>
  ) -> String? {
    complaint { graph in ([], try build(graph, number), [:], []) }
  }
}
