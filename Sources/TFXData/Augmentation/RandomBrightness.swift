package import TFXCore
package import TFXKernels

/// Images with a random number added to every channel: `tf.image.random_brightness`.
package struct RandomBrightness: AugmentStep {
  package static let kind = "random_brightness"
  package static let aliases = ["RandomBrightness", "brightness"]
  package static let mainFields = ["max_delta"]

  /// How much is added or taken off at most, of the range from black to white.
  package var maxDelta = 0.0

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "max_delta", &maxDelta, in: .atLeast(0),
      "the most that is added or taken off, of the range from black to white")
  }

  package func change(_ random: AugmentDraw) -> ImageChange {
    .brightness(delta: random.uniform(0, -maxDelta, maxDelta))
  }
}

extension Augmentation {
  /// Images with a random number from [−maxDelta, maxDelta) added, 1 being the range of a whole type.
  public static func randomBrightness(maxDelta: Double) -> Augmentation {
    var step = RandomBrightness()
    step.maxDelta = maxDelta
    return Augmentation(step)
  }
}
