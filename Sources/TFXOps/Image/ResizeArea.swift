public import TFXCore
public import TFXGraph
import TFXKernels

/// y = the mean of what each new pixel covers.   images: [b, h, w, c] → y: float32 [b, h′, w′, c].
struct ResizeArea: ResizeOp {
  static let method = ResizeMethod.area
  var size = Pair(1)
  var alignCorners = false
  var halfPixelCenters: Bool { false }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("size", &size, "the new height and width")
    f.optional("align_corners", &alignCorners, "whether the outermost pixels keep their places")
  }

}

extension Graph {
  /// Images in another size, each pixel the mean of what it covers. Like in TensorFlow, there is no
  /// gradient.
  ///
  /// - Parameters:
  ///   - images: [batch, height, width, channels] of any type of numbers.
  ///   - size: The new height and width, 1 or more.
  ///   - alignCorners: Whether the centres of the outermost pixels stay where they are.
  ///   - name: The operation's name.
  /// - Returns: `float32`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func resizeArea(
    _ images: Output, to size: Pair, alignCorners: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(ResizeArea(size: size, alignCorners: alignCorners), [images], name: name).output(0)
  }
}
