package import TFXCore
package import TFXKernels

/// Images whose differences from each channel's mean are multiplied by a random factor:
/// `tf.image.random_contrast`.
package struct RandomContrast: AugmentStep {
  package static let kind = "random_contrast"
  package static let aliases = ["RandomContrast", "contrast"]
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

  package func change(_ random: AugmentDraw) -> ImageChange {
    .contrast(factor: random.uniform(0, lower, upper))
  }
}

extension Augmentation {
  /// Images whose differences from their mean are multiplied by a random factor.
  public static func randomContrast(lower: Double, upper: Double) -> Augmentation {
    var step = RandomContrast()
    (step.lower, step.upper) = (lower, upper)
    return Augmentation(step)
  }
}

/// The rule of two fields that are the ends of a range.
enum AugmentRange {
  static func problems(_ lower: Double, _ upper: Double) -> [FieldProblem] {
    if upper > lower { return [] }
    return [
      FieldProblem("upper", "'upper' must be more than 'lower', found \(lower) and \(upper)")
    ]
  }
}
