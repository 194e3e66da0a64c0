import TFXCore
import TFXData
import TFXKernels
import TFXReport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Images of a page, which are in it as PNG.
enum ReportPictures {
  /// What is said of an image.
  struct Words {
    var alternative: String
    var strong: String
    var rest: String
  }

  /// The bytes of base 64 that all examples together may take.
  private static let byteLimit = 140_000

  /// Images that were predicted from, with what the model makes of them below where that is an image too:
  /// made smaller until all of them fit.
  static func examples(
    _ rows: [Outcomes.Row], _ preprocessing: Preprocessing, _ words: (Outcomes.Row) -> Words
  ) -> [Picture] {
    let shape = preprocessing.sampleShape
    let isCopy = preprocessing.predictsInput
    let values = rows.lazy.filter { !$0.inputs.isEmpty }.flatMap(\.inputs)
    let range = range(values)
    for side in [96, 64, 48, 32] {
      var pictures: [Picture] = []
      for row in rows.prefix(isCopy ? 24 : 64) where row.inputs.count == shape.reduce(1, *) {
        var image = Raster(row.inputs, shape, range)
        if isCopy, row.scores.count == row.inputs.count {
          image = image.above(Raster(row.scores, shape, self.range(row.scores, like: range)))
        }
        image.shrink(to: isCopy ? 2 * side : side)
        guard let data = image.png else { continue }
        let words = words(row)
        pictures.append(
          Picture(
            png: data, width: image.width, height: image.height,
            alternative: words.alternative + (isCopy ? "; above, and as reconstructed" : ""),
            caption: (words.strong, words.rest)))
      }
      let size = pictures.reduce(0) { $0 + $1.data.utf8.count }
      if size <= byteLimit { return pictures }
      if side == 32 { return Array(pictures.prefix(pictures.count * byteLimit / size)) }
    }
    return []
  }

  /// What is black and what is white: of bytes 0 and 255, of shares 0 and 1.
  private static func range(_ values: some Sequence<Float>) -> ClosedRange<Float> {
    var (low, high): (Float, Float) = (0, 0)
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    if low >= 0 { return 0...(high <= 1 ? 1 : max(high, 255)) }
    return low...max(high, low + 1)
  }

  private static func range(
    _ values: [Float], like other: ClosedRange<Float>
  ) -> ClosedRange<Float> {
    let own = range(values)
    return own.upperBound <= 1 && other.upperBound > 1 ? own : other
  }

  /// The filters of a first layer.
  ///
  /// - Parameter kernel: [height, width, channels, filters]
  static func filters(_ kernel: Tensor, name: String) -> Picture? {
    guard let image = FilterImage.image(of: kernel),
      let bytes = try? PNG.encode(image, compression: 9)
    else { return nil }
    let shape = kernel.shape
    let scale = max(1, 320 / image.width)
    return Picture(
      png: Data(bytes).base64EncodedString(), width: image.width * scale,
      height: image.height * scale,
      alternative:
        "The \(min(shape[3], 64)) filters of \(name), \(shape[0]) by \(shape[1]) numbers each")
  }
}

extension ReportPictures {
  private static let mapLimit = 16
  private static let mapSide = 64
  private static let mapByteLimit = 30_000

  /// What the filters of a layer make of one image, at most sixteen of them, eight in a row.
  ///
  /// - Parameter maps: [1, height, width, filters]
  static func maps(_ maps: Tensor, layer: String, of example: String) -> Picture? {
    guard maps.shape.rank == 4 else { return nil }
    let (height, width, filters) = (maps.shape[1], maps.shape[2], maps.shape[3])
    let values = maps.scalars(as: Float.self)
    let finite = values.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max(), least < greatest, height > 1,
      width > 1
    else { return nil }
    let step = (max(height, width) + mapSide - 1) / mapSide
    let (ownHeight, ownWidth) = ((height + step - 1) / step, (width + step - 1) / step)
    let count = min(filters, mapLimit)
    let columns = min(count, 8)
    let lines = (count + columns - 1) / columns
    let all = (width: columns * (ownWidth + 1) - 1, height: lines * (ownHeight + 1) - 1)
    // Gray and opaque; what lies between them is nothing.
    var pixels = [UInt8](repeating: 0, count: all.width * all.height * 4)
    for filter in 0..<count {
      let (left, top) = (filter % columns * (ownWidth + 1), filter / columns * (ownHeight + 1))
      for y in 0..<ownHeight {
        for x in 0..<ownWidth {
          let value = values[(y * step * width + x * step) * filters + filter]
          let share = value.isFinite ? (value - least) / (greatest - least) : 0
          let place = ((top + y) * all.width + left + x) * 4
          for color in 0..<3 { pixels[place + color] = UInt8((255 * share).rounded()) }
          pixels[place + 3] = 255
        }
      }
    }
    let image = PNG.Image(height: all.height, width: all.width, channels: 4, pixels: pixels)
    guard let bytes = try? PNG.encode(image, compression: 9), bytes.count <= mapByteLimit else {
      return nil
    }
    let scale = max(1, 320 / image.width)
    return Picture(
      png: Data(bytes).base64EncodedString(), width: image.width * scale,
      height: image.height * scale,
      alternative: "What \(count) of the \(filters) filters of \(layer) make of \(example)")
  }
}

/// An image of 1 or 3 channels.
private struct Raster {
  var height: Int
  var width: Int
  let channels: Int
  var pixels: [UInt8]

  init(_ values: [Float], _ shape: [Int], _ range: ClosedRange<Float>) {
    (height, width, channels) = (shape[0], shape[1], shape[2])
    let scale = 255 / (range.upperBound - range.lowerBound)
    pixels = values.map { value in
      value.isFinite ? UInt8(min(max((value - range.lowerBound) * scale, 0), 255).rounded()) : 0
    }
  }

  /// The image with another of the same width below it.
  func above(_ other: Raster) -> Raster {
    var both = self
    both.height += other.height
    both.pixels += other.pixels
    return both
  }

  /// Takes every so many pixels, until no side is longer.
  mutating func shrink(to side: Int) {
    let step = (max(height, width) + side - 1) / side
    if step < 2 { return }
    let (newHeight, newWidth) = ((height + step - 1) / step, (width + step - 1) / step)
    var smaller: [UInt8] = []
    smaller.reserveCapacity(newHeight * newWidth * channels)
    for y in stride(from: 0, to: height, by: step) {
      for x in stride(from: 0, to: width, by: step) {
        let start = (y * width + x) * channels
        smaller += pixels[start..<start + channels]
      }
    }
    (height, width, pixels) = (newHeight, newWidth, smaller)
  }

  var png: String? {
    let image = PNG.Image(height: height, width: width, channels: channels, pixels: pixels)
    return (try? PNG.encode(image, compression: 9)).map { Data($0).base64EncodedString() }
  }
}
