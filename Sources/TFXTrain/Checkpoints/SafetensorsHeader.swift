/// Reads the header of a safetensors file: JSON as [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)
/// has it, without a second value of a name, and in it what the format allows. Foundation's decoder
/// takes more: commas behind the last entry, 16.0 for a whole number, and names that repeat.
struct SafetensorsHeader {
  private(set) var tensors: [(name: String, tensor: StoredTensor)] = []
  private(set) var metadata: [String: String] = [:]

  /// Thrown for what is no such header.
  struct Malformed: Error {}

  init(_ bytes: ArraySlice<UInt8>) throws(Malformed) {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw Malformed() }
    var text = JSONText(bytes)
    try text.object { (name, text) throws(Malformed) in
      if name == "__metadata__" {
        // Some writers have none in this way.
        if text.take(word: "null") { return }
        try text.object { (key, text) throws(Malformed) in metadata[key] = try text.string() }
      } else {
        tensors.append((name, try SafetensorsHeader.tensor(&text)))
      }
    }
    try text.end()
  }

  /// Names other than the three say nothing here, as in the format's own reader.
  private static func tensor(_ text: inout JSONText) throws(Malformed) -> StoredTensor {
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?
    try text.object { (name, text) throws(Malformed) in
      switch name {
      case "dtype": dtype = try text.string()
      case "shape": shape = try text.wholeNumbers()
      case "data_offsets": offsets = try text.wholeNumbers()
      default: try text.skipValue()
      }
    }
    guard let dtype, let shape, let offsets else { throw Malformed() }
    return StoredTensor(dtype: dtype, shape: shape, offsets: offsets)
  }
}

/// A text of JSON, read from its beginning to its end. It is UTF-8.
struct JSONText {
  typealias Malformed = SafetensorsHeader.Malformed

  private let bytes: ArraySlice<UInt8>
  private var place: Int
  private var depth = 0

  /// The reader calls itself, on a stack that ends.
  private static let deepest = 128

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private mutating func skipSpace() {
    while let byte = next, JSONText.isSpace(byte) { place += 1 }
  }

  /// Goes past a character, and the white space before it, if it comes next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  /// Goes past a word, and the white space before it, if it comes next.
  mutating func take(word: String) -> Bool {
    skipSpace()
    guard bytes[place...].starts(with: word.utf8) else { return false }
    place += word.utf8.count
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Malformed) {
    if !take(character) { throw Malformed() }
  }

  /// Nothing but white space may follow.
  mutating func end() throws(Malformed) {
    skipSpace()
    if next != nil { throw Malformed() }
  }

  /// Reads an object; `value` reads the value of each name.
  mutating func object(
    _ value: (String, inout JSONText) throws(Malformed) -> Void
  ) throws(Malformed) {
    try expect("{")
    var names: Set<[UInt8]> = []
    try items(until: "}") { (text) throws(Malformed) in
      let name = try text.string()
      // By bytes: texts are equal that only look so.
      if !names.insert(Array(name.utf8)).inserted { throw Malformed() }
      try text.expect(":")
      try value(name, &text)
    }
  }

  /// Reads an array of whole numbers. 16.0 is none, nor is -0.
  mutating func wholeNumbers() throws(Malformed) -> [Int] {
    try expect("[")
    var numbers: [Int] = []
    try items(until: "]") { (text) throws(Malformed) in
      text.skipSpace()
      let digits = try text.number()
      guard let number = Int(digits), digits != "-0" else { throw Malformed() }
      numbers.append(number)
    }
    return numbers
  }

  /// Reads what stands between commas.
  private mutating func items(
    until closing: Unicode.Scalar, _ item: (inout JSONText) throws(Malformed) -> Void
  ) throws(Malformed) {
    depth += 1
    if depth > JSONText.deepest { throw Malformed() }
    if !take(closing) {
      repeat { try item(&self) } while take(",")
      try expect(closing)
    }
    depth -= 1
  }

  /// Goes past a value of any kind.
  mutating func skipValue() throws(Malformed) {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): try object { (_, text) throws(Malformed) in try text.skipValue() }
    case UInt8(ascii: "["):
      place += 1
      try items(until: "]") { (text) throws(Malformed) in try text.skipValue() }
    case UInt8(ascii: "\""): _ = try string()
    default:
      if !take(word: "true"), !take(word: "false"), !take(word: "null") { _ = try number() }
    }
  }

  /// Reads a number as it is written.
  private mutating func number() throws(Malformed) -> String {
    let start = place
    if next == UInt8(ascii: "-") { place += 1 }
    if next == UInt8(ascii: "0") { place += 1 } else { try digits() }
    if next == UInt8(ascii: ".") {
      place += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      place += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func digits() throws(Malformed) {
    let start = place
    while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
    if place == start { throw Malformed() }
  }

  /// Reads a string.
  mutating func string() throws(Malformed) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += try escaped()
      case ..<0x20: throw Malformed()
      default: text.append(byte)
      }
    }
    throw Malformed()
  }

  /// The character that stands behind a backslash, in UTF-8.
  private mutating func escaped() throws(Malformed) -> [UInt8] {
    guard let byte = next else { throw Malformed() }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try unit()]
      if UTF16.isLeadSurrogate(units[0]) {
        guard bytes[place...].starts(with: "\\u".utf8) else { throw Malformed() }
        place += 2
        units.append(try unit())
      }
      guard let text = String(validating: units, as: UTF16.self) else { throw Malformed() }
      return Array(text.utf8)
    default: throw Malformed()
    }
  }

  /// Four hexadecimal digits.
  private mutating func unit() throws(Malformed) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw Malformed()
      }
      unit = unit << 4 | UInt16(digit)
      place += 1
    }
    return unit
  }
}
