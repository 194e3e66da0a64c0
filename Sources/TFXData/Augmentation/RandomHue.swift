package import TFXCore
package import TFXKernels

/// Images whose hues are turned by a random angle: `tf.image.random_hue`.
package struct RandomHue: AugmentStep {
  package static let kind = "random_hue"
  package static let aliases = ["RandomHue", "hue"]
  package static let mainFields = ["max_delta"]

  /// How far at most, in turns.
  package var maxDelta = 0.0

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "max_delta", &maxDelta, in: .from(0, to: 0.5), "how far hues are turned at most, in turns")
  }

  package func unmetNeed(height: Int, width: Int, channels: Int) -> DataError.ImageNeed? {
    channels == 3 ? nil : .colors(channels: channels)
  }

  package func change(_ random: AugmentDraw) -> ImageChange {
    .hue(delta: random.uniform(0, -maxDelta, maxDelta))
  }
}

extension Augmentation {
  /// Colour images whose hues are turned by a random part of a turn from [−maxDelta, maxDelta).
  public static func randomHue(maxDelta: Double) -> Augmentation {
    var step = RandomHue()
    step.maxDelta = maxDelta
    return Augmentation(step)
  }
}
