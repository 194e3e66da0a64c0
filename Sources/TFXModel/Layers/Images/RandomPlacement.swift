public import TFXCore
public import TFXGraph
import TFXOps

/// In training, turns each image around its middle by an angle of chance; otherwise the identity.
/// [batch, height, width, channels] → [batch, height, width, channels]
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
public struct RandomRotation: SizedImageLayer {
  public static let kind = "RandomRotation"

  /// The parts of a full turn to draw from; positive ones turn against the clock.
  public var factor = ChangeRange(0)
  /// How images are read.
  public var sampling = ImageSampling()
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "factor", &factor, in: .within(-1, 1),
      "parts of a full turn: f for -f to f, or both ends")
    sampling.fields(&f)
    f.imageSeed(&seed)
    f.dataFormat()
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining { return x }
    let graph = x.graph
    let (lower, upper) = factor.ends(least: -1)
    let angle = try x.drawn(from: lower, to: upper, context, seed: seed) * (2 * Double.pi)
    let (cos, sin) = (try graph.cos(angle), try graph.sin(angle))
    let centerX = Double(x.shape[2] - 1) / 2
    let centerY = Double(x.shape[1] - 1) / 2
    return try sampling(
      x, x: (cos, -sin, centerX - cos * centerX + sin * centerY),
      y: (sin, cos, centerY - sin * centerX - cos * centerY))
  }
}

/// In training, moves each image by distances of chance; otherwise the identity.
/// [batch, height, width, channels] → [batch, height, width, channels]
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
public struct RandomTranslation: SizedImageLayer {
  public static let kind = "RandomTranslation"

  /// The parts of the height to draw from; positive ones move down.
  public var heightFactor = ChangeRange(0)
  /// The parts of the width to draw from; positive ones move right.
  public var widthFactor = ChangeRange(0)
  /// How images are read.
  public var sampling = ImageSampling()
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "height_factor", &heightFactor, in: .within(-1, 1),
      "parts of the height: f for -f to f, or both ends; positive ones move down")
    f.required(
      "width_factor", &widthFactor, in: .within(-1, 1),
      "parts of the width: f for -f to f, or both ends; positive ones move right")
    sampling.fields(&f)
    f.imageSeed(&seed)
    f.dataFormat()
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining { return x }
    let (top, bottom) = heightFactor.ends(least: -1)
    let (left, right) = widthFactor.ends(least: -1)
    let down = try x.drawn(from: top, to: bottom, context, seed: seed) * Double(x.shape[1])
    let aside = try x.drawn(from: left, to: right, context, seed: seed) * Double(x.shape[2])
    let (zero, one) = (try x.graph.zerosLike(down), try x.graph.onesLike(down))
    return try sampling(x, x: (one, zero, -aside), y: (zero, one, -down))
  }
}

/// In training, makes each image larger or smaller around its middle by chance; otherwise the
/// identity.   [batch, height, width, channels] → [batch, height, width, channels]
///
/// As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
public struct RandomZoom: SizedImageLayer {
  public static let kind = "RandomZoom"

  /// How much more of the height is seen, in parts of it; negative for less.
  public var heightFactor = ChangeRange(0)
  /// How much more of the width is seen; the same part as of the height if nil.
  public var widthFactor: ChangeRange?
  /// How images are read.
  public var sampling = ImageSampling()
  /// The seed; the model's if nil.
  public var seed: UInt64?

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "height_factor", &heightFactor, in: .within(-1, 1),
      "how much more of the height is seen: f for -f to f, or both ends; negative ones zoom in")
    f.optional(
      "width_factor", &widthFactor, in: Limits<ChangeRange>.within(-1, 1).orNone,
      "the same of the width; as much as of the height if left out")
    sampling.fields(&f)
    f.imageSeed(&seed)
    f.dataFormat()
  }

  public func problems() -> [FieldProblem] {
    for (name, factor) in [("height_factor", heightFactor), ("width_factor", widthFactor)] {
      if factor?.numbers.contains(-1) ?? false {
        return [FieldProblem(name, "\(name) must be more than -1, of which nothing is seen")]
      }
    }
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    if !context.isTraining { return x }
    let (top, bottom) = heightFactor.ends(least: -1)
    let high = try x.drawn(from: 1 + top, to: 1 + bottom, context, seed: seed)
    var wide = high
    if let widthFactor {
      let (left, right) = widthFactor.ends(least: -1)
      wide = try x.drawn(from: 1 + left, to: 1 + right, context, seed: seed)
    }
    let zero = try x.graph.zerosLike(high)
    return try sampling(
      x, x: (wide, zero, (1 - wide) * (Double(x.shape[2] - 1) / 2)),
      y: (zero, high, (1 - high) * (Double(x.shape[1] - 1) / 2)))
  }
}
