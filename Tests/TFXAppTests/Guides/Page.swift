import Foundation
import Testing

/// The fenced blocks of a page of the documents.
struct Page: Sendable, CustomTestStringConvertible {
  /// A block: what stands behind its first fence, and its lines.
  struct Block: Sendable {
    var words: [String]
    var line: Int
    var text: String

    var language: String { words.first ?? "" }

    /// The file that the block holds, if it names one: ```` ```yaml iris.yaml ````.
    var file: String? { words.dropFirst().first { $0.contains(".") && !$0.contains("=") } }

    /// What is said of the block as `name=value`.
    var settings: [String: String] {
      let pairs = words.dropFirst().map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
      return Dictionary(
        uniqueKeysWithValues: pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) })
    }
  }

  let name: String
  var testDescription: String { name }
  let text: String
  let blocks: [Block]

  /// The folder of the whole project.
  static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

  /// Reads a page, named from the project's folder.
  init(_ name: String) {
    self.name = name
    do {
      text = try String(contentsOf: Page.root.appending(path: name), encoding: .utf8)
    } catch {
      preconditionFailure("\(name): \(error)")
    }
    var blocks: [Block] = []
    var open: Block?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard line.hasPrefix("```") else {
        open?.text += line + "\n"
        continue
      }
      if let block = open { blocks.append(block) }
      let words = line.dropFirst(3).split(separator: " ").map(String.init)
      open = open == nil ? Block(words: words, line: index + 1, text: "") : nil
    }
    self.blocks = blocks
  }

  /// The files that the page's blocks hold, put together where several name one.
  var files: [String: String] {
    var files: [String: String] = [:]
    for block in blocks { if let file = block.file { files[file, default: ""] += block.text } }
    return files
  }
}
