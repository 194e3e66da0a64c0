import Foundation
import Testing

/// The programs in `Examples`, which docs/swift.md and docs/server.md show; scripts/test builds and runs them.
@Suite struct ExampleTests {
  /// Whether a program or a package is all that a block shows, or the block a piece of the one that
  /// docs/tensorflow1.md has.
  static func runs(_ page: Page, _ block: Page.Block) -> Bool {
    let folder = Page.root.appending(path: "Examples")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return names.flatMap { ["\($0)/Package.swift", "\($0)/Sources/\($0)/main.swift"] }.contains {
      let text = (try? String(contentsOf: folder.appending(path: $0), encoding: .utf8)) ?? ""
      return page.name == "docs/tensorflow1.md" ? text.contains(block.text) : text == block.text
    }
  }

  private let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  @Test(arguments: [
    ("GraphTraining", "docs/swift.md"), ("SequentialModel", "docs/swift.md"),
    ("RemoteSession", "docs/server.md"),
  ])
  func theDocumentShowsTheProgram(_ name: String, _ document: String) throws {
    let program = try text("Examples/\(name)/Sources/\(name)/main.swift")
    #expect(try text(document).contains("```swift\n\(program)```\n"))
  }

  @Test(arguments: [("GraphTraining", "docs/swift.md"), ("RemoteSession", "docs/server.md")])
  func theDocumentShowsAPackage(_ name: String, _ document: String) throws {
    let manifest = try text("Examples/\(name)/Package.swift")
    #expect(try text(document).contains("```swift\n\(manifest)```\n"))
  }

  /// The pieces of the program that docs/tensorflow1.md has beside TensorFlow's, in their order, are all of it
  /// but for what stands above them.
  @Test func thePageHasThePiecesOfTheProgram() throws {
    let program = try text("Examples/FromTensorFlow1/Sources/FromTensorFlow1/main.swift")
    var rest = try #require(program.split(separator: "docs/tensorflow1.md", maxSplits: 1).last)
    rest = rest.drop { $0 != "\n" }
    for block in Page("docs/tensorflow1.md").blocks where block.language == "swift" {
      rest = rest.drop { $0.isNewline }
      #expect(rest.hasPrefix(block.text), "docs/tensorflow1.md:\(block.line)")
      rest = rest.dropFirst(block.text.count)
    }
    #expect(!rest.contains { !$0.isNewline })
  }

  /// Every package of the folder is one that scripts/test runs.
  @Test func allExamplesAreRun() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: "Examples").path()
    ).filter { !$0.hasPrefix(".") }
    let script = try text("scripts/test")
    for name in names {
      #expect(script.contains(name), "scripts/test does not run Examples/\(name)")
    }
    #expect(names.count == 4)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }
}
