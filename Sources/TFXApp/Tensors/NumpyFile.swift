package import TFXCore

/// NumPy's `.npy` format: a header in Python's words, then the elements.
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
package enum NumpyFile {
  static let magic = [0x93] + Array("NUMPY".utf8)

  /// The tensor that a file of version 1, 2 or 3 holds. Elements of types that tensors don't have
  /// are read as the next larger type that can hold them: `uint32` as `int64`, `float16` as `float32`.
  /// `uint64` is read as `int64`, or as the floating type that is `wanted`; a number that this cannot
  /// hold is refused, as is one of `complex128` that is too large for `complex64`.
  package static func read(
    _ bytes: [UInt8], name: String, wanted: DType? = nil
  ) throws -> Tensor {
    func wrong(_ reason: String) -> Failure {
      Failure("\(name): error: \(reason)", exitCode: .badData)
    }
    guard bytes.starts(with: magic), bytes.count >= 10 else { throw wrong("not a .npy file") }
    let isLong = bytes[6] >= 2
    let start = isLong ? 12 : 10
    guard (1...3).contains(bytes[6]), bytes.count >= start else {
      throw wrong("version \(bytes[6]) of the format is not known here, 1 to 3 are")
    }
    let lengths = bytes[8..<start].reversed()
    let length = lengths.reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count - start >= length else { throw wrong("the header is cut off") }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let description = HeaderText(header) else { throw wrong("the header is not understood") }
    guard let element = Element(description.type) else {
      throw wrong("elements of type '\(description.type)' are not known here")
    }
    // Beside an extent of 0 the others must make sense, too. Texts of no characters take memory here.
    let extents = Shape.product(description.shape.filter { $0 != 0 })
    let largest = element.byteCount == 0 ? Machine.memorySize / 64 : Shape.countLimit
    if extents >= largest { throw wrong("its shape \(description.shape) makes no sense") }
    let count = Shape.product(description.shape)
    let body = bytes[(start + length)...]
    let (size, isOver) = count.multipliedReportingOverflow(by: element.byteCount)
    guard !isOver, body.count == size else {
      throw wrong(
        "a shape of \(description.shape) and elements of \(element.byteCount) bytes need "
          + "\(isOver ? "too many" : "\(size)") bytes, found \(body.count)")
    }
    let shape = Shape(description.shape)
    var data = element.ordered(body)
    if description.isFortran, shape.rank > 1 { data = rowMajor(data, shape, element.byteCount) }
    do throws(LostNumber) {
      return try element.tensor(data, shape, wanted)
    } catch {
      throw wrong(error.message)
    }
  }

  /// The file of a tensor, in version 1, or 2 where the header is long. Strings become NumPy's `S`,
  /// padded with zeros; quantised codes their bytes.
  package static func bytes(_ tensor: Tensor) -> [UInt8] {
    let type: String
    var body: [UInt8] = []
    switch tensor.dtype {
    case .float32: type = "<f4"
    case .float64: type = "<f8"
    case .int8, .qint8: type = "|i1"
    case .int16: type = "<i2"
    case .int32: type = "<i4"
    case .int64: type = "<i8"
    case .uint8, .quint8: type = "|u1"
    case .bool: type = "|b1"
    case .complex64: type = "<c8"
    case .string:
      let elements = tensor.scalars(as: ByteString.self)
      // NumPy has no elements of 0 bytes.
      let longest = max(1, elements.map(\.count).max() ?? 1)
      type = "|S\(longest)"
      for element in elements {
        body += element.bytes + Array(repeating: 0, count: longest - element.count)
      }
    case .resource: preconditionFailure("a handle has no elements")
    }
    if tensor.dtype != .string { tensor.withUnsafeBytes { body = Array($0) } }
    let extents = tensor.shape.dimensions.map { "\($0)," }.joined(separator: " ")
    let shape = tensor.shape.rank > 1 ? String(extents.dropLast()) : extents
    var header = Array(
      "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }".utf8)
    // The elements begin at a multiple of 64 bytes.
    while (10 + header.count + 1) % 64 != 0 { header.append(UInt8(ascii: " ")) }
    header.append(UInt8(ascii: "\n"))
    precondition(header.count < 1 << 16, "a header of \(header.count) bytes")
    let length = [UInt8(header.count & 0xFF), UInt8(header.count >> 8)]
    return magic + [1, 0] + length + header + body
  }

  /// Elements that lie with the first index fastest, with the last one fastest.
  private static func rowMajor(_ data: [UInt8], _ shape: Shape, _ size: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: data.count)
    var steps: [Int] = []
    var step = 1
    for extent in shape.dimensions {
      steps.append(step)
      step *= extent
    }
    var place = [Int](repeating: 0, count: shape.rank)
    for element in 0..<shape.elementCount {
      let source = zip(place, steps).reduce(0) { $0 + $1.0 * $1.1 } * size
      for byte in 0..<size { result[element * size + byte] = data[source + byte] }
      var axis = shape.rank - 1
      while axis >= 0 {
        place[axis] += 1
        if place[axis] < shape[axis] { break }
        place[axis] = 0
        axis -= 1
      }
    }
    return result
  }
}

/// A number that the type of a tensor cannot hold.
struct LostNumber: Error {
  var index: Int
  var number: String
  var dtype: DType

  var message: String { "element \(index) is \(number), which \(dtype) cannot hold" }
}

/// The content of a header.
private struct HeaderText {
  var type: String
  var isFortran: Bool
  var shape: [Int]

  /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
  init?(_ text: String) {
    func value(_ key: String) -> Substring? {
      for quote in ["'", "\""] {
        guard let range = text.range(of: quote + key + quote) else { continue }
        return text[range.upperBound...].drop { $0 == ":" || $0 == " " }
      }
      return nil
    }
    guard let type = value("descr"), let quote = type.first, "'\"".contains(quote),
      let order = value("fortran_order"), let shape = value("shape"), shape.first == "("
    else { return nil }
    self.type = String(type.dropFirst().prefix { $0 != quote })
    isFortran = order.hasPrefix("True")
    var extents: [Int] = []
    for part in shape.dropFirst().prefix(while: { $0 != ")" }).split(separator: ",") {
      let digits = part.filter { $0 != " " && $0 != "L" }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else { return nil }
      extents.append(extent)
    }
    self.shape = extents
  }
}

/// NumPy's type of an element, such as `<f4`.
private struct Element {
  enum Kind { case float, signed, unsigned, bool, complex, bytes, text }

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

  /// The bytes with those of each number in the order of this machine.
  func ordered(_ body: ArraySlice<UInt8>) -> [UInt8] {
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
    case (.text, _): Tensor(pieces(bytes, shape).map { Element.text($0) }, shape: shape)
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

extension String {
  /// Where a text stands first.
  fileprivate func range(of part: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) {
        return start..<index(start, offsetBy: part.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
