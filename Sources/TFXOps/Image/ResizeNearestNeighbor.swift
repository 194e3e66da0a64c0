public import TFXCore
public import TFXGraph
import TFXKernels

/// y = the nearest pixel.   images: [b, h, w, c] → y: [b, h′, w′, c].   ∂images = Σ ∂y of its pixels.
struct ResizeNearestNeighbor: ResizeOp {
  static let method = ResizeMethod.nearest
  var size = Pair(1)
  var alignCorners = false
  var halfPixelCenters = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("size", &size, "the new height and width")
    f.resizing(&alignCorners, &halfPixelCenters)
  }

  func outputType(_ type: DType) -> DType { type }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.add(ResizeNearestNeighborGrad(forward: self), [dy, node[0]]).output(0)]
  }

  func lower(_ site: Site) -> Kernel? {
    if site.outputCount(0) == 0 { return nil }
    let shape = site.images(0)
    let (rows, columns) = taps(shape)
    let x = UnsafeRawPointer(site.inputs[0].pointer)
    let y = site.outputs[0].pointer
    let pixelBytes = site.pixelBytes(0)
    return {
      Kernels.gatherPixels(
        x, y, shape, pixelBytes: pixelBytes, rows: rows.indices, columns: columns.indices)
    }
  }
}

/// The gradient of ``ResizeNearestNeighbor``. It has none itself.
struct ResizeNearestNeighborGrad: ResizeGradOp {
  var forward = ResizeNearestNeighbor()
}

extension Graph {
  /// Images in another size, each pixel the nearest one.
  ///
  /// - Parameters:
  ///   - images: [batch, height, width, channels] of any type of numbers.
  ///   - size: The new height and width, 1 or more.
  ///   - alignCorners: Whether the centres of the outermost pixels stay where they are.
  ///   - halfPixelCenters: Whether a pixel's centre is half a pixel from its corner.
  ///   - name: The operation's name.
  /// - Returns: In the type of `images`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func resizeNearestNeighbor(
    _ images: Output, to size: Pair, alignCorners: Bool = false, halfPixelCenters: Bool = false,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = ResizeNearestNeighbor(
      size: size, alignCorners: alignCorners, halfPixelCenters: halfPixelCenters)
    return try add(definition, [images], name: name).output(0)
  }
}
