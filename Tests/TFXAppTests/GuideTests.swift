import Foundation
import TFXApp
import TestSupport
import Testing

/// Every configuration in docs/data.md is trained for an epoch on the files that stand before it.
///
/// A block of CSV names its file: ```` ```csv flats.csv ````. Behind `yaml` a block says what is not
/// worth a line there, as `loss=mse units=2`: a section that it leaves out is one dense layer for that.
@Suite struct GuideTests {
  struct Snippet: Sendable, CustomTestStringConvertible {
    let line: Int
    let text: String
    let settings: [String: String]
    let files: [String: String]

    var testDescription: String { "docs/data.md:\(line)" }

    /// The whole configuration.
    var config: String {
      var config = text
      let loss = settings["loss"] ?? "mse"
      let units = settings["units"] ?? "1"
      let activation =
        [
          "mse": "linear", "binary_crossentropy": "sigmoid",
        ][loss] ?? "softmax"
      if !text.contains("\nmodel:") {
        config += "model: {layers: [{Dense: {units: \(units), activation: \(activation)}}]}\n"
      }
      if !text.contains("\ncompile:") { config += "compile: {optimizer: adam, loss: \(loss)}\n" }
      if !text.contains("\nfit:") { config += "fit: {epochs: 1}\n" }
      return config
    }

    static let all: [Snippet] = {
      let lines = GuideTests.text("data.md").split(
        separator: "\n", omittingEmptySubsequences: false)
      var (snippets, files) = ([Snippet](), [String: String]())
      var block: (head: [Substring], line: Int, text: String)?
      for (index, line) in lines.enumerated() {
        if let open = block {
          if line != "```" {
            block?.text += line + "\n"
            continue
          }
          switch open.head.first {
          case "csv" where open.head.count > 1: files[String(open.head[1])] = open.text
          case "yaml":
            let settings = open.head.dropFirst().map { $0.split(separator: "=") }
            snippets.append(
              Snippet(
                line: open.line, text: open.text,
                settings: Dictionary(
                  uniqueKeysWithValues: settings.map { (String($0[0]), String($0[1])) }),
                files: files))
          default: break
          }
          block = nil
        } else if line.hasPrefix("```") {
          block = (line.dropFirst(3).split(separator: " "), index + 1, "")
        }
      }
      return snippets
    }()
  }

  fileprivate static func text(_ name: String) -> String {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    do {
      return try String(contentsOf: root.appending(path: "docs/\(name)"), encoding: .utf8)
    } catch {
      preconditionFailure("docs/\(name): \(error)")
    }
  }

  @Test func thereAreSnippets() {
    #expect(Snippet.all.count > 20)
  }

  @Test(arguments: Snippet.all)
  func trains(_ snippet: Snippet) throws {
    let workshop = try Workshop()
    for (name, text) in snippet.files { try workshop.write(name, text) }
    try FileManager.default.createSymbolicLink(
      atPath: workshop["datasets"], withDestinationPath: Repository.dataset(""))
    try workshop.write("config.yaml", snippet.config)
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
  }
}
