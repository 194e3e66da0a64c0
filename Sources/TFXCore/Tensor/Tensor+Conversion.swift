extension Tensor {
  /// The elements converted to another type: towards zero for whole numbers, clamped to the type's
  /// range, not-a-number becoming 0, unlike TensorFlow's `Cast`, which keeps low bits. Traps from and
  /// to types that are no numbers.
  public func converted(to target: DType) -> Tensor {
    if target == dtype { return self }
    return switch target {
    // Not by way of Double, which would round twice.
    case .float32 where dtype == .int64:
      Tensor(scalars(as: Int64.self).map { Float($0) }, shape: shape)
    case .float32: mapped { Float($0) }
    case .float64: mapped { $0 }
    case .int8: mapped { Int8(clampingReal: $0) }
    case .int16: mapped { Int16(clampingReal: $0) }
    case .int32: mapped { Int32(clampingReal: $0) }
    case .int64: mapped { Int64(clampingReal: $0) }
    case .uint8: mapped { UInt8(clampingReal: $0) }
    case .bool: mapped { $0 != 0 }
    case .complex64: Tensor(doubles().map { Complex(Float($0)) }, shape: shape)
    case .string, .qint8, .quint8, .resource:
      preconditionFailure("a \(dtype) tensor cannot be converted to \(target)")
    }
  }

  /// The elements as `Double`s, whatever their type; exact for whole numbers up to 2⁵³.
  public func doubles() -> [Double] {
    switch dtype {
    case .float32: scalars(as: Float.self).map(Double.init)
    case .float64: scalars()
    case .int8: scalars(as: Int8.self).map(Double.init)
    case .int16: scalars(as: Int16.self).map(Double.init)
    case .int32: scalars(as: Int32.self).map(Double.init)
    case .int64: scalars(as: Int64.self).map(Double.init)
    case .uint8: scalars(as: UInt8.self).map(Double.init)
    case .bool: scalars(as: Bool.self).map { $0 ? 1 : 0 }
    case .string, .complex64, .qint8, .quint8, .resource:
      preconditionFailure("the elements of a \(dtype) tensor are no real numbers")
    }
  }

  /// The elements of a tensor of whole numbers, all exact.
  package func integers() -> [Int] {
    switch dtype {
    case .int64: scalars(as: Int64.self).map { Int($0) }
    case .int8, .int16, .int32, .uint8: doubles().map { Int($0) }
    case .float32, .float64, .bool, .string, .complex64, .qint8, .quint8, .resource:
      preconditionFailure("the elements of a \(dtype) tensor are no whole numbers")
    }
  }

  private func mapped<Target: TensorScalar>(_ convert: (Double) -> Target) -> Tensor {
    Tensor(doubles().map(convert), shape: shape)
  }
}

extension FixedWidthInteger {
  /// The whole part of `value`, clamped to this type's range; 0 for not-a-number.
  init(clampingReal value: Double) {
    if value.isNaN {
      self = 0
    } else if value >= Double(Self.max) {
      self = .max
    } else if value <= Double(Self.min) {
      self = .min
    } else {
      self = Self(value)
    }
  }
}
