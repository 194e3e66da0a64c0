import TFXCore
public import TFXGraph

/// An operation that splits strings into a sparse matrix, a row for each string.
/// input: string [n] → indices: int64 [m, 2], values: string [m], shape: int64 [2].
protocol StringSplitOp: HostOp {
  /// The parts of a string.
  func split(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]
}

extension StringSplitOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    _ = try inputs.oneOf([.string], 0, "input")
    _ = try inputs.ranked(0, 1, "input")
    return [
      TensorSpec([Shape.unknown, 2], .int64), TensorSpec([Shape.unknown], .string),
      TensorSpec([2], .int64),
    ]
  }

  static var stopsGradient: Bool { true }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    var indices: [Int64] = []
    var values: [ByteString] = []
    var most = 0
    for (row, text) in inputs[0].scalars(as: ByteString.self).enumerated() {
      let parts = split(text.bytes[...])
      for (column, part) in parts.enumerated() {
        indices += [Int64(row), Int64(column)]
        values.append(ByteString(Array(part)))
      }
      most = max(most, parts.count)
    }
    return [
      Tensor(indices, shape: [values.count, 2]), Tensor(values),
      Tensor([Int64(inputs[0].elementCount), Int64(most)]),
    ]
  }
}

/// y = the parts of strings between characters of `delimiter`; each byte if it is empty.
/// input: string [n] → indices: int64 [m, 2], values: string [m], shape: int64 [2].   No gradient.
struct StringSplit: StringSplitOp {
  var delimiter = " "
  var skipEmpty = true

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("delimiter", &delimiter, "characters at each of which a text is cut")
    f.optional("skip_empty", &skipEmpty, "whether empty pieces are left out")
  }

  func split(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    if delimiter.isEmpty { return text.indices.map { text[$0...$0] } }
    if text.isEmpty { return [] }
    let ends = Set(delimiter.utf8)
    return text.split(omittingEmptySubsequences: skipEmpty) { ends.contains($0) }
  }
}

/// y = the parts of strings between occurrences of `sep`; between white space if it is empty, as
/// Python's `str.split`.
/// input: string [n] → indices: int64 [m, 2], values: string [m], shape: int64 [2].   No gradient.
struct StringSplitV2: StringSplitOp {
  var separator = ""
  /// After how many parts the rest stays whole; −1 for never.
  var maxSplit = -1

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("sep", &separator, "the text between two pieces; nothing for white space")
    f.optional("maxsplit", &maxSplit, "how many cuts at most; -1 for all")
  }

  func split(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    if maxSplit == 0 { return [text] }
    return separator.isEmpty ? splitAtSpaces(text) : split(text, at: Array(separator.utf8))
  }

  private func splitAtSpaces(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var rest = text.drop(while: \.isASCIISpace)
    while !rest.isEmpty {
      let part = rest.prefix { !$0.isASCIISpace }
      parts.append(part)
      rest = rest[part.endIndex...].drop(while: \.isASCIISpace)
      if parts.count == maxSplit { return parts + [rest] }
    }
    return parts
  }

  private func split(_ text: ArraySlice<UInt8>, at separator: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var rest = text
    var place = text.startIndex
    while place + separator.count <= text.endIndex {
      if text[place..<place + separator.count].elementsEqual(separator) {
        parts.append(rest[..<place])
        place += separator.count
        rest = text[place...]
        if parts.count == maxSplit { break }
      } else {
        place += 1
      }
    }
    return parts + [rest]
  }
}

/// Strings split into parts: a sparse matrix with a row for each string.
public struct SplitStrings: Sendable {
  /// `int64` [parts, 2]: row and column of each part.
  public let indices: Output
  /// `string` [parts]: the parts, row by row.
  public let values: Output
  /// `int64` [2]: the number of strings, and of the parts of the string that has most.
  public let denseShape: Output

  init(_ operation: Operation) {
    indices = operation.output(0)
    values = operation.output(1)
    denseShape = operation.output(2)
  }
}

extension Graph {
  /// Strings split at each of the characters of `delimiter`: TensorFlow 1's `string_split`.
  ///
  /// - Parameters:
  ///   - input: `string` [n].
  ///   - delimiter: Characters of one byte, each of which ends a part; if empty, each byte is a part.
  ///   - skipEmpty: Whether empty parts are left out.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the input is a vector of strings.
  public func stringSplit(
    _ input: Output, delimiter: String = " ", skipEmpty: Bool = true, name: String? = nil
  ) throws(GraphError) -> SplitStrings {
    SplitStrings(
      try add(StringSplit(delimiter: delimiter, skipEmpty: skipEmpty), [input], name: name))
  }

  /// Strings split at a separator, as Python's `str.split` does.
  ///
  /// - Parameters:
  ///   - input: `string` [n].
  ///   - separator: What stands between parts; if empty, any white space.
  ///   - maxSplit: After how many parts the rest stays whole; −1 for never.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the input is a vector of strings.
  public func stringSplitV2(
    _ input: Output, separator: String = "", maxSplit: Int = -1, name: String? = nil
  ) throws(GraphError) -> SplitStrings {
    SplitStrings(
      try add(StringSplitV2(separator: separator, maxSplit: maxSplit), [input], name: name))
  }

  /// The parts of one string as a vector, split at a separator as Python's `str.split` does.
  ///
  /// - Parameters:
  ///   - input: A `string` scalar.
  ///   - separator: What stands between parts; if empty, any white space.
  ///   - name: The operation's name.
  /// - Returns: `string` [parts].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the input is a string.
  public func split(
    text input: Output, separator: String = "", name: String? = nil
  ) throws(GraphError) -> Output {
    let row = try reshape(input, to: [1])
    return try stringSplitV2(row, separator: separator, name: name).values
  }
}
