import TFXCore

/// Tensors as people read them, in the way of NumPy, and as JSON.
enum TensorText {
  /// More elements than these are not all shown.
  private static let mostShown = 1000
  /// How many are shown at each end of an axis of which some are left out.
  private static let edge = 3
  private static let width = 96

  /// Name, type and shape, then the elements.
  static func block(_ name: String, _ tensor: Tensor) -> String {
    "\(name): \(tensor.dtype)\(tensor.shape)\n\(elements(tensor))\n"
  }

  /// The elements in brackets, numbers one below the other.
  private static func elements(_ tensor: Tensor) -> String {
    if tensor.elementCount == 0 { return "[]" }
    let isShort = tensor.elementCount > mostShown
    let all = tensor.dtype == .string ? strings(tensor) : ElementText.texts(tensor)
    var shown: [String] = []
    visit(tensor.shape, axis: 0, start: 0, isShort) { shown.append(all[$0]) }
    let column = tensor.dtype == .string ? 0 : shown.map(\.count).max() ?? 0
    return text(tensor.shape, axis: 0, start: 0, isShort) { index in
      let text = all[index]
      return String(repeating: " ", count: max(0, column - text.count)) + text
    }
  }

  private static func strings(_ tensor: Tensor) -> [String] {
    tensor.scalars(as: ByteString.self).map { element in
      String(validating: element.bytes, as: UTF8.self).map(JSON.quoted)
        ?? "<\(element.count) bytes>"
    }
  }

  private static func places(_ extent: Int, _ isShort: Bool) -> [Int?] {
    if !isShort || extent <= 2 * edge { return Array(0..<extent) }
    return (0..<edge).map { Optional($0) } + [nil] + (extent - edge..<extent).map { Optional($0) }
  }

  private static func visit(
    _ shape: Shape, axis: Int, start: Int, _ isShort: Bool, _ body: (Int) -> Void
  ) {
    if axis == shape.rank { return body(start) }
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    for case .some(let place) in places(shape[axis], isShort) {
      visit(shape, axis: axis + 1, start: start + place * inner, isShort, body)
    }
  }

  private static func text(
    _ shape: Shape, axis: Int, start: Int, _ isShort: Bool, _ element: (Int) -> String
  ) -> String {
    if axis == shape.rank { return element(start) }
    let indent = String(repeating: " ", count: axis + 1)
    let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
    let isLast = axis == shape.rank - 1
    var result = "["
    var column = axis + 1
    for (index, place) in places(shape[axis], isShort).enumerated() {
      let part =
        place.map { text(shape, axis: axis + 1, start: start + $0 * inner, isShort, element) }
        ?? "..."
      if !isLast {
        // As many line ends as axes are finished.
        if index > 0 { result += String(repeating: "\n", count: shape.rank - 1 - axis) + indent }
      } else if index > 0 {
        if column + 1 + part.count > width {
          result += "\n" + indent
          column = axis + 1
        } else {
          result += " "
          column += 1
        }
      }
      column += part.count
      result += part
    }
    return result + "]"
  }

  /// The elements as JSON: lists within lists. Numbers that JSON does not have are `null`, complex
  /// ones texts such as "1+2j".
  static func json(_ tensor: Tensor) throws -> JSON {
    let texts = ElementText.texts(tensor)
    let value: (String) -> JSON
    switch tensor.dtype {
    case .string:
      for (index, element) in tensor.scalars(as: ByteString.self).enumerated()
      where String(validating: element.bytes, as: UTF8.self) == nil {
        throw Failure(
          "error: element \(index) is not UTF-8, which JSON needs\n"
            + "  put EncodeBase64 before it, or write it to a file as it is", exitCode: .badData)
      }
      value = { .string($0) }
    case .complex64: value = { .string($0) }
    case .float32, .float64:
      value = { $0.hasSuffix("nan") || $0.hasSuffix("inf") ? .null : .number($0) }
    case .bool: value = { .bool($0 == "true") }
    default: value = { .number($0) }
    }
    func list(axis: Int, start: Int) -> JSON {
      if axis == tensor.shape.rank { return value(texts[start]) }
      let inner = tensor.shape.dimensions[(axis + 1)...].reduce(1, *)
      return .array(
        (0..<tensor.shape[axis]).map { list(axis: axis + 1, start: start + $0 * inner) })
    }
    return list(axis: 0, start: 0)
  }
}
