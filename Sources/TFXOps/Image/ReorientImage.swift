import TFXCore
public import TFXGraph
import TFXKernels

/// y = images mirrored, then with rows and columns exchanged, as asked.
/// images: [h, w, c] or [b, h, w, c] → y: [h′, w′, c] or [b, h′, w′, c].   ∂images = ∂y turned back.
///
/// TensorFlow makes flips and quarter turns of ReverseV2 and Transpose, which read and write every
/// pixel twice.
struct ReorientImage: Op {
  var flipsRows = false
  var flipsColumns = false
  /// Whether rows become columns, after the flips.
  var transposes = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("flip_up_down", &flipsRows, "whether up becomes down")
    f.optional("flip_left_right", &flipsColumns, "whether left becomes right")
    f.optional("transpose", &transposes, "whether rows become columns first")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.images(0, "image")
    var shape = x.shape
    if transposes { (shape[-3], shape[-2]) = (shape[-2], shape[-3]) }
    return [TensorSpec(shape, x.dtype)]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    // Flips before an exchange are flips of the other axis behind it.
    let back = ReorientImage(
      flipsRows: transposes ? flipsColumns : flipsRows,
      flipsColumns: transposes ? flipsRows : flipsColumns, transposes: transposes)
    return [try dy.graph.add(back, [dy]).output(0)]
  }

  func lower(_ site: Site) -> Kernel? {
    let shape = site.images(0)
    let rows = Array(0..<shape.height)
    let columns = Array(0..<shape.width)
    let chosenRows = flipsRows ? rows.reversed() : rows
    let chosenColumns = flipsColumns ? columns.reversed() : columns
    let x = UnsafeRawPointer(site.inputs[0].pointer)
    let y = site.outputs[0].pointer
    let pixelBytes = site.pixelBytes(0)
    if transposes {
      return {
        Kernels.gatherPixelsTransposed(
          x, y, shape, pixelBytes: pixelBytes, rows: chosenRows, columns: chosenColumns)
      }
    }
    return {
      Kernels.gatherPixels(
        x, y, shape, pixelBytes: pixelBytes, rows: chosenRows, columns: chosenColumns)
    }
  }
}

extension Graph {
  /// An image, or a batch of them, mirrored so that left becomes right.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless it is [height, width, channels] of numbers,
  ///   or a batch of such.
  public func flipLeftRight(_ image: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(ReorientImage(flipsColumns: true), [image], name: name).output(0)
  }

  /// An image, or a batch of them, mirrored so that up becomes down.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless it is [height, width, channels] of numbers,
  ///   or a batch of such.
  public func flipUpDown(_ image: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(ReorientImage(flipsRows: true), [image], name: name).output(0)
  }

  /// An image, or a batch of them, with rows and columns exchanged.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless it is [height, width, channels] of numbers,
  ///   or a batch of such.
  public func transposeImage(_ image: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(ReorientImage(transposes: true), [image], name: name).output(0)
  }

  /// An image, or a batch of them, turned by quarters of a turn, counter-clockwise.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless it is [height, width, channels] of numbers,
  ///   or a batch of such.
  public func rot90(
    _ image: Output, times: Int = 1, name: String? = nil
  ) throws(GraphError) -> Output {
    let quarters = (times % 4 + 4) % 4
    // Counter-clockwise, columns turned round become rows.
    let definition = ReorientImage(
      flipsRows: quarters == 2 || quarters == 3, flipsColumns: quarters == 1 || quarters == 2,
      transposes: quarters % 2 == 1)
    return try add(definition, [image], name: name).output(0)
  }
}
