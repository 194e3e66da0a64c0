import Foundation

/// The documentation comments of types, by their names with their modules': `TFXModel.Dense`.
struct SourceComments {
  private var comments: [String: String] = [:]

  /// Reads those of all types at the top level of a folder of modules.
  init(_ folder: URL) throws {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let path = file.standardized.path.dropFirst(folder.standardized.path.count)
      let module = path.split(separator: "/")[0]
      var comment: [String] = []
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("///") {
          comment.append(String(line.dropFirst(3).drop { $0 == " " }))
        } else {
          if let name = SourceComments.typeName(line), !comment.isEmpty {
            comments["\(module).\(name)"] = comment.joined(separator: "\n")
          }
          comment = []
        }
      }
    }
  }

  private static func typeName(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard line.first != " ", let place = words.firstIndex(of: "struct"), words.count > place + 1,
      words[..<place].allSatisfy({ ["public", "package"].contains($0) })
    else { return nil }
    return String(words[place + 1].prefix { $0.isLetter || $0.isNumber })
  }

  /// The comment of a type; empty if it has none.
  func comment(of type: String) -> String { comments[type] ?? "" }
}
