import TFXCore
import TFXWire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ProtoDataType {
  /// TensorFlow's name of an element type.
  init(_ dtype: DType) {
    switch dtype {
    case .float32: self = .dtFloat
    case .float64: self = .dtDouble
    case .int8: self = .dtInt8
    case .int16: self = .dtInt16
    case .int32: self = .dtInt32
    case .int64: self = .dtInt64
    case .uint8: self = .dtUint8
    case .bool: self = .dtBool
    case .string: self = .dtString
    case .complex64: self = .dtComplex64
    case .qint8: self = .dtQint8
    case .quint8: self = .dtQuint8
    case .resource: self = .dtResource
    }
  }

  /// The element type; nil for one that is not known here.
  var dtype: DType? {
    DType.allCases.first { ProtoDataType($0) == self }
  }
}

extension ProtoTensorShapeProto {
  init(_ shape: Shape) {
    self.init()
    dim = shape.dimensions.map { extent in
      var dimension = Dim()
      dimension.size = Int64(extent)
      return dimension
    }
  }

  /// The most elements that a tensor of a file can have: beyond, counting them would overflow.
  static let limit = 1 << 40

  /// The shape; nil if its number of axes is unknown or its extents make no sense.
  var shape: Shape? {
    unknownRank ? nil : Shape(checked: dim.map { Int($0.size) })
  }
}

extension Shape {
  /// A shape of extents that a file gives, of which −1 is unknown; nil if they make no sense.
  init?(checked extents: [Int]) {
    var count = 1
    for extent in extents {
      if extent < Shape.unknown { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: Swift.max(extent, 1))
      if overflow || product > ProtoTensorShapeProto.limit { return nil }
      count = product
    }
    self.init(extents)
  }
}

extension ProtoTensorProto {
  /// The tensor as TensorFlow writes it, elements as bytes.
  init(_ tensor: Tensor) {
    self.init()
    dtype = ProtoDataType(tensor.dtype)
    tensorShape = ProtoTensorShapeProto(tensor.shape)
    if tensor.dtype == .string {
      stringVal = tensor.scalars(as: ByteString.self).map { Data($0.bytes) }
    } else {
      tensorContent = tensor.withUnsafeBytes { Data($0) }
    }
  }

  /// The most bytes that one number may be repeated to.
  private static let repeatLimit = 1 << 28

  /// The tensor; nil if type, shape and elements make none.
  var tensor: Tensor? {
    guard let dtype = dtype.dtype, let shape = tensorShape.shape, shape.isFullyKnown else {
      return nil
    }
    let count = shape.elementCount
    if dtype == .string, !tensorContent.isEmpty {
      return Tensor(strings: Array(tensorContent)[...], shape)
    }
    if dtype == .string {
      return filled(stringVal.map { ByteString(Array($0)) }, ByteString(), shape)
    }
    if dtype == .resource { return nil }
    if !tensorContent.isEmpty {
      guard tensorContent.count == count * dtype.byteCount else { return nil }
      if dtype == .bool { return Tensor(tensorContent.map { $0 != 0 }, shape: shape) }
      return Tensor(shape: shape, dtype: dtype) { bytes in
        _ = tensorContent.copyBytes(to: bytes)
      }
    }
    return switch dtype {
    case .float32: filled(floatVal, 0, shape)
    case .float64: filled(doubleVal, 0, shape)
    case .int8: filled(intVal.map { Int8(truncatingIfNeeded: $0) }, 0, shape)
    case .int16: filled(intVal.map { Int16(truncatingIfNeeded: $0) }, 0, shape)
    case .int32: filled(intVal, 0, shape)
    case .int64: filled(int64Val, 0, shape)
    case .uint8: filled(intVal.map { UInt8(truncatingIfNeeded: $0) }, 0, shape)
    case .bool: filled(boolVal, false, shape)
    case .complex64:
      filled(
        stride(from: 0, to: scomplexVal.count - 1, by: 2).map {
          Complex(scomplexVal[$0], scomplexVal[$0 + 1])
        }, Complex(0), shape)
    case .qint8: filled(intVal.map { QInt8(Int8(truncatingIfNeeded: $0)) }, QInt8(0), shape)
    case .quint8: filled(intVal.map { QUInt8(UInt8(truncatingIfNeeded: $0)) }, QUInt8(0), shape)
    case .string, .resource: nil
    }
  }

  /// A tensor of the given elements, the last of which is repeated to its end, as TensorFlow does.
  private func filled<Element: TensorElement>(
    _ elements: [Element], _ zero: Element, _ shape: Shape
  ) -> Tensor? {
    let count = shape.elementCount
    if elements.count > count { return nil }
    if elements.count == count { return Tensor(elements, shape: shape) }
    if count * Element.dtype.byteCount > ProtoTensorProto.repeatLimit { return nil }
    let last = elements.last ?? zero
    return Tensor(
      elements + Array(repeating: last, count: count - elements.count), shape: shape)
  }
}

extension Tensor {
  /// Strings as TensorFlow writes them in one piece: the lengths of all, then the bytes of all.
  init?(strings content: ArraySlice<UInt8>, _ shape: Shape) {
    guard shape.elementCount <= content.count else { return nil }
    var reader = ByteReader(content)
    var lengths: [Int] = []
    for _ in 0..<shape.elementCount {
      guard let length = reader.count() else { return nil }
      lengths.append(length)
    }
    var strings: [ByteString] = []
    for length in lengths {
      guard let bytes = reader.take(length) else { return nil }
      strings.append(ByteString(Array(bytes)))
    }
    guard reader.isAtEnd else { return nil }
    self.init(strings, shape: shape)
  }
}
