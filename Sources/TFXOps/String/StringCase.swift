import TFXCore
public import TFXGraph

/// y = x in small letters.   x: string [d…] → y: string [d…].   No gradient.
struct StringLower: StringMapOp {
  var encoding = StringEncoding.bytes

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("encoding", &encoding, "`utf-8`, or nothing for letters of ASCII alone")
  }

  var attributes: [Attribute] { [Attribute("encoding", encoding.rawValue)] }

  func map(_ text: ByteString) -> ByteString {
    if encoding == .utf8 { return ByteString(Self.lowercased(text.text)) }
    return ByteString(text.bytes.map { (65...90).contains($0) ? $0 + 32 : $0 })
  }

  /// Unicode's full mapping, where Σ is ς at the end of a word.
  private static func lowercased(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    func endsWord(_ place: Int) -> Bool {
      let before = scalars[..<place].last { !$0.properties.isCaseIgnorable }
      let after = scalars[(place + 1)...].first { !$0.properties.isCaseIgnorable }
      return before?.properties.isCased == true && after?.properties.isCased != true
    }
    var result = ""
    for (place, scalar) in scalars.enumerated() {
      result += scalar == "Σ" && endsWord(place) ? "ς" : scalar.properties.lowercaseMapping
    }
    return result
  }
}

/// y = x in capital letters.   x: string [d…] → y: string [d…].   No gradient.
struct StringUpper: StringMapOp {
  var encoding = StringEncoding.bytes

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("encoding", &encoding, "`utf-8`, or nothing for letters of ASCII alone")
  }

  var attributes: [Attribute] { [Attribute("encoding", encoding.rawValue)] }

  func map(_ text: ByteString) -> ByteString {
    if encoding == .utf8 {
      return ByteString(
        text.text.unicodeScalars.map(\.properties.uppercaseMapping).joined())
    }
    return ByteString(text.bytes.map { (97...122).contains($0) ? $0 - 32 : $0 })
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
