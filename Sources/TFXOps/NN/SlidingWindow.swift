public import TFXCore
import TFXGraph
import TFXKernels

/// What lies around an image when a window slides over it, under TensorFlow's names.
public enum Padding: String, Choice, Hashable {
  /// Nothing: the window stays inside.
  case valid = "VALID"
  /// As much as makes the number of places the image's extent divided by the stride, rounded up;
  /// an odd pixel goes behind.
  case same = "SAME"
}

/// How a window slides over images [batch, height, width, channels].
struct SlidingWindow: Sendable {
  var strides = Pair(1)
  var padding = Padding.valid
  var dilations = Pair(1)

  /// Goes to the fields of an operation that has such a window.
  ///
  /// - Parameters:
  ///   - dilations: What the operation calls them; nil if it has none.
  ///   - hasFormat: Whether it has the order of axes among its attributes.
  mutating func fields(
    _ f: inout some FieldVisitor, dilations name: String?, hasFormat: Bool = true
  ) {
    f.window("strides", &strides, "how far the window moves along height and width")
    f.required("padding", &padding, "`SAME` puts zeros around the images, `VALID` nothing")
    if hasFormat { f.dataFormat() }
    if let name { f.window(name, &dilations, "how far apart the window's elements are") }
  }

  /// The places of a window on an image, along height and width.
  func places(of window: Pair, on image: TensorSpec) throws(ShapeError) -> Pair {
    for (argument, pair) in [("strides", strides), ("dilations", dilations)] {
      try SlidingWindow.check([pair.height, pair.width], argument, "\(pair)")
    }
    try SlidingWindow.check([window.height, window.width].map(abs), "window", "\(window)")
    let height = places(image.shape[1], window.height, strides.height, dilations.height)
    let width = places(image.shape[2], window.width, strides.width, dilations.width)
    guard let height, let width else {
      let reach = Pair(
        (window.height - 1) * dilations.height + 1, (window.width - 1) * dilations.width + 1)
      throw ShapeError(
        "input", expected: "images of at least \(reach.height)×\(reach.width), the window's reach",
        found: "\(image)")
    }
    return Pair(height, width)
  }

  /// Throws unless extents of a window, or its steps, are numbers that can be reckoned with.
  static func check(_ numbers: [Int], _ argument: String, _ found: String) throws(ShapeError) {
    if numbers.contains(where: { $0 < 1 }) {
      throw ShapeError(argument, expected: "1 or more", found: found)
    }
    if numbers.contains(where: { $0 > Int32.max }) {
      throw ShapeError(argument, expected: "at most \(Int32.max)", found: found)
    }
  }

  /// The places along one axis; nil if the window is larger than the image.
  private func places(_ input: Int, _ window: Int, _ stride: Int, _ dilation: Int) -> Int? {
    if input == Shape.unknown { return Shape.unknown }
    if padding == .same { return (input + stride - 1) / stride }
    if window == Shape.unknown { return Shape.unknown }
    let reach = (window - 1) * dilation + 1
    return reach > input ? nil : (input - reach) / stride + 1
  }

  /// The pixels around images of a known extent.
  func pixels(around height: Int, _ width: Int, window: Pair) -> Padding2D {
    if padding == .valid { return .zero }
    return .same(
      inputHeight: height, inputWidth: width, windowHeight: window.height,
      windowWidth: window.width, strideHeight: strides.height, strideWidth: strides.width,
      dilationHeight: dilations.height, dilationWidth: dilations.width)
  }
}
