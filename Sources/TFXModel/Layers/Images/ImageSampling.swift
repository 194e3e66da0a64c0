public import TFXCore
import TFXGraph
import TFXOps

/// What images are outside of their borders.
public enum FillMode: String, Choice {
  /// Mirrored: `dcba|abcd|dcba`.
  case reflect
  /// Repeated: `abcd|abcd|abcd`.
  case wrap
  /// One value.
  case constant
  /// As at the border: `aaaa|abcd|dddd`.
  case nearest
}

/// How images are read at places between pixels, and outside of them: TensorFlow's
/// `ImageProjectiveTransformV3`.
public struct ImageSampling: Sendable {
  /// What they are outside.
  public var fillMode = FillMode.reflect
  /// What is made of neighbours.
  public var isNearest = false
  /// The value outside, if it is one.
  public var fillValue = 0.0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("fill_mode", &fillMode, "what images are outside of their borders")
    var interpolation = isNearest ? Interpolation.nearest : .bilinear
    f.optional(
      "interpolation", &interpolation,
      in: Limits(
        "nearest or bilinear", bounds: ValueBounds(words: ["nearest", "bilinear"])
      ) { $0 != .bicubic }, "what is made of neighbours")
    isNearest = interpolation == .nearest
    f.optional("fill_value", &fillValue, "the value outside, for `fill_mode: constant`")
  }

  /// Images whose pixel at (x, y) is that of `images` at (a x + b y + c, d x + e y + f), with numbers
  /// for each sample: [batch, 1, 1, 1] each.
  func callAsFunction(
    _ images: Output, x: (a: Output, b: Output, c: Output), y: (d: Output, e: Output, f: Output)
  ) throws(GraphError) -> Output {
    let graph = images.graph
    let (height, width) = (images.shape[1], images.shape[2])
    let columns = try graph.constant(
      Tensor((0..<width).map(Double.init), shape: [1, 1, width, 1]).converted(to: images.dtype))
    let rows = try graph.constant(
      Tensor((0..<height).map(Double.init), shape: [1, height, 1, 1]).converted(
        to: images.dtype))
    let left = try inside(columns * x.a + rows * x.b + x.c, width)
    let top = try inside(columns * y.d + rows * y.e + y.f, height)
    if isNearest { return try read(images, graph.floor(left + 0.5), graph.floor(top + 0.5)) }
    let (column, row) = (try graph.floor(left), try graph.floor(top))
    let (right, below) = (try left - column, try top - row)
    let upper =
      try read(images, column, row) * (1 - right) + read(images, column + 1, row) * right
    let lower =
      try read(images, column, row + 1) * (1 - right)
      + read(images, column + 1, row + 1) * right
    return try upper * (1 - below) + lower * below
  }

  /// Where a place along an axis is found, by the rule for what is outside.
  private func inside(_ place: Output, _ extent: Int) throws(GraphError) -> Output {
    let graph = place.graph
    let last = Double(extent - 1)
    var found = place
    switch fillMode {
    case .constant: return place
    case .nearest: break
    case .reflect:
      let period = 2 * Double(extent)
      let within = try place - graph.floor(place / period) * period
      found = try graph.minimum(within, period - 1 - within)
    case .wrap where extent > 1:
      // TensorFlow's period is one shorter than the image where it counts repetitions.
      let count = Double(extent)
      let before = try place + (graph.floor(-place / last) + 1) * count
      let behind = try place - graph.floor(place / last) * count
      let zero = try graph.zerosLike(place)
      let isBefore = try graph.less(place, zero)
      let isBehind = try graph.greater(place, zero + last)
      found = try graph.select(isBefore, before, graph.select(isBehind, behind, place))
    case .wrap: break
    }
    return try graph.clipByValue(found, min: 0, max: last)
  }

  /// The pixels at whole places.
  private func read(
    _ images: Output, _ column: Output, _ row: Output
  ) throws(GraphError) -> Output {
    let graph = images.graph
    let (height, width, channels) = (images.shape[1], images.shape[2], images.shape[3])
    let (lastColumn, lastRow) = (Double(width - 1), Double(height - 1))
    let x = try graph.clipByValue(column, min: 0, max: lastColumn)
    let y = try graph.clipByValue(row, min: 0, max: lastRow)
    let places = try graph.cast(
      graph.reshape(y * Double(width) + x, to: [Shape.unknown, height * width]), to: .int32)
    let pixels = try graph.reshape(images, to: [Shape.unknown, height * width, channels])
    let found = try graph.reshape(
      graph.gather(pixels, places, axis: 1, batchDims: 1),
      to: [Shape.unknown, height, width, channels])
    if fillMode != .constant { return found }
    let isInside = try graph.logicalAnd(graph.equal(x, column), graph.equal(y, row))
    return try graph.select(isInside, found, graph.constant(fillValue, images.dtype))
  }
}
