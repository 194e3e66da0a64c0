import TFXCore
import TFXGraph
import TFXOps
import Testing

/// A graph that a rewrite changes, and one that it must leave alone.
struct RewriteCase: Sendable, CustomTestStringConvertible {
  struct Wanted {
    var fetches: [Output] = []
    var targets: [Operation] = []
  }

  let rewrite: String
  let build: @Sendable (Graph) throws -> Wanted
  let buildOther: @Sendable (Graph) throws -> Wanted

  var testDescription: String { rewrite }

  init(
    _ rewrite: String, _ build: @escaping @Sendable (Graph) throws -> Wanted,
    butNot buildOther: @escaping @Sendable (Graph) throws -> Wanted
  ) {
    self.rewrite = rewrite
    self.build = build
    self.buildOther = buildOther
  }

  static let all = [
    RewriteCase("CrossEntropySlope") { graph in
      try crossEntropy(graph, seed: nil)
    } butNot: { graph in
      // The gradient that comes in is no constant.
      try crossEntropy(graph, seed: graph.placeholder(shape: [], name: "seed"))
    },
    RewriteCase("ReluGradBeforePoolGrad") { graph in
      let x = try graph.placeholder(shape: [1, 4, 4, 1], name: "x")
      let pooled = try graph.maxPool(try graph.relu(x), window: Pair(2))
      return try derived(pooled, by: [x])
    } butNot: { graph in
      // Relu's result has another reader, and so another gradient.
      let x = try graph.placeholder(shape: [1, 4, 4, 1], name: "x")
      let y = try graph.relu(x)
      let pooled = try graph.maxPool(y, window: Pair(2))
      return try derived(try graph.add(graph.sum(pooled), graph.sum(y)), by: [x])
    },
    RewriteCase("ReluGradWithDropout") { graph in
      let x = try graph.placeholder(shape: [4, 2, 3], name: "x")
      let flat = try graph.reshape(try graph.relu(x), to: [4, 6])
      return try derived(try dropout(flat), by: [x])
    } butNot: { graph in
      // A dropout before relu tells nothing of relu's signs.
      let x = try graph.placeholder(shape: [4, 6], name: "x")
      return try derived(try graph.relu(try dropout(x)), by: [x])
    },
    RewriteCase("BatchNormGradWithRelu") { graph in
      let (x, y) = try batchNorm(graph, isTraining: true)
      return try derived(try graph.relu(y), by: [x])
    } butNot: { graph in
      // Given statistics do not depend on x.
      let (x, y) = try batchNorm(graph, isTraining: false)
      return try derived(try graph.relu(y), by: [x])
    },
    RewriteCase("BiasGradBeforePoolGrad") { graph in
      let (bias, y) = try biased(graph)
      return try derived(try graph.maxPool(y, window: Pair(2)), by: [bias])
    } butNot: { graph in
      let (bias, y) = try biased(graph)
      return try derived(y, by: [bias])
    },
    RewriteCase("PlacesOfMaxima") { graph in
      let x = try graph.placeholder(shape: [1, 6, 6, 2], name: "x")
      return try derived(try graph.maxPool(x, window: Pair(3)), by: [x])
    } butNot: { graph in
      // A byte does not tell 289 places.
      let x = try graph.placeholder(shape: [1, 17, 17, 2], name: "x")
      return try derived(try graph.maxPool(x, window: Pair(17)), by: [x])
    },
    RewriteCase("MatMulWithBias") { graph in
      Wanted(fetches: [try graph.tanh(try dense(graph).sum)])
    } butNot: { graph in
      let (product, sum) = try dense(graph)
      return Wanted(fetches: [product, try graph.tanh(sum)])
    },
    RewriteCase("ConvolutionWithBias") { graph in
      Wanted(fetches: [try graph.relu(try convolution(graph).sum)])
    } butNot: { graph in
      let (images, sum) = try convolution(graph)
      return Wanted(fetches: [images, try graph.relu(sum)])
    },
    RewriteCase("BatchNormWithRelu") { graph in
      Wanted(fetches: [try graph.relu(try batchNorm(graph, isTraining: true).y)])
    } butNot: { graph in
      let (_, y) = try batchNorm(graph, isTraining: true)
      return Wanted(fetches: [try graph.relu(y), y])
    },
    RewriteCase("ConvolutionGradWithRelu") { graph in
      let (x, y) = try convolutionOfRelu(graph)
      return try derived(y, by: [x])
    } butNot: { graph in
      let (x, y) = try convolutionOfRelu(graph)
      var wanted = try derived(y, by: [x])
      wanted.fetches += graph.operations.filter { $0.type == "Conv2DBackpropInput" }.map {
        $0.output(0)
      }
      return wanted
    },
    RewriteCase("UpdateByProduct") { graph in
      try update(graph, rows: 600, columns: 64)
    } butNot: { graph in
      // One sweep over all weights is faster for small ones.
      try update(graph, rows: 6, columns: 4)
    },
    RewriteCase("UpdateByRows") { graph in
      try lookups(graph, ["v"])
    } butNot: { graph in
      // The gradient is fetched too.
      var wanted = try lookups(graph, ["v"])
      wanted.fetches += graph.operations.filter { $0.type == "GatherGrad" }.map { $0.output(0) }
      return wanted
    },
    RewriteCase("ConvolutionWithPool") { graph in
      let y = try graph.relu(try convolution(graph, channels: 16).sum)
      return Wanted(fetches: [try graph.maxPool(y, window: Pair(2))])
    } butNot: { graph in
      // Winograd's loops take multiples of 16 channels.
      let y = try graph.relu(try convolution(graph, channels: 5).sum)
      return Wanted(fetches: [try graph.maxPool(y, window: Pair(2))])
    },
    RewriteCase("ConvolutionGradWithPool") { graph in
      try pooledConvolution(graph, [3, 9, 10, 16], [3, 3, 16, 32])
    } butNot: { graph in
      // There is no loop for the gradient of images with so few channels.
      try pooledConvolution(graph, [3, 9, 10, 5], [3, 3, 5, 7])
    },
    RewriteCase("SquaresInOneSweep") { graph in
      let (x, y) = (try graph.placeholder(shape: [3]), try graph.placeholder(shape: [2, 2]))
      return Wanted(fetches: [try graph.l2Loss(x), try graph.l2Loss(y)])
    } butNot: { graph in
      // The second needs the first.
      let x = try graph.placeholder(shape: [3])
      return Wanted(fetches: [try graph.l2Loss(try graph.l2Loss(x))])
    },
    RewriteCase("UpdatesInOneSweep") { graph in
      try descents(graph, ["v", "w"])
    } butNot: { graph in
      // Both write one variable.
      try descents(graph, ["v", "v"])
    },
    RewriteCase("RowsInOneSweep") { graph in
      try lookups(graph, ["v", "w"])
    } butNot: { graph in
      // Both write one variable.
      try lookups(graph, ["v", "v"])
    },
  ]

  /// The gradients of a sum of squares.
  private static func derived(_ y: Output, by xs: [Output]) throws -> Wanted {
    let loss = try y.graph.sum(try y.graph.square(y))
    let gradients = try y.graph.gradients(of: loss, withRespectTo: xs)
    return Wanted(fetches: try gradients.map { try #require($0) })
  }

  private static func crossEntropy(_ graph: Graph, seed: Output?) throws -> Wanted {
    let logits = try graph.placeholder(shape: [4, 3], name: "logits")
    let labels = try graph.placeholder(.int32, shape: [4], name: "labels")
    let loss = try graph.mean(
      try graph.sparseSoftmaxCrossEntropyWithLogits(labels: labels, logits: logits))
    let gradients = try graph.gradients(of: loss, withRespectTo: [logits], seed: seed)
    return Wanted(fetches: [loss, try #require(gradients[0])])
  }

  private static func dropout(_ x: Output) throws -> Output {
    try x.graph.dropout(x, rate: 0.5, step: x.graph.constant(Tensor(Int64(7))), name: "dropout")
  }

  private static func batchNorm(_ graph: Graph, isTraining: Bool) throws -> (x: Output, y: Output) {
    let x = try graph.placeholder(shape: [4, 2], name: "x")
    let vectors = try ["scale", "offset", "mean", "variance"].map {
      try graph.placeholder(shape: [2], name: $0)
    }
    let normal = try graph.fusedBatchNorm(
      x, scale: vectors[0], offset: vectors[1], mean: vectors[2], variance: vectors[3],
      isTraining: isTraining)
    return (x, normal.y)
  }

  private static func biased(_ graph: Graph) throws -> (bias: Output, y: Output) {
    let bias = try graph.placeholder(shape: [3], name: "bias")
    let x = try graph.placeholder(shape: [1, 4, 4, 3], name: "x")
    return (bias, try graph.biasAdd(x, bias))
  }

  private static func dense(_ graph: Graph) throws -> (product: Output, sum: Output) {
    let x = try graph.placeholder(shape: [2, 3], name: "x")
    let product = try graph.matMul(x, try graph.placeholder(shape: [3, 4], name: "kernel"))
    return (product, try graph.biasAdd(product, try graph.placeholder(shape: [4], name: "bias")))
  }

  private static func convolution(
    _ graph: Graph, channels: Int = 2
  ) throws -> (images: Output, sum: Output) {
    let x = try graph.placeholder(shape: [1, 6, 6, channels], name: "x")
    let kernel = try graph.placeholder(shape: [3, 3, channels, channels], name: "kernel")
    let images = try graph.conv2D(x, kernel)
    let bias = try graph.placeholder(shape: [channels], name: "bias")
    return (images, try graph.biasAdd(images, bias))
  }

  private static func convolutionOfRelu(_ graph: Graph) throws -> (x: Output, y: Output) {
    let x = try graph.placeholder(shape: [1, 4, 4, 2], name: "x")
    let kernel = try graph.placeholder(shape: [3, 3, 2, 2], name: "kernel")
    return (x, try graph.conv2D(try graph.relu(x), kernel))
  }

  private static func pooledConvolution(
    _ graph: Graph, _ images: Shape, _ filter: Shape
  ) throws -> Wanted {
    let x = try graph.placeholder(shape: images, name: "x")
    let kernel = try graph.placeholder(shape: filter, name: "kernel")
    let pooled = try graph.maxPool(try graph.conv2D(x, kernel), window: Pair(2))
    return try derived(pooled, by: [x, kernel])
  }

  private static func update(_ graph: Graph, rows: Int, columns: Int) throws -> Wanted {
    let x = try graph.placeholder(shape: [32, rows], name: "x")
    let dy = try graph.placeholder(shape: [32, columns], name: "dy")
    let zeros = [Float](repeating: 0, count: rows * columns)
    let weight = try graph.variable("w", Tensor(zeros, shape: [rows, columns]))
    return try Wanted(targets: [
      graph.update(
        ResourceApplyGradientDescent(), weight,
        learningRate: graph.placeholder(shape: [], name: "rate"),
        gradient: graph.matMul(x, dy, transposeA: true))
    ])
  }

  private static func descents(_ graph: Graph, _ names: [String]) throws -> Wanted {
    let rate = try graph.placeholder(shape: [], name: "rate")
    let gradient = try graph.placeholder(shape: [2], name: "gradient")
    var variables: [String: Variable] = [:]
    for name in Set(names).sorted() {
      variables[name] = try graph.variable(name, Tensor([1, 2] as [Float]))
    }
    return try Wanted(
      targets: names.map { name in
        try graph.update(
          ResourceApplyGradientDescent(), try #require(variables[name]), learningRate: rate,
          gradient: gradient)
      })
  }

  /// Updates of tables by the gradients of lookups.
  private static func lookups(_ graph: Graph, _ names: [String]) throws -> Wanted {
    let rate = try graph.placeholder(shape: [], name: "rate")
    let ids = try graph.placeholder(.int32, shape: [5], name: "ids")
    var tables: [String: Variable] = [:]
    for name in Set(names).sorted() {
      tables[name] = try graph.variable(name, Tensor(repeating: 1, shape: [4, 3]))
    }
    return try Wanted(
      targets: names.map { name in
        let table = try #require(tables[name])
        let loss = try graph.l2Loss(try graph.gather(table.value, ids))
        let gradients = try graph.gradients(of: loss, withRespectTo: [table.value])
        return try graph.update(
          ResourceApplyGradientDescent(), table, learningRate: rate,
          gradient: try #require(gradients[0]))
      })
  }
}
