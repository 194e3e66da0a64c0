import TFXApp
import TestSupport
import Testing

/// Trainings on targets that are scaled, are several labels in one text, or have an order; from file to
/// prediction.
@Suite struct TargetFormRunTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func write(_ data: String, _ units: Int, _ compile: String, epochs: Int) throws {
    try workshop.write(
      "config.yaml",
      """
      seed: 3
      data: \(data)
      model: {layers: [{Dense: {units: 16, activation: relu}}, {Dense: {units: \(units)}}]}
      compile: \(compile)
      fit: {epochs: \(epochs), batch_size: 8}

      """)
  }

  /// The last column of a text of CSV.
  private func numbers(_ text: String, column: Int) -> [Double] {
    text.split(separator: "\n").dropFirst().compactMap {
      Double($0.split(separator: ",", omittingEmptySubsequences: false)[column])
    }
  }

  /// The measurement of a name in the line that `evaluate` writes.
  private func measurement(_ name: String, _ text: String) throws -> Double {
    let words = text.split { $0 == " " || $0 == "\n" }
    let place = try #require(words.firstIndex { $0 == name }, "\(text)")
    return try #require(Double(words[place + 1]), "\(text)")
  }

  private let checkpoint = "run/checkpoints/best.safetensors"

  /// Prices of houses: what is learned is scaled, what users see is in money.
  @Test(arguments: [
    "normalize: zscore", "normalize: minmax", "transform: log1p, normalize: zscore",
  ])
  func metricsAndPredictionsAreInTheTargetsOwnUnit(_ scale: String) throws {
    let rows = (0..<80).map { row in
      let (a, b) = (Double(row * 37 % 80) / 20 - 2, Double(row * 53 % 80) / 20 - 2)
      return "\(a),\(b),\(Int(250_000 + 60_000 * a - 30_000 * b))\n"
    }
    try workshop.write("t.csv", "a,b,price\n" + rows.joined())
    try write(
      "{train: t.csv, target: {column: price, \(scale)}, validation_split: 0.2}", 1,
      "{optimizer: {Adam: {learning_rate: 0.02}}, loss: mse, metrics: [mae, r2_score]}", epochs: 60)
    let trained = workshop.train("config.yaml", output: "run", quiet: false)
    #expect(trained.exitCode == 0, "\(trained.text)")
    #expect(trained.err.contains("Target: price, scaled for the loss; metrics and predictions"))
    let evaluated = workshop.evaluate(checkpoint, data: "t.csv")
    let error = try measurement("mae", evaluated.out)
    #expect(error > 100 && error < 15_000, "\(evaluated.out)")
    #expect(try measurement("loss", evaluated.out) < 0.1)
    #expect(try measurement("r2_score", evaluated.out) > 0.95)
    // The metric is what anyone computes from the predictions.
    let predicted = workshop.predict("t.csv", checkpoint: checkpoint).out
    let pairs = zip(
      numbers(predicted, column: 2), numbers("a,b,price\n" + rows.joined(), column: 2))
    let mean = pairs.map { abs($0 - $1) }.reduce(0, +) / 80
    #expect(abs(mean - error) < 1, "\(mean) and \(error)")
    // A resumed run goes on in the same way.
    let resumed = workshop.train("config.yaml", ["fit.epochs=61"], output: "run", resume: true)
    #expect(resumed.exitCode == 0, "\(resumed.text)")
  }

  @Test func severalScaledColumnsNeedAnOutputEach() throws {
    try workshop.write(
      "t.csv", "x,y,z\n" + (0..<40).map { "\($0 % 7),\($0 % 7 * 1000),\($0 % 7 - 3)\n" }.joined())
    try write(
      "{train: t.csv, target: {column: [y, z], normalize: zscore}}", 2,
      "{optimizer: {Adam: {learning_rate: 0.05}}, loss: mse, metrics: [mae]}", epochs: 40)
    #expect(workshop.train("config.yaml", output: "run").exitCode == 0)
    let predicted = workshop.predict("t.csv", checkpoint: checkpoint).out
    #expect(predicted.hasPrefix("row,truth_y,truth_z,prediction_y,prediction_z,loss\n"))
    #expect(numbers(predicted, column: 3).max() ?? 0 > 4000)
    #expect(numbers(predicted, column: 4).allSatisfy { abs($0) < 5 })
    for units in [1, 3] {
      let refused = workshop.train(
        "config.yaml", ["model.layers[1].Dense.units=\(units)"], output: "b")
      #expect(refused.exitCode == 78)
      #expect(refused.text.contains("the target has 2 values for each sample"), "\(refused.text)")
    }
  }

  @Test func labelsComeBackJoined() throws {
    let rows = (0..<60).map { row in
      let (red, big) = (row % 2 == 0, row % 3 == 0)
      let tags = (big ? ["big"] : []) + (red ? ["red, dark"] : [])
      return "\(red ? 1 : 0),\(big ? 1 : 0),\"\(tags.joined(separator: "|"))\"\n"
    }
    try workshop.write("t.csv", "a,b,tags\n" + rows.joined())
    try write(
      "{train: t.csv, target: {column: tags, separator: '|'}}", 2,
      "{optimizer: {Adam: {learning_rate: 0.05}}, loss: {BinaryCrossentropy: {from_logits: true}}, "
        + "metrics: [binary_accuracy]}", epochs: 40)
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    #expect(workshop.evaluate(checkpoint, data: "t.csv").out.contains("binary_accuracy 1.0000"))
    let predicted = workshop.predict("t.csv", checkpoint: checkpoint).out
    #expect(
      predicted.hasPrefix(
        "row,truth,prediction,probability_big,\"probability_red, dark\",loss\n"))
    let lines = predicted.split(separator: "\n").dropFirst()
    #expect(lines[1].hasPrefix("1,\"big|red, dark\",\"big|red, dark\",0."))
    #expect(lines[2].hasPrefix("2,,,0."))
    #expect(lines[4].hasPrefix("4,big,big,0."))
    let json = workshop.predict("t.csv", checkpoint: checkpoint, json: true).out
    #expect(
      json.hasPrefix(
        "{\"row\": 1, \"truth\": \"big|red, dark\", \"prediction\": \"big|red, dark\", "
          + "\"probability_big\": 0."))
    let refused = workshop.train("config.yaml", ["model.layers[1].Dense.units=1"], output: "b")
    #expect(refused.text.contains("give it units: 2, one for each label"), "\(refused.text)")
    let weighted = workshop.train("config.yaml", ["fit.class_weight=balanced"], output: "c")
    #expect(weighted.exitCode == 78)
    #expect(weighted.text.contains("but the target is more than one class for each row"))
  }

  @Test func ordinalClasses() throws {
    let names = ["low", "mid", "high", "top"]
    let rows = (0..<80).map { "\(Double($0 % 20) / 5 - 2),\(names[$0 % 20 / 5])\n" }
    try workshop.write("t.csv", "x,grade\n" + rows.joined())
    try write(
      "{train: t.csv, target: {column: grade, type: ordinal, order: [low, mid, high, top]}}", 3,
      "{optimizer: {Adam: {learning_rate: 0.05}}, loss: {BinaryCrossentropy: {from_logits: true}}}",
      epochs: 60)
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let predicted = workshop.predict("t.csv", checkpoint: checkpoint).out
    #expect(
      predicted.hasPrefix(
        "row,truth,prediction,probability_low,probability_mid,probability_high,probability_top,loss\n"
          + "1,low,low,0.")
    )
    let lines = predicted.split(separator: "\n").dropFirst()
    let right = zip(lines, rows).count { line, row in
      line.split(separator: ",")[2] == row.dropLast().split(separator: ",")[1]
    }
    #expect(right >= 72, "\(predicted)")
    for line in lines {
      let probabilities = line.split(separator: ",")[3..<7].compactMap { Double($0) }
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5 && probabilities.allSatisfy { $0 >= 0 })
    }
    let refused = workshop.train("config.yaml", ["model.layers[1].Dense.units=4"], output: "b")
    #expect(refused.text.contains("give it units: 3, one for each class but the last"))
  }

  @Test func rowsOfClassesUnderALossForNumbers() throws {
    let rows = (0..<60).map {
      "\($0 % 3 == 0 ? 1 : 0),\($0 % 3 == 1 ? 1 : 0),\(["a", "b", "c"][$0 % 3])\n"
    }
    try workshop.write("t.csv", "u,v,kind\n" + rows.joined())
    try write(
      "{train: t.csv, target: {column: kind, encode: to_categorical}, stratify: true, "
        + "validation_split: 0.2}", 3,
      "{optimizer: {Adam: {learning_rate: 0.05}}, loss: mse, metrics: [categorical_accuracy]}",
      epochs: 30)
    let trained = workshop.train("config.yaml", ["fit.class_weight=balanced"], output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    #expect(workshop.evaluate(checkpoint).out.contains("categorical_accuracy 1.0000"))
    #expect(
      workshop.predict("t.csv", checkpoint: checkpoint).out.hasPrefix(
        "row,truth,prediction,probability_a,probability_b,probability_c,loss\n1,a,a,"))
  }

  @Test func whatCannotBeIsShownInTheConfiguration() throws {
    try workshop.write("t.csv", "x,y\n1,2\n2,3\n3,\n")
    var text = ""
    for (target, loss) in [
      ("{column: y, transform: [log1p, {clip: {min: 0}}]}", "mse"),
      ("{column: y, normalize: zscore, missing: drop}", "sparse_categorical_crossentropy"),
      ("{column: y, type: ordinal, missing: drop}", "sparse_categorical_crossentropy"),
      ("{column: y, separator: '', missing: drop}", "binary_crossentropy"),
      ("{column: y, encode: one_hot}", "mse"),
      ("{column: y, separator: '|'}", "mse"),
      ("y", "mse"),
    ] {
      try write("{train: t.csv, target: \(target)}", 1, "{loss: \(loss)}", epochs: 1)
      text += "target: \(target), \(loss)\n"
      text += workshop.train("config.yaml", output: "run").text + "\n"
    }
    try Golden.expect(text, "target-mistakes")
  }

  /// Which rows are left out is told by the checkpoint, so that evaluation leaves them out too.
  @Test func rowsWithoutATargetAreLeftOutLaterToo() throws {
    try workshop.write(
      "t.csv", "x,y\n" + (0..<40).map { "\($0 % 7),\($0 % 5 == 0 ? "NA" : "\($0 % 7)")\n" }.joined()
    )
    try write(
      "{train: t.csv, target: {column: y, missing: drop}, test_split: 0.25}", 1, "{loss: mse}",
      epochs: 2)
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.out.contains("(8 samples)"), "\(trained.text)")
    #expect(workshop.evaluate(checkpoint, data: "t.csv").out.contains("(32 samples)"))
    #expect(
      workshop.predict("t.csv", checkpoint: checkpoint).out.split(separator: "\n").count == 41)
  }
}
