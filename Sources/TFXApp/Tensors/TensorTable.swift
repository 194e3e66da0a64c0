import TFXCore

/// Tensors in CSV: a row a line. A first line in which nothing is a number is a header.
enum TensorTable {
  /// The tensor of a table: of shape [rows, columns], or of another one with as many elements in a
  /// row where that is asked for.
  static func read(
    _ bytes: [UInt8], name: String, dtype: DType, _ wanted: Shape?
  ) throws -> Tensor {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure("\(name): error: expected UTF-8 text", exitCode: .badData)
    }
    var rows = try records(text, name: name)
    if dtype != .string, let first = rows.first,
      first.fields.allSatisfy({ !$0.isEmpty && !isElement($0, dtype) })
    {
      rows.removeFirst()
    }
    let columns = rows.first?.fields.count ?? 0
    if let row = rows.first(where: { $0.fields.count != columns }) {
      throw Failure(
        "\(name):\(row.line): error: expected \(columns) fields, as before, "
          + "found \(row.fields.count)", exitCode: .badData)
    }
    let texts = rows.flatMap(\.fields)
    let shape = fitting([rows.count, columns], wanted)
    switch ElementText.tensor(texts, shape, dtype) {
    case .success(let tensor): return tensor
    case .failure(let wrong):
      let (row, column) = (rows[wrong.index / columns], wrong.index % columns)
      let found = row.fields[column]
      throw Failure(
        "\(name):\(row.line):\(column + 1): error: expected \(dtype), "
          + "found \(found.isEmpty ? "nothing" : "'\(found)'")", exitCode: .badData)
    }
  }

  private static func isElement(_ text: String, _ dtype: DType) -> Bool {
    if case .success = ElementText.tensor([text], .scalar, dtype) { true } else { false }
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
    let isPlain = !text.isEmpty && !text.contains { ",\"\n\r\r\n".contains($0) }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private struct Record {
    var line: Int
    var fields: [String]
  }

  /// The records of a text as RFC 4180 has them; empty lines don't count.
  private static func records(_ text: String, name: String) throws -> [Record] {
    var records: [Record] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var (line, start) = (1, 1)
    var (isQuoted, wasQuoted) = (false, false)
    func finishField() {
      var text = String(decoding: field, as: UTF8.self)
      if !wasQuoted {
        while text.last == " " || text.last == "\t" { text.removeLast() }
        text = String(text.drop { $0 == " " || $0 == "\t" })
      }
      fields.append(text)
      field = []
      wasQuoted = false
    }
    func finishRecord() {
      if fields.isEmpty, field.isEmpty, !wasQuoted { return }
      finishField()
      records.append(Record(line: start, fields: fields))
      fields = []
    }
    let bytes = Array(text.utf8)
    // A byte order mark is no text.
    var place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let quote = UInt8(ascii: "\"")
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if isQuoted {
        if byte != quote {
          if byte == UInt8(ascii: "\n") { line += 1 }
          field.append(byte)
        } else if place < bytes.count, bytes[place] == quote {
          field.append(quote)
          place += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case quote where field.isEmpty && !wasQuoted: (isQuoted, wasQuoted) = (true, true)
      case UInt8(ascii: ","): finishField()
      case UInt8(ascii: "\r"), UInt8(ascii: "\n"):
        if byte == UInt8(ascii: "\r"), place < bytes.count, bytes[place] == UInt8(ascii: "\n") {
          place += 1
        }
        finishRecord()
        line += 1
        start = line
      default: field.append(byte)
      }
    }
    if isQuoted {
      throw Failure(
        "\(name):\(start): error: a quote is open to the end of the file", exitCode: .badData)
    }
    finishRecord()
    return records
  }
}
