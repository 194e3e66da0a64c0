import Foundation
import Testing

/// Texts that users read, as files in `Goldens`.
enum Golden {
  /// Expects `text` to be what `Goldens/NAME.txt` holds. With `TFX_UPDATE_GOLDENS` set, the file is
  /// written instead, and the test fails to say so.
  static func expect(
    _ text: String, _ name: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Goldens/\(name).txt")
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try Data(text.utf8).write(to: file)
      return
    }
    let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    if text == golden { return }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let expected = golden.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(lines, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let place = line ?? min(lines.count, expected.count)
    Issue.record(
      """
      \(name).txt:\(place + 1)
      expected: \(place < expected.count ? expected[place] : "(the end)")
      found:    \(place < lines.count ? lines[place] : "(the end)")
      whole:
      \(text)
      """, sourceLocation: location)
  }

  /// A text whose numbers have three decimals: the last digits depend on the processor.
  static func rounded(_ text: String) -> String {
    text.replacing(#/(\d\.\d{3})\d+/#) { $0.output.1 }
  }

  /// A text with what differs from run to run masked: times, rates, threads.
  static func masked(_ text: String) -> String {
    text.replacing(#/[\d.:]+( s)?  [\d,]+ samples\/s/#, with: "TIME  RATE samples/s")
      .replacing(#/[\d,]+ GB of this/#, with: "N GB of this")
      .replacing(#/\d+ threads?/#, with: "N threads")
  }
}
