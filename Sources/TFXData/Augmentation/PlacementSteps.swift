public import TFXCore
import TFXKernels

/// Images mirrored, each with even chances along each axis: Keras's `RandomFlip`, and
/// `tf.image.random_flip_left_right` and `random_flip_up_down`.
struct RandomFlip: AugmentStep {
  static let kind = "random_flip"
  static let aliases = ["RandomFlip", "flip"]
  static let mainFields = ["mode"]

  var mode = FlipMode.horizontalAndVertical

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "mode", &mode, "`horizontal` (left right), `vertical` (up down) or `horizontal_and_vertical`")
  }

  func change(_ random: AugmentDraw) -> ImageChange {
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

/// Images turned by 0, 1, 2 or 3 quarters, with even chances: `tf.image.rot90` with a random k.
struct RandomRot90: AugmentStep {
  static let kind = "random_rot90"
  static let aliases = ["rot90"]
  static let mainFields: [String] = []

  mutating func fields(_ f: inout some FieldVisitor) {}

  func unmetNeed(height: Int, width: Int, channels: Int) -> DataError.ImageNeed? {
    height == width ? nil : .squares(height: height, width: width)
  }

  func change(_ random: AugmentDraw) -> ImageChange {
    let quarters = random.integer(0, below: 4)
    return quarters == 0 ? .none : .turn(quarters: quarters)
  }
}

/// Images with zeros around them, of which a part of the images' own size is cut out anywhere:
/// `tf.image.resize_with_crop_or_pad`, then `tf.image.random_crop`. Size and shape stay, so that
/// images that are not augmented need no change.
struct RandomCrop: AugmentStep {
  static let kind = "random_crop"
  static let aliases = ["RandomCrop", "crop"]
  static let mainFields = ["padding"]

  /// Rows of zeros above and below, columns of zeros on the left and on the right.
  var padding = Pair(4)

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "padding", &padding, in: .atLeast(0),
      "zeros on each side, of which the crop, as large as the image, may take some")
  }

  func change(_ random: AugmentDraw) -> ImageChange {
    let top = random.integer(0, below: 2 * padding.height + 1) - padding.height
    let left = random.integer(1, below: 2 * padding.width + 1) - padding.width
    return top == 0 && left == 0 ? .none : .shift(top: top, left: left)
  }
}

extension Augmentation {
  /// Images mirrored, each with even chances along each axis.
  public static func randomFlip(_ mode: FlipMode = .horizontalAndVertical) -> Augmentation {
    Augmentation(RandomFlip(mode: mode))
  }

  /// Square images turned by a random number of quarters.
  public static var randomRot90: Augmentation { Augmentation(RandomRot90()) }

  /// Crops of the images' own size, anywhere in images with zeros around them.
  public static func randomCrop(padding: Int) -> Augmentation {
    Augmentation(RandomCrop(padding: Pair(padding)))
  }
}
