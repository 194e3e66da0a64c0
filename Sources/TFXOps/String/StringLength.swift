import TFXCore
public import TFXGraph

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

extension Graph {
  /// The lengths of strings, in bytes or in code points of UTF-8.
  ///
  /// - Returns: `int32` in the shape of `input`.
  public func stringLength(
    _ input: Output, unit: StringUnit = .byte, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StringLength(unit: unit), [input], name: name).output(0)
  }
}
