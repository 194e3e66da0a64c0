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

  /// A message in two parts, of which the second is a field's bytes.
  package mutating func add(
    _ field: Int, _ head: MessageWriter, _ last: Int, bytes content: UnsafeRawBufferPointer
  ) {
    var head = head
    if !content.isEmpty {
      head.tag(last, 2)
      head.bytes.append(varint: UInt64(content.count))
    }
    tag(field, 2)
    bytes.append(varint: UInt64(head.bytes.count + content.count))
    bytes += head.bytes
    bytes.append(contentsOf: content)
  }
}
