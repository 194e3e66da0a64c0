import TFXCore
import TFXGraph
import TFXKernels

/// The window of a pooling and how it slides over images or volumes.
struct PoolingWindow<Input: WindowedInput>: Sendable {
  var window = Input.ones
  var sliding = SlidingWindow<Input>()

  mutating func fields(_ f: inout some FieldVisitor) {
    f.window("ksize", &window, of: Input.self, isRequired: true, "extents of the window")
    sliding.fields(&f, dilations: nil)
  }

  /// What a pooling makes of an input, which must be floating, or of whole numbers if those are
  /// taken.
  func pooled(
    _ inputs: InputSpecs, _ index: Int, integers: Bool = false
  ) throws(ShapeError) -> TensorSpec {
    _ = try inputs.oneOf(DType.elementwise(integers: integers), index, "input")
    let input = try inputs.ranked(index, Input.axes + 2, "input")
    try sliding.check(window, "ksize")
    let places = try sliding.places(of: window, on: input)
    return TensorSpec(Shape([input.shape[0]] + places + [input.shape[-1]]), input.dtype)
  }

  /// The window on an input of known shape.
  func shape(_ input: [Int]) -> WindowShape { sliding.shape(of: window, on: input) }
}

extension PoolingWindow<Images> {
  init(_ window: Pair, strides: Pair?, padding: Padding) {
    let sliding = SlidingWindow<Images>(strides: strides ?? window, padding: padding)
    self.init(window: window.all, sliding: sliding)
  }
}

extension PoolingWindow<Volumes> {
  init(_ window: Triple, strides: Triple?, padding: Padding) {
    let sliding = SlidingWindow<Volumes>(strides: strides ?? window, padding: padding)
    self.init(window: window.all, sliding: sliding)
  }
}
