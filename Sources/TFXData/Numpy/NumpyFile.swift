package import TFXCore

/// NumPy's `.npy` format: a header in Python's words, then the elements.
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
package enum NumpyFile {
  package static let magic = [0x93] + Array("NUMPY".utf8)

  /// The tensor that a file of version 1, 2 or 3 holds. Elements of types that tensors don't have
  /// are read as the next larger type that can hold them: `uint32` as `int64`, `float16` as `float32`.
  /// `uint64` is read as `int64`, or as the floating type that is `wanted`; a number that this cannot
  /// hold is refused, as is one of `complex128` that is too large for `complex64`.
  package static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String, wanted: DType? = nil
  ) throws(NumpyError) -> Tensor {
    let header = try NumpyHeader(bytes, name: name)
    return try header.tensor(
      UnsafeBufferPointer(rebasing: bytes[header.start...]), wanted: wanted)
  }

  /// The same of bytes in an array.
  package static func read(
    _ bytes: [UInt8], name: String, wanted: DType? = nil
  ) throws(NumpyError) -> Tensor {
    let result = bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(NumpyError) in try read(bytes, name: name, wanted: wanted) }
    }
    return try result.get()
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
}
