/// The element type of a tensor, under TensorFlow's names.
public enum DType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case float32, float64, int8, int16, int32, int64, uint8, bool
  /// Sequences of bytes, usually UTF-8 text.
  case string
  /// A complex number of two `float32`.
  case complex64
  /// Quantised numbers: codes whose meaning two other tensors give, the minimum and the maximum.
  case qint8, quint8
  /// A handle to a variable in a session; it has no bytes that a program can read.
  case resource

  /// Bytes per element; 0 for `resource`. For `string` those of a reference to the bytes.
  public var byteCount: Int {
    switch self {
    case .float64, .int64, .complex64: 8
    case .string: MemoryLayout<ByteString>.size
    case .float32, .int32: 4
    case .int16: 2
    case .int8, .uint8, .bool, .qint8, .quint8: 1
    case .resource: 0
    }
  }

  /// Whether this is a real floating type.
  public var isFloating: Bool { self == .float32 || self == .float64 }

  /// Whether gradients can flow through tensors of this type.
  public var isDifferentiable: Bool { isFloating || self == .complex64 }

  /// Whether this is a signed or unsigned whole-number type.
  public var isInteger: Bool {
    switch self {
    case .int8, .int16, .int32, .int64, .uint8: true
    case .float32, .float64, .bool, .string, .complex64, .qint8, .quint8, .resource: false
    }
  }

  /// Whether elements are plain numbers that a `Double` can stand for.
  public var isNumeric: Bool { isFloating || isInteger || self == .bool }

  public var description: String { rawValue }
}

/// A Swift type that can be an element of a ``Tensor``.
public protocol TensorElement: Sendable, Hashable {
  /// The tensor element type of this Swift type.
  static var dtype: DType { get }
}

/// A Swift type that can be an element of a ``Tensor`` and is nothing but its bits.
public protocol TensorScalar: TensorElement, BitwiseCopyable {}

extension Float: TensorScalar { public static var dtype: DType { .float32 } }
extension Double: TensorScalar { public static var dtype: DType { .float64 } }
extension Int8: TensorScalar { public static var dtype: DType { .int8 } }
extension Int16: TensorScalar { public static var dtype: DType { .int16 } }
extension Int32: TensorScalar { public static var dtype: DType { .int32 } }
extension Int64: TensorScalar { public static var dtype: DType { .int64 } }
extension UInt8: TensorScalar { public static var dtype: DType { .uint8 } }
extension Bool: TensorScalar { public static var dtype: DType { .bool } }
