/// An element of a `string` tensor: bytes, usually UTF-8 text, as in TensorFlow.
public struct ByteString: TensorElement, ExpressibleByStringLiteral {
  /// The bytes.
  public var bytes: [UInt8]

  /// The given bytes; none by default.
  public init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  /// The UTF-8 bytes of a text.
  public init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  public init(stringLiteral text: String) { self.init(text) }

  public static var dtype: DType { .string }

  /// The number of bytes.
  public var count: Int { bytes.count }

  /// The bytes as text; what is not UTF-8 becomes U+FFFD.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension ByteString: Comparable {
  /// Whether the bytes come first in the order of their values.
  public static func < (left: ByteString, right: ByteString) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension ByteString: CustomStringConvertible {
  public var description: String { text }
}

extension Tensor {
  /// A `string` tensor of the given texts as UTF-8; a vector unless `shape` says otherwise.
  public init(strings: [String], shape: Shape? = nil) {
    self.init(strings.map { ByteString($0) }, shape: shape)
  }

  /// A `string` scalar.
  public init(_ string: String) { self.init(strings: [string], shape: .scalar) }

  /// The elements of a `string` tensor as text. Traps for another type.
  public func strings() -> [String] { scalars(as: ByteString.self).map(\.text) }
}
