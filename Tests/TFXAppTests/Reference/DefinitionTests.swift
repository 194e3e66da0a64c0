import Foundation
import TFXApp
import TFXCore
import Testing

/// What `tfx explain` and the schema say of a type is the comment above it in its source.
@Suite struct DefinitionTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
  /// No file is longer than the project's limit.
  private static let linesOfPart = 450

  /// Every type with its text, in the order of the reference.
  private func texts() throws -> [(type: String, text: String)] {
    let comments = try SourceComments(DefinitionTests.root.appending(path: "Sources"))
    var seen: Set<String> = []
    let types = ReferencePage.all.flatMap(\.catalog.types).map { String(reflecting: $0) }
    let operations = OpNames.all.sorted { $0.key < $1.key }.map { String(reflecting: $0.value) }
    return (types + operations).compactMap { type in
      let name = String(type.prefix { $0 != "<" })
      let text = comments.comment(of: name)
      return seen.insert(name).inserted && !text.isEmpty ? (name, text) : nil
    }
  }

  @Test func theProgramHasWhatTheSourcesSay() throws {
    let texts = try texts()
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      return try write(texts)
    }
    for (type, text) in texts {
      #expect(
        ReferencePage.text(of: type) == text,
        "\(type): TFX_UPDATE_GOLDENS=1 scripts/test --filter DefinitionTests writes it anew")
    }
    #expect(texts.count > 400)
  }

  @Test func everyTypeHasADefinition() {
    for page in ReferencePage.all {
      for type in page.catalog.types {
        #expect(!ReferencePage.definition(of: type).isEmpty, "\(type.kind) of \(page.name)")
      }
    }
  }

  /// What goes into an operation and what comes out: of families of operations too.
  @Test func operationsHaveDefinitions() throws {
    for name in [
      "MatMul", "Conv2D", "DepthwiseConv2dNative", "Conv3DTranspose", "MaxPool", "AvgPool3D",
    ] {
      let type = try #require(OpNames.all[name])
      #expect(!ReferencePage.text(of: String(reflecting: type)).isEmpty, "\(name)")
    }
  }

  /// Writes the files of the program's texts.
  private func write(_ texts: [(type: String, text: String)]) throws {
    var parts = [""]
    for (type, text) in texts {
      let section = "# \(type)\n\(text)\n"
      let lines = (parts[parts.count - 1] + section).split(
        separator: "\n", omittingEmptySubsequences: false
      ).count
      if lines > DefinitionTests.linesOfPart { parts.append("") }
      parts[parts.count - 1] += section
    }
    let folder = DefinitionTests.root.appending(path: "Sources/TFXApp/Reference")
    for (index, part) in parts.enumerated() {
      let lines = part.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
      let indented = lines.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
      let number = index + 1
      let list =
        index > 0
        ? ""
        : "\n  static let parts = ["
          + parts.indices.map { "part\($0 + 1)" }.joined(separator: ", ") + "]\n"
      let text = """
        // swift-format-ignore-file
        // Written by DefinitionTests from the comments above the types.

        extension Definitions {\(list)
          static let part\(number) = #\"\"\"
        \(indented)    \"\"\"#
        }

        """
      try Data(text.utf8).write(to: folder.appending(path: "Definitions\(number).swift"))
    }
  }
}
