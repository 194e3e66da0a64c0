import Foundation
import TFXCore
import TestSupport

/// A page of docs/reference: everything of a kind that a file can name, with its fields.
struct ReferencePage {
  let file: String
  let title: String
  /// What the page begins with.
  let introduction: String
  let catalogs: [Catalog]

  /// - Parameters:
  ///   - mathsOf: the definition that stands above a type in its source.
  func text(mathsOf: (String) throws -> String) throws -> String {
    var text = "# \(title)\n\n\(introduction)\n"
    for catalog in catalogs {
      for type in catalog.types { text += try section(type, mathsOf) }
    }
    return text
  }

  private func section(
    _ type: any NamedConfigurable.Type, _ mathsOf: (String) throws -> String
  ) throws -> String {
    var text = "\n## \(type.kind)\n\n"
    // Of generic types, what stands before the '<'.
    let definition = try mathsOf(String(String(describing: type).prefix { $0 != "<" }))
    if !definition.isEmpty { text += definition + "\n\n" }
    if !type.aliases.isEmpty {
      text += "Also " + type.aliases.map { "`\($0)`" }.joined(separator: ", ") + ".\n\n"
    }
    let fields = ReferencePage.fields(of: type)
    if fields.isEmpty { return text + "It has no arguments.\n" }
    text += "| argument | default | |\n|---|---|---|\n"
    for field in fields {
      let value = field.isRequired ? "*required*" : "`\(flow(field.defaultValue))`"
      let limits = field.limits.map { "; \($0)" } ?? ""
      let about = field.documentation + limits
      text += "| `\(field.name)` | \(value) | \(about.replacing("|", with: "\\|")) |\n"
    }
    return text
  }

  private static func fields(of type: any NamedConfigurable.Type) -> [FieldReference] {
    FieldReference.fields(of: type)
  }
}

/// The documentation comments of types, by their names.
struct SourceComments {
  private var comments: [String: String] = [:]

  /// Reads those of all public types below a folder of sources.
  init(_ folder: URL) throws {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      var comment: [String] = []
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("///") {
          comment.append(String(line.dropFirst(3).drop { $0 == " " }))
        } else {
          if let name = SourceComments.typeName(line), !comment.isEmpty {
            comments[name] = comment.joined(separator: "\n")
          }
          comment = []
        }
      }
    }
  }

  private static func typeName(_ line: Substring) -> String? {
    guard let start = line.range(of: "public struct ")?.upperBound else { return nil }
    return String(line[start...].prefix { $0.isLetter || $0.isNumber })
  }

  /// The comment of a type; empty if it has none. A metric that is the mean of a loss has the loss's.
  func comment(of type: String) -> String {
    let name = type.split(separator: "<").last.map { $0.prefix { $0 != ">" } } ?? ""
    return comments[String(name)] ?? ""
  }
}
