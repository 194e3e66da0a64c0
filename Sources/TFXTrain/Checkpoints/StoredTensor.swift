import TFXCore

/// The place and the form of one tensor's bytes, as the header of a safetensors file has them.
struct StoredTensor: Encodable {
  var dtype: String
  var shape: [Int]
  var offsets: [Int]

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }
}

/// How elements lie in a safetensors file, and what they become.
enum StoredType {
  /// As they lie in a ``Tensor`` of the type.
  case plain(DType)
  /// `float32`, which holds every number of the format.
  case small(SmallFloat)
  /// Powers of two: the exponents of `float32`, without sign and fraction.
  case exponent
  /// `int32`, `int64`, and for 64 bits what holds the numbers that there are.
  case unsigned(bits: Int)

  /// The type of a name in the
  /// [format](https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs).
  init?(_ code: String) {
    switch code {
    case "F16": self = .small(.float16)
    case "BF16": self = .small(.bfloat16)
    case "F8_E4M3": self = .small(.float8E4M3)
    case "F8_E5M2": self = .small(.float8E5M2)
    case "F8_E4M3FNUZ": self = .small(.float8E4M3FNUZ)
    case "F8_E5M2FNUZ": self = .small(.float8E5M2FNUZ)
    case "F6_E2M3": self = .small(.float6E2M3)
    case "F6_E3M2": self = .small(.float6E3M2)
    case "F4": self = .small(.float4E2M1)
    case "F8_E8M0": self = .exponent
    case "U16": self = .unsigned(bits: 16)
    case "U32": self = .unsigned(bits: 32)
    case "U64": self = .unsigned(bits: 64)
    default:
      guard let entry = StoredType.plainCodes.first(where: { $0.code == code }) else { return nil }
      self = .plain(entry.dtype)
    }
  }

  private static let plainCodes: [(dtype: DType, code: String)] = [
    (.float32, "F32"), (.float64, "F64"), (.int8, "I8"), (.int16, "I16"), (.int32, "I32"),
    (.int64, "I64"), (.uint8, "U8"), (.bool, "BOOL"), (.complex64, "C64"),
  ]

  /// The name of a type that is written.
  static func code(of dtype: DType) -> String {
    guard let entry = plainCodes.first(where: { $0.dtype == dtype }) else {
      preconditionFailure("a tensor of \(dtype) in a file")
    }
    return entry.code
  }

  /// Of one element; some take less than a byte.
  var bitCount: Int {
    switch self {
    case .plain(let dtype): 8 * dtype.byteCount
    case .small(let format): format.bitCount
    case .exponent: 8
    case .unsigned(let bits): bits
    }
  }

  /// The bytes of a tensor; nil for a shape that no file can hold, or whose last byte is not full.
  func byteCount(of shape: [Int]) -> Int? {
    if shape.contains(where: { $0 < 0 }) { return nil }
    var count = bitCount.isMultiple(of: 8) ? bitCount / 8 : bitCount
    // Beside an extent of 0 the others must make sense, too.
    for extent in shape where extent != 0 {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      if overflows { return nil }
      count = product
    }
    if shape.contains(0) { return 0 }
    if bitCount.isMultiple(of: 8) { return count }
    return count.isMultiple(of: 8) ? count / 8 : nil
  }

  /// The tensor that the bytes of a file hold, as many as ``bitCount`` says.
  func tensor(_ bytes: ArraySlice<UInt8>, _ shape: Shape) -> Tensor {
    switch self {
    case .plain(.bool): Tensor(bytes.map { $0 != 0 }, shape: shape)
    case .plain(let dtype): Tensor(shape: shape, dtype: dtype) { $0.copyBytes(from: bytes) }
    case .small(let format):
      Tensor(format.values(bytes, count: shape.elementCount), shape: shape)
    case .exponent:
      Tensor(
        bytes.map {
          $0 == 255 ? .nan : Float(sign: .plus, exponent: Int($0) - 127, significand: 1)
        },
        shape: shape)
    case .unsigned(16): Tensor(numbers(bytes, UInt16.self).map { Int32($0) }, shape: shape)
    case .unsigned(32): Tensor(numbers(bytes, UInt32.self).map { Int64($0) }, shape: shape)
    case .unsigned: large(numbers(bytes, UInt64.self), shape)
    }
  }

  /// `int64` if that holds all numbers, else `float32`, rounded once.
  private func large(_ numbers: [UInt64], _ shape: Shape) -> Tensor {
    numbers.allSatisfy { $0 <= Int64.max }
      ? Tensor(numbers.map { Int64($0) }, shape: shape)
      : Tensor(numbers.map { Float($0) }, shape: shape)
  }

  private func numbers<Number: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: ArraySlice<UInt8>, _ type: Number.Type
  ) -> [Number] {
    let size = MemoryLayout<Number>.size
    return bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: size).map { place in
        Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: type))
      }
    }
  }
}
