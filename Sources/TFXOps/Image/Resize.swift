public import TFXCore
public import TFXGraph
import TFXKernels

/// An operation that brings images to another size.   images: [b, h, w, c] → y: [b, h′, w′, c].
protocol ResizeOp: Op {
  static var method: ResizeMethod { get }
  /// Height and width of y.
  var size: Pair { get }
  var alignCorners: Bool { get }
  var halfPixelCenters: Bool { get }
  /// The type of y for images of a type.
  func outputType(_ type: DType) -> DType
}

extension ResizeOp {
  func outputType(_ type: DType) -> DType { .float32 }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.ranked(0, 4, "images")
    _ = try inputs.images(0)
    if size.height < 1 || size.width < 1 {
      throw ShapeError("size", expected: "1 or more", found: "\(size)")
    }
    if x.shape.dimensions[1...].contains(0) {
      throw ShapeError("images", expected: "images that are not empty", found: "\(x)")
    }
    if alignCorners && halfPixelCenters {
      throw ShapeError(
        "half_pixel_centers", expected: "false with align_corners", found: "true")
    }
    return [
      TensorSpec([x.shape[0], size.height, size.width, x.shape[3]], outputType(x.dtype))
    ]
  }

  /// What rows and columns of y are made of, for images of the given shape.
  func taps(_ images: ImageShape) -> (rows: ResizeTaps, columns: ResizeTaps) {
    let rows = ResizeTaps(
      Self.method, from: images.height, to: size.height, alignCorners: alignCorners,
      halfPixelCenters: halfPixelCenters)
    let columns = ResizeTaps(
      Self.method, from: images.width, to: size.width, alignCorners: alignCorners,
      halfPixelCenters: halfPixelCenters)
    return (rows, columns)
  }

  func lower(_ site: Site) -> Kernel? {
    // Without pixels, rows may be too many to be prepared.
    if site.outputCount(0) == 0 { return nil }
    return switch site.inputs[0].spec.dtype {
    case .float64: kernel(site, Double.self)
    case .int8: kernel(site, Int8.self)
    case .int16: kernel(site, Int16.self)
    case .int32: kernel(site, Int32.self)
    case .int64: kernel(site, Int64.self)
    case .uint8: kernel(site, UInt8.self)
    default: kernel(site, Float.self)
    }
  }

  private func kernel<Element: ImageElement>(_ site: Site, _ type: Element.Type) -> Kernel {
    let shape = site.images(0)
    let (rows, columns) = taps(shape)
    let x = site.input(0, type)
    let y = site.output(0, Float.self)
    // TensorFlow leaves images of the right size alone.
    if Self.method == .bilinear, size == Pair(shape.height, shape.width) {
      let count = site.outputCount(0)
      return { for i in 0..<count { y[i] = x[i].asFloat } }
    }
    return Self.method == .bilinear
      ? { Kernels.resizeBilinear(x, y, shape, rows: rows, columns: columns) }
      : { Kernels.resize(x, y, shape, rows: rows, columns: columns) }
  }
}

/// The gradient of a ``ResizeOp``, which it holds.
/// dy: [b, h′, w′, c], images: [b, h, w, c] → dx: [b, h, w, c] in the type of the images.
protocol ResizeGradOp: Op {
  associatedtype Forward: ResizeOp
  var forward: Forward { get set }
}

extension ResizeGradOp {
  static var nodeForm: NodeForm { .gradient }

  mutating func fields(_ f: inout some FieldVisitor) { forward.fields(&f) }
  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.floating(0, "grads")
    let images = try inputs.floating(1, "original_image")
    try inputs.expectShape(madeBy: forward, of: [images], 0, "grads")
    if inputs[0].dtype == .float64 { try inputs.sameType(0, 1, "original_image") }
    return [TensorSpec(images.shape, images.dtype)]
  }

  func lower(_ site: Site) -> Kernel? {
    if site.outputCount(0) == 0 { return nil }
    return switch (site.inputs[0].spec.dtype, site.outputs[0].spec.dtype) {
    case (.float64, _): kernel(site, Double.self, Double.self) { $0 }
    case (_, .float64): kernel(site, Float.self, Double.self) { Double($0) }
    default: kernel(site, Float.self, Float.self) { $0 }
    }
  }

  private func kernel<Gradient: ImageElement, T: KernelScalar>(
    _ site: Site, _ gradient: Gradient.Type, _ type: T.Type,
    _ convert: @escaping (Gradient) -> T
  ) -> Kernel {
    let shape = site.images(1)
    let (rows, columns) = forward.taps(shape)
    let dy = site.input(0, gradient)
    let dx = site.output(0, type)
    return { Kernels.resizeGradient(dy, dx, shape, rows: rows, columns: columns, convert) }
  }
}

/// How ``TFXGraph/Graph/resizeImages(_:to:method:alignCorners:halfPixelCenters:name:)`` makes new
/// pixels.
public enum ImageResizeMethod: String, Sendable, CaseIterable {
  case bilinear, nearest, bicubic, area
}

extension Graph {
  /// Images brought to another size: TensorFlow's `tf.image.resize`, whose second version is
  /// `halfPixelCenters: true` and whose first is `false`.
  ///
  /// - Parameters:
  ///   - images: [height, width, channels], or a batch of them; any type of numbers.
  ///   - size: The new height and width, 1 or more.
  ///   - method: What is made of neighbours.
  ///   - alignCorners: Whether the centres of the outermost pixels stay where they are.
  ///   - halfPixelCenters: Whether a pixel's centre is half a pixel from its corner; without meaning
  ///     for `area`.
  ///   - name: The operation's name.
  /// - Returns: `float32`; in the type of `images` with `nearest`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func resizeImages(
    _ images: Output, to size: Pair, method: ImageResizeMethod = .bilinear,
    alignCorners: Bool = false, halfPixelCenters: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    let isSingle = images.spec.shape.rank == 3
    let batch = isSingle ? try expandDims(images, axis: 0) : images
    let y =
      switch method {
      case .bilinear:
        try resizeBilinear(
          batch, to: size, alignCorners: alignCorners, halfPixelCenters: halfPixelCenters,
          name: name)
      case .nearest:
        try resizeNearestNeighbor(
          batch, to: size, alignCorners: alignCorners, halfPixelCenters: halfPixelCenters,
          name: name)
      case .bicubic:
        try resizeBicubic(
          batch, to: size, alignCorners: alignCorners, halfPixelCenters: halfPixelCenters,
          name: name)
      case .area: try resizeArea(batch, to: size, alignCorners: alignCorners, name: name)
      }
    return isSingle ? try squeeze(y, axes: [0]) : y
  }
}
