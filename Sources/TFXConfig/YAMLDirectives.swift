/// Lines such as `%YAML 1.2` in front of a document.
///
/// libyaml knows the versions 1.1 and 1.2, and the directives `%YAML` and `%TAG`. A document of another
/// version 1.x is to be read as one of 1.2, and an unknown directive is to be ignored
/// ([YAML 1.2.2, 6.8](https://yaml.org/spec/1.2.2/#68-directives)); OpenCV writes `%YAML:1.0`.
enum YAMLDirectives {
  /// Changes the directives into what libyaml knows; every byte keeps its place.
  static func adapt(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    let lines = linesBefore(document: bytes)
    for line in lines where bytes[line.lowerBound] == UInt8(ascii: "%") {
      let words = bytes[line].split { $0 == 0x20 || $0 == 0x09 }
      if words[0].elementsEqual("%YAML".utf8) {
        if words.count > 1 { adaptVersion(words[1].indices, bytes) }
      } else if !words[0].elementsEqual("%TAG".utf8) {
        bytes[line.lowerBound] = UInt8(ascii: "#")
      }
    }
  }

  /// The lines before the `---` of the first document; none if there is no such line behind comments
  /// and directives.
  private static func linesBefore(document bytes: UnsafeMutableBufferPointer<UInt8>) -> [Range<Int>]
  {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var lines: [Range<Int>] = []
    var start = bytes.starts(with: mark) ? mark.count : 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
      if bytes[start..<end].starts(with: "---".utf8) { return lines }
      let first = bytes[start..<end].first { $0 != 0x20 && $0 != 0x09 }
      if let first {
        if first != UInt8(ascii: "%"), first != UInt8(ascii: "#") { return [] }
        lines.append(start..<end)
      }
      start = end + 1
    }
    return []
  }

  /// Makes 1.2 of a version 1.x.
  private static func adaptVersion(
    _ word: Range<Int>, _ bytes: UnsafeMutableBufferPointer<UInt8>
  ) {
    let minor = word.dropFirst(2)
    guard bytes[word].starts(with: "1.".utf8), !minor.isEmpty,
      bytes[minor].allSatisfy({ (48...57).contains($0) })
    else { return }
    for place in minor { bytes[place] = 0x20 }
    bytes[minor.lowerBound] = UInt8(ascii: "2")
  }
}
