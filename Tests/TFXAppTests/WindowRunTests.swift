import TFXApp
import TestSupport
import Testing

/// Trainings on windows of rows, on splits by rules and on classes made equally many; from file to
/// prediction.
@Suite struct WindowRunTests {
  private let workshop: Workshop
  private let checkpoint = "run/checkpoints/best.safetensors"

  init() throws { workshop = try Workshop() }

  private func write(
    _ data: String, _ layers: String, _ compile: String, fit: String = "{epochs: 2, batch_size: 8}"
  ) throws {
    try workshop.write(
      "config.yaml",
      """
      seed: 3
      data: \(data)
      model: {layers: \(layers)}
      compile: \(compile)
      fit: \(fit)

      """)
  }

  /// Two stations, one of which measures twice what the other does.
  private func series(_ rows: Range<Int>) -> String {
    let values = [0.0, 1, 2, 3, 2, 1]
    return "station,time,id,value\n"
      + rows.flatMap { row in
        ["north", "south"].map { station in
          let value = values[row % 6] * (station == "north" ? 1 : 2)
          let (day, hour) = (1 + row / 24, row % 24)
          return
            "\(station),2024-01-\(day < 10 ? "0" : "")\(day) \(hour < 10 ? "0" : "")\(hour):00,"
            + "\(station.prefix(1))\(row),\(value)\n"
        }
      }.joined()
  }

  @Test(arguments: [
    "[{LSTM: {units: 8}}, {Dense: {units: 1}}]",
    "[{Conv1D: {filters: 8, kernel_size: 3, activation: relu}}, Flatten, {Dense: {units: 1}}]",
  ])
  func sequencesForRecurrentAndConvolutionalModels(_ layers: String) throws {
    try workshop.write("t.csv", series(0..<120))
    try write(
      """
      {train: t.csv, target: {column: value, normalize: zscore}, id: id,
       features: {value: {normalize: zscore}},
       window: {length: 6, horizon: 1, order: time, by: station},
       validation_split: 0.2, test_split: 0.2}
      """, layers, "{optimizer: {Adam: {learning_rate: 0.02}}, loss: mse, metrics: [mae]}",
      fit: "{epochs: 30, batch_size: 16}")
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    // Of 72, 24 and 24 rows of each station.
    #expect(trained.out.contains("(36 samples)"), "\(trained.text)")
    let line = try #require(trained.out.split(separator: "\n").first { $0.hasPrefix("test: ") })
    #expect(workshop.evaluate(checkpoint).out.contains(line))
    #expect(workshop.evaluate(checkpoint, data: "t.csv").out.contains("(228 samples)"))

    try workshop.write("new.csv", series(120..<128))
    let predicted = workshop.predict("new.csv", checkpoint: checkpoint)
    let lines = predicted.out.split(separator: "\n").map(String.init)
    #expect(
      lines.map { String($0.prefix { $0 != "," }) }
        == ["id", "n125", "s125", "n126", "s126", "n127", "s127"], "\(predicted.text)")
    // Behind the last row is nothing that could be the truth.
    #expect(lines[0] == "id,truth,prediction,loss")
    let wanted = [0.0, 0, 1, 2, 2, 4]
    for (line, (wanted, truth)) in zip(
      lines.dropFirst(), zip(wanted, ["0.0", "0.0", "1.0", "2.0", "", ""]))
    {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let number = try #require(Double(cells[2]))
      #expect(abs(number - wanted) < 1, "\(line), expected \(wanted)")
      #expect(cells[1] == truth && cells[3].isEmpty == truth.isEmpty, "\(line)")
    }
    try workshop.write("short.csv", series(0..<3))
    let short = workshop.predict("short.csv", checkpoint: checkpoint)
    #expect(short.exitCode == 65)
    #expect(short.text.contains("need 6 rows, but the longest series has 3"), "\(short.text)")
  }

  /// A window is a sequence of numbers and of the rows of an id's table.
  @Test func sequencesWithAnEmbeddedColumn() throws {
    try workshop.write("t.csv", series(0..<60))
    try write(
      """
      {train: t.csv, target: value,
       features: {station: {encode: embedding, dimension: 3}, value: {normalize: zscore}},
       window: {length: 6, order: time, by: station}, test_split: 0.3}
      """, "[{GRU: {units: 4}}, {Dense: {units: 1}}]", "{loss: mse}")
    let trained = workshop.train("config.yaml", output: "run", quiet: false)
    #expect(trained.exitCode == 0, "\(trained.text)")
    #expect(trained.err.contains("[?, 6, 4]"), "\(trained.err)")
    #expect(workshop.evaluate(checkpoint).exitCode == 0)
    #expect(workshop.predict("t.csv", checkpoint: checkpoint).exitCode == 0)
  }

  @Test func predictionsBearTheNumberOfTheLastRow() throws {
    try workshop.write("t.csv", "x,y\n" + (0..<30).map { "\($0 % 5),\($0 % 5)\n" }.joined())
    try write(
      "{train: t.csv, target: y, window: {length: 4}}", "[Flatten, {Dense: {units: 1}}]",
      "{loss: mse}")
    #expect(workshop.train("config.yaml", output: "run").exitCode == 0)
    let lines = workshop.predict("t.csv", checkpoint: checkpoint).out.split(separator: "\n")
    #expect(lines.count == 28)
    #expect(lines[1].hasPrefix("4,") && lines[27].hasPrefix("30,"))
  }

  /// A run that was stopped draws the same samples again.
  @Test(arguments: ["oversample", "undersample"])
  func aResumedRunDrawsTheSameSamples(_ option: String) throws {
    try workshop.write(
      "t.csv", "x,y\n" + (0..<60).map { "\($0 % 9),\($0 % 6 == 0 ? "yes" : "no")\n" }.joined())
    try write(
      "{train: t.csv, target: y, \(option): balanced, stratify: true, test_split: 0.2}",
      "[{Dense: {units: 2, activation: softmax}}]",
      "{loss: sparse_categorical_crossentropy, metrics: [accuracy]}", fit: "{epochs: 4}")
    #expect(workshop.train("config.yaml", output: "whole").exitCode == 0)
    #expect(workshop.train("config.yaml", ["fit.epochs=2"], output: "parts").exitCode == 0)
    #expect(
      workshop.train("config.yaml", output: "parts", resume: true).exitCode == 0)
    let last = "checkpoints/last.safetensors"
    let tensors = try [
      workshop.directory.read("whole/\(last)"), workshop.directory.read("parts/\(last)"),
    ]
    #expect(tensors[0] == tensors[1])
    let weighted = workshop.train("config.yaml", ["fit.class_weight=balanced"], output: "b")
    #expect(weighted.exitCode == 78)
    #expect(weighted.text.contains("would balance what is resampled already"))
  }

  @Test func threeSeedsShareASplit() throws {
    try workshop.write(
      "t.csv", "x,y\n" + (0..<60).map { "\($0),\($0 % 7)\n" }.joined())
    try write(
      "{train: t.csv, target: y, seed: 4, test_split: 0.2}", "[{Dense: {units: 1}}]", "{loss: mse}")
    var texts: Set<String> = []
    for seed in 1...2 {
      let run = "run\(seed)"
      #expect(workshop.train("config.yaml", ["seed=\(seed)"], output: run).exitCode == 0)
      #expect(try workshop.text("\(run)/config.yaml").contains("\n  seed: 4\n"))
      texts.insert(try workshop.text("\(run)/metrics.csv"))
    }
    #expect(texts.count == 2)
  }

  @Test func aClassOfOneRowIsTold() throws {
    try workshop.write(
      "t.csv", "x,y\n0,rare\n" + (1..<60).map { "\($0),\($0 % 2 == 0 ? "a" : "b")\n" }.joined())
    try write(
      "{train: t.csv, target: y, split: {stratify: true}, test_split: 0.2}",
      "[{Dense: {units: 3, activation: softmax}}]", "{loss: sparse_categorical_crossentropy}")
    let trained = workshop.train("config.yaml", output: "run")
    #expect(
      trained.err.contains("warning: column 'y': the class 'rare' (1 row) stands in the training"))
    #expect(try workshop.text("run/train.log").contains("warning: column 'y': the class 'rare'"))
  }

  @Test func whatCannotBeIsShownInTheConfiguration() throws {
    try workshop.write(
      "t.csv", "s,t,x,y\n" + (0..<12).map { "s\($0 / 6),\($0 % 6),\($0),\($0 % 3)\n" }.joined())
    var text = ""
    for data in [
      "{train: t.csv, target: y, test_split: 0.2, split: tiem}",
      "{train: t.csv, target: y, test_split: 0.2, split: {order: t, group: s}}",
      "{train: t.csv, target: y, test_split: 0.2, split: {order: tt}}",
      "{train: t.csv, target: y, test_split: 0.2, split: {order: s}}",
      "{train: t.csv, target: y, test_split: 0.2, streaming: true, split: time}",
      "{train: t.csv, target: y, split: time}",
      "{train: t.csv, target: y, test_split: 0.2, validation_split: 0.2, split: {group: s}}",
      "{train: t.csv, target: y, test_split: 0.2, split: {stratify: true}}",
      "{train: t.csv, target: y, window: {length: 0}}",
      "{train: t.csv, target: y, window: {horizon: 2}}",
      "{train: t.csv, target: y, window: {length: 10, order: t, by: s}}",
      "{train: t.csv, target: y, window: {length: 2, order: t}}",
      "{train: t.csv, target: y, window: {length: 2, order: time, by: station}}",
      "{train: t.csv, target: y, window: {length: 2}, test_split: 0.2, split: random}",
      "{train: t.csv, target: y, window: {length: 2}, streaming: true}",
      "{train: t.csv, target: y, window: {length: 2, horizon: 0}, features: [x, y]}",
      "{train: t.csv, target: y, oversample: balanced}",
      "{train: t.csv, target: y, oversample: smote}",
    ] {
      try write(data, "[Flatten, {Dense: {units: 1}}]", "{loss: mse}")
      text += workshop.train("config.yaml", output: "run").text + "\n"
    }
    try Golden.expect(text, "sample-mistakes")
  }
}
