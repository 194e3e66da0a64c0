import Foundation
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// Each rewrite on a small graph: the program before and after it is a file in `Goldens`. That the
/// numbers stay is the business of FusionTests, NoteTests, MergeTests and SimplifyTests.
@Suite struct RewriteTests {
  private static let options = LoweringOptions(winograd: .always)

  @Test func everyRewriteHasACaseInOrder() {
    #expect(planRewrites.map(Self.name) == RewriteCase.all.map(\.rewrite))
  }

  /// With `TFX_UPDATE_GOLDENS` set, the files are written instead.
  @Test(arguments: RewriteCase.all)
  func changesTheProgram(_ test: RewriteCase) throws {
    let (before, after) = try texts(test, test.build)
    #expect(before != after)
    let text = "Before:\n\(before)\nAfter:\n\(after)"
    let file = URL(filePath: #filePath).appending(path: "../Goldens/\(test.rewrite).txt")
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try Data(text.utf8).write(to: file.standardized)
      return
    }
    let golden = try String(decoding: Data(contentsOf: file.standardized), as: UTF8.self)
    #expect(
      text == golden, "TFX_UPDATE_GOLDENS=1 scripts/test --filter RewriteTests writes it anew")
  }

  /// A graph that is nearly alike, on which its guard says no.
  @Test(arguments: RewriteCase.all)
  func leavesTheProgramAlone(_ test: RewriteCase) throws {
    let (before, after) = try texts(test, test.buildOther)
    #expect(before == after)
    #expect(!before.isEmpty)
  }

  /// The program of a graph, as earlier rewrites leave it and as the one in question does.
  private func texts(
    _ test: RewriteCase, _ build: (Graph) throws -> RewriteCase.Wanted
  ) throws -> (before: String, after: String) {
    let graph = Graph(seed: 3)
    let wanted = try build(graph)
    let feeds = graph.operations.filter { $0.type == "Placeholder" }.map { $0.output(0) }
    var program = try Session(graph, winograd: Self.options.winograd).simplified(
      wanted.fetches, targets: wanted.targets, feeding: feeds.map { ($0, $0.shape) })
    let index = try #require(planRewrites.firstIndex { Self.name($0) == test.rewrite })
    program.rewrite(planRewrites[..<index], Self.options)
    let before = text(of: program)
    program.rewrite([planRewrites[index]], Self.options)
    return (before, text(of: program))
  }

  private func text(of program: Program) -> String {
    program.dump(Array(program.nodes.indices)).map { $0.line + "\n" }.joined()
  }

  private static func name(_ rewrite: any PlanRewrite) -> String { "\(type(of: rewrite))" }
}
