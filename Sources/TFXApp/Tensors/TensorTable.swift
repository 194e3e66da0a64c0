import TFXCore
import TFXData

/// Tensors in CSV: a row a line. A first line in which nothing is a number is a header.
enum TensorTable {
  /// The tensor of a table: of shape [rows, columns], or of another one with as many elements in a
  /// row where that is asked for.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String, dtype: DType, _ wanted: Shape?
  ) throws -> Tensor {
    var rows = try CSVFile.records(bytes, file: name)
    if dtype != .string, let first = rows.first,
      first.fields.allSatisfy({ !element($0, dtype).isEmpty && !isElement($0, dtype) })
    {
      rows.removeFirst()
    }
    let columns = rows.first?.fields.count ?? 0
    if let row = rows.first(where: { $0.fields.count != columns }) {
      throw Failure(
        "\(name):\(row.line): error: expected \(columns) fields, as before, "
          + "found \(row.fields.count)", exitCode: .badData)
    }
    let texts = rows.flatMap { row in row.fields.map { element($0, dtype) } }
    let shape = fitting([rows.count, columns], wanted)
    switch ElementText.tensor(texts, shape, dtype) {
    case .success(let tensor): return tensor
    case .failure(let wrong):
      let (row, column) = (rows[wrong.index / columns], wrong.index % columns)
      let found = texts[wrong.index]
      throw Failure(
        "\(name):\(row.line):\(column + 1): error: expected \(dtype), "
          + "found \(found.isEmpty ? "nothing" : "'\(found)'")", exitCode: .badData)
    }
  }

  /// The text of an element: spaces around it belong to a text, but not to a number.
  private static func element(_ field: String, _ dtype: DType) -> String {
    guard dtype != .string else { return field }
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let last = field.utf8.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(field.utf8[...last].drop(while: isBlank)) ?? field
  }

  private static func isElement(_ field: String, _ dtype: DType) -> Bool {
    let element = element(field, dtype)
    return if case .success = ElementText.tensor([element], .scalar, dtype) { true } else { false }
  }

  /// The shape in which a table is wanted, if it has as many elements.
  private static func fitting(_ table: [Int], _ wanted: Shape?) -> Shape {
    let count = table[0] * table[1]
    guard var shape = wanted, shape.rank != 2 else { return Shape(table) }
    let known = shape.dimensions.filter { $0 != Shape.unknown }.reduce(1, *)
    let unknown = shape.dimensions.indices.filter { shape[$0] == Shape.unknown }
    if unknown.count == 1, known > 0, count % known == 0 { shape[unknown[0]] = count / known }
    // More than a vector's rows must stay rows.
    let keepsRows = shape.rank < 2 || shape[0] == table[0]
    return shape.isFullyKnown && shape.elementCount == count && keepsRows ? shape : Shape(table)
  }

  /// The text of a tensor of up to two axes.
  static func text(_ tensor: Tensor) throws -> String {
    if tensor.shape.rank > 2 {
      throw Failure(
        "error: CSV holds tables, not \(tensor.spec)\n  write .npy or .json", exitCode: .usage)
    }
    let texts = ElementText.texts(tensor).map { tensor.dtype == .string ? quoted($0) : $0 }
    let columns = tensor.shape.rank == 2 ? tensor.shape[1] : 1
    if columns == 0 { return String(repeating: "\n", count: tensor.shape[0]) }
    var result = ""
    for (index, text) in texts.enumerated() {
      result += text + (index % columns == columns - 1 ? "\n" : ",")
    }
    return result
  }

  private static func quoted(_ text: String) -> String {
    text.isEmpty ? "\"\"" : String(decoding: CSVFile.field(text), as: UTF8.self)
  }
}
