/// An element of a `qint8` tensor: a code for a number between two limits.
public struct QInt8: TensorScalar {
  /// The code.
  public var code: Int8
  public init(_ code: Int8) { self.code = code }
  public static var dtype: DType { .qint8 }
}

/// An element of a `quint8` tensor: a code for a number between two limits.
public struct QUInt8: TensorScalar {
  /// The code.
  public var code: UInt8
  public init(_ code: UInt8) { self.code = code }
  public static var dtype: DType { .quint8 }
}
