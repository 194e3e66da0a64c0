import TFXCore
public import TFXGraph
import TFXKernels

/// y = scale · (x − mean) / √(variance + ε) + offset for each channel, the last axis of x.
///
/// In training, mean and variance are those of x over all other axes, the variance divided by their
/// number of elements, as Keras keeps it (TensorFlow's operation divides by one less):
/// x: [d…, c], scale, offset: [c] → y: [d…, c], batch mean, batch variance, 1/√(variance + ε): [c].
/// Otherwise they are inputs: x, scale, offset, mean, variance: [c] → y.
///
/// Ioffe and Szegedy, 2015.
struct FusedBatchNormV3: FloatingOp {
  static let functions = ["batch_normalization"]
  var epsilon = 0.0001
  var isTraining = true

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("epsilon", &epsilon, "added to the variance")
    f.optional("is_training", &isTraining, "whether the batch's own mean and variance count")
    f.dataFormat()
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(isTraining ? 3 : 5)
    let x = try inputs.batchNormImages(0, "x")
    for (index, argument) in ["scale", "offset", "mean", "variance"].enumerated()
    where index + 1 < inputs.count {
      try inputs.expectChannels(of: x, index + 1, argument)
    }
    if !(epsilon >= 0) {
      throw ShapeError("epsilon", expected: "0 or more", found: "\(epsilon)")
    }
    let channels = TensorSpec([x.shape[-1]], x.dtype)
    return isTraining ? [x, channels, channels, channels] : [x]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    for (index, gradient) in outputGradients.enumerated().dropFirst() where gradient != nil {
      throw .noGradient(op: Self.type, node: "\(node.name):\(index)")
    }
    guard let dy = outputGradients[0] else { return node.inputs.map { _ in nil } }
    let graph = dy.graph
    let statistics = isTraining ? [node.output(1), node.output(3)] : [node[3], node[4]]
    let gradients = try graph.add(
      FusedBatchNormGradV3(epsilon: epsilon, isTraining: isTraining),
      [dy, node[0], node[1]] + statistics
    ).outputs
    if isTraining { return gradients }
    // y = scale · (x − mean) · r + offset with r = 1/√(variance + ε), so that
    // ∂mean = −scale r Σ ∂y and ∂variance = −½ scale r² Σ ∂y (x − mean) r.
    let (dScale, dOffset) = (gradients[1], gradients[2])
    let dtype = dy.dtype
    let factor = try graph.rsqrt(graph.add(node[4], graph.constant(epsilon, dtype)))
    let slope = try graph.multiply(node[1], factor)
    let half = try graph.multiply(graph.multiply(slope, factor), graph.constant(-0.5, dtype))
    return gradients + [
      try graph.negative(graph.multiply(dOffset, slope)), try graph.multiply(dScale, half),
    ]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    kernel(site, type, relu: false)
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type, relu: Bool) -> Kernel {
    let (rows, channels) = site.matrix(0)
    let epsilon = T(epsilon)
    let x = site.input(0, type)
    let scale = site.input(1, type)
    let offset = site.input(2, type)
    let y = site.output(0, type)
    if isTraining {
      let mean = site.output(1, type)
      let variance = site.output(2, type)
      let inverseStd = site.output(3, type)
      return {
        Kernels.batchNormTraining(
          x, gamma: scale, beta: offset, y, mean: mean, variance: variance,
          inverseStd: inverseStd, rows: rows, channels: channels, epsilon: epsilon, relu: relu)
      }
    }
    let mean = site.input(3, type)
    let variance = site.input(4, type)
    return {
      Kernels.batchNormInference(
        x, gamma: scale, beta: offset, mean: mean, variance: variance, y, rows: rows,
        channels: channels, epsilon: epsilon, relu: relu)
    }
  }
}

/// The gradients of FusedBatchNormV3 with respect to x, scale and offset.
/// ∂y, x: [d…, c], scale, mean: [c], and 1/√(variance + ε) in training, else variance: [c]
/// → ∂x: [d…, c], ∂scale, ∂offset: [c].
struct FusedBatchNormGradV3: FloatingOp {
  static let nodeForm = NodeForm.gradient

  var epsilon = 0.0001
  var isTraining = true

  var inPlaceInputs: [Int] { [0] }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("epsilon", &epsilon, "added to the variance")
    f.optional("is_training", &isTraining, "whether the batch's own mean and variance count")
    f.dataFormat()
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(5)
    let x = try inputs.batchNormImages(1, "x")
    try inputs.expectShape(x.shape, 0, "y_backprop")
    try inputs.sameType(1, 0, "y_backprop")
    for (index, argument) in ["scale", "reserve_space_1", "reserve_space_2"].enumerated() {
      try inputs.expectChannels(of: x, index + 2, argument)
    }
    let channels = TensorSpec([x.shape[-1]], x.dtype)
    return [x, channels, channels]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    kernel(site, type, relu: false)
  }

  /// The kernel; in training, behind the gradient of a relu, whose sign the offset, input 5, tells.
  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type, relu: Bool) -> Kernel {
    let (rows, channels) = site.matrix(1)
    let dy = site.input(0, type)
    let x = site.input(1, type)
    let scale = site.input(2, type)
    let mean = site.input(3, type)
    let dx = site.output(0, type)
    let dScale = site.output(1, type)
    let dOffset = site.output(2, type)
    if isTraining {
      let inverseStd = site.input(4, type)
      let offset = relu ? site.input(5, type) : nil
      return {
        Kernels.batchNormTrainingGrad(
          dy, x, gamma: scale, beta: offset, mean: mean, inverseStd: inverseStd, dx,
          dGamma: dScale, dBeta: dOffset, rows: rows, channels: channels, relu: relu)
      }
    }
    let variance = site.input(4, type)
    let epsilon = T(epsilon)
    return {
      Kernels.batchNormInferenceGrad(
        dy, x, gamma: scale, mean: mean, variance: variance, dx, dGamma: dScale, dBeta: dOffset,
        rows: rows, channels: channels, epsilon: epsilon)
    }
  }
}

extension InputSpecs {
  fileprivate func batchNormImages(
    _ index: Int, _ argument: String
  ) throws(ShapeError) -> TensorSpec {
    _ = try floating(index, argument)
    return try withAxes(2, index, argument)
  }

  /// Throws unless an input has one element for each channel of x.
  func expectChannels(
    of x: TensorSpec, _ index: Int, _ argument: String
  ) throws(ShapeError) {
    let channels = TensorSpec([x.shape[-1]], x.dtype)
    if all[index].dtype != x.dtype || all[index].shape.merged(with: channels.shape) == nil {
      throw ShapeError(argument, expected: "\(channels)", found: "\(all[index])")
    }
  }
}

/// What a batch normalisation makes.
public struct BatchNormOutputs: Sendable {
  /// The normalised tensor.
  public let y: Output
  /// The mean that was used: the batch's in training, else the one that was given.
  public let batchMean: Output
  /// The variance that was used, divided by the number of elements.
  public let batchVariance: Output
}

extension Graph {
  /// `scale · (x − mean) / √(variance + epsilon) + offset` for each channel, the last axis of `x`.
  ///
  /// - Parameters:
  ///   - x: A tensor of two axes or more.
  ///   - scale: A vector of the channels' factors.
  ///   - offset: A vector of what is added to the channels.
  ///   - mean: The mean of each channel; not read in training.
  ///   - variance: The variance of each channel; not read in training.
  ///   - epsilon: Added to the variance.
  ///   - isTraining: Whether to use the mean and the variance of `x` over all but the last axis.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if a vector does not have one element a channel.
  public func fusedBatchNorm(
    _ x: Output, scale: Output, offset: Output, mean: Output, variance: Output,
    epsilon: Double = 0.001, isTraining: Bool, name: String? = nil
  ) throws(GraphError) -> BatchNormOutputs {
    let definition = FusedBatchNormV3(epsilon: epsilon, isTraining: isTraining)
    let statistics = isTraining ? [] : [mean, variance]
    let node = try add(definition, [x, scale, offset] + statistics, name: name)
    if isTraining {
      return BatchNormOutputs(
        y: node.output(0), batchMean: node.output(1), batchVariance: node.output(2))
    }
    return BatchNormOutputs(y: node.output(0), batchMean: mean, batchVariance: variance)
  }
}
