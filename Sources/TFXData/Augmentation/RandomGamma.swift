package import TFXCore
package import TFXKernels

/// Images raised to a random power, black being 0 and white 1: `tf.image.adjust_gamma` with a random
/// gamma. More than 1 is darker.
package struct RandomGamma: AugmentStep {
  package static let kind = "random_gamma"
  package static let aliases = ["gamma"]
  package static let mainFields = ["lower", "upper"]

  /// The least power.
  package var lower = 1.0
  /// The limit of the power, never reached.
  package var upper = 1.0

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.required("lower", &lower, in: .atLeast(0), "the least power")
    f.required("upper", &upper, in: .atLeast(0), "the greatest power")
  }

  package func problems() -> [FieldProblem] { AugmentRange.problems(lower, upper) }

  package func change(_ random: AugmentDraw) -> ImageChange {
    .gamma(random.uniform(0, lower, upper))
  }
}

extension Augmentation {
  /// Images raised to a random power, black being 0 and white 1.
  public static func randomGamma(lower: Double, upper: Double) -> Augmentation {
    var step = RandomGamma()
    (step.lower, step.upper) = (lower, upper)
    return Augmentation(step)
  }
}
