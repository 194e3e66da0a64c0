import Foundation
import Testing

/// The programs in `Examples`, which docs/swift.md shows; scripts/test builds and runs them.
@Suite struct ExampleTests {
  private let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  @Test(arguments: ["GraphTraining", "SequentialModel"])
  func theDocumentShowsTheProgram(_ name: String) throws {
    let program = try text("Examples/\(name)/Sources/\(name)/main.swift")
    #expect(try text("docs/swift.md").contains("```swift\n\(program)```\n"))
  }

  @Test func theDocumentShowsAPackage() throws {
    let manifest = try text("Examples/GraphTraining/Package.swift")
    #expect(try text("docs/swift.md").contains("```swift\n\(manifest)```\n"))
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
    #expect(names.count == 2)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }
}
