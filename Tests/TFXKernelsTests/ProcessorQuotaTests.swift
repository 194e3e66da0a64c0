import Foundation
import TFXKernels
import Testing

/// How many processors control groups leave to a process.
@Suite struct ProcessorQuotaTests {
  /// A folder with the given files, as control groups are mounted.
  private func mount(_ files: [String: String]) throws -> String {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    for (path, text) in files {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    return root.path
  }

  @Test func secondVersion() throws {
    let root = try mount([
      "cpu.max": "max 100000\n", "a/cpu.max": "250000 100000\n", "a/b/cpu.max": "max 100000\n",
      "a/b/c/cpu.max": "350000 100000\n", "half/cpu.max": "50000 100000\n",
      "odd/cpu.max": "much\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let cases: [(String, Int?)] = [
      ("/", nil), ("/a", 3), ("/a/b", 3), ("/a/b/c", 3), ("/half", 1), ("/odd", nil),
      ("/gone/away", nil),
    ]
    for (path, expected) in cases {
      #expect(ProcessorQuota.of(groups: "0::\(path)\n", under: root) == expected, "\(path)")
    }
  }

  @Test func insideAContainerTheTopCounts() throws {
    let root = try mount(["cpu.max": "100000 100000\n"])
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(ProcessorQuota.of(groups: "0::/docker/4f1\n", under: root) == 1)
  }

  @Test func firstVersion() throws {
    let root = try mount([
      "cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n",
      "cpu/a/cpu.cfs_quota_us": "400000\n", "cpu/a/cpu.cfs_period_us": "100000\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let groups = "12:memory:/a\n4:cpu,cpuacct:/a\n1:name=systemd:/\n"
    #expect(ProcessorQuota.of(groups: groups, under: root) == 4)
    #expect(ProcessorQuota.of(groups: "4:cpu,cpuacct:/\n", under: root) == nil)
    #expect(ProcessorQuota.of(groups: "nonsense\n\n", under: root) == nil)
  }
}
