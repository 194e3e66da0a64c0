import TFXApp
import TFXData
import TFXTrain
import TestSupport
import Testing

/// What is said of data that a model meets later: all mistakes of it, and what has changed in kind.
@Suite(.serialized) struct NewDataRunTests {
  private let workshop: Workshop
  private let checkpoint = "run/checkpoints/best.safetensors"

  init() throws {
    workshop = try Workshop()
    try workshop.write(
      "t.csv",
      "x,kind,y\n"
        + (0..<40).map { "\($0 % 7),\("abc".dropFirst($0 % 3).first!),\($0 % 5)\n" }.joined())
    try workshop.write(
      "t.yaml",
      """
      data: {train: t.csv, target: y, features: {x: {}, kind: {}}}
      model: {layers: [{Dense: {units: 1}}]}
      compile: {optimizer: SGD, loss: mse}
      fit: {epochs: 1}

      """)
    let trained = workshop.train("t.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
  }

  /// Mistakes lie far apart, and predictions of the rows before the first one are out already.
  @Test func mistakesOfAWholeFileAreTold() throws {
    var text = "x,kind,y\n"
    for row in 0..<1_200_000 {
      let x = row % 100_000 == 99_999 ? (row % 200_000 == 99_999 ? "" : "word") : "\(row % 7)"
      text += "\(x),a,1\n"
    }
    try workshop.write("new.csv", text)
    let predicted = workshop.predict("new.csv", checkpoint: checkpoint)
    let evaluated = workshop.evaluate(checkpoint, data: "new.csv")
    #expect(predicted.exitCode == 65 && evaluated.exitCode == 65)
    var expected = "new.csv:100001:1: error: column 'x': the value is missing\n"
    #expect(predicted.err.contains(expected) && evaluated.err.contains(expected))
    expected = "new.csv:1100001:1: error: column 'x': the value is missing\n"
    #expect(evaluated.err.contains(expected), "\(evaluated.err)")
    #expect(evaluated.err.hasSuffix("\n12 errors\n"))
    // What was said before them, and that it ends there.
    let rows = predicted.out.split(separator: "\n").count - 1
    if rows > 0 {
      #expect(
        predicted.err.contains(
          "only the predictions before the mistake are written, \(rows) of them"))
    }
    #expect(rows < 100_000)
    let whole = workshop.predict("new.csv", checkpoint: checkpoint, output: "p.csv")
    #expect(whole.exitCode == 65 && !workshop.files.contains("p.csv"))
  }

  @Test func columnsOfAnotherKind() throws {
    try workshop.write("texts.csv", "x,kind\nhigh,a\nlow,b\nhigh,c\n")
    try workshop.write("numbers.csv", "x,kind\n1,7\n2,8\n3,NA\n")
    try workshop.write("one.csv", "x,kind\n1,z\n")
    var text = ""
    for file in ["texts.csv", "numbers.csv", "one.csv"] {
      let outcome = workshop.predict(file, checkpoint: checkpoint)
      #expect((outcome.exitCode == 65) == (file == "texts.csv"))
      text += "## \(file)\n\(outcome.err)"
    }
    try Golden.expect(text, "columns-of-another-kind")
  }

  /// The numbers of the encoders stay those that the weights know, also when the changed data is not new
  /// any more.
  @Test func acceptedDataKeepsTheEncodersOfTheRun() throws {
    let scaled = ["data.features={x: {normalize: zscore}, kind: {}}"]
    func train(_ epochs: Int, _ overrides: [String], resume: Bool = true, accept: Bool = false)
      -> Workshop.Outcome
    {
      workshop.train(
        "t.yaml", overrides + ["fit.epochs=\(epochs)"], output: "a", resume: resume,
        acceptChanges: accept)
    }
    func encoders() throws -> Preprocessing? {
      try Checkpoint.read(workshop["a/checkpoints/last.safetensors"]).preprocessing
    }
    #expect(train(1, scaled, resume: false).exitCode == 0)
    let before = try encoders()
    try workshop.write("t.csv", try workshop.text("t.csv") + "70,a,1\n80,b,2\n")
    #expect(train(2, scaled, accept: true).exitCode == 0)
    #expect(try encoders() == before)
    #expect(train(3, scaled).exitCode == 0)
    #expect(try encoders() == before)
  }

  /// An edit of features is listed, not passed over.
  @Test func acceptedDataTakesNoOtherFeatures() throws {
    try workshop.write("t.csv", try workshop.text("t.csv") + "3,a,1\n")
    var text = ""
    for features in [
      "{x: {normalize: zscore}, kind: {}}", "{x: {}, kind: {encode: embedding}}", "{x: {}}",
      "{x: {}, kind: {}, y2: {}}", "{x: {}, kind: {missing: most_frequent}}",
    ] {
      let outcome = workshop.train(
        "t.yaml", ["data.features=\(features)", "fit.epochs=2"], output: "run", resume: true,
        acceptChanges: true)
      #expect(outcome.exitCode != 0, "\(features) \(outcome.text)")
      text += "## \(features)\n\(outcome.text)\n"
    }
    try Golden.expect(text, "resume-other-features")
    // The same in other words.
    let same = workshop.train(
      "t.yaml", ["data.features={'*': {}, kind: {encode: one_hot}}", "fit.epochs=2"], output: "run",
      resume: true, acceptChanges: true)
    #expect(same.exitCode == 0, "\(same.text)")
  }
}
