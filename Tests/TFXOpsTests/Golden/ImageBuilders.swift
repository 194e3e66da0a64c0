import TFXCore
import TFXGraph
import TFXOps

extension GoldenTests {
  /// Builders of Tests/Fixtures/tensorflow/ops_image*.py.
  static let imageBuilders: [String: Build] = {
    var all = windowBuilders
    for (name, build) in resizeBuilders { all[name] = build }
    for (name, build) in colorBuilders { all[name] = build }
    return all
  }()

  private static let windowBuilders: [String: Build] = [
    "FlipLeftRight": { g, x, _ in [try g.flipLeftRight(x[0])] },
    "FlipUpDown": { g, x, _ in [try g.flipUpDown(x[0])] },
    "TransposeImage": { g, x, _ in [try g.transposeImage(x[0])] },
    "Rot90": { g, x, a in [try g.rot90(x[0], times: a.integer("times", default: 1))] },
    "CropToBoundingBox": { g, x, a in
      let box = a.numbers("box") + [0, 0, 0, 0]
      return [
        try g.cropToBoundingBox(
          x[0], offsetHeight: box[0], offsetWidth: box[1], targetHeight: box[2],
          targetWidth: box[3])
      ]
    },
    "PadToBoundingBox": { g, x, a in
      let box = a.numbers("box") + [0, 0, 0, 0]
      return [
        try g.padToBoundingBox(
          x[0], offsetHeight: box[0], offsetWidth: box[1], targetHeight: box[2],
          targetWidth: box[3])
      ]
    },
    "ResizeImageWithCropOrPad": { g, x, a in
      [
        try g.resizeImageWithCropOrPad(
          x[0], targetHeight: a.size.height, targetWidth: a.size.width)
      ]
    },
    "CentralCrop": { g, x, a in
      [try g.centralCrop(x[0], fraction: a.number("fraction", default: 1))]
    },
    "ConvertImageDtype": { g, x, a in
      [
        try g.convertImageDtype(
          x[0], to: a.dtype("dtype", default: .float32), saturate: a.bool("saturate"))
      ]
    },
    "EncodePng": { g, x, _ in [try g.decodePng(g.encodePng(x[0]))] },
    "DecodePng": { g, x, a in
      [try g.decodePng(x[0], channels: a.integer("channels"))]
    },
  ]

  private static let colorBuilders: [String: Build] = [
    "RGBToHSV": { g, x, _ in [try g.rgbToHSV(x[0])] },
    "HSVToRGB": { g, x, _ in [try g.hsvToRGB(x[0])] },
    "RgbToGrayscale": { g, x, _ in [try g.rgbToGrayscale(x[0])] },
    "GrayscaleToRGB": { g, x, _ in [try g.grayscaleToRGB(x[0])] },
    "AdjustHue": { g, x, a in [try g.adjustHue(x[0], delta: a.amount)] },
    "AdjustSaturation": { g, x, a in [try g.adjustSaturation(x[0], factor: a.amount)] },
    "AdjustBrightness": { g, x, a in [try g.adjustBrightness(x[0], delta: a.amount)] },
    "AdjustContrast": { g, x, a in [try g.adjustContrast(x[0], factor: a.amount)] },
    "AdjustGamma": { g, x, a in
      [try g.adjustGamma(x[0], gamma: a.amount, gain: a.number("gain", default: 1))]
    },
    "PerImageStandardization": { g, x, _ in [try g.perImageStandardization(x[0])] },
  ]

  private static let resizeBuilders: [String: Build] = [
    "ResizeBilinear": { g, x, a in
      [
        try g.resizeBilinear(
          x[0], to: a.size, alignCorners: a.bool("align_corners"),
          halfPixelCenters: a.bool("half_pixel_centers"))
      ]
    },
    "ResizeNearestNeighbor": { g, x, a in
      [
        try g.resizeNearestNeighbor(
          x[0], to: a.size, alignCorners: a.bool("align_corners"),
          halfPixelCenters: a.bool("half_pixel_centers"))
      ]
    },
    "ResizeBicubic": { g, x, a in
      [
        try g.resizeBicubic(
          x[0], to: a.size, alignCorners: a.bool("align_corners"),
          halfPixelCenters: a.bool("half_pixel_centers"))
      ]
    },
    "ResizeArea": { g, x, a in
      [try g.resizeArea(x[0], to: a.size, alignCorners: a.bool("align_corners"))]
    },
    "ResizeImages": { g, x, a in
      [
        try g.resizeImages(
          x[0], to: a.size, method: ImageResizeMethod(rawValue: a.text("method")) ?? .bilinear,
          halfPixelCenters: a.bool("half_pixel_centers"))
      ]
    },
  ]
}

extension [String: FixtureValue] {
  /// Height and width of an attribute [height, width].
  fileprivate var size: Pair {
    let all = numbers("size") + [0, 0]
    return Pair(all[0], all[1])
  }

  /// By how much an image is adjusted.
  fileprivate var amount: Double { number("amount", default: 1) }
}
