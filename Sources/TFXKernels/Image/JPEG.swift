import CJPEG

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Images as files in the JPEG format, by libjpeg-turbo or another libjpeg.
package enum JPEG {
  /// What is wrong with a file.
  package struct Failure: Error {
    /// libjpeg's words.
    package let message: String
  }

  /// The image that a file holds, with as many channels as asked for, 1 or 3; as it has if 0.
  ///
  /// Damage that other programs fill with gray is an error.
  package static func decode(
    _ file: UnsafeBufferPointer<UInt8>, channels: Int
  ) throws(Failure) -> PNG.Image {
    var image = tfx_jpeg()
    image.channels = UInt32(channels)
    defer { free(image.pixels) }
    guard tfx_jpeg_decode(file.baseAddress, file.count, &image) != 0 else {
      let text = withUnsafeBytes(of: image.message) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw Failure(message: text)
    }
    let (height, width) = (Int(image.height), Int(image.width))
    let count = height * width * Int(image.channels)
    return PNG.Image(
      height: height, width: width, channels: Int(image.channels),
      pixels: Array(UnsafeBufferPointer(start: image.pixels, count: count)))
  }
}
