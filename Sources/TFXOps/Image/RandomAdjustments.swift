import TFXCore
public import TFXGraph

/// Random adjustments of images, as in `tf.image`: all images of a batch are adjusted alike, and each
/// step adjusts them otherwise. The numbers are functions of seed, name and step.
extension Graph {
  /// Images with one random number from [−maxDelta, maxDelta) added to every channel.
  ///
  /// - Parameters:
  ///   - image: Images in [0, 1] in a floating type, or of the whole range of a whole type.
  ///   - maxDelta: 0 or more.
  ///   - step: An `int64` scalar; each step adds another number.
  ///   - seed: The graph's seed if nil.
  ///   - name: The name of the operation that draws the number.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another range or type.
  public func randomBrightness(
    _ image: Output, maxDelta: Double, step: Output, seed: UInt64? = nil,
    name: String = "RandomBrightness"
  ) throws(GraphError) -> Output {
    try expect(maxDelta >= 0, "max_delta", "0 or more", maxDelta, name)
    let delta = try randomFactor((-maxDelta, maxDelta), step: step, seed: seed, name: name)
    return try adjustBrightness(image, delta: delta)
  }

  /// Images with the differences from their mean multiplied by one random number from [lower, upper).
  ///
  /// - Parameters:
  ///   - image: [height, width, channels], with any axes before.
  ///   - lower: 0 or more.
  ///   - upper: More than `lower`.
  ///   - step: An `int64` scalar; each step draws another number.
  ///   - seed: The graph's seed if nil.
  ///   - name: The name of the operation that draws the number.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another range, shape or type.
  public func randomContrast(
    _ image: Output, lower: Double, upper: Double, step: Output, seed: UInt64? = nil,
    name: String = "RandomContrast"
  ) throws(GraphError) -> Output {
    let factor = try randomFactor(lower, upper, step, seed, name)
    return try adjustContrast(image, factor: factor)
  }

  /// Images whose hues are turned by one random part of a turn from [−maxDelta, maxDelta).
  ///
  /// - Parameters:
  ///   - image: Red, green and blue in the last axis of three or more.
  ///   - maxDelta: From 0 to 0.5.
  ///   - step: An `int64` scalar; each step draws another number.
  ///   - seed: The graph's seed if nil.
  ///   - name: The name of the operation that draws the number.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another range, shape or type.
  public func randomHue(
    _ image: Output, maxDelta: Double, step: Output, seed: UInt64? = nil,
    name: String = "RandomHue"
  ) throws(GraphError) -> Output {
    try expect((0...0.5).contains(maxDelta), "max_delta", "from 0 to 0.5", maxDelta, name)
    let delta = try randomFactor((-maxDelta, maxDelta), step: step, seed: seed, name: name)
    return try adjustHue(image, delta: delta)
  }

  /// Images whose saturation is multiplied by one random number from [lower, upper).
  ///
  /// - Parameters:
  ///   - image: Red, green and blue in the last axis of three or more.
  ///   - lower: 0 or more.
  ///   - upper: More than `lower`.
  ///   - step: An `int64` scalar; each step draws another number.
  ///   - seed: The graph's seed if nil.
  ///   - name: The name of the operation that draws the number.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another range, shape or type.
  public func randomSaturation(
    _ image: Output, lower: Double, upper: Double, step: Output, seed: UInt64? = nil,
    name: String = "RandomSaturation"
  ) throws(GraphError) -> Output {
    let factor = try randomFactor(lower, upper, step, seed, name)
    return try adjustSaturation(image, factor: factor)
  }

  private func randomFactor(
    _ lower: Double, _ upper: Double, _ step: Output, _ seed: UInt64?, _ name: String
  ) throws(GraphError) -> Output {
    try expect(lower >= 0, "lower", "0 or more", lower, name)
    try expect(upper > lower, "upper", "more than \(lower)", upper, name)
    return try randomFactor((lower, upper), step: step, seed: seed, name: name)
  }

  private func expect(
    _ holds: Bool, _ argument: String, _ expected: String, _ found: Double, _ name: String
  ) throws(GraphError) {
    if !holds {
      throw .invalid(
        op: RandomFactor.type, node: name,
        ShapeError(argument, expected: expected, found: "\(found)"))
    }
  }
}
