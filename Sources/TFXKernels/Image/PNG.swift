import CPNG

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Images as files in the PNG format, by libpng.
package enum PNG {
  /// What is wrong with a file.
  package struct Failure: Error {
    /// libpng's words.
    package let message: String
  }

  /// An image: rows of pixels, of `channels` bytes each.
  package struct Image {
    package let height: Int
    package let width: Int
    /// 1 to 4: gray, gray and alpha, RGB, RGB and alpha.
    package let channels: Int
    package let pixels: [UInt8]

    package init(height: Int, width: Int, channels: Int, pixels: [UInt8]) {
      precondition(
        pixels.count == height * width * channels && height > 0 && width > 0
          && (1...4).contains(channels),
        "\(pixels.count) bytes for \(height)×\(width)×\(channels)")
      (self.height, self.width, self.channels) = (height, width, channels)
      self.pixels = pixels
    }
  }

  /// The image that a file holds, with as many channels as asked for; as it has if 0.
  package static func decode(_ file: [UInt8], channels: Int) throws(Failure) -> Image {
    var image = tfx_png()
    image.channels = UInt32(channels)
    defer { free(image.pixels) }
    let isRead = file.withUnsafeBufferPointer { bytes in
      image.bytes = UnsafeMutablePointer(mutating: bytes.baseAddress)
      image.count = bytes.count
      return tfx_png_decode(&image) != 0
    }
    if !isRead { throw Failure(message: image.text) }
    let (height, width) = (Int(image.height), Int(image.width))
    let count = height * width * Int(image.channels)
    return Image(
      height: height, width: width, channels: Int(image.channels),
      pixels: Array(UnsafeBufferPointer(start: image.pixels, count: count)))
  }

  /// A file that holds an image.
  /// - Parameter compression: zlib's level, 0 to 9; −1 for its default.
  package static func encode(_ source: Image, compression: Int) throws(Failure) -> [UInt8] {
    var image = tfx_png()
    image.height = UInt32(source.height)
    image.width = UInt32(source.width)
    image.channels = UInt32(source.channels)
    defer { free(image.bytes) }
    let isWritten = source.pixels.withUnsafeBufferPointer { pixels in
      image.pixels = UnsafeMutablePointer(mutating: pixels.baseAddress)
      return tfx_png_encode(&image, Int32(compression)) != 0
    }
    if !isWritten { throw Failure(message: image.text) }
    return Array(UnsafeBufferPointer(start: image.bytes, count: image.count))
  }
}

extension tfx_png {
  /// What went wrong.
  fileprivate var text: String {
    withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
