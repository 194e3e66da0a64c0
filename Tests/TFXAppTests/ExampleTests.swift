import Foundation
import Testing

/// The programs in `Examples`, which docs/swift.md and docs/server.md show; scripts/test builds and runs them.
@Suite struct ExampleTests {
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

  /// Every package of the folder is one that scripts/test runs.
  @Test func allExamplesAreRun() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: "Examples").path()
    ).filter { !$0.hasPrefix(".") }
    let script = try text("scripts/test")
    for name in names {
      #expect(script.contains(name), "scripts/test does not run Examples/\(name)")
    }
    #expect(names.count == 3)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }
}
