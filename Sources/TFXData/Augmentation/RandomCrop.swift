package import TFXCore
package import TFXKernels

/// Images with zeros around them, of which a part of the images' own size is cut out anywhere:
/// `tf.image.resize_with_crop_or_pad`, then `tf.image.random_crop`. Size and shape stay, so that
/// images that are not augmented need nothing done to them.
package struct RandomCrop: AugmentStep {
  package static let kind = "random_crop"
  package static let aliases = ["RandomCrop", "crop"]
  package static let mainFields = ["padding"]

  /// Rows of zeros above and below, columns of zeros on the left and on the right.
  package var padding = Pair(4)

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "padding", &padding, in: .atLeast(0),
      "zeros on each side, of which the crop, as large as the image, may take some")
  }

  package func change(_ random: AugmentDraw) -> ImageChange {
    let top = random.integer(0, below: 2 * padding.height + 1) - padding.height
    let left = random.integer(1, below: 2 * padding.width + 1) - padding.width
    return top == 0 && left == 0 ? .none : .shift(top: top, left: left)
  }
}

extension Augmentation {
  /// Crops of the images' own size, anywhere in images with zeros around them.
  public static func randomCrop(padding: Int) -> Augmentation {
    var step = RandomCrop()
    step.padding = Pair(padding)
    return Augmentation(step)
  }
}
