import TFXApp
import TFXConfig
import TFXCore
import Testing

/// `tfx list`, `tfx explain`, `--print-config` and what `--set` completes: texts that users read.
@Suite struct TypingTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func list(_ name: String?, json: Bool = false) -> Workshop.Outcome {
    var command = ListCommand(name: name)
    command.json = json
    return workshop.perform { try command.run($0) }
  }

  private func explain(_ name: String) -> Workshop.Outcome {
    workshop.perform { try ExplainCommand(name: name).run($0) }
  }

  @Test func lists() throws {
    var text = ""
    for name in [nil, "constraints", "losses", "transforms", "layer", "nonsense"] {
      text += "## list \(name ?? "")\n\(list(name).text)\n"
    }
    text += "## list regularizers --json\n\(list("regularizers", json: true).text)\n"
    text += "## list --json\n\(list(nil, json: true).text)"
    try Golden.expect(text, "list")
  }

  @Test(arguments: ListCommand.names)
  func everyListHasAsManyLinesAsItSays(_ name: String) throws {
    let names = list(name).out.split(separator: "\n").filter { !$0.hasPrefix(" ") }
    let overview = list(nil).out.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
    #expect(overview?.hasSuffix(" \(names.count)") == true, "\(names.count), \(overview ?? "")")
  }

  @Test func explanations() throws {
    var text = ""
    for name in [
      "Conv2D", "dense", "mse", "Adam", "random_flip", "RandomFlip", "ExponentialDecay",
      "hash_bucket", "fit", "fit.batch_size", "fit.class_weight", "data.split", "data.train",
      "compile.optimizer", "compile.metrics", "data.features.encode", "normalize", "constraints",
      "MatMul", "tf.reduce_sum", "multiply",
    ] {
      text += "## explain \(name)\n\(explain(name).text)\n"
    }
    for name in ["Conv2d2", "fit.batchsize", "batch_sise", "Xyzzy"] {
      let outcome = explain(name)
      #expect(outcome.exitCode == 64)
      text += "## explain \(name)\n\(outcome.text)\n"
    }
    try Golden.expect(text, "explain")
  }

  /// A terminal without Unicode gets formulas of ASCII, in which every sign has a name.
  @Test func everyNameIsExplainedInASCII() throws {
    let traits = TerminalTraits(["TERM": "xterm", "LC_ALL": "C"], isTerminal: true)
    func ascii(_ work: (Console) throws -> Void) throws -> String {
      var text = ""
      try work(
        Console(
          out: {
            text += $0
            return true
          }, err: { _ in true }, traits: traits))
      return text
    }
    let questions = { (text: String) in text.count { $0 == "?" } }
    for name in ExplainCommand.names {
      let text = try ascii { try ExplainCommand(name: name).run($0) }
      #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(name): \(text)")
      #expect(questions(text) == questions(explain(name).out), "\(text)")
    }
    for name in ListCommand.names {
      let text = try ascii { try ListCommand(name: name).run($0) }
      #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(name): \(text)")
    }
    try Golden.expect(
      try ["GELU", "Huber", "Adam", "tf.nn.softmax"].map { name in
        try ascii { try ExplainCommand(name: name).run($0) }
      }.joined(separator: "\n"), "explain-ascii")
  }

  /// Everything that has a name can be explained, in lines that fit a terminal but for long words.
  @Test func everyNameIsExplained() throws {
    for name in ExplainCommand.names {
      let outcome = explain(name)
      #expect(outcome.exitCode == 0, "\(name)")
      for line in outcome.out.split(separator: "\n") where line.count > 80 {
        let words = line.split(separator: " ")
        let isHeading = line.hasPrefix("  ") && !line.hasPrefix("   ")
        #expect(isHeading || words.contains { $0.count > 40 }, "\(name): \(line)")
      }
    }
  }

  // MARK: --print-config

  private func listing(_ overrides: [String] = []) -> Workshop.Outcome {
    workshop.perform {
      try $0.result(try Experiment(workshop["flowers.yaml"], overrides: overrides).listing)
    }
  }

  @Test func eachValueSaysWhereItIsFrom() throws {
    let first = listing()
    #expect(first.exitCode == 0)
    let more = listing([
      "fit.epochs=9", "compile.optimizer.adam.beta_1=0.8", "model.layers[1]=Flatten",
      "data.features=[length, width]", "compile.metrics=[acc]",
      "fit.callbacks=[TerminateOnNaN, {EarlyStopping: {patience: 2}}]",
      "compile.optimizer.Adam.learning_rate={CosineDecay: {initial_learning_rate: 0.1, decay_steps: 5}}",
    ])
    try Golden.expect(
      "## the file alone\n\(first.text)\n## with --set\n\(more.text)", "print-config")
  }

  /// What is printed is the same configuration.
  @Test func theListingIsReadBack() throws {
    let config = try Experiment(workshop["flowers.yaml"]).config
    try workshop.write("again.yaml", listing().out)
    var again = try Experiment(workshop["again.yaml"]).config
    again.name = config.name
    #expect(FieldWriter.write(again).isSame(as: FieldWriter.write(config)))
    #expect(try SchemaTests.refusal(of: workshop.text("again.yaml")) == nil)
  }

  // MARK: --set

  @Test func completions() throws {
    var text = ""
    for prefix in [
      "", "fi", "fit.", "fit.e", "fit.mode=", "fit.shuffle=t", "fit.monitor=", "compile.",
      "compile.optimizer=a", "compile.optimizer.", "compile.optimizer.Adam.",
      "compile.loss=mean", "data.sp", "data.split=", "data.split.", "data.train.f", "nothing.",
      "nothing=", "data.stratify=",
    ] {
      text += "## \(prefix)\n"
      text += ConfigKeys.completions(of: prefix).map { $0 + "\n" }.joined()
    }
    try Golden.expect(text, "completions")
  }

  /// Every key can be reached by completing.
  @Test func everyKeyIsCompleted() {
    for key in ConfigKeys.all where !key.path.contains("NAME") {
      let answers = ConfigKeys.completions(of: key.text)
      #expect(
        answers.contains(key.text + "=") || answers.contains(key.text + "."), "\(key.text)")
    }
  }
}
