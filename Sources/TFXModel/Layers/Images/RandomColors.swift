public import TFXCore
public import TFXGraph
import TFXOps

/// In training, adds a number of chance to all pixels of an image and cuts them to the range of
/// values; otherwise the identity.
/// [batch, height, width, channels] → [batch, height, width, channels]
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
public struct RandomBrightness: Layer {
  public static let kind = "RandomBrightness"

  /// The parts of the range of values to draw from.
  public var factor = ChangeRange(0)
  /// The range of values.
  public var valueRange = ValueRange()
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "factor", &factor, in: .within(-1, 1),
      "what is added, as parts of the range of values: f for -f to f, or both ends")
    f.valueRange(&valueRange)
    f.imageSeed(&seed)
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Images.require(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining { return x }
    let (lower, upper) = factor.ends(least: -1)
    let added =
      try x.drawn(from: lower, to: upper, context, seed: seed)
      * (valueRange.upper - valueRange.lower)
    return try x.graph.clipByValue(x + added, min: valueRange.lower, max: valueRange.upper)
  }
}

/// In training, multiplies each pixel's distance from the mean of its channel by a number of chance
/// and cuts pixels to the range of values; otherwise the identity.
/// [batch, height, width, channels] → [batch, height, width, channels]
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
public struct RandomContrast: Layer {
  public static let kind = "RandomContrast"

  /// How far from 1 the number is: from 1 − the lower end to 1 + the upper end.
  public var factor = ChangeRange(0)
  /// The range of values.
  public var valueRange = ValueRange()
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "factor", &factor, in: .within(0, 1),
      "distances of the number from 1: f for 1 to 1 + f, or [a, b] for 1 - a to 1 + b, a below b")
    f.valueRange(&valueRange)
    f.imageSeed(&seed)
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Images.require(input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining { return x }
    let (lower, upper) = factor.ends(least: 0)
    let number = try x.drawn(from: 1 - lower, to: 1 + upper, context, seed: seed)
    let mean = try x.graph.mean(x, axes: [1, 2], keepDims: true)
    return try x.graph.clipByValue(
      (x - mean) * number + mean, min: valueRange.lower, max: valueRange.upper)
  }
}
