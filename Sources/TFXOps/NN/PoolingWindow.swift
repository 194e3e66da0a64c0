import TFXCore
import TFXGraph
import TFXKernels

/// The window of a pooling and how it slides over images [batch, height, width, channels].
struct PoolingWindow: Sendable {
  var window = Pair(1)
  var sliding = SlidingWindow()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.window("ksize", &window, isRequired: true, "height and width of the window")
    sliding.fields(&f, dilations: nil)
  }

  var attributes: [Attribute] {
    [Attribute("ksize", [1, window.height, window.width, 1])] + sliding.attributes
  }

  /// What a pooling makes of an input, which must be floating, or of whole numbers if those are
  /// taken.
  func pooled(
    _ inputs: InputSpecs, _ index: Int, integers: Bool = false
  ) throws(ShapeError) -> TensorSpec {
    _ = try inputs.oneOf(DType.elementwise(integers: integers), index, "input")
    let image = try inputs.ranked(index, 4, "input")
    if min(window.height, window.width) < 1 {
      throw ShapeError("ksize", expected: "1 or more", found: "\(window)")
    }
    let places = try sliding.places(of: window, on: image)
    return TensorSpec(
      [image.shape[0], places.height, places.width, image.shape[3]], image.dtype)
  }

  /// The sizes of a pooling of images of known shape.
  func shape(_ image: [Int]) -> Pooling2DShape {
    Pooling2DShape(
      batch: image[0], inputHeight: image[1], inputWidth: image[2], channels: image[3],
      windowHeight: window.height, windowWidth: window.width,
      strideHeight: sliding.strides.height, strideWidth: sliding.strides.width,
      padding: sliding.pixels(around: image[1], image[2], window: window))
  }
}
