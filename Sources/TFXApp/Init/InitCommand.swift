import TFXCore
import TFXData

/// `tfx init`: a configuration with comments for data that nobody has described.
package struct InitCommand {
  package var data: String
  /// The columns to predict; none to choose one.
  package var targets: [String] = []
  /// Where to write; standard output if `-`.
  package var output = "config.yaml"
  /// Whether a file that is there is written over.
  package var overwrites = false
  /// So many bytes of a table are looked at.
  package var sampleByteCount = TableSurvey.byteCount
  /// Whether the schema is written beside the file.
  package var writesSchema = true

  package init(data: String) { self.data = data }

  private static let schemaName = "tfx.schema.json"

  package func run(_ console: Console) throws {
    if data == "-" {
      throw Failure(
        "error: standard input can be read only once, and training reads the data too\n"
          + "  write it to a file first", exitCode: .usage)
    }
    let isShown = output == "-"
    if !isShown, !overwrites, FileAccess.exists(output) {
      throw Failure(
        "error: \(output) is there already\n"
          + "  write another file with --output, or over it with --force", exitCode: .cannotWrite)
    }
    let directory = isShown ? "." : FilePath.directory(of: output)
    var draft = ConfigDraft()
    if writesSchema, !isShown {
      draft.add("# yaml-language-server: $schema=\(InitCommand.schemaName)")
    }
    draft.add(
      "# What tfx init made of \(ColumnGuess.shown(FilePath.name(of: data))). Every guess says why."
    )
    let body = try described(from: directory)
    body.write(to: &draft)
    if isShown { return try console.result(draft.text) }
    try FileAccess.makeDirectories(directory)
    try FileAccess.write(Array(draft.text.utf8), to: output)
    console.say("wrote \(output)")
    for line in body.summary { console.say("  \(line)") }
    if writesSchema { try writeSchema(in: directory, console) }
    console.say("next:")
    console.say("  tfx train \(ShellWord.quoted(output))")
    console.say("  tfx predict \(ShellWord.quoted(body.predictable ?? data))")
  }

  /// What there is to write of the data, in a file of a directory.
  private func described(from directory: String) throws -> any DataDraft {
    let written = { (path: String) in
      let relative = FilePath.relative(
        FilePath.name(of: path), in: FilePath.directory(of: path), from: directory)
      // Folders that have little to do with each other are not moved together.
      return path.hasPrefix("/") && relative.hasPrefix("../../") ? path : relative
    }
    guard let samples = try SampleSurvey(data) else {
      let survey = try TableSurvey(data, byteCount: sampleByteCount)
      return try TableDraft(data, survey, written: written(data), name: name, targets: targets)
    }
    if !targets.isEmpty {
      throw Failure(
        "error: --target names a column of a CSV file, but \(data) is none\n  leave it out",
        exitCode: .usage)
    }
    return SampleDraft(name: name, survey: samples, written: written)
  }

  /// The experiment's name: that of the file without endings.
  private var name: String {
    var stem = FilePath.stem(of: data)
    if ["csv", "tsv", "tab", "txt"].contains(FilePath.ending(of: stem)) {
      stem = FilePath.stem(of: stem)
    }
    let name = stem.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" }
    return name.isEmpty || name.first == "." ? "data" : String(name)
  }

  /// The schema that editors complete and check by. Another program's file of this name stays.
  private func writeSchema(in directory: String, _ console: Console) throws {
    let path = FilePath.joined(directory, InitCommand.schemaName)
    let text = Array(ConfigSchema.text.utf8)
    if FileAccess.exists(path) {
      let found = try FileAccess.read(path)
      if found == text { return }
      if !String(decoding: found, as: UTF8.self).contains("\"urn:tfx:config\"") {
        return console.say("warning: \(path) is not tfx's; it stays as it is")
      }
    }
    try FileAccess.write(text, to: path)
    console.say("wrote \(path), by which editors complete and check")
  }
}

/// A configuration for some kind of data.
protocol DataDraft {
  /// What was found, in a few lines.
  var summary: [String] { get }
  /// A file of it to predict from, if that is not what was named.
  var predictable: String? { get }

  func write(to draft: inout ConfigDraft)
}

extension DataDraft {
  var predictable: String? { nil }
}
