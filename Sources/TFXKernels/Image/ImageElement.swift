/// An element that images are made of.
package protocol ImageElement: BitwiseCopyable, Sendable {
  /// The number.
  var asFloat: Float { get }
  /// The number where colours are computed with: of a whole type, as a part of the largest.
  var asUnit: Float { get }
  /// The same back: a floating number as it is; a whole one with the same room for each, half a step
  /// beyond the largest included, and the nearest for what is out of range. As in TensorFlow's
  /// `convert_image_dtype`.
  static func fromUnit(_ unit: Float) -> Self
}

extension Float: ImageElement {
  package var asFloat: Float { self }
  package var asUnit: Float { self }
  package static func fromUnit(_ unit: Float) -> Float { unit }
}

extension Double: ImageElement {
  package var asFloat: Float { Float(self) }
  package var asUnit: Float { Float(self) }
  package static func fromUnit(_ unit: Float) -> Double { Double(unit) }
}

extension ImageElement where Self: FixedWidthInteger {
  @inline(__always) package var asFloat: Float { Float(self) }

  @inline(__always) package var asUnit: Float { Float(self) * Float(1 / Double(Self.max)) }

  @inline(__always) package static func fromUnit(_ unit: Float) -> Self {
    let scaled = unit * Float(Double(Self.max) + 0.5)
    if scaled.isNaN { return 0 }
    if scaled >= Float(Self.max) { return .max }
    return scaled <= Float(Self.min) ? .min : Self(scaled)
  }
}

extension UInt8: ImageElement {}
extension Int8: ImageElement {}
extension Int16: ImageElement {}
extension Int32: ImageElement {}
extension Int64: ImageElement {}

/// The type of an image's elements.
package enum ImageElementType: Sendable {
  case uint8, int8, int16, int32, int64, float32, float64

  /// Bytes of an element.
  package var byteCount: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }
}
