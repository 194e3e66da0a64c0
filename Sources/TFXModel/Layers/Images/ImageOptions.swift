public import TFXCore
import TFXGraph
import TFXOps

/// The range from which a layer draws how much it changes an image: a number f for −f to f, or a
/// list of the ends.
public struct ChangeRange: FieldValue, Hashable {
  /// What a file gives: one number or two.
  public var numbers: [Double]

  /// From −factor to factor.
  public init(_ factor: Double) { numbers = [factor] }

  /// From one number to another.
  public init(_ lower: Double, _ upper: Double) { numbers = [lower, upper] }

  public static var expectation: String { "a number or a list of two" }

  public static var schema: ValueSchema { .oneOrList(.number, count: 2...2) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ChangeRange? {
    if case .sequence(let items) = node.content {
      guard items.count == 2 else { return mismatch(node, &diagnostics) }
      return [Double].read(node, &diagnostics).map { ChangeRange($0[0], $0[1]) }
    }
    guard case .scalar = node.content else { return mismatch(node, &diagnostics) }
    return Double.read(node, &diagnostics).map { ChangeRange($0) }
  }

  public func write() -> ConfigNode { numbers.count == 1 ? numbers[0].write() : numbers.write() }

  /// The ends, of which that of a single number is not below `least`.
  func ends(least: Double) -> (lower: Double, upper: Double) {
    numbers.count == 1
      ? (max(-abs(numbers[0]), least), abs(numbers[0]))
      : (min(numbers[0], numbers[1]), max(numbers[0], numbers[1]))
  }
}

extension Limits<ChangeRange> {
  /// All numbers from `lower` to `upper`.
  static func within(_ lower: Double, _ upper: Double) -> Limits {
    Limits(
      "from \(lower) to \(upper)", bounds: ValueBounds(minimum: lower, maximum: upper)
    ) { range in
      range.numbers.allSatisfy { $0 >= lower && $0 <= upper }
    }
  }
}

/// The least and the greatest value of pixels.
public struct ValueRange: FieldValue, Hashable {
  /// The least value.
  public var lower = 0.0
  /// The greatest value.
  public var upper = 255.0

  public static var expectation: String { "a list of two numbers" }

  public static var schema: ValueSchema { .list(.number, count: 2...2) }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> ValueRange? {
    guard case .sequence(let items) = node.content, items.count == 2 else {
      return mismatch(node, &diagnostics)
    }
    return [Double].read(node, &diagnostics).map {
      ValueRange(lower: min($0[0], $0[1]), upper: max($0[0], $0[1]))
    }
  }

  public func write() -> ConfigNode { [lower, upper].write() }
}

extension FieldVisitor {
  mutating func valueRange(_ range: inout ValueRange) {
    optional("value_range", &range, "least and greatest value of pixels, to which results are cut")
  }

  mutating func imageSize(_ height: inout Int, _ width: inout Int) {
    required("height", &height, in: .atLeast(1), "height of the output")
    required("width", &width, in: .atLeast(1), "width of the output")
  }

  mutating func imageSeed(_ seed: inout UInt64?) {
    optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }
}

extension Output {
  /// Uniform random numbers for images, one a sample: [batch, 1, 1, 1].
  func drawn(
    from lower: Double, to upper: Double, _ context: LayerContext, seed: UInt64?
  ) throws(GraphError) -> Output {
    let sample = try graph.slice(self, begin: [0, 0, 0, 0], size: [-1, 1, 1, 1])
    return try graph.randomUniform(
      like: sample, minimum: lower, maximum: upper, step: context.step, seed: seed)
  }

  /// Images cut down to the middle of another aspect, then in the given size: Keras's
  /// `smart_resize`.
  func resizedToFill(
    _ height: Int, _ width: Int, _ interpolation: Interpolation
  ) throws(GraphError) -> Output {
    let (ownHeight, ownWidth) = (shape[1], shape[2])
    let cutHeight = max(min(ownHeight, ownWidth * height / width), 1)
    let cutWidth = max(min(ownWidth, ownHeight * width / height), 1)
    let cut = try graph.slice(
      self, begin: [0, (ownHeight - cutHeight) / 2, (ownWidth - cutWidth) / 2, 0],
      size: [-1, cutHeight, cutWidth, -1])
    if (cutHeight, cutWidth) == (height, width) { return cut }
    return try graph.resized(cut, to: Pair(height, width), interpolation)
  }
}

/// A layer without weights whose maths goes by the extents of images, which must be known.
public protocol SizedImageLayer: Layer {}

extension SizedImageLayer {
  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    try Images.require(input)
    try input.requireKnownSamples()
    return []
  }
}
