import TFXCore
public import TFXGraph

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
