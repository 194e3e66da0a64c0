import TFXCore
public import TFXGraph
import TFXKernels

/// y = a window of images, zero where it lies outside of them.
/// image: [h, w, c] or [b, h, w, c] → y: [h′, w′, c] or [b, h′, w′, c].
/// ∂image = ∂y where the window is, else 0.
struct ImageWindow: Op {
  static let nodeForm = NodeForm.preparation

  /// Where the window lies along an axis.
  enum Place: Sendable, CustomStringConvertible {
    /// Within the image, from an offset on.
    case crop(offset: Int, target: Int)
    /// Around the image, which begins at an offset.
    case pad(offset: Int, target: Int)
    /// With the image in its middle.
    case middle(target: Int)
    /// Around the image's middle, a share of it.
    case central(fraction: Double)

    var description: String {
      switch self {
      case .crop(let offset, let target): "crop \(target) from \(offset)"
      case .pad(let offset, let target): "pad to \(target), from \(offset)"
      case .middle(let target): "crop or pad to \(target)"
      case .central(let fraction): "central \(fraction)"
      }
    }

    /// The window's first place and extent, for an image of the given extent.
    func window(_ extent: Int) -> (start: Int, count: Int) {
      switch self {
      case .crop(let offset, let target): return (offset, target)
      case .pad(let offset, let target): return (-offset, target)
      case .middle(let target):
        // Halves are rounded so that what is cut or added first is the less.
        let start = target < extent ? (extent - target) / 2 : -((target - extent) / 2)
        return (start, target)
      case .central(let fraction):
        let start = Int((Double(extent) - Double(extent) * fraction) / 2)
        return (start, extent - 2 * start)
      }
    }

    /// Throws unless the window is as it says, for an image of the given extent, which may be
    /// unknown.
    func check(_ extent: Int, _ axis: String) throws(ShapeError) {
      switch self {
      case .crop(let offset, let target), .pad(let offset, let target):
        if offset < 0 {
          throw ShapeError("offset_\(axis)", expected: "0 or more", found: "\(offset)")
        }
        try checkTarget(target, axis)
        if extent == Shape.unknown { return }
        if case .crop = self, offset > extent || target > extent - offset {
          throw ShapeError(
            "target_\(axis)", expected: "at most \(extent - offset), from \(offset) of \(extent)",
            found: "\(target)")
        }
        if case .pad = self, target < extent || offset > target - extent {
          throw ShapeError(
            "target_\(axis)", expected: "room for \(extent) from \(offset) on", found: "\(target)")
        }
      case .middle(let target): try checkTarget(target, axis)
      case .central(let fraction):
        if !(fraction > 0 && fraction <= 1) {
          throw ShapeError(
            "central_fraction", expected: "more than 0, up to 1", found: "\(fraction)")
        }
      }
    }

    private func checkTarget(_ target: Int, _ axis: String) throws(ShapeError) {
      if target < 1 || target > Int(Int32.max) {
        throw ShapeError("target_\(axis)", expected: "1 or more", found: "\(target)")
      }
    }

    /// The window's extent; unknown if it is that of an image of unknown extent.
    func count(_ extent: Int) -> Int {
      if case .central(let fraction) = self, extent == Shape.unknown, fraction != 1 {
        return Shape.unknown
      }
      return extent == Shape.unknown ? knownCount : window(extent).count
    }

    private var knownCount: Int {
      switch self {
      case .crop(_, let target), .pad(_, let target), .middle(let target): target
      case .central: Shape.unknown
      }
    }
  }

  var rows = Place.middle(target: 1)
  var columns = Place.middle(target: 1)

  var attributes: [Attribute] {
    [
      Attribute("height", .string(rows.description)),
      Attribute("width", .string(columns.description)),
    ]
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.images(0, "image")
    try rows.check(x.shape[-3], "height")
    try columns.check(x.shape[-2], "width")
    var shape = x.shape
    shape[-3] = rows.count(x.shape[-3])
    shape[-2] = columns.count(x.shape[-2])
    return [TensorSpec(shape, x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    return [try dy.graph.add(ImageWindowGrad(forward: self), [dy, node[0]]).output(0)]
  }

  func lower(_ site: Site) -> Kernel? {
    let (input, output) = (site.images(0), site.outputImages)
    let (top, left) = (rows.window(input.height).start, columns.window(input.width).start)
    let x = UnsafeRawPointer(site.inputs[0].pointer)
    let y = site.outputs[0].pointer
    let pixelBytes = site.pixelBytes(0)
    return {
      Kernels.window(x, y, input, output, pixelBytes: pixelBytes, top: top, left: left)
    }
  }
}

/// dx = dy where the window was, else 0.
/// dy: [h′, w′, c] or [b, h′, w′, c], image: [h, w, c] or [b, h, w, c] → dx: as image.
struct ImageWindowGrad: Op {
  static let unnamed: String? = Unnamed.gradient
  static let nodeForm = NodeForm.gradient

  var forward = ImageWindow()

  var attributes: [Attribute] { forward.attributes }
  var shapeOnlyInputs: Set<Int> { [1] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    let dy = try inputs.images(0, "grads")
    let image = try inputs.images(1, "image")
    try inputs.expectShape(madeBy: forward, of: [image], 0, "grads")
    return [TensorSpec(image.shape, dy.dtype)]
  }

  func lower(_ site: Site) -> Kernel? {
    let (input, output) = (site.images(0), site.outputImages)
    let top = -forward.rows.window(output.height).start
    let left = -forward.columns.window(output.width).start
    let dy = UnsafeRawPointer(site.inputs[0].pointer)
    let dx = site.outputs[0].pointer
    let pixelBytes = site.pixelBytes(0)
    return {
      Kernels.window(dy, dx, input, output, pixelBytes: pixelBytes, top: top, left: left)
    }
  }
}

extension Graph {
  /// A part of an image, or of each image of a batch.
  ///
  /// - Parameters:
  ///   - image: [height, width, channels], or a batch of such.
  ///   - offsetHeight: The row where the part begins.
  ///   - offsetWidth: The column where the part begins.
  ///   - targetHeight: How many rows it has.
  ///   - targetWidth: How many columns it has.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the part is not within the image.
  public func cropToBoundingBox(
    _ image: Output, offsetHeight: Int, offsetWidth: Int, targetHeight: Int, targetWidth: Int,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = ImageWindow(
      rows: .crop(offset: offsetHeight, target: targetHeight),
      columns: .crop(offset: offsetWidth, target: targetWidth))
    return try add(definition, [image], name: name).output(0)
  }

  /// An image, or a batch of them, with zeros around it.
  ///
  /// - Parameters:
  ///   - image: [height, width, channels], or a batch of such.
  ///   - offsetHeight: Rows of zeros above.
  ///   - offsetWidth: Columns of zeros on the left.
  ///   - targetHeight: How many rows there are then.
  ///   - targetWidth: How many columns there are then.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the image does not fit in.
  public func padToBoundingBox(
    _ image: Output, offsetHeight: Int, offsetWidth: Int, targetHeight: Int, targetWidth: Int,
    name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = ImageWindow(
      rows: .pad(offset: offsetHeight, target: targetHeight),
      columns: .pad(offset: offsetWidth, target: targetWidth))
    return try add(definition, [image], name: name).output(0)
  }

  /// An image, or a batch of them, cut or padded with zeros evenly on both sides.
  ///
  /// - Parameters:
  ///   - image: [height, width, channels], or a batch of such.
  ///   - targetHeight: How many rows there are then.
  ///   - targetWidth: How many columns there are then.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func resizeImageWithCropOrPad(
    _ image: Output, targetHeight: Int, targetWidth: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = ImageWindow(
      rows: .middle(target: targetHeight), columns: .middle(target: targetWidth))
    return try add(definition, [image], name: name).output(0)
  }

  /// The middle of an image, or of each image of a batch.
  ///
  /// - Parameters:
  ///   - image: [height, width, channels], or a batch of such.
  ///   - fraction: The share of height and of width that stays, more than 0 and up to 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another fraction, shape or type.
  public func centralCrop(
    _ image: Output, fraction: Double, name: String? = nil
  ) throws(GraphError) -> Output {
    let definition = ImageWindow(
      rows: .central(fraction: fraction), columns: .central(fraction: fraction))
    return try add(definition, [image], name: name).output(0)
  }
}
