import TFXCore
import TFXGraph
import TFXKernels

/// The window of a pooling and how it slides over volumes [batch, depth, height, width, channels].
struct PoolingVolume: Sendable {
  var window: Triple
  var sliding: SlidingVolume

  init() { self.init(Triple(1), strides: nil, padding: .valid) }

  init(_ window: Triple, strides: Triple?, padding: Padding) {
    self.window = window
    sliding = SlidingVolume(strides: strides ?? window, padding: padding)
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.window("ksize", &window, isRequired: true, "depth, height and width of the window")
    sliding.fields(&f, isPooling: true)
  }

  /// What a pooling makes of an input.
  func pooled(_ inputs: InputSpecs, _ index: Int) throws(ShapeError) -> TensorSpec {
    _ = try inputs.floating(index, "input")
    let volume = try inputs.ranked(index, 5, "input")
    if window.all.contains(where: { $0 < 1 }) {
      throw ShapeError("ksize", expected: "1 or more", found: "\(window)")
    }
    let places = try sliding.places(of: window, on: volume)
    return TensorSpec(Shape([volume.shape[0]] + places + [volume.shape[4]]), volume.dtype)
  }

  /// The window on volumes of a known shape.
  func window(_ volume: [Int]) -> VolumeWindow { sliding.window(window, on: volume) }
}
