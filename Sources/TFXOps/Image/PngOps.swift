import TFXCore
public import TFXGraph
import TFXKernels

/// y = images as PNG files.   image: uint8 [d…, h, w, c] → y: string [d…].   No gradient.
struct EncodePng: HostOp {
  var compression = -1

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("compression", &compression, "zlib's level, 0 to 9; -1 for its default")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.oneOf([.uint8], 0, "image")
    let shape = try inputs.withAxes(3, 0, "image").shape
    if !(-1...9).contains(compression) {
      throw ShapeError("compression", expected: "-1 to 9", found: "\(compression)")
    }
    if ![1, 2, 3, 4, Shape.unknown].contains(shape[-1]) {
      throw ShapeError("image", expected: "1 to 4 channels in the last axis", found: "\(inputs[0])")
    }
    if shape[-2] == 0 || shape[-3] == 0 {
      throw ShapeError("image", expected: "an image that is not empty", found: "\(inputs[0])")
    }
    return [TensorSpec(Shape(Array(shape.dimensions.dropLast(3))), .string)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let shape = inputs[0].shape
    let (height, width, channels) = (shape[-3], shape[-2], shape[-1])
    let pixels = inputs[0].scalars(as: UInt8.self)
    let count = height * width * channels
    let batch = Shape(Array(shape.dimensions.dropLast(3)))
    var files: [ByteString] = []
    for image in 0..<batch.elementCount {
      let source = PNG.Image(
        height: height, width: width, channels: channels,
        pixels: Array(pixels[image * count..<(image + 1) * count]))
      do throws(PNG.Failure) {
        files.append(ByteString(try PNG.encode(source, compression: compression)))
      } catch {
        throw KernelError(
          "image: expected one that a PNG file can hold, found number \(image): \(error.message)")
      }
    }
    return [Tensor(files, shape: batch)]
  }
}

/// y = the image of a PNG file.   contents: string [] → y: uint8 [h, w, c].   No gradient.
struct DecodePng: HostOp {
  static let nodeForm = NodeForm(expecting: ["dtype": .type(.uint8)])

  /// 1 for gray, 3 for colours, 4 with alpha, 0 for what the file has.
  var channels = 0

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("channels", &channels, "1, 3 or 4; 0 for what the file has")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.oneOf([.string], 0, "contents")
    _ = try inputs.ranked(0, 0, "contents")
    if ![0, 1, 3, 4].contains(channels) {
      throw ShapeError("channels", expected: "0, 1, 3 or 4", found: "\(channels)")
    }
    let last = channels == 0 ? Shape.unknown : channels
    return [TensorSpec([Shape.unknown, Shape.unknown, last], .uint8)]
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let file = inputs[0].scalars(as: ByteString.self)[0]
    do throws(PNG.Failure) {
      let image = try PNG.decode(file.bytes, channels: channels)
      return [Tensor(image.pixels, shape: [image.height, image.width, image.channels])]
    } catch {
      throw KernelError(
        "contents: expected a PNG file, found \(file.count) bytes: \(error.message)")
    }
  }
}

extension Graph {
  /// Images as files in the PNG format.
  ///
  /// - Parameters:
  ///   - image: `uint8` [height, width, channels] of 1 to 4 channels, with any axes before.
  ///   - compression: zlib's level, 0 to 9; −1 for its default.
  ///   - name: The operation's name.
  /// - Returns: `string` in the shape of the axes before.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func encodePng(
    _ image: Output, compression: Int = -1, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(EncodePng(compression: compression), [image], name: name).output(0)
  }

  /// The image of a file in the PNG format. What is no PNG file fails the run.
  ///
  /// - Parameters:
  ///   - contents: The file, a `string` scalar.
  ///   - channels: 1 for gray, 3 for colours, 4 for colours and alpha, 0 for what the file has.
  ///   - name: The operation's name.
  /// - Returns: `uint8` [height, width, channels]; of 16 bits the upper ones.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other channels or types.
  public func decodePng(
    _ contents: Output, channels: Int = 0, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(DecodePng(channels: channels), [contents], name: name).output(0)
  }
}
