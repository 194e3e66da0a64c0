import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// What the program itself does with its command line: names that no command has, completion scripts as
/// shells run them, and the manual.
@Suite struct CommandLineTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// Runs a program in the workshop.
  private func run(
    _ program: String, _ arguments: [String], input: String = ""
  ) throws -> Workshop.Outcome {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: workshop.directory.path)
    let (out, err, source) = (Pipe(), Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (out, err)
    process.standardInput = source
    try process.run()
    source.fileHandleForWriting.write(Data(input.utf8))
    try source.fileHandleForWriting.close()
    let text = try out.fileHandleForReading.readToEnd() ?? Data()
    let errors = try err.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Workshop.Outcome(
      out: String(decoding: text, as: UTF8.self), err: String(decoding: errors, as: UTF8.self),
      exitCode: process.terminationStatus)
  }

  private func tfx(_ arguments: String...) throws -> Workshop.Outcome {
    try run(ExecutableTests.program.path, arguments)
  }

  @Test func namesThatNoCommandHas() throws {
    var text = ""
    for arguments in [["help", "NOSUCH"], ["help", "trian"], ["sumary", "a.yaml"], ["xyzzy"]] {
      let outcome = try run(ExecutableTests.program.path, arguments)
      #expect(outcome.exitCode == 64)
      text += "## \(arguments.joined(separator: " "))\n\(outcome.text)\n"
    }
    #expect(try tfx("help", "train").out == tfx("train", "--help").out)
    text += "## completion csh\n\(try tfx("completion", "csh").text)\n"
    text += "## graph --format png\n\(try tfx("graph", "a.yaml", "--format", "png").text)"
    try Golden.expect(text, "unknown-commands")
  }

  @Test func theSchemaIsPrinted() throws {
    let schema = try tfx("schema")
    #expect(schema.exitCode == 0)
    let file = URL(filePath: #filePath).appending(path: "../../../../docs/schema/tfx.schema.json")
    #expect(try Data(schema.out.utf8) == Data(contentsOf: file.standardized))
  }

  @Test func theConfigurationIsPrinted() throws {
    let outcome = try tfx("train", "flowers.yaml", "--print-config", "--set", "fit.epochs=9")
    #expect(outcome.exitCode == 0)
    #expect(outcome.out.contains(/epochs: 9 +# --set fit\.epochs\n/))
    #expect(outcome.out.contains(/batch_size: 8 +# flowers\.yaml:\d+\n/))
    #expect(outcome.out.contains(/shuffle: true +# default\n/))
    #expect(!workshop.files.contains("runs"))
    #expect(try tfx("train", "flowers.yaml", "--print-config", "--set", "a=1").exitCode == 78)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func aScriptForAShell(_ shell: String) throws {
    let script = try tfx("completion", shell)
    #expect(script.exitCode == 0)
    #expect(script.out.contains("tfx") && script.out.contains("print-config"))
    let program = "/usr/bin/\(shell)"
    guard FileManager.default.isExecutableFile(atPath: program) else { return }
    #expect(try run(program, ["-n"], input: script.out).text == "exit 0\n")
  }

  /// Bash completes as it does for a user who has typed these words.
  @Test(arguments: [
    (["ex"], "explain"), (["train", "flowers.yaml", "--set", "fit.ep"], "fit.epochs="),
    (["train", "--set", "fit.mode", "=", "m"], "max min"),
    (["train", "--set", "fit.shuffle", "="], "false true"), (["list", "met"], "metrics"),
    (["train", "--print"], "--print-config"), (["explain", "Conv2DT"], "Conv2DTranspose"),
    (["evaluate", "flo"], "flowers flowers.csv flowers.yaml"),
    (["evaluate", "flowers/"], "flowers/001"),
    (["watch", "la"], "latest"),
  ])
  func bashCompletes(_ words: [String], _ answer: String) throws {
    let bash = "/bin/bash"
    guard FileManager.default.isExecutableFile(atPath: bash) else { return }
    let script = try tfx("completion", "bash").out
    try FileManager.default.createDirectory(
      atPath: workshop["runs/flowers/001"], withIntermediateDirectories: true)
    try workshop.write("runs/flowers/001/config.yaml", "name: flowers\n")
    let all = [ExecutableTests.program.path] + words
    let quoted = all.map { "'\($0)'" }.joined(separator: " ")
    let line = all.joined(separator: " ")
    let test = """
      \(script)
      compopt() { :; }
      COMP_WORDS=(\(quoted)) COMP_CWORD=\(words.count)
      COMP_LINE='\(line)' COMP_POINT=\(line.utf8.count)
      _tfx_with_values tfx "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}" | sort | tr '\\n' ' '
      """
    let outcome = try run(bash, ["-s"], input: test)
    #expect(outcome.out == answer + " ", "\(outcome.text)")
  }

  @Test func theManualIsCurrent() throws {
    let dump = try tfx("--experimental-dump-help").out
    let text = try ManPage.text(of: dump)
    let file = URL(filePath: #filePath).appending(path: "../../../../docs/tfx.1").standardized
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try Data(text.utf8).write(to: file)
    }
    #expect(try Data(contentsOf: file) == Data(text.utf8))
    let groff = "/usr/bin/groff"
    guard FileManager.default.isExecutableFile(atPath: groff) else { return }
    let formatted = try run(groff, ["-mdoc", "-ww", "-Tutf8", file.path])
    #expect(formatted.err == "" && formatted.exitCode == 0, "\(formatted.err)")
    #expect(formatted.out.contains("print"))
  }
}
