package import TFXCore

/// Elements of tensors as texts.
package enum ElementText {
  /// Who writes numbers, where nothing says that they are numbers.
  enum Notation {
    /// YAML by its core schema, in which `inf` and `nan` are texts.
    case yaml
    /// Programs that write JSON or CSV: in Python, NumPy and C `inf`, `nan` and `null` are numbers.
    case data
  }

  /// Whether a word is a value rather than a name.
  static func isValue(_ text: String, _ notation: Notation = .yaml) -> Bool {
    bool(text) != nil || number(text, Double.self, notation) != nil
  }

  /// The type of elements that are written so; nil if they are of several kinds.
  static func type(of elements: [TensorLeaf], _ notation: Notation) -> DType? {
    if elements.isEmpty { return .float32 }
    if elements.contains(where: \.isQuoted) {
      return elements.allSatisfy { $0.isQuoted || !isValue($0.text, notation) } ? .string : nil
    }
    let texts = elements.map(\.text)
    if texts.allSatisfy({ bool($0) != nil }) { return .bool }
    if texts.allSatisfy({ CoreSchema.whole($0, as: Int32.self) != nil }) { return .int32 }
    if texts.allSatisfy({ CoreSchema.whole($0, as: Int64.self) != nil }) { return .int64 }
    if texts.allSatisfy({ number($0, Float.self, notation) != nil }) { return .float32 }
    if texts.allSatisfy({ complex($0, notation) != nil }) { return .complex64 }
    return texts.contains { isValue($0, notation) } ? nil : .string
  }

  /// A tensor of elements, or the first one that is not of the type.
  package static func tensor(
    _ texts: [String], _ shape: Shape, _ dtype: DType
  ) -> Result<Tensor, WrongElement> {
    switch dtype {
    case .float32: make(texts, shape) { number($0, Float.self) }
    case .float64: make(texts, shape) { number($0, Double.self) }
    case .int8: make(texts, shape) { whole($0, Int8.self) }
    case .int16: make(texts, shape) { whole($0, Int16.self) }
    case .int32: make(texts, shape) { whole($0, Int32.self) }
    case .int64: make(texts, shape) { whole($0, Int64.self) }
    case .uint8: make(texts, shape) { whole($0, UInt8.self) }
    case .qint8: make(texts, shape) { whole($0, Int8.self).map { QInt8($0) } }
    case .quint8: make(texts, shape) { whole($0, UInt8.self).map { QUInt8($0) } }
    case .bool: make(texts, shape) { bool($0) ?? ($0 == "1" ? true : $0 == "0" ? false : nil) }
    case .complex64: make(texts, shape) { complex($0) }
    case .string: make(texts, shape) { ByteString($0) }
    case .resource: preconditionFailure("elements of a handle")
    }
  }

  /// Which element is wrong.
  package struct WrongElement: Error {
    var index: Int
  }

  private static func make<Element: TensorElement>(
    _ texts: [String], _ shape: Shape, _ read: (String) -> Element?
  ) -> Result<Tensor, WrongElement> {
    var elements: [Element] = []
    elements.reserveCapacity(texts.count)
    for (index, text) in texts.enumerated() {
      guard let element = read(text) else { return .failure(WrongElement(index: index)) }
      elements.append(element)
    }
    return .success(Tensor(elements, shape: shape))
  }

  private static func bool(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  /// A number, or a fraction such as 1/255.
  private static func number<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ text: String, _ type: Number.Type, _ notation: Notation = .data
  ) -> Number? {
    if let value: Number = CoreSchema.number(text) {
      // A number with digits is finite.
      let hasDigits = text.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      return value.isFinite || !hasDigits ? value : nil
    }
    if notation == .data {
      switch text.lowercased() {
      case "nan", "null": return .nan
      case "inf", "+inf", "infinity": return .infinity
      case "-inf", "-infinity": return -Number.infinity
      default: break
      }
    }
    let parts = text.split(separator: "/")
    guard parts.count == 2, let over = CoreSchema.number(String(parts[0]), as: Double.self),
      let under = CoreSchema.number(String(parts[1]), as: Double.self)
    else { return nil }
    let ratio = Number(over / under)
    return ratio.isFinite ? ratio : nil
  }

  /// A whole number, which files of floating ones write as 3.0.
  private static func whole<Whole: FixedWidthInteger>(_ text: String, _ type: Whole.Type) -> Whole?
  {
    if let value: Whole = CoreSchema.whole(text) { return value }
    return number(text, Double.self).flatMap { Whole(exactly: $0) }
  }

  /// `1+2j`, `2j`, `1`, in brackets or not, with i or j.
  private static func complex(_ text: String, _ notation: Notation = .data) -> Complex? {
    var text = text[...]
    if text.first == "(", text.last == ")" { text = text.dropFirst().dropLast() }
    guard let last = text.last, last == "j" || last == "i" else {
      return number(String(text), Float.self, notation).map { Complex($0) }
    }
    let body = text.dropLast()
    let sign = body.indices.dropFirst().last { place in
      (body[place] == "+" || body[place] == "-")
        && !"eE".contains(body[body.index(before: place)])
    }
    let real = sign.map { number(String(body[..<$0]), Float.self, notation) } ?? 0
    let imaginary = sign.map { body[$0...] } ?? body
    guard let real, let size = number(String(imaginary), Float.self, notation)
    else { return nil }
    return Complex(real, size)
  }

  /// The elements of a tensor, as files and the terminal show them. Texts are not quoted.
  package static func texts(_ tensor: Tensor) -> [String] {
    switch tensor.dtype {
    case .float32: tensor.scalars(as: Float.self).map { show($0) }
    case .float64: tensor.scalars(as: Double.self).map { show($0) }
    case .int8: tensor.scalars(as: Int8.self).map { "\($0)" }
    case .int16: tensor.scalars(as: Int16.self).map { "\($0)" }
    case .int32: tensor.scalars(as: Int32.self).map { "\($0)" }
    case .int64: tensor.scalars(as: Int64.self).map { "\($0)" }
    case .uint8: tensor.scalars(as: UInt8.self).map { "\($0)" }
    case .bool: tensor.scalars(as: Bool.self).map { "\($0)" }
    case .qint8: tensor.scalars(as: QInt8.self).map { "\($0.code)" }
    case .quint8: tensor.scalars(as: QUInt8.self).map { "\($0.code)" }
    case .complex64:
      tensor.scalars(as: Complex.self).map { number in
        show(number.real) + (number.imaginary.sign == .minus ? "-" : "+")
          + show(number.imaginary.magnitude) + "j"
      }
    case .string: tensor.strings()
    case .resource: preconditionFailure("the elements of a handle are asked for")
    }
  }

  private static func show(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> String {
    value.isNaN ? "nan" : value.isInfinite ? (value < 0 ? "-inf" : "inf") : value.description
  }
}

/// An element of a tensor in a file.
struct TensorLeaf {
  var text: String
  var isQuoted: Bool
  var span: SourceSpan?
}

/// Tensors in YAML and JSON: a value, or lists within lists.
enum TensorNode {
  /// The tensor at a node, of a type if one is asked for; nil after reporting why there is none.
  static func read(
    _ node: ConfigNode, _ dtype: DType?, _ notation: ElementText.Notation,
    _ diagnostics: inout Diagnostics
  ) -> Tensor? {
    var leaves: [TensorLeaf] = []
    guard let extents = collect(node, notation, &leaves, &diagnostics) else { return nil }
    guard let type = dtype ?? ElementText.type(of: leaves, notation) else {
      diagnostics.error(
        at: node.span, "these values are not of one type", help: "say which with dtype: …")
      return nil
    }
    switch ElementText.tensor(leaves.map(\.text), Shape(extents), type) {
    case .success(let tensor): return tensor
    case .failure(let wrong):
      let leaf = leaves[wrong.index]
      diagnostics.error(
        at: leaf.span, "expected \(type), found '\(leaf.text)'")
      return nil
    }
  }

  /// Adds the elements of a node, and gives its extents.
  private static func collect(
    _ node: ConfigNode, _ notation: ElementText.Notation, _ leaves: inout [TensorLeaf],
    _ diagnostics: inout Diagnostics
  ) -> [Int]? {
    switch node.content {
    case .scalar(let text, let isQuoted):
      leaves.append(TensorLeaf(text: text, isQuoted: isQuoted, span: node.span))
      return []
    case .null where notation == .yaml:
      diagnostics.error(
        at: node.span, "expected a number, a text or a list, found nothing",
        help: "not-a-number is .nan, a text stands in quotes")
      return nil
    case .null:
      leaves.append(TensorLeaf(text: "null", isQuoted: false, span: node.span))
      return []
    case .mapping:
      diagnostics.error(at: node.span, "expected a number, a text or a list, found a mapping")
      return nil
    case .sequence(let items):
      var inner: [Int]?
      for item in items {
        guard let extents = collect(item, notation, &leaves, &diagnostics) else { return nil }
        if let inner, inner != extents {
          diagnostics.error(
            at: item.span,
            "expected \(describe(inner)), as before it, found \(describe(extents))",
            help: "all rows of a tensor are of one length")
          return nil
        }
        inner = extents
      }
      return [items.count] + (inner ?? [])
    }
  }

  private static func describe(_ extents: [Int]) -> String {
    extents.isEmpty ? "a single value" : "a list of shape \(extents)"
  }
}
