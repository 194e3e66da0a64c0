import Foundation
import TFXConfig
import TFXCore
import Testing

/// Files as they come, and findings with the lines they are about.
struct ConfigFileTests {
  @Test func loads() throws {
    try withFile(Array(sampleConfig.utf8)) { path in
      let file = try ConfigFile.load(path)
      #expect(file.path == path)
      #expect(file.text == sampleConfig)
      #expect(file.root["name"].map(outline) == "mnist_cnn")
    }
  }

  @Test func dropsAByteOrderMark() throws {
    try withFile([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8)) { path in
      let file = try ConfigFile.load(path)
      #expect(file.root["a"]?.span?.column == 4)
    }
  }

  @Test(
    arguments: [
      (
        [0xFF, 0xFE, 0x61, 0x00],
        "1:1: error: expected UTF-8 text, found UTF-16\n  save the file as UTF-8"
      ),
      (
        Array("a: \u{e9}\nb: ".utf8) + [0xE9, 0x0A],
        "2:4: error: expected UTF-8 text, found the byte 0xE9\n  save the file as UTF-8"
      ),
      (
        [0x61, 0xC3],
        "1:2: error: expected UTF-8 text, found the byte 0xC3\n  save the file as UTF-8"
      ),
    ] as [([UInt8], String)])
  func refusesOtherThanUTF8(bytes: [UInt8], message: String) throws {
    try withFile(bytes) { path in #expect(refusal(of: path) == "\(path):\(message)") }
  }

  @Test func saysWhyAFileCannotBeRead() throws {
    #expect(
      refusal(of: "/nowhere/c.yaml")
        == "error: cannot read '/nowhere/c.yaml': there is no such file")
    #expect(refusal(of: "/") == "error: cannot read '/': it is a directory")
    #expect(refusal(of: "").hasPrefix("error: cannot read '': "))
    let large = [UInt8](repeating: 0x0A, count: ConfigFile.mostBytes + 1)
    try withFile(large) { path in
      #expect(refusal(of: path) == "error: cannot read '\(path)': it is larger than 16 MiB")
    }
    try withFile(large.dropLast()) { path in #expect(refusal(of: path) == "accepted") }
  }

  @Test func showsFindingsInTheOrderOfTheSourceWithTheirNumber() throws {
    let file = try ConfigFile(path: "c.yaml", text: "a: 1\nb: 2\n")
    var findings = Diagnostics()
    #expect(file.render(findings) == "")
    try file.check(findings)
    findings.report(Diagnostic(.warning, at: file.root["b"]?.span, "second"))
    #expect(file.render(findings) == "c.yaml:2:4: warning: second\n    2 | b: 2\n      |    ^")
    try file.check(findings)
    findings.error(at: file.root["a"]?.span, "first", help: "mend it")
    let rendered = """
      c.yaml:1:4: error: first
          1 | a: 1
            |    ^ mend it
      c.yaml:2:4: warning: second
          2 | b: 2
            |    ^
      1 error, 1 warning
      """
    #expect(file.render(findings) == rendered)
    do {
      try file.check(findings)
      Issue.record("accepted")
    } catch {
      #expect(error.description == rendered)
    }
  }

  @Test func showsOnlyTheFirstOfVeryMany() throws {
    let text = String(repeating: "a: 1\n", count: 100_000)
    let file = try ConfigFile(path: "c.yaml", text: text)
    var findings = Diagnostics()
    for line in 1...100_000 {
      findings.error(at: SourceSpan(file: "c.yaml", line: line, column: 1), "unknown key 'a'")
    }
    let lines = file.render(findings).split(separator: "\n")
    #expect(lines.count == 3 * ConfigFile.mostShown + 1)
    #expect(lines.last == "100000 errors; the first 50 are shown")
  }

  @Test func showsTheArgumentOfAnOverride() throws {
    var file = try ConfigFile(path: "c.yaml", text: sampleConfig)
    try file.set("fit.epochs=many")
    var findings = Diagnostics()
    _ = file.root["fit"]?["epochs"].flatMap { Int.read($0, &findings) }
    #expect(
      file.render(findings) == """
        --set fit.epochs:1:12: error: expected a whole number, found 'many'
            1 | fit.epochs=many
              |            ^~~~
        """)
  }

  private func refusal(of path: String) -> String {
    do {
      _ = try ConfigFile.load(path)
      return "accepted"
    } catch {
      return error.description
    }
  }

  private func withFile(_ bytes: some Collection<UInt8>, _ body: (String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
  }
}
