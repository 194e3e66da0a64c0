import TFXCore
import TFXKernels

/// The filters of a convolution of images as one image.
enum FilterImage {
  /// One filter beside the other, eight in a row: white is more, black is less, what is between is 0; nothing is
  /// drawn between filters. Nil for what is no kernel of a convolution of gray or coloured images.
  ///
  /// - Parameter kernel: [height, width, channels, filters]
  static func image(of kernel: Tensor) -> PNG.Image? {
    let shape = kernel.shape.dimensions
    guard shape.count == 4, [1, 3].contains(shape[2]), shape[0] <= 16, shape[1] <= 16 else {
      return nil
    }
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let count = min(shape[3], 64)
    let values = kernel.doubles()
    let peak = values.reduce(0) { max($0, abs($1)) }
    if peak == 0 || !peak.isFinite { return nil }
    let columns = min(count, 8)
    let lines = (count + columns - 1) / columns
    let (allWidth, allHeight) = (columns * (width + 1) - 1, lines * (height + 1) - 1)
    var pixels = [UInt8](repeating: 0, count: allWidth * allHeight * 4)
    for filter in 0..<count {
      let (left, top) = (filter % columns * (width + 1), filter / columns * (height + 1))
      for y in 0..<height {
        for x in 0..<width {
          let place = ((top + y) * allWidth + left + x) * 4
          for color in 0..<3 {
            let channel = channels == 1 ? 0 : color
            let value = values[((y * width + x) * channels + channel) * shape[3] + filter]
            pixels[place + color] = UInt8((127.5 + 127.5 * value / peak).rounded())
          }
          pixels[place + 3] = 255
        }
      }
    }
    return PNG.Image(height: allHeight, width: allWidth, channels: 4, pixels: pixels)
  }
}
