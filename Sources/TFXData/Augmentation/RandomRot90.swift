package import TFXCore
package import TFXKernels

/// Images turned by 0, 1, 2 or 3 quarters, with even chances: `tf.image.rot90` with a random k.
package struct RandomRot90: AugmentStep {
  package static let kind = "random_rot90"
  package static let aliases = ["rot90"]
  package static let mainFields: [String] = []

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {}

  package func unmetNeed(height: Int, width: Int, channels: Int) -> DataError.ImageNeed? {
    height == width ? nil : .squares(height: height, width: width)
  }

  package func change(_ random: AugmentDraw) -> ImageChange {
    let quarters = random.integer(0, below: 4)
    return quarters == 0 ? .none : .turn(quarters: quarters)
  }
}

extension Augmentation {
  /// Square images turned by a random number of quarters.
  public static var randomRot90: Augmentation { Augmentation(RandomRot90()) }
}
