#if os(Linux)
  import Foundation
  import TFXConfig
  import TFXCore
  import TestSupport
  import Testing

  /// What docs/cluster.md tells users to type is typed, with names of hosts and files that there are here.
  @Suite(.serialized, .enabled(if: Launched.launcher != nil)) struct ClusterGuideTests {
    private let workshop: Workshop
    private let launched: Launched

    init() throws {
      workshop = try Workshop()
      launched = Launched(workshop: workshop)
    }

    private static let blocks = Page("docs/cluster.md").blocks

    /// The lines that start ranks.
    static let commands: [String] = blocks.filter { $0.language == "sh" }.flatMap { block in
      block.text.replacing("\\\n", with: " ").split(separator: "\n").map(String.init)
        .filter { $0.hasPrefix("mpirun ") }
    }

    static func runs(_ page: Page, _ block: Page.Block) -> Bool {
      guard page.name == "docs/cluster.md" else { return false }
      return block.language == "yaml" || block.text.contains("mpirun ")
    }

    /// What stands on the page, and here.
    private static let here = [
      ("--host alpha:1,beta:1", "--host localhost:2"), ("configs/mnist_cnn.yaml", "flowers.yaml"),
      ("/data/config.yaml", "flowers.yaml"), (" config.yaml", " flowers.yaml"),
      ("/data/run", "run"), ("/opt/tfx/tfx", "tfx"), (" tfx ", " \(Launched.program) "),
      // Where there are too few processors, ranks cannot be bound to them.
      (" --map-by slot:PE=8", ""), (" --bind-to none", ""),
      ("mpirun ", "mpirun --oversubscribe --bind-to none "),
    ]

    /// Runs a command of the page.
    private func run(_ command: String) throws -> Workshop.Outcome {
      var words = command
      for (there, here) in ClusterGuideTests.here { words = words.replacing(there, with: here) }
      let folder = URL(filePath: try #require(Launched.launcher)).deletingLastPathComponent().path
      return try launched.end(
        try launched.start("/bin/sh", ["-c", "PATH=\(folder):$PATH; \(words) --threads 1"]))
    }

    @Test func thereAreCommands() {
      #expect(ClusterGuideTests.commands.count == 3)
    }

    @Test(arguments: ClusterGuideTests.commands)
    func commandsTrain(_ command: String) throws {
      let outcome = try run(command)
      #expect(outcome.exitCode == 0, "\(outcome.text)")
      #expect(outcome.err.contains(" ranks, each with 1 thread"), "\(outcome.err)")
    }

    @Test func settingsTrainToTheSameBytes() throws {
      let block = try #require(
        ClusterGuideTests.blocks.first { $0.language == "yaml" && $0.text.contains("shards") })
      let settings = try YAMLParser.parse(text: block.text, file: "cluster.md")
      guard case .mapping(let entries)? = settings["fit"]?.content else {
        Issue.record("no fit section in \(block.text)")
        return
      }
      let sets = entries.flatMap { ["--set", "fit.\($0.key)=\(YAMLWriter.flow($0.value))"] }
      let train = ["train", "flowers.yaml", "--threads", "1"] + sets + ["--output"]
      let alone = try launched.end(try launched.start(Launched.program, train + ["one"]))
      #expect(alone.exitCode == 0, "\(alone.text)")
      let two = try launched.end(
        try launched.start(
          try #require(Launched.launcher),
          ["-n", "2", "--oversubscribe", "--bind-to", "none", Launched.program] + train + ["two"]))
      #expect(two.exitCode == 0, "\(two.text)")
      let last = "checkpoints/last.safetensors"
      #expect(
        try workshop.directory.read("one/\(last)") == workshop.directory.read("two/\(last)"))
    }

    /// The command of Kubernetes' launcher.
    @Test func theManifestTrains() throws {
      let block = try #require(
        ClusterGuideTests.blocks.first { $0.text.contains("kind: MPIJob") })
      let manifest = try YAMLParser.parse(text: block.text, file: "cluster.md")
      let pod = manifest["spec"]?["mpiReplicaSpecs"]?["Launcher"]?["template"]?["spec"]
      guard case .sequence(let containers)? = pod?["containers"]?.content,
        case .sequence(let command)? = containers.first?["command"]?.content
      else {
        Issue.record("no command in \(block.text)")
        return
      }
      let words = command.map { word in
        if case .scalar(let text, _) = word.content { text } else { "?" }
      }
      let outcome = try run(words.joined(separator: " "))
      #expect(outcome.exitCode == 0, "\(outcome.text)")
      #expect(outcome.err.contains("Run: run, \(words[2]) ranks"), "\(outcome.err)")
    }
  }
#endif
