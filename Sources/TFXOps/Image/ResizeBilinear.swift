public import TFXCore
public import TFXGraph
import TFXKernels

/// y = between the four nearest pixels, in proportion.
/// images: [b, h, w, c] → y: float32 [b, h′, w′, c].   ∂images = ∂y spread in proportion.
struct ResizeBilinear: ResizeOp {
  static let method = ResizeMethod.bilinear
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
    return [try dy.graph.add(ResizeBilinearGrad(forward: self), [dy, node[0]]).output(0)]
  }
}

/// The gradient of ``ResizeBilinear``. It has none itself.
struct ResizeBilinearGrad: ResizeGradOp {
  var forward = ResizeBilinear()
}

extension Graph {
  /// Images in another size, each pixel between the four nearest ones.
  ///
  /// - Parameters:
  ///   - images: [batch, height, width, channels] of any type of numbers.
  ///   - size: The new height and width, 1 or more.
  ///   - alignCorners: Whether the centres of the outermost pixels stay where they are.
  ///   - halfPixelCenters: Whether a pixel's centre is half a pixel from its corner.
  ///   - name: The operation's name.
  /// - Returns: `float32`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func resizeBilinear(
    _ images: Output, to size: Pair, alignCorners: Bool = false, halfPixelCenters: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = ResizeBilinear(
      size: size, alignCorners: alignCorners, halfPixelCenters: halfPixelCenters)
    return try add(definition, [images], name: name).output(0)
  }
}
