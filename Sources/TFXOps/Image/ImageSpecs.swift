import TFXCore
import TFXGraph
import TFXKernels

/// The types of numbers that images are made of.
let imageTypes: [DType] = [.float32, .float64, .int8, .int16, .int32, .int64, .uint8]

extension InputSpecs {
  /// The spec of an input that must be an image, [height, width, channels], or a batch of them,
  /// [batch, height, width, channels].
  func images(_ index: Int, _ argument: String = "images") throws(ShapeError) -> TensorSpec {
    let spec = try oneOf(imageTypes, index, argument)
    if spec.shape.rank != 3 && spec.shape.rank != 4 {
      throw ShapeError(
        argument, expected: "[height, width, channels] or a batch of such", found: "\(spec)")
    }
    return spec
  }

  /// The spec of an input that must be of colours: a last axis of three channels.
  func colors(
    _ index: Int, _ argument: String, _ types: [DType]
  ) throws(ShapeError) -> TensorSpec {
    let spec = try withAxes(1, index, argument)
    _ = try oneOf(types, index, argument)
    if ![3, Shape.unknown].contains(spec.shape[-1]) {
      throw ShapeError(argument, expected: "3 channels in the last axis", found: "\(spec)")
    }
    var shape = spec.shape
    shape[-1] = 3
    return TensorSpec(shape, spec.dtype)
  }
}

extension Site {
  /// The extents of an input that is an image or a batch of them.
  func images(_ index: Int) -> ImageShape { Site.images(inputShape(index)) }

  /// The extents of the output, an image or a batch of them.
  var outputImages: ImageShape { Site.images(outputShape(0)) }

  private static func images(_ shape: [Int]) -> ImageShape {
    let batch = shape.count == 4 ? shape[0] : 1
    let last = shape.suffix(3)
    let first = last.startIndex
    return ImageShape(
      batch: batch, height: last[first], width: last[first + 1], channels: last[first + 2])
  }

  /// The bytes of a pixel of an input.
  func pixelBytes(_ index: Int) -> Int {
    (inputShape(index).last ?? 1) * inputs[index].spec.dtype.byteCount
  }
}
