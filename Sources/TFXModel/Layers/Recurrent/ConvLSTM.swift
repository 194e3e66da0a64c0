import TFXCore
import TFXGraph
import TFXOps

/// What the ranks of ``RecurrentConvolution`` share: an LSTM whose products are convolutions of
/// images, those of states with zeros around them, at stride 1. A row of numbers is an image of
/// height 1.
public struct ConvLSTM: Sendable {
  /// Number of output channels.
  public var filters = 1
  /// What is applied to candidates and to cells.
  public var activation = ActivationFunction.tanh
  /// What is applied to the gates.
  public var recurrentActivation = ActivationFunction.sigmoid
  /// The weights, whose channels are those of i, f, g and o, and dropout.
  public var cell = RecurrentCell()
  /// Whether the bias of f begins at 1 in any case.
  public var unitForgetBias = true
  /// The direction, and which outputs there are.
  public var sequence = SequenceOptions()

  public init() {}

  /// The fields behind `filters`, the window and its steps.
  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("activation", &activation, "applied to candidates and to cells")
    f.optional("recurrent_activation", &recurrentActivation, "applied to the gates")
    cell.fields(&f)
    f.optional(
      "unit_forget_bias", &unitForgetBias, "whether the bias of the forget gate begins at 1")
    sequence.fields(&f)
  }

  /// The weights for windows of the given size over images of some channels.
  func weights(_ window: [Int], channels: Int) -> [WeightSpec] {
    var bias = cell.bias
    if unitForgetBias { bias.initializer = InitializerField(ForgetBias(bias.initializer)) }
    let weights = [
      cell.kernel.weight("kernel", Shape(window + [channels, 4 * filters])),
      cell.recurrent.weight("recurrent_kernel", Shape(window + [filters, 4 * filters])),
    ]
    return cell.useBias ? weights + [bias.weight("bias", [4 * filters])] : weights
  }

  /// The outputs for images [batch, time, height, width, channels], and kernels [height, width, …].
  func call(
    _ input: LayerValue, kernel: Output, recurrentKernel: Output, strides: Pair,
    padding: PaddingMode, dilations: Pair, _ context: LayerContext
  ) throws(GraphError) -> Output {
    let x = input.output
    let graph = x.graph
    let inputs = try self.inputs(x, kernel, strides, padding, dilations, context)
    var steps = try graph.unstack(inputs, axis: 1)
    var masks: [Output]?
    if let mask = input.mask { masks = try graph.unstack(mask, axis: 1) }
    if sequence.goBackwards {
      steps.reverse()
      masks?.reverse()
    }
    var (h, c): (Output?, Output?)
    var factors: [Output] = []
    var outputs: [Output] = []
    for (index, step) in steps.enumerated() {
      var z = step
      if let h { z = try z + product(h, recurrentKernel, factors) }
      let (newH, newC) = try advance(z, c)
      if index == 0 { factors = try self.factors(newH, context) }
      var output = newH
      if let masks {
        let counts = try graph.reshape(masks[index], to: [Shape.unknown, 1, 1, 1])
        let zero = try graph.zerosLike(newH)
        h = try graph.select(counts, newH, h ?? zero)
        c = try graph.select(counts, newC, c ?? zero)
        output = sequence.zeroOutputForMask ? try graph.select(counts, newH, zero) : h ?? newH
      } else {
        (h, c) = (newH, newC)
      }
      outputs.append(output)
    }
    return sequence.returnSequences ? try graph.stack(outputs, axis: 1) : outputs[outputs.count - 1]
  }

  /// h and c of a step.
  private func advance(
    _ z: Output, _ before: Output?
  ) throws(GraphError) -> (h: Output, c: Output) {
    func part(_ index: Int) throws(GraphError) -> Output {
      try z[SliceIndex.ellipsis, (index * filters)..<((index + 1) * filters)]
    }
    let i = try recurrentActivation(part(0))
    let g = try activation(part(2))
    let o = try recurrentActivation(part(3))
    var c = try i * g
    if let before { c = try recurrentActivation(part(1)) * before + c }
    return (try o * activation(c), c)
  }

  /// The convolutions of all time steps' inputs, [batch, time, height, width, 4 · filters]; of each gate
  /// by itself where inputs are dropped.
  private func inputs(
    _ x: Output, _ kernel: Output, _ strides: Pair, _ padding: PaddingMode, _ dilations: Pair,
    _ context: LayerContext
  ) throws(GraphError) -> Output {
    let graph = x.graph
    let extents = x.shape.dimensions
    func product(_ x: Output, _ kernel: Output) throws(GraphError) -> Output {
      try graph.conv2D(
        graph.reshape(x, to: Shape([Shape.unknown] + extents[2...])), kernel, strides: strides,
        padding: padding.op, dilations: dilations)
    }
    var images: Output
    if context.isTraining && cell.dropout > 0 {
      let ones = try graph.onesLike(x[0..., 0..<1])
      images = try graph.concat(
        gates(kernel) { (kernel) throws(GraphError) in
          let factors = try graph.dropout(
            ones, rate: cell.dropout, step: context.step, seed: cell.seed)
          return try product(x * factors, kernel)
        }, axis: -1)
    } else {
      images = try product(x, kernel)
    }
    if cell.useBias { images = try graph.biasAdd(images, context.weight("bias")) }
    return try graph.reshape(
      images, to: Shape([Shape.unknown, extents[1]] + images.shape.dimensions[1...]))
  }

  /// What states are multiplied by for dropout, for each gate.
  private func factors(_ h: Output, _ context: LayerContext) throws(GraphError) -> [Output] {
    guard context.isTraining, cell.recurrentDropout > 0 else { return [] }
    var factors: [Output] = []
    for _ in 0..<4 {
      factors.append(
        try h.graph.dropout(
          h.graph.onesLike(h), rate: cell.recurrentDropout, step: context.step, seed: cell.seed))
    }
    return factors
  }

  /// The convolution of states.
  private func product(
    _ h: Output, _ kernel: Output, _ factors: [Output]
  ) throws(GraphError) -> Output {
    if factors.isEmpty { return try h.graph.conv2D(h, kernel, padding: .same) }
    var left = factors[...]
    return try h.graph.concat(
      gates(kernel) { (kernel) throws(GraphError) in
        try h.graph.conv2D(h * left.removeFirst(), kernel, padding: .same)
      }, axis: -1)
  }

  /// What `body` makes of each gate's part of a kernel.
  private func gates(
    _ kernel: Output, _ body: (Output) throws(GraphError) -> Output
  ) throws(GraphError) -> [Output] {
    var results: [Output] = []
    for gate in 0..<4 {
      results.append(
        try body(kernel[SliceIndex.ellipsis, (gate * filters)..<((gate + 1) * filters)]))
    }
    return results
  }
}
