import SwiftProtobuf
package import TFXCore
package import TFXWire

extension MessageWriter {
  /// A tensor as `TensorProto`.
  package mutating func add(_ field: Int, _ tensor: Tensor) {
    if tensor.dtype == .string {
      return add(field, bytes: ProtoTensorProto(tensor).deterministicBytes)
    }
    var head = MessageWriter()
    head.add(1, ProtoDataType(tensor.dtype).rawValue)
    head.add(2, bytes: ProtoTensorShapeProto(tensor.shape).deterministicBytes)
    tensor.withUnsafeBytes { add(field, head, 4, bytes: $0) }
  }
}

extension Tensor {
  /// A tensor that a `TensorProto` has; nil if it is none that is known here.
  package init?(message bytes: ArraySlice<UInt8>) {
    if let tensor = Tensor(content: bytes) {
      self = tensor
      return
    }
    guard let proto = try? ProtoTensorProto(serializedBytes: Array(bytes)),
      let tensor = proto.tensor
    else { return nil }
    self = tensor
  }

  /// The same of one that has its elements as they lie in memory, without a copy before the one.
  private init?(content bytes: ArraySlice<UInt8>) {
    var (dtype, shape, content) = (DType?.none, Shape.scalar, ArraySlice<UInt8>())
    var reader = MessageReader(bytes)
    while let next = try? reader.next() {
      switch next.field {
      case 1: dtype = ProtoDataType(rawValue: next.value.int)?.dtype
      case 2:
        guard let proto = try? ProtoTensorShapeProto(serializedBytes: Array(next.value.data)),
          let known = proto.shape, known.isFullyKnown
        else { return nil }
        shape = known
      case 3: continue
      case 4: content = next.value.data
      default: return nil
      }
    }
    guard let dtype, !content.isEmpty else { return nil }
    if dtype == .string {
      self.init(strings: content, shape)
      return
    }
    guard dtype.isNumeric,
      content.count == shape.elementCount * dtype.byteCount
    else { return nil }
    self.init(shape: shape, dtype: dtype) { _ = content.copyBytes(to: $0) }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func copyBytes(to target: UnsafeMutableRawBufferPointer) -> Int {
    withUnsafeBytes { target.copyMemory(from: $0) }
    return count
  }
}
