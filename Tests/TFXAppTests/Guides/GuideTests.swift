import Foundation
import TFXApp
import TFXConfig
import TFXCore
import TestSupport
import Testing

/// Every configuration on these pages is trained for an epoch on the files that stand before it; those that a
/// page's commands train are `SessionTests`'s.
///
/// A block of CSV names its file: ```` ```csv flats.csv ````. Behind `yaml` a block says what is not
/// worth a line there, as `loss=mse units=2`: a section that it leaves out is one dense layer for that. A block
/// that says nothing of data is a part of any configuration.
@Suite struct GuideTests {
  struct Snippet: Sendable, CustomTestStringConvertible {
    let page: String
    let block: Page.Block
    let files: [String: String]

    var testDescription: String { "\(page):\(block.line)" }

    /// Whether it holds some keys alone.
    var isPart: Bool { !"\n\(block.text)".contains("\ndata:") }

    /// The whole configuration.
    var config: String {
      var config = block.text
      let loss = block.settings["loss"] ?? "mse"
      let units = block.settings["units"] ?? "1"
      let activation =
        [
          "mse": "linear", "binary_crossentropy": "sigmoid",
        ][loss] ?? "softmax"
      if !config.contains("\nmodel:") {
        config += "model: {layers: [{Dense: {units: \(units), activation: \(activation)}}]}\n"
      }
      if !config.contains("\ncompile:") { config += "compile: {optimizer: adam, loss: \(loss)}\n" }
      if !config.contains("\nfit:") { config += "fit: {epochs: 1}\n" }
      return config
    }

    /// What a part of a configuration sets.
    var settings: [String] {
      get throws {
        guard
          case .mapping(let sections) = try YAMLParser.parse(text: block.text, file: page).content
        else { return [] }
        return sections.flatMap { section in
          guard case .mapping(let keys) = section.value.content else { return [String]() }
          return keys.map { "\(section.key).\($0.key)=\(YAMLWriter.flow($0.value))" }
        }
      }
    }

    static let all: [Snippet] = ["data", "training", "recipes"].flatMap {
      let page = Page("docs/\($0).md")
      var (snippets, files) = ([Snippet](), [String: String]())
      for block in page.blocks {
        switch block.language {
        case "csv": if let file = block.file { files[file] = block.text }
        case "yaml" where block.file == nil:
          snippets.append(Snippet(page: page.name, block: block, files: files))
        default: break
        }
      }
      return snippets
    }
  }

  @Test func thereAreSnippets() {
    #expect(Snippet.all.count > 25)
  }

  @Test(arguments: Snippet.all)
  func trains(_ snippet: Snippet) throws {
    let workshop = try Workshop()
    let trained: Workshop.Outcome
    if snippet.isPart {
      trained = workshop.train("flowers.yaml", try snippet.settings, output: "run")
    } else {
      for (name, text) in snippet.files { try workshop.write(name, text) }
      try FileManager.default.createSymbolicLink(
        atPath: workshop["datasets"], withDestinationPath: Repository.dataset(""))
      try workshop.write("config.yaml", snippet.config)
      trained = workshop.train("config.yaml", output: "run")
    }
    #expect(trained.exitCode == 0, "\(trained.text)")
  }

  /// The front page shows what lies in `configs`, with comments of its own.
  @Test func theReadmeShowsConfigurations() throws {
    let plain = { (text: String) in text.replacing(#/ *#.*/#, with: "") }
    let configs = try ["mnist_cnn", "penguins"].map {
      plain(
        try String(contentsOf: Page.root.appending(path: "configs/\($0).yaml"), encoding: .utf8))
    }
    let blocks = Page("README.md").blocks.filter { $0.language == "yaml" }
    #expect(!blocks.isEmpty)
    for block in blocks where !block.text.hasPrefix("fit:") {
      #expect(configs.contains { $0.contains(plain(block.text)) }, "README.md:\(block.line)")
    }
  }

  /// The page for Keras's users says what there is not.
  @Test func whatIsMissingIsMissing() throws {
    let page = Page("docs/keras.md").text
    let section = try #require(
      page.firstRange(of: "## What is not there").flatMap { begin in
        page[begin.upperBound...].firstRange(of: "\n## ").map {
          page[begin.upperBound..<$0.lowerBound]
        }
      })
    let names = Set(section.matches(of: #/`([A-Z]\w+)`/#).map { String($0.output.1) })
    let known = Set(ReferencePage.all.flatMap { page in page.catalog.types.map { $0.kind } })
    #expect(names.intersection(known) == ["Residual", "Concatenate"])
    #expect(names.count > 12)
  }
}
