public import TFXCore
public import TFXGraph
import TFXOps

/// Attention of the time steps of a sequence to each other, by several heads: for each head,
/// softmax(q kᵀ / √key_dim) v with q, k and v dense functions of x; then a dense layer over all
/// heads.   [batch, time, features] → [batch, time, output_shape or features]
///
/// Time steps that a mask leaves out are not attended to. Vaswani et al., 2017: Keras's
/// [MultiHeadAttention](https://keras.io/api/layers/attention_layers/multi_head_attention/) of a
/// value with itself.
public struct SelfAttention: Layer {
  public static let kind = "SelfAttention"

  /// The number of heads.
  public var numHeads = 1
  /// The width of q and k of a head.
  public var keyDim = 1
  /// The width of v of a head; that of q and k if nil.
  public var valueDim: Int?
  /// The part of the attention weights to drop in training.
  public var dropout = 0.0
  /// Whether the dense functions have biases.
  public var useBias = true
  /// The width of the output; that of the input if nil.
  public var outputShape: Int?
  /// Whether a time step attends to itself and earlier ones alone.
  public var useCausalMask = false
  /// The kernels of the dense functions.
  public var kernel = WeightOptions(GlorotUniform())
  /// Their biases.
  public var bias = WeightOptions(Zeros())
  /// The seed of dropout; the model's if nil.
  public var seed: UInt64?

  public var passesMask: Bool { true }

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_heads", &numHeads, in: .atLeast(1), "number of heads")
    f.required("key_dim", &keyDim, in: .atLeast(1), "width of queries and keys of a head")
    f.optional(
      "value_dim", &valueDim, in: Limits.atLeast(1).orNone,
      "width of values of a head; `key_dim` if left out")
    f.optional(
      "dropout", &dropout, in: .from(0, below: 1), "part of the attention weights to drop")
    f.optional("use_bias", &useBias, "whether the dense functions have biases")
    f.optional(
      "output_shape", &outputShape, in: Limits.atLeast(1).orNone,
      "width of the output; that of the input if left out")
    f.optional(
      "use_causal_mask", &useCausalMask,
      "whether a time step attends to itself and earlier ones alone")
    kernel.fields(&f, "kernel", noun: "the kernels")
    bias.fields(&f, "bias", noun: "the biases")
    f.optional("seed", &seed, "seed of dropout; from the model's seed if left out")
  }

  private var width: Int { valueDim ?? keyDim }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Sequences.require(input)
    let features = try input.requireFeatures()
    let output = outputShape ?? features
    let inward = (inputs: [0], outputs: [1, 2])
    var weights: [WeightSpec] = []
    for (name, width) in [("query", keyDim), ("key", keyDim), ("value", width)] {
      weights.append(
        kernel.weight("\(name)/kernel", [features, numHeads, width], axes: inward))
      if useBias { weights.append(bias.weight("\(name)/bias", [numHeads, width])) }
    }
    weights.append(
      kernel.weight(
        "attention_output/kernel", [numHeads, width, output],
        axes: (inputs: [0, 1], outputs: [2])))
    if useBias { weights.append(bias.weight("attention_output/bias", [output])) }
    return weights
  }

  public func call(
    _ inputs: [LayerValue], _ context: inout LayerContext
  ) throws(GraphError) -> LayerValue {
    let x = inputs[0].output
    let graph = x.graph
    let features = x.shape[-1]
    let time = x.shape[1]
    let rows = try graph.reshape(x, to: [Shape.unknown, features])
    /// A dense function of x for each head: [batch, heads, time, width].
    func project(_ name: String, _ width: Int) throws(GraphError) -> Output {
      let kernel = try graph.reshape(
        context.weight("\(name)/kernel"), to: [features, numHeads * width])
      var y = try rows • kernel
      if useBias {
        y = try graph.biasAdd(
          y, graph.reshape(context.weight("\(name)/bias"), to: [numHeads * width]))
      }
      return try graph.transpose(
        graph.apart(y, like: x, [time, numHeads, width]), [0, 2, 1, 3])
    }
    let query = try project("query", keyDim) * (1 / Double(keyDim).squareRoot())
    let key = try project("key", keyDim)
    let value = try project("value", width)
    let scores = try graph.matMul(query, key, transposeB: true)
    let weights = try softmax(scores, mask: inputs[0].mask, &context)
    // [batch, heads, time, width] → [batch · time, heads · width].
    let heads = try graph.reshape(
      try graph.transpose(try weights • value, [0, 2, 1, 3]),
      to: [Shape.unknown, numHeads * width])
    let kernel = context.weight("attention_output/kernel")
    let output = kernel.shape[-1]
    var y = try heads • graph.reshape(kernel, to: [numHeads * width, output])
    if useBias { y = try graph.biasAdd(y, context.weight("attention_output/bias")) }
    return LayerValue(
      try graph.apart(y, like: x, [time, output]), mask: inputs[0].mask)
  }

  /// The weights of attention, from scores [batch, heads, time, time].
  private func softmax(
    _ scores: Output, mask: Output?, _ context: inout LayerContext
  ) throws(GraphError) -> Output {
    let graph = scores.graph
    var isSeen: Output?
    if let mask {
      // As in Keras, a time step that is left out attends to nothing either.
      let rows = try graph.expandDims(graph.expandDims(mask, axis: 1), axis: 3)
      let columns = try graph.expandDims(graph.expandDims(mask, axis: 1), axis: 1)
      isSeen = try graph.logicalAnd(rows, columns)
    }
    if useCausalMask {
      let one = try graph.onesLike(
        graph.slice(scores, begin: [0, 0, 0, 0], size: [1, 1, -1, -1]))
      let past = try graph.cast(graph.matrixBandPart(one, lower: -1, upper: 0), to: .bool)
      isSeen =
        try isSeen.map { (seen) throws(GraphError) in
          try graph.logicalAnd(seen, past)
        } ?? past
    }
    guard let isSeen else { return try dropped(graph.softmax(scores), context) }
    let hidden = try graph.constant(-1e9, scores.dtype)
    let weights = try graph.softmax(graph.select(isSeen, scores, hidden))
    if dropout == 0 { return weights }
    // With dropout, Keras attends to nothing where nothing is seen, and otherwise to all alike.
    return try dropped(
      graph.select(isSeen, weights, graph.constant(0, weights.dtype)), context)
  }

  private func dropped(
    _ weights: Output, _ context: LayerContext
  ) throws(GraphError) -> Output {
    if !context.isTraining || dropout == 0 { return weights }
    return try weights.graph.dropout(weights, rate: dropout, step: context.step, seed: seed)
  }
}

extension Graph {
  /// Rows [batch · time, …] as [batch, extents…], of which the time may be unknown as in `x`.
  fileprivate func apart(
    _ rows: Output, like x: Output, _ extents: [Int]
  ) throws(GraphError) -> Output {
    if extents[0] != Shape.unknown {
      return try reshape(rows, to: Shape([Shape.unknown] + extents))
    }
    let lead = try slice(try shape(of: x, outType: .int64), begin: [0], size: [2])
    let rest = try constant(Tensor(extents.dropFirst().map(Int64.init)))
    return try reshape(rows, to: try concat([lead, rest], axis: 0))
  }
}
