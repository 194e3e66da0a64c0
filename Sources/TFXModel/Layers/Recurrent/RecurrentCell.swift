import TFXCore
import TFXGraph
import TFXOps

/// What the cells of `SimpleRNN`, `LSTM` and `GRU` share: their weights, and dropout of inputs and
/// states.
public struct RecurrentCell: Sendable {
  /// Whether a bias is added.
  public var useBias = true
  /// What multiplies the inputs: `[features, gates · units]`.
  public var kernel = WeightOptions(GlorotUniform())
  /// What multiplies the states: `[units, gates · units]`.
  public var recurrent = WeightOptions(Orthogonal())
  /// The bias.
  public var bias = WeightOptions(Zeros())
  /// The part of the inputs to drop, the same in all time steps of a sequence.
  public var dropout = 0.0
  /// The part of the states to drop before they are multiplied, the same in all time steps.
  public var recurrentDropout = 0.0
  /// The seed of dropout; the model's if nil.
  public var seed: UInt64?

  public init() {}

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("use_bias", &useBias, "whether a bias is added")
    kernel.fields(&f, "kernel")
    recurrent.fields(&f, "recurrent", noun: "the recurrent kernel")
    bias.fields(&f, "bias")
    f.optional(
      "dropout", &dropout, in: .from(0, below: 1), "part of the inputs to drop in training")
    f.optional(
      "recurrent_dropout", &recurrentDropout, in: .from(0, below: 1),
      "part of the states to drop in training")
    f.optional("seed", &seed, "seed of dropout; from the model's seed if left out")
  }

  /// The weights for sequences of the given shape, with a bias of the given one.
  func weights(
    for input: Shape, units: Int, gates: Int, bias biasShape: Shape
  ) throws(LayerError) -> [WeightSpec] {
    let features = try input.requireSequences()
    let weights = [
      kernel.weight("kernel", [features, gates * units]),
      recurrent.weight("recurrent_kernel", [units, gates * units]),
    ]
    return useBias ? weights + [bias.weight("bias", biasShape)] : weights
  }

  /// What the inputs add to each gate at all time steps: x · kernel + bias, `[time, batch, …]`.
  ///
  /// With recurrent dropout, the inputs of each gate are dropped by themselves, as in Keras.
  func inputs(
    _ x: Output, bias: Output?, gates: Int, _ context: LayerContext
  ) throws(GraphError) -> Output {
    let graph = x.graph
    let kernel = context.weight("kernel")
    let (steps, features, width) = (x.shape[1], x.shape[2], kernel.shape[1])
    let sequences = try graph.transpose(x, [1, 0, 2])
    var rows: Output
    if !context.isTraining || dropout == 0 {
      rows = try graph.reshape(sequences, to: [Shape.unknown, features]) • kernel
    } else {
      let parts = recurrentDropout > 0 ? gates : 1
      let ones = try graph.onesLike(sequences[0])
      var products: [Output] = []
      for part in 0..<parts {
        let factors = try graph.dropout(ones, rate: dropout, step: context.step, seed: seed)
        let dropped = try graph.reshape(sequences * factors, to: [Shape.unknown, features])
        let columns = width / parts
        products.append(
          try dropped
            • (parts == 1 ? kernel : kernel[0..., (part * columns)..<((part + 1) * columns)]))
      }
      rows = parts == 1 ? products[0] : try graph.concat(products, axis: 1)
    }
    if let bias { rows = try graph.biasAdd(rows, bias) }
    return try graph.reshape(rows, to: [steps, Shape.unknown, width])
  }

  /// What the states of each gate are multiplied by for dropout: `[gates, batch, units]`.
  ///
  /// - Parameter inputs: What ``inputs(_:bias:gates:_:)`` has made, for its shape.
  func factors(
    _ inputs: Output, gates: Int, _ context: LayerContext
  ) throws(GraphError) -> Output? {
    if !context.isTraining || recurrentDropout == 0 { return nil }
    let graph = inputs.graph
    let units = inputs.shape[2] / gates
    // Drawn while the batch is the first axis, along which it may be cut into shards.
    let factors = try graph.dropout(
      graph.onesLike(inputs[0]), rate: recurrentDropout, step: context.step, seed: seed)
    return try graph.reshape(factors, to: [gates, Shape.unknown, units])
  }
}

extension Shape {
  /// The number of features; throws unless this is the shape of a batch of sequences of known length.
  func requireSequences() throws(LayerError) -> Int {
    guard rank == 3, self[1] != Shape.unknown, self[2] != Shape.unknown else {
      throw LayerError(
        expected: "sequences [batch, time, features] of known time and features", found: self,
        help: rank == 3
          ? "give the first layer an input_shape"
          : "put an Embedding before it if samples are ids, else a Reshape; a recurrent layer "
            + "before it needs return_sequences: true")
    }
    return self[2]
  }
}
