/// Counts lines, 64 bytes at a time.
enum LineEnds {
  private typealias Words = SIMD8<UInt64>

  /// How many line ends, LF, CRLF or CR, are in `range`, which does not begin within one.
  static func count(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var count = 0
    var position = range.lowerBound
    while range.upperBound - position > 64 {
      // Each byte of the words counts up to 255 before they are added up.
      let stop = min(range.upperBound - 64, position + 64 * 255)
      var counts = Words()
      while position < stop {
        let place = UnsafeRawPointer(base + position)
        let here = place.loadUnaligned(as: Words.self)
        let next = (place + 1).loadUnaligned(as: Words.self)
        let isPair = matches(here, CSVScanner.carriageReturn) & matches(next, CSVScanner.lineFeed)
        let isEnd = matches(here, CSVScanner.lineFeed) | matches(here, CSVScanner.carriageReturn)
        counts = counts &+ (isEnd ^ isPair)
        position += 64
      }
      withUnsafeBytes(of: counts) { for byte in $0 { count += Int(byte) } }
    }
    while position < range.upperBound {
      let isPair =
        base[position] == CSVScanner.carriageReturn && position + 1 < bytes.count
        && base[position + 1] == CSVScanner.lineFeed
      if CSVScanner.isLineEnd(base[position]), !isPair { count += 1 }
      position += 1
    }
    return count
  }

  /// 1 in every byte that is `byte`, else 0. Comparisons of 64 bytes would be taken apart into
  /// single ones; this arithmetic stays in vector registers.
  @inline(__always)
  private static func matches(_ words: Words, _ byte: UInt8) -> Words {
    let low = Words(repeating: 0x7F7F_7F7F_7F7F_7F7F)
    let differences = words ^ Words(repeating: UInt64(byte) &* 0x0101_0101_0101_0101)
    // The highest bit of each byte is clear if all of its bits are.
    let isOther = ((differences & low) &+ low) | differences | low
    return (~isOther) &>> Words(repeating: 7)
  }
}
