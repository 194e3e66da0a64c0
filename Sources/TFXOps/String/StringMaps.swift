public import TFXCore
public import TFXGraph

/// An operation that maps each string by itself: y[i] = f(x[i]).   x: string [d…] → y: [d…].
/// No gradient.
protocol StringMapOp: HostOp {
  associatedtype Mapped: TensorElement

  /// The function f; throws for a string that it cannot take.
  func map(_ text: ByteString) throws(KernelError) -> Mapped

  /// Throws unless the attributes are right.
  func check() throws(ShapeError)
}

extension StringMapOp {
  func check() throws(ShapeError) {}

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf([.string], 0, "input")
    try check()
    return [TensorSpec(x.shape, Mapped.dtype)]
  }

  static var stopsGradient: Bool { true }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    var results: [Mapped] = []
    results.reserveCapacity(inputs[0].elementCount)
    for text in inputs[0].scalars(as: ByteString.self) { results.append(try map(text)) }
    return [Tensor(results, shape: inputs[0].shape)]
  }
}

/// What positions and lengths in a string count.
public enum StringUnit: String, Choice {
  /// Bytes.
  case byte = "BYTE"
  /// Code points of UTF-8: bytes that don't continue one.
  case utf8Char = "UTF8_CHAR"
}

/// How the bytes of a string are to be read.
public enum StringEncoding: String, Choice {
  /// Bytes, of which those of ASCII are letters.
  case bytes = ""
  /// UTF-8.
  case utf8 = "utf-8"
}

/// y = x without ASCII's white space at both ends.   x: string [d…] → y: string [d…].   No gradient.
struct StringStrip: StringMapOp {
  func map(_ text: ByteString) -> ByteString {
    var bytes = text.bytes
    bytes.strip()
    return ByteString(bytes)
  }
}

/// y = the number of bytes or characters of a string.   x: string [d…] → y: int32 [d…].
/// No gradient.
struct StringLength: StringMapOp {
  var unit = StringUnit.byte

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("unit", &unit, "what is counted")
  }

  func map(_ text: ByteString) -> Int32 {
    switch unit {
    case .byte: Int32(clamping: text.count)
    case .utf8Char: Int32(clamping: text.bytes.count { !$0.isUTF8Continuation })
    }
  }
}

/// y = x in small letters.   x: string [d…] → y: string [d…].   No gradient.
struct StringLower: StringMapOp {
  var encoding = StringEncoding.bytes

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("encoding", &encoding, "`utf-8`, or nothing for letters of ASCII alone")
  }

  func map(_ text: ByteString) -> ByteString { encoding.mapped(text, to: .lower) }
}

/// y = x in capital letters.   x: string [d…] → y: string [d…].   No gradient.
struct StringUpper: StringMapOp {
  var encoding = StringEncoding.bytes

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("encoding", &encoding, "`utf-8`, or nothing for letters of ASCII alone")
  }

  func map(_ text: ByteString) -> ByteString { encoding.mapped(text, to: .upper) }
}

extension StringEncoding {
  /// The text in small or capital letters.
  fileprivate func mapped(_ text: ByteString, to letterCase: LetterCase) -> ByteString {
    if self == .utf8 { return ByteString(letterCase.applied(to: text.text)) }
    var bytes = text.bytes
    letterCase.applyToASCII(&bytes)
    return ByteString(bytes)
  }
}

extension Graph {
  /// Strings without ASCII's white space at their ends.
  public func stringStrip(_ input: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(StringStrip(), [input], name: name).output(0)
  }

  /// The lengths of strings, in bytes or in code points of UTF-8.
  ///
  /// - Returns: `int32` in the shape of `input`.
  public func stringLength(
    _ input: Output, unit: StringUnit = .byte, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StringLength(unit: unit), [input], name: name).output(0)
  }

  /// Strings in small letters: those of ASCII, or of Unicode where `encoding` is ``StringEncoding/utf8``.
  public func stringLower(
    _ input: Output, encoding: StringEncoding = .bytes, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StringLower(encoding: encoding), [input], name: name).output(0)
  }

  /// Strings in capital letters: those of ASCII, or of Unicode where `encoding` is
  /// ``StringEncoding/utf8``.
  public func stringUpper(
    _ input: Output, encoding: StringEncoding = .bytes, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StringUpper(encoding: encoding), [input], name: name).output(0)
  }
}
