import Foundation
import TestSupport
import Testing

/// Every command of docs/runs.md that looks at runs works in a folder with two runs of flowers.
@Suite(.serialized) struct RunGuideTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private static let commands = ["diff", "plot", "threshold", "importance"]

  @Test func commandsWork() throws {
    let file = URL(filePath: #filePath).appending(path: "../../../docs/runs.md").standardized
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter {
      line in
      RunGuideTests.commands.contains { line.hasPrefix("tfx \($0) ") }
    }
    for command in RunGuideTests.commands {
      #expect(lines.contains { $0.hasPrefix("tfx \(command) ") }, "\(command)")
    }
    workshop.train()
    workshop.train("flowers.yaml", ["fit.epochs=2"])
    for line in lines {
      let process = Process()
      process.executableURL = ExecutableTests.program
      process.arguments = line.split(separator: " ").dropFirst().map(String.init)
      process.currentDirectoryURL = URL(filePath: workshop.directory.path)
      let (out, err) = (Pipe(), Pipe())
      (process.standardOutput, process.standardError) = (out, err)
      try process.run()
      let text = try out.fileHandleForReading.readToEnd() ?? Data()
      let errors = try err.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(line): \(String(decoding: errors, as: UTF8.self))")
      #expect(!text.isEmpty)
      if line.contains("--json") {
        #expect((try? JSONSerialization.jsonObject(with: text)) != nil, "\(line)")
      }
    }
    #expect(workshop.files.contains("loss.svg") && workshop.files.contains("accuracy.png"))
  }
}
