import Foundation
import TFXApp
import TFXTrain
import TestSupport
import Testing

/// Runs by their names, the newest that fits, runs that diverged, and two processes in one.
@Suite(.serialized) struct NamedRunTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// Evaluates what is named as a user names it, not as a path of the workshop.
  private func evaluate(_ name: String) -> Workshop.Outcome {
    var command = EvaluateCommand(checkpoint: name)
    command.runsRoot = workshop["runs"]
    return workshop.perform { try command.run($0) }
  }

  @Test func aRunStandsForItsBest() throws {
    #expect(evaluate("latest").exitCode == 66)
    workshop.train("flowers.yaml", ["fit.epochs=1"])
    let trained = workshop.train()
    let lines = trained.out.split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("test: ") }) + "\n"
    let best = "runs/flowers/002/checkpoints/best.safetensors"
    for name in ["latest", "flowers", "flowers/002", workshop["runs/flowers/002"]] {
      let outcome = evaluate(name)
      #expect(outcome.out == line, "\(name)")
      #expect(outcome.err == "using \(best)\n", "\(name)")
    }
    #expect(workshop.evaluate(best).err == "")
    #expect(workshop.predict("flowers.csv", checkpoint: "runs/flowers").err == "using \(best)\n")
    var text = ""
    for name in ["nowhere", workshop["runs"], "flowers/003"] {
      text += "## \(workshop.directory.plain(name))\n\(evaluate(name).text)\n"
    }
    try Golden.expect(text, "named-runs")
  }

  @Test func theNewestRunThatTakesTheInputs() throws {
    workshop.train("flowers.yaml", ["fit.epochs=1"])
    // A newer run of fewer columns, and a newer one that is damaged.
    workshop.train(
      "flowers.yaml", ["fit.epochs=1", "name=narrow", "data.features=[length, width]"])
    try FileManager.default.createDirectory(
      atPath: workshop["runs/broken/001/checkpoints"], withIntermediateDirectories: true)
    try workshop.write("runs/broken/001/checkpoints/best.safetensors", "short")
    // Two files of one tick of the system's clock are of one age.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: 60)],
      ofItemAtPath: workshop["runs/broken/001/checkpoints/best.safetensors"])
    try workshop.write("narrow.csv", "width,length\n210,4.5\n")
    try workshop.write("colours.csv", "colour,width,length\nred,210,4.5\n")
    try workshop.write("other.csv", "a,b\n1,2\n")
    let narrow = workshop.predict("narrow.csv", checkpoint: nil)
    #expect(
      narrow.err == """
        passing over runs/broken/001/checkpoints/best.safetensors: error: not a safetensors file: \
        it has 5 bytes
        using runs/narrow/001/checkpoints/best.safetensors

        """)
    #expect(narrow.exitCode == 0)
    try FileManager.default.removeItem(atPath: workshop["runs/broken"])
    #expect(
      workshop.predict("colours.csv", checkpoint: nil).err
        == "using runs/narrow/001/checkpoints/best.safetensors\n")
    // Only the older one takes it: the newest has a column that this file has not.
    workshop.train(
      "flowers.yaml",
      ["fit.epochs=1", "name=wide", "data.features=[length, width, colour]"])
    let outcome = workshop.predict("narrow.csv", checkpoint: nil)
    #expect(outcome.err == "using runs/narrow/001/checkpoints/best.safetensors\n")
    let none = workshop.predict("other.csv", checkpoint: nil)
    #expect(none.exitCode == 65)
    #expect(none.err.hasPrefix("using runs/wide/001/checkpoints/best.safetensors\nother.csv:1:1: "))
  }

  @Test func aRunThatDivergesIsNotTheLatest() throws {
    workshop.train("flowers.yaml", ["fit.epochs=1"])
    let wild = [
      "data.target=width", "data.features=[length]", "data.stratify=false",
      "model.layers=[Dense: {units: 1}]", "compile.loss=mse", "compile.metrics=[mae]",
    ]
    let diverged = workshop.train(
      "flowers.yaml", wild + ["compile.optimizer={SGD: {learning_rate: 1.0e+30}}"])
    #expect(diverged.exitCode == 65)
    let latest = try FileManager.default.destinationOfSymbolicLink(
      atPath: workshop["runs/flowers/latest"])
    #expect(latest == "001")
    #expect(evaluate("latest").err == "using runs/flowers/001/checkpoints/best.safetensors\n")
    // The next one is.
    workshop.train("flowers.yaml", ["fit.epochs=1"])
    #expect(evaluate("latest").err == "using runs/flowers/003/checkpoints/best.safetensors\n")
  }

  /// One that diverged later, gone on with under a smaller learning rate.
  @Test func aRunThatDivergedCanBeGoneOnWith() throws {
    let wild = [
      "data.target=width", "data.features=[length]", "data.stratify=false", "seed=1",
      "model.layers=[Dense: {units: 1}]", "compile.loss=mse", "compile.metrics=[mae]",
      "compile.optimizer={SGD: {learning_rate: 1.0e-5}}",
    ]
    #expect(workshop.train("flowers.yaml", wild + ["fit.epochs=2"]).exitCode == 0)
    let rate = "compile.optimizer.SGD.learning_rate"
    let diverged = workshop.train(
      "flowers.yaml", wild + ["fit.epochs=9", "\(rate)=1.0e+30"], output: "runs/flowers/001",
      resume: true)
    #expect(diverged.exitCode == 65, "\(diverged.text)")
    #expect(workshop.files.contains("runs/flowers/001/diverged"))
    #expect(evaluate("latest").exitCode == 66)
    let mended = workshop.train(
      "flowers.yaml", wild + ["fit.epochs=9"], output: "runs/flowers/001", resume: true)
    #expect(mended.exitCode == 0, "\(mended.text)")
    #expect(!workshop.files.contains("runs/flowers/001/diverged"))
    #expect(evaluate("latest").exitCode == 0)
  }

  @Test func aRunInUseIsRefused() throws {
    workshop.train("flowers.yaml", ["fit.epochs=1"], output: "a")
    let lock = try RunDirectory(workshop["a"]).lock()
    let outcome = workshop.train("flowers.yaml", ["fit.epochs=2"], output: "a", resume: true)
    #expect(outcome.exitCode == 73)
    #expect(
      outcome.err.replacing(/\d+/, with: "N")
        == "a: error: cannot be written: process N is training in it\n")
    withExtendedLifetime(lock) {}
    // Reading is no harm.
    #expect(workshop.evaluate("a").exitCode == 0)
  }

  /// Columns of predictions never have the name of the column of ids.
  @Test func anIDOfTheNameOfAnOutput() throws {
    let what = ["truth": "truths", "loss": "losses"]
    for (id, column) in [
      ("prediction", "prediction_2"), ("probability_rose", "probability_rose_2"),
      ("truth", "truth_2"), ("loss", "loss_2"),
    ] {
      try workshop.write(
        "named.csv",
        Workshop.flowers.split(separator: "\n").enumerated().map { index, row in
          "\(index == 0 ? id : "row \(index)"),\(row)\n"
        }.joined())
      let run = "run-\(id)"
      #expect(
        workshop.train(
          "flowers.yaml", ["data.train=named.csv", "data.id=\(id)", "fit.epochs=1"], output: run
        ).exitCode == 0)
      let outcome = workshop.predict("named.csv", checkpoint: run)
      let header = try #require(outcome.out.split(separator: "\n").first)
      let names = header.split(separator: ",").map(String.init)
      #expect(names[0] == id && names.contains(column))
      #expect(Set(names).count == names.count)
      #expect(
        outcome.err.contains(
          "the ids are in the column '\(id)', and the \(what[id] ?? "predictions") in '\(column)'"))
      let json = workshop.predict("named.csv", checkpoint: run, json: true).out
      let row =
        try JSONSerialization.jsonObject(
          with: Data(try #require(json.split(separator: "\n").first).utf8)) as? [String: Any]
      #expect(row?[id] as? String == "row 1")
      #expect(row?.count == names.count)
    }
  }
}
