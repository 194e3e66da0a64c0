import TFXCore

/// Different texts in an order, each of which is found quickly: the categories of a column, the
/// words of texts. Texts that are not the same bytes are different.
///
/// The bytes of all texts lie one behind the other, and a table of open addressing leads to them, so
/// that a million texts are four blocks of memory. Its hash has another key in each process; places
/// don't depend on it.
package struct Vocabulary: Sendable {
  private var bytes: [UInt8] = []
  /// Where each text ends among the bytes.
  private var ends: [Int] = []
  /// In the upper half of each slot a part of the hash, in the lower half the text's place and 1;
  /// 0 if the slot is free. A power of two of them, at least half of which are free.
  private var slots: [UInt64] = []

  package init() {}

  /// The given texts in their order, without those that come again.
  package init(_ texts: some Sequence<String>) {
    for text in texts { insert(text) }
  }

  /// The place of a text; nil if it is not among them.
  package func place(of text: String) -> Int? {
    if slots.isEmpty { return nil }
    var text = text
    return text.withUTF8 { bytes in
      let found = find(bytes, Vocabulary.hash(bytes))
      return found.place
    }
  }

  /// The place of a text, which is put behind all others if it is not among them yet.
  @discardableResult
  package mutating func insert(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { insert($0) }
  }

  private mutating func insert(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    if 2 * (ends.count + 1) > slots.count { grow() }
    let hash = Vocabulary.hash(text)
    let found = find(text, hash)
    if let place = found.place { return place }
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    slots[found.slot] = hash & Vocabulary.tag | UInt64(ends.count)
    return ends.count - 1
  }

  /// The place of a text, or nil and the slot where it belongs.
  private func find(
    _ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64
  ) -> (place: Int?, slot: Int) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return (nil, slot) }
      if (entry ^ hash) & Vocabulary.tag == 0 {
        let place = Int(entry & ~Vocabulary.tag) - 1
        let isFound = withBytes(at: place) { $0.elementsEqual(text) }
        if isFound { return (place, slot) }
      }
      slot = (slot + 1) & mask
    }
  }

  private mutating func grow() {
    slots = [UInt64](repeating: 0, count: Swift.max(16, slots.count * 2))
    let mask = slots.count - 1
    for place in indices {
      let hash = withBytes(at: place) { Vocabulary.hash($0) }
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = hash & Vocabulary.tag | UInt64(place + 1)
    }
  }

  private static let tag: UInt64 = 0xFFFF_FFFF_0000_0000

  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(text))
    return UInt64(truncatingIfNeeded: hasher.finalize())
  }

  /// Calls `body` with the bytes of the text at a place.
  private func withBytes<Result>(
    at place: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let start = place == 0 ? 0 : ends[place - 1]
    let end = ends[place]
    return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
  }
}

extension Vocabulary: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { ends.count }

  package subscript(place: Int) -> String {
    withBytes(at: place) { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether a text is among them.
  package func contains(_ text: String) -> Bool { place(of: text) != nil }
}

extension Vocabulary: Hashable {
  package static func == (first: Vocabulary, second: Vocabulary) -> Bool {
    first.ends == second.ends && first.bytes == second.bytes
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ends)
    hasher.combine(bytes)
  }
}

// MARK: Order

extension Vocabulary {
  /// The places of the texts in the order of categories and classes: numbers, if all of them are,
  /// from small to large; else by their bytes, which is the order of Unicode's scalars.
  package var order: [Int] {
    var numbers: [(number: Double, place: Int)] = []
    numbers.reserveCapacity(count)
    for place in indices {
      let value = withBytes(at: place) { DecimalParser.value(of: $0) }
      guard case .number(let number) = value else { return byteOrder }
      numbers.append((number, place))
    }
    return numbers.sorted {
      $0.number != $1.number ? $0.number < $1.number : isBefore($0.place, $1.place)
    }.map(\.place)
  }

  /// The same texts in the order of categories and classes.
  package var sorted: Vocabulary { self.in(order) }

  /// The texts at the given places, in their order.
  package func `in`(_ places: some Sequence<Int>) -> Vocabulary {
    var result = Vocabulary()
    for place in places { _ = withBytes(at: place) { result.insert($0) } }
    return result
  }

  private var byteOrder: [Int] {
    // Most texts differ within their first eight bytes, which are compared as one number.
    indices.map { (key: withBytes(at: $0, Vocabulary.key), place: $0) }.sorted {
      $0.key != $1.key ? $0.key < $1.key : isBefore($0.place, $1.place)
    }.map(\.place)
  }

  private static func key(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var key: UInt64 = 0
    for byte in text.prefix(8) { key = key << 8 | UInt64(byte) }
    return key << UInt64(8 * (8 - Swift.min(8, text.count)))
  }

  private func isBefore(_ first: Int, _ second: Int) -> Bool {
    withBytes(at: first) { first in
      withBytes(at: second) { first.lexicographicallyPrecedes($0) }
    }
  }
}

// MARK: JSON

/// In a checkpoint a list of texts; many of them are one text, a line each, which is read much faster.
extension Vocabulary: Codable {
  /// So many texts are still a list.
  private static let listLimit = 1_000

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let texts: [String]
    if let lines = try? container.decode(String.self) {
      let newline = UInt8(ascii: "\n")
      texts = lines.utf8.split(separator: newline, omittingEmptySubsequences: false)
        .map { String(Substring($0)) }
    } else {
      texts = try container.decode([String].self)
    }
    self.init(texts)
    if count != texts.count {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a text is there twice")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if count <= Vocabulary.listLimit || bytes.contains(UInt8(ascii: "\n")) {
      try container.encode(Array(self))
    } else {
      try container.encode(joined(separator: "\n"))
    }
  }
}
