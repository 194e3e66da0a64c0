package import TFXCore

/// A number that the type of a tensor cannot hold.
package struct LostNumber: Error {
  package var index: Int
  package var number: String
  package var dtype: DType

  package init(index: Int, number: String, dtype: DType) {
    self.index = index
    self.number = number
    self.dtype = dtype
  }

  package var message: String { "element \(index) is \(number), which \(dtype) cannot hold" }
}

/// NumPy's type of an element, such as `<f4`.
struct NumpyElement: Sendable {
  enum Kind: Sendable { case float, signed, unsigned, bool, complex, bytes, text }

  var kind: Kind
  /// Of one element.
  var byteCount: Int
  private var isBig: Bool

  init?(_ text: String) {
    guard let order = text.first, "<>|=".contains(order), let size = Int(text.dropFirst(2)),
      size <= 1 << 24
    else {
      return nil
    }
    isBig = order == ">"
    byteCount = size
    switch (text.dropFirst().first, size) {
    case ("f", 2), ("f", 4), ("f", 8): kind = .float
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): kind = .signed
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): kind = .unsigned
    case ("b", 1): kind = .bool
    case ("c", 8), ("c", 16): kind = .complex
    case ("S", 0...), ("a", 0...): kind = .bytes
    case ("U", 0...):
      kind = .text
      byteCount = size * 4
    default: return nil
    }
  }

  /// What tensors hold such elements as.
  var dtype: DType {
    switch (kind, byteCount) {
    case (.float, 8): .float64
    case (.float, _): .float32
    case (.signed, 1): .int8
    case (.signed, 2): .int16
    case (.signed, 4), (.unsigned, 2): .int32
    case (.unsigned, 1): .uint8
    case (.signed, _), (.unsigned, _): .int64
    case (.bool, _): .bool
    case (.complex, _): .complex64
    case (.bytes, _), (.text, _): .string
    }
  }

  /// Whether tensors hold the same bytes.
  var isNative: Bool {
    switch (kind, byteCount) {
    case (.float, 4), (.float, 8), (.signed, 2), (.signed, 4), (.signed, 8): !isBig
    case (.signed, 1), (.unsigned, 1): true
    default: false
    }
  }

  /// The bytes with those of each number in the order of this machine.
  func ordered(_ body: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var bytes = Array(body)
    // The bytes of one number: a complex one is two, a text is one for each character.
    let size = kind == .complex ? byteCount / 2 : kind == .text ? 4 : kind == .bytes ? 1 : byteCount
    if isBig, size > 1 {
      for start in Swift.stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<start + size].reverse()
      }
    }
    return bytes
  }

  func tensor(_ bytes: [UInt8], _ shape: Shape, _ wanted: DType?) throws(LostNumber) -> Tensor {
    switch (kind, byteCount) {
    case (.unsigned, 8) where wanted == .float64:
      return try exact(bytes, UInt64.self, shape) { Double(exactly: $0) }
    case (.unsigned, 8) where wanted == .float32 || wanted == .complex64:
      return try exact(bytes, UInt64.self, shape) { Float(exactly: $0) }
    case (.unsigned, 8): return try exact(bytes, UInt64.self, shape) { Int64(exactly: $0) }
    case (.complex, 16):
      return try exact(bytes, SIMD2<Double>.self, shape) { pair in
        let number = Complex(Float(pair.x), Float(pair.y))
        let isLost =
          pair.x.isFinite != number.real.isFinite || pair.y.isFinite != number.imaginary.isFinite
        return isLost ? nil : number
      }
    default: return held(bytes, shape)
    }
  }

  /// The tensor of elements that it can hold, whatever they are.
  private func held(_ bytes: [UInt8], _ shape: Shape) -> Tensor {
    switch (kind, byteCount) {
    case (.float, 2):
      make(bytes, UInt16.self, shape) { SmallFloat.float16.value(Int($0)) }
    case (.float, 4): make(bytes, Float.self, shape) { $0 }
    case (.float, _): make(bytes, Double.self, shape) { $0 }
    case (.signed, 1): make(bytes, Int8.self, shape) { $0 }
    case (.signed, 2): make(bytes, Int16.self, shape) { $0 }
    case (.signed, 4): make(bytes, Int32.self, shape) { $0 }
    case (.signed, _): make(bytes, Int64.self, shape) { $0 }
    case (.unsigned, 1): make(bytes, UInt8.self, shape) { $0 }
    case (.unsigned, 2): make(bytes, UInt16.self, shape) { Int32($0) }
    case (.unsigned, _): make(bytes, UInt32.self, shape) { Int64($0) }
    case (.bool, _): make(bytes, UInt8.self, shape) { $0 != 0 }
    case (.complex, _): make(bytes, Complex.self, shape) { $0 }
    case (.bytes, _):
      Tensor(
        pieces(bytes, shape).map { piece in
          ByteString(
            Array(piece[..<(piece.lastIndex { $0 != 0 }.map { $0 + 1 } ?? piece.startIndex)]))
        }, shape: shape)
    case (.text, _): Tensor(pieces(bytes, shape).map { NumpyElement.text($0) }, shape: shape)
    }
  }

  private func make<Stored: BitwiseCopyable, Scalar: TensorElement>(
    _ bytes: [UInt8], _ type: Stored.Type, _ shape: Shape, _ convert: (Stored) -> Scalar
  ) -> Tensor {
    bytes.withUnsafeBytes { bytes in
      Tensor(
        (0..<shape.elementCount).map { index in
          convert(bytes.loadUnaligned(fromByteOffset: index * byteCount, as: type))
        }, shape: shape)
    }
  }

  /// As ``make(_:_:_:_:)``, for elements that may be lost.
  private func exact<Stored: BitwiseCopyable, Scalar: TensorElement>(
    _ bytes: [UInt8], _ type: Stored.Type, _ shape: Shape, _ convert: (Stored) -> Scalar?
  ) throws(LostNumber) -> Tensor {
    var elements: [Scalar] = []
    elements.reserveCapacity(shape.elementCount)
    for index in 0..<shape.elementCount {
      let stored = bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: index * byteCount, as: type)
      }
      guard let element = convert(stored) else {
        throw LostNumber(index: index, number: "\(stored)", dtype: Scalar.dtype)
      }
      elements.append(element)
    }
    return Tensor(elements, shape: shape)
  }

  private func pieces(_ bytes: [UInt8], _ shape: Shape) -> [ArraySlice<UInt8>] {
    (0..<shape.elementCount).map { bytes[$0 * byteCount..<($0 + 1) * byteCount] }
  }

  /// Code points of 32 bits, zeros behind them.
  private static func text(_ piece: ArraySlice<UInt8>) -> ByteString {
    var text = ""
    var zeros = 0
    for start in Swift.stride(from: piece.startIndex, to: piece.endIndex, by: 4) {
      let code = (0..<4).reduce(UInt32(0)) { $0 | UInt32(piece[start + $1]) << (8 * UInt32($1)) }
      if code == 0 {
        zeros += 1
        continue
      }
      text += String(repeating: "\0", count: zeros)
      zeros = 0
      text.unicodeScalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
    }
    return ByteString(text)
  }
}
