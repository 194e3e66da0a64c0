#if os(Linux)
  import Foundation
  import TFXCore
  import TestSupport
  import Testing

  /// What the program writes to a real terminal, and what that shows then.
  @Suite(.serialized) struct RecordingTests {
    private let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func terminal(
      _ command: String, columns: Int = 80, environment: [String: String] = [:]
    ) throws -> PseudoTerminal {
      try #require(
        FileManager.default.isExecutableFile(atPath: Launched.program),
        "build the product tfx first")
      return try PseudoTerminal(
        command, in: workshop.directory.path, columns: columns, environment: environment)
    }

    private static let short = "tfx train flowers.yaml --output a --set fit.epochs=3"

    /// A training whose first epoch takes longer than any test looks on.
    private func long(_ epochs: Int = 9, units: Int = 2000) throws -> String {
      let rows = Workshop.flowers.split(separator: "\n")
      let body = rows.dropFirst().joined(separator: "\n") + "\n"
      try workshop.write("long.csv", "\(rows[0])\n" + String(repeating: body, count: 5000))
      return
        "exec tfx train flowers.yaml --output a --set data.train=long.csv --set fit.batch_size=1 "
        + "--set fit.epochs=\(epochs) --set 'model.layers[0].Dense.units=\(units)' --threads 1"
    }

    // MARK: Widths

    @Test(arguments: [40, 60, 80, 200])
    func aTrainingOnATerminal(_ columns: Int) throws {
      let terminal = try terminal(RecordingTests.short, columns: columns)
      #expect(try terminal.end() == 0)
      var screen = Screen(columns: columns)
      for piece in terminal.text.split(separator: "\r\n", omittingEmptySubsequences: false) {
        let before = screen.overflows
        screen.write(piece + "\r\n")
        // No line ever goes on in the next row by itself.
        #expect(screen.overflows == before, "\(piece.debugDescription)")
      }
      for frame in Recording.frames(terminal.text) {
        #expect(Recording.plain(frame).columns < columns, "\(frame.debugDescription)")
      }
      expectUsable(screen)
      try Golden.expect(
        "\(Recording.visible(terminal.text))\n## Screen\n\(Recording.whole(screen))",
        "recording-\(columns)")
    }

    /// Tables leave out what matters least; in a pipe they are whole.
    @Test(arguments: [40, 60, 200])
    func tablesFit(_ columns: Int) throws {
      try workshop.write("deep.yaml", RecordingTests.deep)
      _ = try workshop.directory.write(
        "images",
        [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 28, 0, 0, 0, 28] + Array(repeating: 7, count: 3136))
      _ = try workshop.directory.write("labels", [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1])
      workshop.train("flowers.yaml", output: "a")
      let command = "tfx summary deep.yaml && tfx summary a && tfx runs . && tfx evaluate a"
      let terminal = try terminal(command, columns: columns)
      #expect(try terminal.end() == 0)
      var screen = Screen(columns: columns)
      screen.write(terminal.text)
      #expect(screen.overflows == 0, "\(screen.rows)")
      expectUsable(screen)
      try Golden.expect(
        Recording.whole(screen).replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d/#, with: "DATE")
          .replacing(#/ +TIME/#, with: "  TIME"),
        "recording-tables-\(columns)")
      let piped = try self.terminal("(\(command)) | cat", columns: 40)
      #expect(try piped.end() == 0)
      #expect(piped.text.contains("batch_normalization (BatchNormalization)"))
      #expect(piped.text.contains("[?, 24, 24, 16]"))
      #expect(piped.text.contains("Other values then"))
    }

    /// A model with long names and shapes.
    private static let deep = """
      data: {train: {images: images, labels: labels}}
      model:
        layers:
          - Conv2D: {filters: 16, kernel_size: 5}
          - BatchNormalization
          - SpatialDropout2D: {rate: 0.1}
          - GlobalAveragePooling2D: {name: one_of_the_longest_names_that_there_are_in_a_table}
          - Dense: {units: 2}
      compile: {optimizer: adam, loss: {SparseCategoricalCrossentropy: {from_logits: true}}}

      """

    // MARK: What the environment says

    /// No line is drawn over, and nothing escaped, where the terminal cannot do that or a program reads.
    @Test(arguments: [
      ("dumb", ["TERM": "dumb"], ""), ("ci", ["CI": "1"], ""), ("piped", [:], " 2>&1 | cat"),
      ("file", [:], " >file 2>&1; cat file"), ("no-terminal-type", ["TERM": ""], ""),
    ])
    func plainLines(_ name: String, _ environment: [String: String], _ end: String) throws {
      let terminal = try terminal(RecordingTests.short + end, columns: 40, environment: environment)
      #expect(try terminal.end() == 0)
      #expect(!terminal.bytes.contains(0x1B))
      let lines = terminal.text.replacing("\r\n", with: "\n")
      #expect(!lines.contains("\r"))
      try Golden.expect(Recording.visible(terminal.text), "recording-plain")
    }

    @Test func withoutColours() throws {
      let terminal = try terminal(RecordingTests.short, environment: ["NO_COLOR": "1"])
      #expect(try terminal.end() == 0)
      #expect(!terminal.text.contains("m━"))
      try Golden.expect(Recording.visible(terminal.text), "recording-no-color")
    }

    /// In the C locale a terminal may show nothing but ASCII, in tables and messages too.
    @Test(arguments: [["LC_ALL": "C"], ["LC_ALL": "", "LANG": "C"], ["LC_ALL": ""]])
    func withoutUnicode(_ locale: [String: String]) throws {
      let terminal = try terminal(
        "\(RecordingTests.short) && tfx summary a && tfx runs .", environment: locale)
      #expect(try terminal.end() == 0)
      #expect(terminal.bytes.allSatisfy { $0 < 0x80 })
      try Golden.expect(
        Recording.visible(terminal.text).replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d/#, with: "DATE")
          .replacing(#/ +TIME/#, with: "  TIME"),
        "recording-ascii")
    }

    // MARK: A window that changes

    /// Neither what was drawn at another width nor a part of it stays, whether a terminal wraps the lines
    /// that have become too long for it or cuts them off.
    @Test func aWindowThatIsResized() throws {
      let terminal = try terminal(try long(), columns: 80)
      var screens = Screen.Narrowing.allCases.map { Screen(columns: 80, narrowing: $0) }
      var read = 0
      for columns in [80, 40, 200, 60, 31, 80] {
        terminal.pause()
        show(terminal, from: &read, on: &screens)
        terminal.resize(columns: columns)
        for index in screens.indices { screens[index].resize(columns: columns) }
        terminal.goOn()
        try terminal.read(from: read) { Recording.frames($0).count > 1 }
        terminal.pause()
        show(terminal, from: &read, on: &screens)
        terminal.goOn()
        let frame = Recording.plain(Recording.frames(terminal.text).last ?? "")
        for screen in screens {
          let live = screen.rows.suffix(while: { !$0.hasPrefix("Run: ") })
          #expect(live.count == 1, "\(columns): \(live)")
          #expect(live.last == frame && frame.columns < columns)
        }
      }
      terminal.type("\u{03}")
      #expect(try terminal.end() == 130)
      show(terminal, from: &read, on: &screens)
      for screen in screens { expectUsable(screen) }
      try Golden.expect(Recording.shown(screens[0]), "recording-ended")
    }

    private func show(
      _ terminal: PseudoTerminal, from read: inout Int, on screens: inout [Screen]
    ) {
      let text = String(decoding: terminal.bytes[read...], as: UTF8.self)
      read = terminal.bytes.count
      for index in screens.indices { screens[index].write(text) }
    }

    // MARK: Ends

    enum End: String, CaseIterable { case key, interrupt, terminate, kill, hangUp }

    /// However a training ends, whoever has the terminal next finds it as it was.
    @Test(arguments: End.allCases)
    func aTrainingThatIsEndedWhileItDraws(_ end: End) throws {
      let terminal = try terminal(try long())
      try terminal.read { Recording.frames($0).count > 2 }
      switch end {
      case .key: terminal.type("\u{03}")
      case .interrupt: terminal.signal(SIGINT)
      case .terminate: terminal.signal(SIGTERM)
      case .kill: terminal.signal(SIGKILL)
      case .hangUp: terminal.signal(SIGHUP)
      }
      let status: [End: Int32] = [
        .key: 130, .interrupt: 130, .terminate: 143, .kill: 137, .hangUp: 129,
      ]
      #expect(try terminal.end() == status[end])
      var screen = Screen(columns: 80)
      screen.write(terminal.text)
      if end == .kill || end == .hangUp {
        // Nobody can tidy up; but the line is whole, in one row, and what comes next stands over it.
        #expect(screen.rows.count { $0.hasPrefix("epoch 1/9") } == 1)
        screen.write("\u{1B}[J$ ")
        #expect(screen.rows.last == "$")
      } else {
        expectUsable(screen)
        try Golden.expect(Recording.shown(screen), "recording-ended")
      }
      #expect(screen.style == "" && screen.showsCursor && screen.unknown == [])
    }

    /// The second signal does not wait for what is under way, and leaves no line either.
    @Test func aSecondInterruptEndsItAtOnce() throws {
      // Nearly all is for validation, which begins when the line says that all steps are done.
      let training = try long(units: 20_000).replacing(
        "fit.batch_size=1 ", with: "fit.batch_size=512 ")
      let terminal = try terminal(
        training + " --set data.validation_split=0.79 --set data.test_split=0.2")
      try terminal.read { $0.contains("  6/6  ") }
      for _ in 0..<2 {
        terminal.signal(SIGINT)
        Thread.sleep(forTimeInterval: 0.02)
      }
      #expect(try terminal.end() == 128 + SIGINT)
      #expect(terminal.isEndedBySignal)
      var screen = Screen(columns: 80)
      screen.write(terminal.text)
      expectUsable(screen)
      #expect(!screen.rows.contains { $0.contains("━") }, "\(screen.rows)")
    }

    @Test func aWatchThatIsInterruptedLeavesNoLine() throws {
      let training = try terminal(try long(100_000).replacing("long.csv", with: "flowers.csv"))
      try training.read { $0.contains("3/100000") }
      let watch = try terminal("exec tfx watch a")
      try watch.read { Recording.frames($0).count > 1 }
      watch.type("\u{03}")
      #expect(try watch.end() == 130)
      var screen = Screen(columns: 80)
      screen.write(watch.text)
      expectUsable(screen)
      #expect(!screen.rows.contains { $0.contains("━") }, "\(screen.rows)")
      training.type("\u{03}")
      #expect(try training.end() == 130)
    }

    /// Progress in the tab of a terminal that shows it ends with the training, however that ends.
    @Test(arguments: ["completed", "interrupted", "failed"])
    func progressInTheTabEnds(_ ending: String) throws {
      let command =
        switch ending {
        case "completed": RecordingTests.short
        case "interrupted": try long()
        default: RecordingTests.short + " --set compile.optimizer.Adam.learning_rate=1e38"
        }
      let terminal = try terminal(command, environment: ["TERM_PROGRAM": "ghostty"])
      if ending == "interrupted" {
        try terminal.read { Recording.frames($0).count > 2 }
        terminal.type("\u{03}")
      }
      _ = try terminal.end()
      let told = terminal.text.matches(of: #/\u{1B}\]9;4;(\d)/#).map(\.output.1)
      #expect(told.first == "1")
      #expect(told.last == "0")
    }

    /// The cursor is seen, at the beginning of an empty row, in no style.
    private func expectUsable(_ screen: Screen, at location: SourceLocation = #_sourceLocation) {
      #expect(screen.showsCursor, sourceLocation: location)
      #expect(screen.style == "", sourceLocation: location)
      #expect(screen.cursorColumn == 0, sourceLocation: location)
      #expect(screen.cursorRow == "", sourceLocation: location)
      #expect(screen.unknown == [], sourceLocation: location)
    }
  }

  /// What a program has written to a terminal, made comparable.
  private enum Recording {
    /// The live lines, as they were drawn.
    static func frames(_ text: String) -> [String] {
      text.matches(of: #/\r(epoch [^\r\n]*)\u{1B}\[[KJ]/#).map { String($0.output.1) }
    }

    /// A text without its styles.
    static func plain(_ text: String) -> String {
      text.replacing(#/\u{1B}\[[\d;]*m/#, with: "")
    }

    /// Everything behind the name of the run, with escapes that can be read. Of the live lines the first
    /// and the last of each epoch are there, as which others are drawn is a question of time.
    static func visible(_ text: String) -> String {
      var text = text.replacing("\r\n", with: "\n")
      for (escape, name) in [
        ("\r", "<start>"), ("\u{1B}[K", "<clear row>"), ("\u{1B}[J", "<clear>"),
        ("\u{1B}[36m", "<cyan>"), ("\u{1B}[2m", "<dim>"), ("\u{1B}[0m", "<plain>"),
        ("\u{1B}", "<escape>"),
      ] { text = text.replacing(escape, with: name) }
      text = text.replacing(#/<start>epoch [^\n]*?<clear>(<start>)?/#) { match in
        let counts = match.output.0.firstMatch(of: #/  ([\d,]+)\/([\d,]+)  /#)?.output
        let isDropped = counts.map { $0.1 != "1" && $0.1 != $0.2 } ?? false
        return isDropped ? "" : "\(match.output.0)\n"
      }
      return steady(behindRun(text))
    }

    /// What a screen shows behind the name of the run.
    static func shown(_ screen: Screen) -> String {
      steady(behindRun(screen.rows.joined(separator: "\n") + "\n"))
    }

    /// What a screen shows.
    static func whole(_ screen: Screen) -> String {
      steady(screen.rows.joined(separator: "\n") + "\n")
    }

    private static func behindRun(_ text: String) -> String {
      text.firstRange(of: "Run: ").map { String(text[$0.lowerBound...]) } ?? text
    }

    /// A text without what differs from run to run.
    static func steady(_ text: String) -> String {
      Golden.rounded(Golden.masked(text))
        .replacing(#/[\d.:]+( s)? left/#, with: "TIME left")
        .replacing(#/[\d,]+ samples\/s/#, with: "RATE samples/s")
        .replacing(#/(  )(?:[\d.]+ s|\d+:[\d:]+)(?=  |\n)/#) { "\($0.output.1)TIME" }
    }
  }

  extension Array {
    /// The elements at the end that fulfil a condition.
    fileprivate func suffix(while condition: (Element) -> Bool) -> ArraySlice<Element> {
      self[(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)...]
    }
  }
#endif
