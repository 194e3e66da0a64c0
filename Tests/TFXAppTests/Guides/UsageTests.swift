#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// A block ```` ```usage ```` has commands without `$ `, with what stands for arguments in capitals, and below a
  /// command its options. Each command is run, by itself and with each of its options, in a folder with two runs
  /// of flowers, and so is each that has no capitals, in the page's order. The rest of a line says what it is for;
  /// options that it names are those of the command.
  @Suite struct UsageTests {
    /// A command that is run, and the line that it is of.
    struct Usage {
      var words: [String]
      var place: String
      /// What the rest of the line says.
      var remark: String
    }

    static func runs(_ page: Page, _ block: Page.Block) -> Bool {
      // The server is of another package, whose tests start it with these options.
      block.language == "usage" && page.name != "docs/server.md"
    }

    /// What stands for an argument, and here; by command where that matters.
    private static let here = [
      "CONFIG": "flowers.yaml", "DATA": "flowers.csv", "INPUT": "flowers.csv", "RUN": "flowers/001",
      "RUN…": "flowers/001 flowers/002", "DIR": "runs", "SOURCE": "flowers.csv",
      "GRAPH": "graph.yaml", "SHELL": "bash", "NAME": "Dense", "[layers]": "layers", "N": "2",
      "KEY=VALUE": "fit.epochs=1", "run KEY=VALUE": "seed=3", "COMMAND": "true",
      "NAME=FILE": "x=1.5", "NAME[=FILE]": "y", "train DIR": "elsewhere", "FILE": "written",
      "train FILE": "flowers/001", "run FILE": "written.json",
    ]
    /// What an option needs besides.
    private static let besides = [
      "--resume": ["--set", "fit.epochs=6"], "--partial": ["--weights", "flowers/001"],
      "--accept-changes": ["--resume", "--set", "fit.epochs=8"],
    ]
    /// What commands need that their line tells in words.
    private static let always = [
      "threshold": ["--metric", "f1"], "plot": ["--output", "loss.svg"],
      "importance": ["--data", "flowers.csv"], "run": ["--feed", "x=2"], "init": ["--force"],
    ]

    static func usages(_ page: Page) -> [Usage] {
      var usages: [Usage] = []
      for block in page.blocks where runs(page, block) {
        var command: [String] = []
        for (index, line) in block.text.split(separator: "\n", omittingEmptySubsequences: false)
          .enumerated()
        {
          let place = "\(page.name):\(block.line + index + 1)"
          let text = line.drop { $0 == " " }
          // Two spaces, or `#` of a shell's comment, begin what is said of it.
          let parts = text.split(separator: #/ {2,}/#, maxSplits: 1)
          let words = parts.first?.split(separator: " ").map(String.init) ?? []
          let remark = parts.count > 1 ? String(parts[1]) : ""
          if line.hasPrefix("tfx ") {
            command = words
            usages.append(Usage(words: words, place: place, remark: remark))
          } else if text.hasPrefix("--"), line.count - text.count == 2 {
            usages.append(Usage(words: command + words, place: place, remark: remark))
          } else if !text.isEmpty {
            usages[usages.count - 1].remark += " " + text
          }
        }
      }
      return usages
    }

    /// The words of a command with what there is here.
    private static func typed(_ usage: Usage) -> String {
      let command = usage.words[1]
      var words = usage.words.flatMap { word in
        (here["\(command) \(word)"] ?? here[word] ?? word).split(separator: " ").map(String.init)
      }
      if usage.words.filter({ $0 == "RUN" }).count == 2 { words[3] = "flowers/002" }
      for (option, more) in besides where usage.words.contains(option) && command == "train" {
        words += more
      }
      if let more = always[command], usage.words.contains(where: here.keys.contains),
        !words.contains(more[0])
      {
        words += more
      }
      return words.joined(separator: " ")
    }

    static let pages = ["README.md", "docs/writing.md", "docs/runs.md"].map(Page.init)

    @Test(arguments: pages)
    func commandsWork(_ page: Page) throws {
      let workshop = try Workshop()
      try workshop.write(
        "graph.yaml",
        """
        placeholders: {x: {shape: []}}
        nodes:
          - {name: y, op: Square, inputs: [x]}
        """)
      workshop.train()
      workshop.train("flowers.yaml", ["fit.epochs=2"])
      let launched = Launched(workshop: workshop)
      let folder = URL(filePath: Launched.program).deletingLastPathComponent().path
      let usages = UsageTests.usages(page)
      #expect(usages.count > 5)
      for usage in usages where usage.words[1] != "server" {
        let text = UsageTests.typed(usage)
        // A reader has the folders that files of the shell lie in.
        if let file = text.firstMatch(of: #/> ~\/(\S+)\//#) {
          try workshop.makeDirectory(String(file.output.1))
        }
        let process = try launched.start(
          "/bin/sh", ["-c", "PATH='\(folder)':$PATH; \(text)"],
          environment: ["HOME": workshop.directory.path])
        let outcome = try launched.end(process)
        // `check` warns of something if it ends with 1.
        #expect(
          outcome.exitCode == 0 || (usage.words[1] == "check" && outcome.exitCode == 1),
          "\(usage.place): \(text)\n\(outcome.text)")
        #expect(
          !outcome.out.isEmpty || !outcome.err.isEmpty || text.contains(#/>|--output/#),
          "\(usage.place)")
        if usage.words.contains("--json") {
          let lines =
            usage.words[1] == "predict" ? String(outcome.out.prefix { $0 != "\n" }) : outcome.out
          #expect(
            (try? JSONSerialization.jsonObject(with: Data(lines.utf8))) != nil, "\(usage.place)")
        }
      }
    }

    /// What a line says of options is said of options that its command has.
    @Test(arguments: pages)
    func remarksNameOptions(_ page: Page) throws {
      let workshop = try Workshop()
      let launched = Launched(workshop: workshop)
      var help: [String: String] = [:]
      for usage in UsageTests.usages(page) where usage.words[1] != "server" {
        let command = usage.words[1]
        if help[command] == nil {
          help[command] = try launched.end(
            try launched.start(Launched.program, ["help", command])
          ).out
        }
        for option in usage.remark.matches(of: #/--[a-z][a-z-]+/#).map(\.output) {
          #expect(help[command]?.contains(option) == true, "\(usage.place): \(option)")
        }
      }
    }
  }
#endif
