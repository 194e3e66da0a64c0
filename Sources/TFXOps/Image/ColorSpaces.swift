import TFXCore
public import TFXGraph
import TFXKernels

/// An operation that maps each colour by itself.   images: [d…, 3] → y: [d…, 3].
protocol ColorOp: FloatingOp {
  /// Writes y for `count` colours of x.
  func map<T: KernelScalar>(_ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>, _ count: Int)
}

extension ColorOp {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    return [try inputs.colors(0, "images", [.float32, .float64])]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, type)
    let count = site.outputCount(0) / 3
    let definition = self
    return { definition.map(x, y, count) }
  }
}

/// y = hue, saturation and value of colours.   images: [d…, 3] → y: [d…, 3].
/// ∂images: the derivatives of each piece, as TensorFlow chooses them where pieces meet.
struct RGBToHSV: ColorOp {
  func map<T: KernelScalar>(_ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>, _ count: Int) {
    Kernels.rgbToHSV(x, y, count)
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.add(RGBToHSVGrad(), [dy, node[0]]).output(0)]
  }
}

/// The gradient of ``RGBToHSV``. It has none itself.   dy, images: [d…, 3] → dx: [d…, 3].
struct RGBToHSVGrad: FloatingOp {
  static let nodeForm = NodeForm.gradient

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.colors(0, "grads", [.float32, .float64])
    return [try inputs.agreeing(0, 1, "images")]
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let dy = site.input(0, type)
    let x = site.input(1, type)
    let dx = site.output(0, type)
    let count = site.outputCount(0) / 3
    return { Kernels.rgbToHSVGradient(dy, x, dx, count) }
  }
}

/// y = red, green and blue of colours.   images: [d…, 3] → y: [d…, 3].
struct HSVToRGB: ColorOp {
  func map<T: KernelScalar>(_ x: UnsafePointer<T>, _ y: UnsafeMutablePointer<T>, _ count: Int) {
    Kernels.hsvToRGB(x, y, count)
  }
}

extension Graph {
  /// Hue, saturation and value, each in [0, 1], of red, green and blue in [0, 1].
  ///
  /// - Parameters:
  ///   - images: Colours in the last axis, which has three channels; of a floating type.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func rgbToHSV(_ images: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(RGBToHSV(), [images], name: name).output(0)
  }

  /// Red, green and blue of hue, saturation and value, all in [0, 1]. Like in TensorFlow, there is no
  /// gradient.
  ///
  /// - Parameters:
  ///   - images: Colours in the last axis, which has three channels; of a floating type.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func hsvToRGB(_ images: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(HSVToRGB(), [images], name: name).output(0)
  }
}
