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

// By way of Int64: the conversions between a type that is not known here and Float are loops.
extension ImageElement where Self: FixedWidthInteger {
  @inline(__always) package var asFloat: Float { Float(Int64(truncatingIfNeeded: self)) }

  @inline(__always) package var asUnit: Float { asFloat * Float(1 / Self.largest) }

  @inline(__always) package static func fromUnit(_ unit: Float) -> Self {
    let scaled = unit * Float(largest + 0.5)
    if scaled.isNaN { return 0 }
    if scaled >= Self.max.asFloat { return .max }
    return scaled <= Self.min.asFloat ? .min : Self(truncatingIfNeeded: Int64(scaled))
  }

  @inline(__always) private static var largest: Double {
    Double(Int64(truncatingIfNeeded: Self.max))
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
