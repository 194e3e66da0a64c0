public import TFXCore
package import TFXKernels

/// Images mirrored, each with even chances along each axis: Keras's `RandomFlip`, and
/// `tf.image.random_flip_left_right` and `random_flip_up_down`.
package struct RandomFlip: AugmentStep {
  package static let kind = "random_flip"
  package static let aliases = ["RandomFlip", "flip"]
  package static let mainFields = ["mode"]

  /// Along which axes.
  package var mode = FlipMode.horizontalAndVertical

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "mode", &mode, "`horizontal` (left right), `vertical` (up down) or `horizontal_and_vertical`")
  }

  package func change(_ random: AugmentDraw) -> ImageChange {
    let leftRight = mode != .vertical && random.coin(0)
    let upDown = mode != .horizontal && random.coin(1)
    return leftRight || upDown ? .flip(leftRight: leftRight, upDown: upDown) : .none
  }
}

/// Along which axes images are mirrored.
public enum FlipMode: String, Choice {
  /// Left becomes right.
  case horizontal
  /// Up becomes down.
  case vertical
  /// Both, independently.
  case horizontalAndVertical = "horizontal_and_vertical"
}

extension Augmentation {
  /// Images mirrored, each with even chances along each axis.
  public static func randomFlip(_ mode: FlipMode = .horizontalAndVertical) -> Augmentation {
    var step = RandomFlip()
    step.mode = mode
    return Augmentation(step)
  }
}
