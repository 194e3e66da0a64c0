import TFXCore
import TFXGraph
import TFXKernels

/// An operation that changes each colour by one number.
/// images: float32 [d…, 3], amount: float32 [] → y: float32 [d…, 3].
protocol AdjustOp: Op {
  /// What the number is called.
  static var amount: String { get }
  /// Writes y for `count` colours of x.
  func map(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ amount: Float)
}

extension AdjustOp {
  var inPlaceInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let images = try inputs.colors(0, "images", [.float32])
    _ = try inputs.withAxes(3, 0, "images")
    if inputs[1] != TensorSpec(.scalar, .float32) {
      throw ShapeError(Self.amount, expected: "float32[]", found: "\(inputs[1])")
    }
    return [images]
  }

  func lower(_ site: Site) -> Kernel? {
    let x = site.input(0, Float.self)
    let amount = site.input(1, Float.self)
    let y = site.output(0, Float.self)
    let count = site.outputCount(0) / 3
    let definition = self
    return { definition.map(x, y, count, amount[0]) }
  }
}

/// y = colours whose hue is turned.   images: float32 [d…, 3], delta: float32 [] → y: as images.
struct AdjustHue: AdjustOp {
  static let amount = "delta"

  func map(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ amount: Float
  ) {
    Kernels.adjustHue(x, y, count, delta: amount)
  }
}

/// y = colours whose saturation is multiplied.
/// images: float32 [d…, 3], scale: float32 [] → y: as images.
struct AdjustSaturation: AdjustOp {
  static let amount = "scale"

  func map(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int, _ amount: Float
  ) {
    Kernels.adjustSaturation(x, y, count, scale: amount)
  }
}
