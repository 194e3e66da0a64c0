import TFXCore
public import TFXGraph
import TFXKernels

/// y = the one channel of images three times.   images: [d…, 1] → y: [d…, 3].   ∂images = Σ ∂y.
struct GrayscaleToRGB: Op {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.withAxes(1, 0, "images")
    _ = try inputs.oneOf(imageTypes, 0, "images")
    if ![1, Shape.unknown].contains(x.shape[-1]) {
      throw ShapeError("images", expected: "1 channel in the last axis", found: "\(x)")
    }
    var shape = x.shape
    shape[-1] = 3
    return [TensorSpec(shape, x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.sum(dy, axes: [-1], keepDims: true)]
  }

  func lower(_ site: Site) -> Kernel? {
    // As many images of one pixel, whose one column is chosen three times.
    let bytes = site.inputs[0].spec.dtype.byteCount
    let shape = ImageShape(batch: site.inputCount(0), height: 1, width: 1, channels: 1)
    let (rows, columns) = ([0], [0, 0, 0])
    let x = UnsafeRawPointer(site.inputs[0].pointer)
    let y = site.outputs[0].pointer
    return {
      Kernels.gatherPixels(x, y, shape, pixelBytes: bytes, rows: rows, columns: columns)
    }
  }
}

extension Graph {
  /// Gray images as red, green and blue that are equal.
  ///
  /// - Parameters:
  ///   - images: One channel in the last axis.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func grayscaleToRGB(_ images: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(GrayscaleToRGB(), [images], name: name).output(0)
  }
}
