import TFXApp
import TestSupport
import Testing

/// Columns of all kinds, from a raw file to predictions, as a user sees them.
@Suite struct ColumnRunTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func write(
    _ name: String, data: String, units: Int = 1, loss: String = "mse"
  ) throws {
    let last =
      units == 1 ? "{Dense: {units: 1}}" : "{Dense: {units: \(units), activation: softmax}}"
    try workshop.write(
      name,
      """
      seed: 3
      data: \(data)
      model: {layers: [{Dense: {units: 4, activation: relu}}, \(last)]}
      compile: {optimizer: {Adam: {learning_rate: 0.02}}, loss: \(loss)}
      fit: {epochs: 2, batch_size: 8}

      """)
  }

  /// Sales as people write them.
  private func sales() throws {
    let rows = (0..<60).map { row in
      "\(1000 + row);\(row % 7),\(row % 10)0 €;0\(row % 28 + 1).02.2024;"
        .replacing(";01", with: ";1").replacing(";02", with: ";2")
        + "\(["Fair", "Good", "Ideal"][row % 3]);k\(row % 5);\(row % 4 == 0 ? "" : "\(row % 9)");"
        + "\(["oak bench", "red oak chair", "pine table"][row % 3]);3;\(row % 11)\n"
    }
    try workshop.write(
      "sales.csv", "nr;price;sold;cut;shop;stock;title;branch;sales\n" + rows.joined())
    try write(
      "sales.yaml",
      data: """

          train: sales.csv
          delimiter: ";"
          target: sales
          exclude: [nr]
          test_split: 0.2
          features:
            "*": {}
            cut: {encode: ordinal, order: [Fair, Good, Ideal]}
            shop: {transform: [upper], encode: one_hot}
            stock: {normalize: robust, clip: 3, missing: {fill: median, indicator: true}}
            title: {encode: text, output_mode: tf_idf, ngrams: 2}
        """)
  }

  @Test func whatBecameOfTheColumnsIsSaid() throws {
    try sales()
    let trained = workshop.train("sales.yaml", output: "run", quiet: false)
    #expect(trained.exitCode == 0, "\(trained.text)")
    let told = trained.err.split(separator: "\n").prefix { !$0.hasPrefix("Model") }
      .joined(separator: "\n")
    try Golden.expect(told + "\n", "train-columns")
    let log = try workshop.text("run/train.log")
    #expect(log.hasPrefix(told))
    let config = try workshop.text("run/config.yaml")
    let features = config.split(separator: "\n").drop { !$0.hasPrefix("  features:") }
      .prefix { !$0.hasPrefix("  exclude") }.joined(separator: "\n")
    try Golden.expect(features + "\n", "resolved-columns")
    // What was resolved repeats the run.
    let again = workshop.train("run/config.yaml", output: "again")
    #expect(again.exitCode == 0, "\(again.text)")
    #expect(
      try workshop.directory.read("run/metrics.csv").split(separator: 10).count
        == workshop.directory.read("again/metrics.csv").split(separator: 10).count)
    #expect(try workshop.text("again/config.yaml") == config)
    #expect(
      workshop.evaluate("run/checkpoints/best.safetensors").out
        == workshop.evaluate("again/checkpoints/best.safetensors").out)
  }

  @Test func streamedItIsTheSame() throws {
    try sales()
    #expect(workshop.train("sales.yaml", ["data.test_split=0"], output: "a").exitCode == 0)
    let streamed = workshop.train(
      "sales.yaml", ["data.test_split=0", "data.streaming=true"], output: "b")
    #expect(streamed.exitCode == 0, "\(streamed.text)")
    let features = { (run: String) in
      try workshop.text("\(run)/config.yaml").split(separator: "\n")
        .drop { !$0.hasPrefix("  features:") }.prefix { !$0.hasPrefix("  exclude") }
    }
    #expect(try features("a") == features("b"))
  }

  @Test func driftIsTold() throws {
    try sales()
    #expect(workshop.train("sales.yaml", output: "run").exitCode == 0)
    try workshop.write(
      "new.csv",
      """
      price;sold;cut;shop;stock;title;branch
      3,50 €;10.02.2024;Good;k1;4;oak chair;3
      9.000,00 €;11.02.2024;Ideal;k9;3;a sofa;3
      3,20 €;11.02.1999;Fair;K7;;pine bench;3

      """)
    let checkpoint = "run/checkpoints/best.safetensors"
    let predicted = workshop.predict("new.csv", checkpoint: checkpoint)
    #expect(predicted.exitCode == 0)
    try Golden.expect(predicted.err, "drift")
    #expect(workshop.predict("sales.csv", checkpoint: checkpoint).err.isEmpty)

    var strict = PredictCommand(input: workshop["new.csv"])
    strict.checkpoint = workshop[checkpoint]
    strict.output = workshop["out.csv"]
    strict.strict = true
    let refused = workshop.perform { try strict.run($0) }
    #expect(refused.exitCode == 65)
    #expect(
      refused.err.hasSuffix(
        "error: the data is not like the training data, which --strict forbids; nothing was written to "
          + "out.csv\n"))
    #expect(!workshop.files.contains("out.csv"))

    try workshop.write(
      "labelled.csv",
      "price;sold;cut;shop;stock;title;branch;sales\n3,50 €;10.02.2024;Good;k9;4;oak chair;3;1\n")
    var evaluate = EvaluateCommand(checkpoint: workshop[checkpoint])
    evaluate.data = workshop["labelled.csv"]
    #expect(
      workshop.perform { try evaluate.run($0) }.err.hasPrefix("warning: column 'shop': 1 of 1"))
    evaluate.strict = true
    let failed = workshop.perform { try evaluate.run($0) }
    #expect(failed.exitCode == 65 && failed.out.hasPrefix("labelled.csv: loss"))
  }

  /// Codes that look like numbers are classes and categories as they are written, and predictions
  /// have them so.
  @Test func codesKeepTheirIdentity() throws {
    let codes = ["0001", "0010", "1E1", "0100"]
    try workshop.write(
      "codes.csv",
      "code,y\n" + (0..<40).map { "\(codes[$0 % 4]),\(codes[$0 % 4])\n" }.joined())
    try write(
      "codes.yaml",
      data: "{train: codes.csv, target: {column: y, type: classification}, "
        + "features: {code: {encode: one_hot}}}", units: 4, loss: "sparse_categorical_crossentropy")
    let trained = workshop.train("codes.yaml", ["fit.epochs=60"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let predicted = workshop.predict("codes.csv", checkpoint: "run/checkpoints/best.safetensors")
    let classes = predicted.out.split(separator: "\n").dropFirst().prefix(4)
      .map { String($0.split(separator: ",")[2]) }
    #expect(classes == codes)
  }

  /// A column of two hundred timestamps is no two hundred inputs.
  @Test func timestampsAreDates() throws {
    let rows = (0..<200).map { row in
      "2020-01-\(row / 24 < 9 ? "0" : "")\(row / 24 + 1) \(row % 24 < 10 ? "0" : "")\(row % 24):00:00,"
        + "\(row % 13),\(row % 2 == 0 ? "A" : "B")\n"
    }
    try workshop.write("when.csv", "when,x,y\n" + rows.joined())
    try write(
      "when.yaml", data: "{train: when.csv, target: y, validation_split: 0.2}", units: 2,
      loss: "sparse_categorical_crossentropy")
    let trained = workshop.train("when.yaml", output: "run", quiet: false)
    #expect(trained.exitCode == 0, "\(trained.text)")
    #expect(
      trained.err.contains(
        "column 'when': texts such as '2020-01-01 00:00:00' are read as dates, which become their "
          + "parts"), "\(trained.err)")
    #expect(trained.err.contains("dense (Dense)"))
    #expect(try workshop.text("run/config.yaml").contains("input_shape: [10]"))
  }
}
