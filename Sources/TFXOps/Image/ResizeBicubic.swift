public import TFXCore
public import TFXGraph
import TFXKernels

/// y = a cubic curve through the sixteen nearest pixels.
/// images: [b, h, w, c] → y: float32 [b, h′, w′, c].   ∂images = ∂y spread with the same weights.
/// Keys, "Cubic convolution interpolation for digital image processing", 1981.
struct ResizeBicubic: ResizeOp {
  static let method = ResizeMethod.bicubic
  var size = Pair(1)
  var alignCorners = false
  var halfPixelCenters = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("size", &size, "the new height and width")
    f.resizing(&alignCorners, &halfPixelCenters)
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0], node[0].dtype.isFloating else { return [nil] }
    return [try dy.graph.add(ResizeBicubicGrad(forward: self), [dy, node[0]]).output(0)]
  }
}

/// The gradient of ``ResizeBicubic``. It has none itself.
struct ResizeBicubicGrad: ResizeGradOp {
  var forward = ResizeBicubic()
}

extension Graph {
  /// Images in another size, each pixel on a cubic curve through the sixteen nearest ones.
  ///
  /// - Parameters:
  ///   - images: [batch, height, width, channels] of any type of numbers.
  ///   - size: The new height and width, 1 or more.
  ///   - alignCorners: Whether the centres of the outermost pixels stay where they are.
  ///   - halfPixelCenters: Whether a pixel's centre is half a pixel from its corner.
  ///   - name: The operation's name.
  /// - Returns: `float32`, which may lie outside of the range of `images`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func resizeBicubic(
    _ images: Output, to size: Pair, alignCorners: Bool = false, halfPixelCenters: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = ResizeBicubic(
      size: size, alignCorners: alignCorners, halfPixelCenters: halfPixelCenters)
    return try add(definition, [images], name: name).output(0)
  }
}
