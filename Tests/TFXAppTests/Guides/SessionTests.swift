#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// What pages tell users to type is typed, in the order of the page, in one folder with the files that the
  /// page shows and with the project's data sets, and says what the page says it does.
  ///
  /// A block ```` ```console ```` has commands behind `$ `, with lines of what they say. Other lines may stand
  /// between those, numbers may be others, and spaces. Behind `console` stands `fails=78` if it ends so.
  @Suite struct SessionTests {
    static let pages = [
      "README.md", "docs/tutorial.md", "docs/recipes.md", "docs/keras.md", "docs/tensorflow1.md",
      "docs/report.md", "docs/check.md", "docs/init.md", "docs/graphs.md", "docs/terminal.md",
      "docs/writing.md",
    ].map(Page.init)

    static func runs(_ page: Page, _ block: Page.Block) -> Bool {
      pages.contains { $0.name == page.name } && (block.language == "console" || block.file != nil)
    }

    struct Command {
      var text: String
      var lines: [String] = []
      var exitCode: Int32
      var place: String
    }

    static func commands(_ page: Page) -> [Command] {
      var commands: [Command] = []
      for block in page.blocks where block.language == "console" {
        let exitCode = Int32(block.settings["fails"] ?? "0") ?? 0
        for (index, line) in block.text.split(separator: "\n").enumerated() {
          if line.hasPrefix("$ ") {
            commands.append(
              Command(
                text: String(line.dropFirst(2)), exitCode: exitCode,
                place: "\(page.name):\(block.line + index + 1)"))
          } else if !commands.isEmpty {
            commands[commands.count - 1].lines.append(String(line))
          }
        }
      }
      return commands
    }

    /// A line without what differs from one machine to another.
    static func steady(_ line: some StringProtocol) -> String {
      String(line).replacing(#/\d[\d.,]*(e-?\d+)?/#, with: "N").split(separator: " ")
        .joined(separator: " ")
    }

    /// A folder with what a page's commands read: its files, the project's, and photos.
    static func workshop(_ page: Page) throws -> Workshop {
      let workshop = try Workshop()
      for (name, text) in page.files { try workshop.write(name, text) }
      for name in ["datasets", "configs"] {
        try FileManager.default.createSymbolicLink(
          atPath: workshop[name], withDestinationPath: Page.root.appending(path: name).path)
      }
      for name in ["circles", "stripes"] {
        let numbers = (1...9).map { "00\($0)" }
        try ImageCase.write("color.png", "photos/\(name)", numbers: numbers, to: workshop)
      }
      // Nothing is mailed.
      try workshop.makeDirectory("bin")
      try workshop.write("bin/mail", "#!/bin/sh\ncat > mail.json\n")
      chmod(workshop["bin/mail"], 0o755)
      return workshop
    }

    @Test(arguments: pages)
    func commandsSayWhatThePageSays(_ page: Page) throws {
      let workshop = try SessionTests.workshop(page)
      let launched = Launched(workshop: workshop)
      let folder = URL(filePath: Launched.program).deletingLastPathComponent().path
      let commands = SessionTests.commands(page)
      #expect(!commands.isEmpty)
      for command in commands {
        let text = command.text.replacing("scripts/tfx", with: "tfx")
        let process = try launched.start(
          "/bin/sh", ["-c", "PATH=$PWD/bin:'\(folder)':$PATH; exec 2>&1; \(text)"])
        let outcome = try launched.end(process)
        #expect(outcome.exitCode == command.exitCode, "\(command.place): \(outcome.out)")
        var rest = outcome.out.split(separator: "\n").map(SessionTests.steady)[...]
        for line in command.lines {
          let place = rest.firstIndex { $0.contains(SessionTests.steady(line)) }
          guard let place else {
            Issue.record("\(command.place) says \(line), the program\n\(outcome.out)")
            break
          }
          rest = rest[(place + 1)...]
        }
      }
    }

    /// Every file that a page shows is named by a command or by another file there.
    @Test(arguments: pages)
    func filesAreUsed(_ page: Page) {
      let typed = SessionTests.commands(page).map(\.text)
      for file in page.files.keys {
        let others = page.files.filter { $0.key != file }.values
        #expect((typed + others).contains { $0.contains(file) }, "\(page.name): \(file)")
      }
    }

    /// A link to another page, to a heading, or to a picture leads there.
    @Test(arguments: pages + [Page("docs/README.md"), Page("docs/terminal.md")])
    func linksLead(_ page: Page) throws {
      let folder = Page.root.appending(path: page.name).deletingLastPathComponent()
      for link in page.text.matches(of: #/\]\(([^)\s]+)\)/#) {
        let parts = link.output.1.split(
          separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        if parts[0].contains("://") { continue }
        let target =
          parts[0].isEmpty
          ? Page.root.appending(path: page.name) : folder.appending(path: String(parts[0]))
        #expect(
          FileManager.default.fileExists(atPath: target.path), "\(page.name): \(link.output.1)")
        guard parts.count == 2, target.pathExtension == "md" else { continue }
        let headings = try String(contentsOf: target, encoding: .utf8).split(separator: "\n")
          .filter { $0.hasPrefix("#") }.map { line in
            line.drop { $0 == "#" || $0 == " " }.lowercased().filter {
              $0.isLetter || $0.isNumber || " -_".contains($0)
            }.replacing(" ", with: "-")
          }
        #expect(headings.contains(String(parts[1])), "\(page.name): \(link.output.1)")
      }
    }
  }
#endif
