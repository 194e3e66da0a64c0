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

    static let pages = ["data", "training", "recipes", "optimizers", "writing"].map {
      Page("docs/\($0).md")
    }

    static let all: [Snippet] = (pages + [Page("README.md")]).flatMap { page in
      var (snippets, files) = ([Snippet](), [String: String]())
      for block in page.blocks {
        switch block.language {
        case "csv": if let file = block.file { files[file] = block.text }
        case "yaml" where GuideTests.runs(page, block):
          snippets.append(Snippet(page: page.name, block: block, files: files))
        default: break
        }
      }
      return snippets
    }
  }

  static func runs(_ page: Page, _ block: Page.Block) -> Bool {
    guard block.language == "yaml", block.file == nil else { return false }
    return page.name == "README.md"
      ? block.text.hasPrefix("fit:") : Snippet.pages.contains { $0.name == page.name }
  }

  @Test func thereAreSnippets() {
    #expect(Snippet.all.count > 25)
  }

  /// A table that stands before configurations is one that they name.
  static func reads(_ page: Page, _ block: Page.Block) -> Bool {
    guard block.language == "csv", let file = block.file else { return false }
    return Snippet.all.contains { $0.page == page.name && $0.block.text.contains(file) }
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
  static func isConfiguration(_ page: Page, _ block: Page.Block) -> Bool {
    let plain = { (text: String) in text.replacing(#/ *#.*/#, with: "") }
    return page.name == "README.md" && block.language == "yaml"
      && ["mnist_cnn", "penguins"].contains { name in
        let file = Page.root.appending(path: "configs/\(name).yaml")
        return (try? String(contentsOf: file, encoding: .utf8))
          .map { plain($0).contains(plain(block.text)) } ?? false
      }
  }

  /// What the front page says of mistakes is said of these two.
  static let mistakes = [("Dense: {units: 16", "Dens: {units: 16"), ("Adam:", "Adm:")]

  @Test func theReadmeShowsMistakes() throws {
    let block = try #require(Page("README.md").blocks.first { $0.text.contains("'Dens'") })
    let workshop = try Workshop()
    var config = try String(
      contentsOf: Page.root.appending(path: "configs/iris.yaml"), encoding: .utf8)
    for (right, wrong) in GuideTests.mistakes { config = config.replacing(right, with: wrong) }
    try workshop.makeDirectory("configs")
    try workshop.write("configs/iris.yaml", config)
    try FileManager.default.createSymbolicLink(
      atPath: workshop["datasets"], withDestinationPath: Repository.dataset(""))
    #expect(workshop.train("configs/iris.yaml").err == block.text)
  }

  /// Files and folders that a page lists: the words of a line before it says something of them.
  private func listed(_ page: String, _ begin: String) throws -> [[String]] {
    let block = try #require(Page(page).blocks.first { $0.text.hasPrefix(begin) })
    return block.text.split(separator: "\n").filter { !$0.hasPrefix("   ") }.map { line in
      line.drop { $0 == " " }.split(separator: #/ {3,}/#)[0].split(separator: " ").map(String.init)
    }
  }

  @Test func theReadmeListsFiles() throws {
    let workshop = try Workshop()
    workshop.train("flowers.yaml", ["name=mnist_cnn"])
    let run = try listed("README.md", "runs/mnist_cnn/001/").compactMap(\.first)
    #expect(run.count > 6)
    for name in run.dropFirst() {
      #expect(workshop.files.contains(run[0] + name), "\(name)")
    }
    for name in try listed("README.md", "Package.swift").joined() {
      let path = Page.root.appending(path: name).path
      #expect(FileManager.default.fileExists(atPath: path), "\(name)")
    }
  }

  /// A node that the page about graphs shows by itself is run on three numbers.
  @Test func graphsHaveTheNodes() throws {
    let blocks = Page("docs/graphs.md").blocks.filter { $0.language == "yaml" && $0.file == nil }
    #expect(!blocks.isEmpty)
    for block in blocks {
      let workshop = try Workshop()
      try workshop.write("graph.yaml", "placeholders: {x: {shape: [1, 3]}}\n\(block.text)")
      var command = RunCommand(graph: workshop["graph.yaml"])
      command.feeds = ["x=[[1, 2, 3]]"]
      let outcome = workshop.perform { try command.run($0) }
      #expect(outcome.exitCode == 0, "\(outcome.text)")
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
