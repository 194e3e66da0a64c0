import Foundation
import Testing

/// The options that docs/server.md lists.
@Suite(.serialized) struct GuideTests {
  @Test func aServerStartsWithEachOption() throws {
    let file = URL(filePath: #filePath).appending(path: "../../../../docs/server.md").standardized
    let page = try String(contentsOf: file, encoding: .utf8)
    let block = try #require(page.firstMatch(of: /```usage\ntfx server\n([^`]*)```/)).output.1
    // Those of a cluster's tasks are in ClusterTests; a free port is taken anyway.
    let elsewhere: Set = ["--port", "--cluster"]
    let values = [
      "--listen": "127.0.0.1", "--checkpoints": FileManager.default.temporaryDirectory.path,
      "--max-message": "512M", "--memory": "1G", "--max-sessions": "100", "--grace": "60",
    ]
    let options = block.matches(of: /(?m)^ +(--[a-z-]+)/).map { String($0.output.1) }
    #expect(Set(options) == elsewhere.union(values.keys))
    let server = try ServerProcess(
      values.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] })
    #expect(server.end() == 0)
  }
}
