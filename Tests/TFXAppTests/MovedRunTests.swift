import Foundation
import TFXApp
import TFXTrain
import TestSupport
import Testing

/// A folder with configuration, data and run that is renamed or copied, and data that changes.
@Suite(.serialized) struct MovedRunTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try makeDirectory("old/data")
    try workshop.write("old/data/flowers.csv", Workshop.flowers)
    try workshop.write(
      "old/flowers.yaml", Workshop.config.replacing("flowers.csv", with: "data/flowers.csv"))
  }

  private func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: workshop[name], withIntermediateDirectories: true)
  }

  private func train(
    _ folder: String, epochs: Int, resume: Bool = false, acceptChanges: Bool = false,
    quiet: Bool = true
  ) -> Workshop.Outcome {
    workshop.train(
      "\(folder)/flowers.yaml", ["fit.epochs=\(epochs)"], output: "\(folder)/run", resume: resume,
      acceptChanges: acceptChanges, quiet: quiet)
  }

  private func last(_ folder: String) throws -> [UInt8] {
    try workshop.directory.read("\(folder)/run/checkpoints/last.safetensors")
  }

  private func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: workshop[name])
  }

  @Test func nothingInARunNamesItsPlace() throws {
    #expect(train("old", epochs: 2).exitCode == 0)
    let config = try workshop.text("old/run/config.yaml")
    #expect(config.contains("\n  train: ../data/flowers.csv\n"))
    let checkpoint = try Checkpoint.read(workshop["old/run/checkpoints/last.safetensors"])
    #expect(checkpoint.config == config)
    let bytes = String(decoding: try last("old"), as: UTF8.self)
    #expect(!bytes.contains(workshop.directory.path))
    // What is given from the root stays so.
    let absolute = "data.train=\(workshop["old/data/flowers.csv"])"
    #expect(workshop.train("flowers.yaml", [absolute], output: "b").exitCode == 0)
    #expect(try workshop.text("b/config.yaml").contains("\n  train: \(workshop["old/data"])"))
  }

  @Test func aRenamedFolderGoesOn() throws {
    #expect(train("old", epochs: 2).exitCode == 0)
    let before = workshop.evaluate("old/run").out
    try FileManager.default.moveItem(atPath: workshop["old"], toPath: workshop["new"])
    #expect(workshop.evaluate("new/run").out == before)
    #expect(workshop.predict("new/data/flowers.csv", checkpoint: "new/run").exitCode == 0)
    let resumed = train("new", epochs: 4, resume: true)
    #expect(resumed.exitCode == 0, "\(resumed.text)")
    // As if it had never been moved.
    try makeDirectory("whole/data")
    for name in ["data/flowers.csv", "flowers.yaml"] {
      try workshop.write("whole/\(name)", workshop.text("new/\(name)"))
    }
    #expect(train("whole", epochs: 4).exitCode == 0)
    #expect(try last("whole") == last("new"))
    // The run's own configuration repeats it there.
    #expect(workshop.train("new/run/config.yaml", output: "new/again").exitCode == 0)
    #expect(
      try workshop.directory.read("new/again/checkpoints/last.safetensors") == last("new"))
  }

  /// A copy reads its own files, also while the old ones are there.
  @Test func aCopyReadsItsOwnData() throws {
    #expect(train("old", epochs: 2).exitCode == 0)
    try FileManager.default.copyItem(atPath: workshop["old"], toPath: workshop["copy"])
    try workshop.write("copy/data/flowers.csv", "\(Workshop.flowers)4,200,red,rose\n")
    #expect(workshop.evaluate("old/run").exitCode == 0)
    #expect(workshop.evaluate("copy/run").exitCode == 65)
    #expect(train("copy", epochs: 4, resume: true).exitCode == 65)
    try remove("copy/data/flowers.csv")
    #expect(workshop.evaluate("copy/run").exitCode == 66)
    #expect(train("copy", epochs: 4, resume: true).exitCode == 78)
  }

  /// A checkpoint without its run finds the data above it, if it is the same.
  @Test func aCheckpointByItself() throws {
    #expect(train("old", epochs: 2).exitCode == 0)
    let line = workshop.evaluate("old/run").out
    try makeDirectory("old/some/where")
    try workshop.directory.read("old/run/checkpoints/best.safetensors").withUnsafeBytes {
      try Data($0).write(to: URL(filePath: workshop["old/some/where/m"]))
    }
    #expect(workshop.evaluate("old/some/where/m").out == line)
    try workshop.write("old/data/flowers.csv", "\(Workshop.flowers)4,200,red,rose\n")
    let other = workshop.evaluate("old/some/where/m")
    #expect(other.exitCode == 66)
    #expect(other.err.contains("give other data with --data"))
  }

  @Test(arguments: [false, true]) func dataThatChanged(_ isStreaming: Bool) throws {
    let overrides = ["data.streaming=\(isStreaming)", "data.stratify=false"]
    func train(_ epochs: Int, resume: Bool, accept: Bool = false, quiet: Bool = true)
      -> Workshop.Outcome
    {
      workshop.train(
        "flowers.yaml", overrides + ["fit.epochs=\(epochs)"], output: "a", resume: resume,
        acceptChanges: accept, quiet: quiet)
    }
    #expect(train(2, resume: false).exitCode == 0)
    // One digit of one row.
    let other = Workshop.flowers.replacing("3.", with: "4.", maxReplacements: 1)
    try #require(other.utf8.count == Workshop.flowers.utf8.count && other != Workshop.flowers)
    try workshop.write("flowers.csv", other)
    var text = "## resumed\n\(train(3, resume: true).text)\n"
    text += "## evaluated\n\(workshop.evaluate("a/checkpoints/best.safetensors").text)\n"
    try workshop.write("flowers.csv", "\(Workshop.flowers)4,200,red,rose\n4,210,green,tulip\n")
    text += "## resumed with two rows more\n\(train(3, resume: true).text)\n"
    try Golden.expect(text, "changed-data")

    let before = try Checkpoint.read(workshop["a/checkpoints/last.safetensors"])
    let accepted = train(3, resume: true, accept: true, quiet: false)
    #expect(accepted.exitCode == 0, "\(accepted.text)")
    #expect(
      accepted.err.contains(
        """

        Other data than before, by the encoders that were fitted to that:
          train: 'flowers.csv' had 1181 bytes and has 1214
          rows to validate or test with are drawn anew, and may have been trained on

        """), "\(accepted.err)")
    let after = try Checkpoint.read(workshop["a/checkpoints/last.safetensors"])
    #expect(after.preprocessing == before.preprocessing)
    #expect(after.data != before.data)
    #expect(after.epoch == 3)
    // From now on this is the data; the best epoch may be one of before.
    #expect(train(4, resume: true).exitCode == 0)
    #expect(workshop.evaluate("a/checkpoints/last.safetensors").exitCode == 0)
  }

  /// A test file of its own is evaluated, and what is different of it is told; the training file need not
  /// be there.
  @Test func aTestFileThatChanged() throws {
    let rows = Workshop.flowers.split(separator: "\n")
    try workshop.write("test.csv", rows.prefix(21).joined(separator: "\n") + "\n")
    let overrides = ["data.test=test.csv", "data.test_split=0"]
    let trained = workshop.train("flowers.yaml", overrides, output: "a")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let lines = trained.out.split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("test: ") }) + "\n"
    try remove("flowers.csv")
    let whole = workshop.evaluate("a/checkpoints/best.safetensors")
    #expect(whole.out == line)
    #expect(whole.err == "")
    try workshop.write("test.csv", rows.prefix(11).joined(separator: "\n") + "\n")
    let fewer = workshop.evaluate("a/checkpoints/best.safetensors")
    #expect(fewer.out.hasPrefix("test: loss ") && fewer.out.hasSuffix("(10 samples)\n"))
    #expect(
      fewer.err.replacing(/\d+/, with: "N")
        == "the data has changed since the training: test: 'test.csv' had N bytes and has N\n")
  }
}
