import TFXCore
import TFXKernels

/// Images with a random number added to every channel: `tf.image.random_brightness`.
struct RandomBrightness: AugmentStep {
  static let kind = "random_brightness"
  static let aliases = ["RandomBrightness", "brightness"]
  static let mainFields = ["max_delta"]

  var maxDelta = 0.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "max_delta", &maxDelta, in: .atLeast(0),
      "the most that is added or taken off, of the range from black to white")
  }

  func change(_ random: AugmentDraw) -> ImageChange {
    .brightness(delta: random.uniform(0, -maxDelta, maxDelta))
  }
}

/// Images whose hues are turned by a random angle: `tf.image.random_hue`.
struct RandomHue: AugmentStep {
  static let kind = "random_hue"
  static let aliases = ["RandomHue", "hue"]
  static let mainFields = ["max_delta"]

  var maxDelta = 0.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "max_delta", &maxDelta, in: .from(0, to: 0.5), "how far hues are turned at most, in turns")
  }

  func unmetNeed(height: Int, width: Int, channels: Int) -> DataError.ImageNeed? {
    channels == 3 ? nil : .colors(channels: channels)
  }

  func change(_ random: AugmentDraw) -> ImageChange {
    .hue(delta: random.uniform(0, -maxDelta, maxDelta))
  }
}

/// A change of images by a number drawn from [lower, upper).
protocol RangeStep: AugmentStep {
  var lower: Double { get set }
  var upper: Double { get set }
  /// The name of the number in the reference.
  static var number: String { get }
  func change(by number: Float) -> ImageChange
}

extension RangeStep {
  static var mainFields: [String] { ["lower", "upper"] }
  static var number: String { "factor" }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("lower", &lower, in: .atLeast(0), "the least \(Self.number)")
    f.required("upper", &upper, in: .atLeast(0), "the greatest \(Self.number)")
  }

  func problems() -> [FieldProblem] {
    if upper > lower { return [] }
    return [
      FieldProblem("upper", "'upper' must be more than 'lower', found \(lower) and \(upper)")
    ]
  }

  func change(_ random: AugmentDraw) -> ImageChange { change(by: random.uniform(0, lower, upper)) }
}

/// Images whose differences from each channel's mean are multiplied by a random factor:
/// `tf.image.random_contrast`.
struct RandomContrast: RangeStep {
  static let kind = "random_contrast"
  static let aliases = ["RandomContrast", "contrast"]

  var lower = 1.0
  var upper = 1.0

  func change(by factor: Float) -> ImageChange { .contrast(factor: factor) }
}

/// Images whose saturation is multiplied by a random factor: `tf.image.random_saturation`.
struct RandomSaturation: RangeStep {
  static let kind = "random_saturation"
  static let aliases = ["RandomSaturation", "saturation"]

  var lower = 1.0
  var upper = 1.0

  func unmetNeed(height: Int, width: Int, channels: Int) -> DataError.ImageNeed? {
    channels == 3 ? nil : .colors(channels: channels)
  }

  func change(by factor: Float) -> ImageChange { .saturation(factor: factor) }
}

/// Images raised to a random power, black being 0 and white 1: `tf.image.adjust_gamma` with a random
/// gamma. More than 1 is darker.
struct RandomGamma: RangeStep {
  static let kind = "random_gamma"
  static let aliases = ["gamma"]
  static let number = "power"

  var lower = 1.0
  var upper = 1.0

  func change(by power: Float) -> ImageChange { .gamma(power) }
}

extension Augmentation {
  /// Images with a random number from [−maxDelta, maxDelta) added, 1 being the range of a whole type.
  public static func randomBrightness(maxDelta: Double) -> Augmentation {
    Augmentation(RandomBrightness(maxDelta: maxDelta))
  }

  /// Colour images whose hues are turned by a random part of a turn from [−maxDelta, maxDelta).
  public static func randomHue(maxDelta: Double) -> Augmentation {
    Augmentation(RandomHue(maxDelta: maxDelta))
  }

  /// Images whose differences from their mean are multiplied by a random factor.
  public static func randomContrast(lower: Double, upper: Double) -> Augmentation {
    Augmentation(RandomContrast(lower: lower, upper: upper))
  }

  /// Colour images whose saturation is multiplied by a random factor.
  public static func randomSaturation(lower: Double, upper: Double) -> Augmentation {
    Augmentation(RandomSaturation(lower: lower, upper: upper))
  }

  /// Images raised to a random power, black being 0 and white 1.
  public static func randomGamma(lower: Double, upper: Double) -> Augmentation {
    Augmentation(RandomGamma(lower: lower, upper: upper))
  }
}
