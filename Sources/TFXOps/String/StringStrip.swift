import TFXCore
public import TFXGraph

/// y = x without ASCII's white space at both ends.   x: string [d…] → y: string [d…].   No gradient.
struct StringStrip: StringMapOp {
  func map(_ text: ByteString) -> ByteString {
    var bytes = text.bytes
    bytes.strip()
    return ByteString(bytes)
  }
}

extension Graph {
  /// Strings without ASCII's white space at their ends.
  public func stringStrip(_ input: Output, name: String? = nil) throws(GraphError) -> Output {
    try add(StringStrip(), [input], name: name).output(0)
  }
}
