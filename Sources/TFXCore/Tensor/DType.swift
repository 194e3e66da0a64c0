/// The element type of a tensor, under TensorFlow's names.
public enum DType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case float32, float64, int8, int16, int32, int64, uint8, bool
  /// A handle to a variable in a session; it has no bytes that a program can read.
  case resource

  /// Bytes per element; 0 for `resource`.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .int16: 2
    case .int8, .uint8, .bool: 1
    case .resource: 0
    }
  }

  /// Whether gradients can flow through tensors of this type.
  public var isFloating: Bool { self == .float32 || self == .float64 }

  /// Whether this is a signed or unsigned whole-number type.
  public var isInteger: Bool {
    switch self {
    case .int8, .int16, .int32, .int64, .uint8: true
    case .float32, .float64, .bool, .resource: false
    }
  }

  public var description: String { rawValue }
}

/// A Swift type that can be an element of a ``Tensor``.
public protocol TensorScalar: Sendable, Hashable, BitwiseCopyable {
  /// The tensor element type of this Swift type.
  static var dtype: DType { get }
}

extension Float: TensorScalar { public static var dtype: DType { .float32 } }
extension Double: TensorScalar { public static var dtype: DType { .float64 } }
extension Int8: TensorScalar { public static var dtype: DType { .int8 } }
extension Int16: TensorScalar { public static var dtype: DType { .int16 } }
extension Int32: TensorScalar { public static var dtype: DType { .int32 } }
extension Int64: TensorScalar { public static var dtype: DType { .int64 } }
extension UInt8: TensorScalar { public static var dtype: DType { .uint8 } }
extension Bool: TensorScalar { public static var dtype: DType { .bool } }
