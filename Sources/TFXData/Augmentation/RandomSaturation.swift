package import TFXCore
package import TFXKernels

/// Images whose saturation is multiplied by a random factor: `tf.image.random_saturation`.
package struct RandomSaturation: AugmentStep {
  package static let kind = "random_saturation"
  package static let aliases = ["RandomSaturation", "saturation"]
  package static let mainFields = ["lower", "upper"]

  /// The least factor.
  package var lower = 1.0
  /// The limit of the factor, never reached.
  package var upper = 1.0

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.required("lower", &lower, in: .atLeast(0), "the least factor")
    f.required("upper", &upper, in: .atLeast(0), "the greatest factor")
  }

  package func problems() -> [FieldProblem] { AugmentRange.problems(lower, upper) }

  package func unmetNeed(height: Int, width: Int, channels: Int) -> DataError.ImageNeed? {
    channels == 3 ? nil : .colors(channels: channels)
  }

  package func change(_ random: AugmentDraw) -> ImageChange {
    .saturation(factor: random.uniform(0, lower, upper))
  }
}

extension Augmentation {
  /// Colour images whose saturation is multiplied by a random factor.
  public static func randomSaturation(lower: Double, upper: Double) -> Augmentation {
    var step = RandomSaturation()
    (step.lower, step.upper) = (lower, upper)
    return Augmentation(step)
  }
}
