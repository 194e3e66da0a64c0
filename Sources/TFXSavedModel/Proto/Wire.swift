import SwiftProtobuf
package import TFXCore

/// Reads the fields of a message in protobuf's binary form, without a copy of any.
package struct MessageReader {
  private var reader: ByteReader

  /// A field's value, of which the message's description tells more.
  package enum Value {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)

    /// The number; 0 of anything else, as of a field that is missing.
    package var int: Int {
      if case .number(let number) = self { Int(truncatingIfNeeded: number) } else { 0 }
    }
    package var bool: Bool { int != 0 }
    /// The bytes; none of anything else.
    package var data: ArraySlice<UInt8> { if case .bytes(let bytes) = self { bytes } else { [] } }
    package var text: String { String(decoding: data, as: UTF8.self) }
  }

  package init(_ bytes: ArraySlice<UInt8>) { reader = ByteReader(bytes) }

  /// The next field; nil at the end.
  ///
  /// - Throws: ``MalformedMessage`` for what is none.
  package mutating func next() throws(MalformedMessage) -> (field: Int, value: Value)? {
    if reader.isAtEnd { return nil }
    guard let tag = reader.varint(), tag >> 3 > 0, tag >> 3 < 1 << 29 else {
      throw MalformedMessage()
    }
    let field = Int(tag >> 3)
    switch tag & 7 {
    case 0:
      guard let number = reader.varint() else { throw MalformedMessage() }
      return (field, .number(number))
    case 1, 5:
      guard let bytes = reader.take(tag & 7 == 1 ? 8 : 4) else { throw MalformedMessage() }
      return (field, .number(bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }))
    case 2:
      guard let count = reader.count(), let bytes = reader.take(count) else {
        throw MalformedMessage()
      }
      return (field, .bytes(bytes))
    default: throw MalformedMessage()
    }
  }

  /// Calls `body` for each field.
  package static func forEach(
    _ bytes: ArraySlice<UInt8>, _ body: (Int, Value) throws(MalformedMessage) -> Void
  ) throws(MalformedMessage) {
    var reader = MessageReader(bytes)
    while let (field, value) = try reader.next() { try body(field, value) }
  }
}

/// Bytes that are no message, or one that is cut off.
package struct MalformedMessage: Error, Hashable, Sendable {
  package init() {}
}

/// Writes a message in protobuf's binary form.
package struct MessageWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  private mutating func tag(_ field: Int, _ type: UInt64) {
    bytes.append(varint: UInt64(field) << 3 | type)
  }

  package mutating func add(_ field: Int, _ number: Int) {
    if number != 0 { add(field, written: number) }
  }

  /// A number, also if it is 0.
  package mutating func add(_ field: Int, written number: Int) {
    tag(field, 0)
    bytes.append(varint: UInt64(bitPattern: Int64(number)))
  }

  package mutating func add(_ field: Int, _ flag: Bool) { add(field, flag ? 1 : 0) }

  package mutating func add(_ field: Int, _ number: Float) {
    tag(field, 5)
    bytes.append(uint32: number.bitPattern)
  }

  /// 0 is what a field is that is missing.
  package mutating func add(_ field: Int, _ number: Double) {
    if number.bitPattern != 0 { add(field, fixed: number.bitPattern) }
  }

  /// Eight bytes whatever the number is.
  package mutating func add(_ field: Int, fixed number: UInt64) {
    tag(field, 1)
    bytes.append(uint32: UInt32(truncatingIfNeeded: number))
    bytes.append(uint32: UInt32(truncatingIfNeeded: number >> 32))
  }

  package mutating func add(_ field: Int, _ text: String) {
    if !text.isEmpty { add(field, bytes: Array(text.utf8)) }
  }

  package mutating func add(_ field: Int, bytes more: some Collection<UInt8>) {
    tag(field, 2)
    bytes.append(varint: UInt64(more.count))
    bytes += more
  }

  package mutating func add(_ field: Int, packed numbers: [Double]) {
    var inner = MessageWriter()
    for number in numbers {
      inner.bytes.append(uint32: UInt32(truncatingIfNeeded: number.bitPattern))
      inner.bytes.append(uint32: UInt32(truncatingIfNeeded: number.bitPattern >> 32))
    }
    add(field, bytes: inner.bytes)
  }

  package mutating func add(_ field: Int, _ body: (inout MessageWriter) -> Void) {
    var inner = MessageWriter()
    body(&inner)
    add(field, bytes: inner.bytes)
  }

  /// A tensor as `TensorProto`.
  package mutating func add(_ field: Int, _ tensor: Tensor) {
    if tensor.dtype == .string {
      return add(field, bytes: ProtoTensorProto(tensor).deterministicBytes)
    }
    var head = MessageWriter()
    head.add(1, ProtoDataType(tensor.dtype).rawValue)
    head.add(2, bytes: ProtoTensorShapeProto(tensor.shape).deterministicBytes)
    tensor.withUnsafeBytes { content in
      if !content.isEmpty {
        head.tag(4, 2)
        head.bytes.append(varint: UInt64(content.count))
      }
      tag(field, 2)
      bytes.append(varint: UInt64(head.bytes.count + content.count))
      bytes += head.bytes
      bytes.append(contentsOf: content)
    }
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
