import Foundation
import TFXApp
import TestSupport
import Testing

/// What a run's page says of its model and its data.
@Suite(.serialized) struct ReportDetailTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func report(_ checkpoint: String) throws -> String {
    var command = ReportCommand(checkpoint: workshop[checkpoint])
    command.output = workshop["again.html"]
    let outcome = workshop.perform { try command.run($0) }
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    return try workshop.text("again.html")
  }

  private func train(_ config: String, _ output: String = "a") throws -> String {
    try workshop.write("config.yaml", config)
    let outcome = workshop.train("config.yaml", output: output)
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    #expect(!outcome.err.contains("warning: the "), "\(outcome.err)")
    let page = try workshop.text("\(output)/report.html")
    #expect(try report(output) == page)
    return page
  }

  /// Measured once and kept, so that a page is the same whenever it is written.
  @Test func layersHaveTheTimesOfTheTraining() throws {
    workshop.train(output: "a")
    let page = try workshop.text("a/report.html")
    #expect(page.contains(">Forward ms</th>") && page.contains(">Backward ms</th>"))
    #expect(page.contains("Times are medians of training steps of 8 rows on "))
    let times =
      try JSONSerialization.jsonObject(with: Data(try workshop.text("a/layer_times.json").utf8))
      as? [String: Any]
    #expect(times?["batch_size"] as? Int == 8)
    let parts = try #require(times?["parts"] as? [[String: Any]])
    #expect(
      parts.map { $0["name"] as? String } == [
        "dense", "dropout", "dense_1", "loss and metrics", "optimizer",
      ])
    for part in [parts[0], parts[2]] {
      #expect(part["forward"] as? Double ?? 0 > 0 && part["backward"] as? Double ?? 0 > 0)
    }
    #expect(try report("a") == page)
    // A checkpoint that was taken out of its run has none, nor has a run without a page.
    try FileManager.default.copyItem(
      atPath: workshop["a/checkpoints/best.safetensors"], toPath: workshop["m.safetensors"])
    #expect(try !report("m.safetensors").contains("Forward ms"))
    try workshop.write("a/layer_times.json", "{")
    #expect(try !report("a").contains("Forward ms"))
    var command = TrainCommand(config: workshop["flowers.yaml"])
    command.output = workshop["b"]
    command.report = false
    #expect(workshop.perform { try command.run($0) }.exitCode == 0)
    #expect(!workshop.files.contains("b/layer_times.json"))
  }

  /// The times change nothing that is learnt.
  @Test func weightsAreThoseWithoutAPage() throws {
    workshop.train(output: "a")
    var command = TrainCommand(config: workshop["flowers.yaml"])
    command.output = workshop["b"]
    command.report = false
    #expect(workshop.perform { try command.run($0) }.exitCode == 0)
    for file in ["checkpoints/best.safetensors", "predictions/test.csv"] {
      #expect(try workshop.directory.read("a/\(file)") == workshop.directory.read("b/\(file)"))
    }
  }

  @Test func deadUnits() throws {
    let layers = """
      [{Dense: {units: 6, activation: relu, bias_initializer: {Constant: {value: BIAS}}}},
       {Dense: {units: 2, activation: softmax}}]
      """
    let config = { (bias: Int) in
      """
      data: {train: flowers.csv, target: kind, features: {length: {normalize: minmax}},
             validation_split: 0.2}
      model: {layers: \(layers.replacing("BIAS", with: "\(bias)"))}
      compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
      fit: {epochs: 2}

      """
    }
    let dead = try train(config(-100))
    #expect(dead.contains("<caption>Units that were 0 for all of 12 rows</caption>"))
    #expect(dead.contains("<td class=\"wide\">0, 1, 2, 3, 4, 5</td>"))
    #expect(dead.contains("6 of 6 units of dense are dead: 0 for all of 12 rows."))
    let alive = try train(config(100), "b")
    #expect(alive.contains("Each of the 6 units behind which negative numbers are 0 was above 0"))
    #expect(!alive.contains("are dead"))
  }

  @Test(arguments: [false, true])
  func partsSideBySide(_ streams: Bool) throws {
    try workshop.write(
      "other.csv", "length,width,colour\n1,100,red\n2,200,red\n3,600,blue\n4,300,red\n3,,red\n")
    let page = try train(
      """
      data:
        train: flowers.csv
        validation: other.csv
        target: {column: length, normalize: zscore}
        features: {width: {normalize: zscore, missing: {fill: mean}}, colour: {}}
        streaming: \(streams)
      model: {layers: [{Dense: {units: 1}}]}
      compile: {optimizer: adam, loss: mse}
      fit: {epochs: 1}

      """)
    #expect(page.contains("<caption>The parts side by side</caption>"))
    #expect(page.contains("<th scope=\"row\">length, the target</th>"))
    #expect(page.contains("<td class=\"wide\">2.60 (1.00 to 4.00)</td>"))
    #expect(page.contains(#/<td class="wide">\d+ \(100 to 600\); 20\.0% missing<\/td>/#))
    #expect(page.contains("<td class=\"wide\">red 80.0%, "))
    let widths = Workshop.flowers.split(separator: "\n").dropFirst()
      .compactMap { Double($0.split(separator: ",", omittingEmptySubsequences: false)[1]) }
    let mean = Int((widths.reduce(0, +) / Double(widths.count)).rounded())
    #expect(page.contains("<td class=\"wide\">\(mean) ("))
    // Of one part there is nothing to compare.
    let one = try train(
      """
      data: {train: flowers.csv, target: kind}
      model: {layers: [{Dense: {units: 2, activation: softmax}}]}
      compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
      fit: {epochs: 1}

      """, "b")
    #expect(!one.contains("The parts side by side"))
  }

  /// A category may have any name.
  @Test func aCategoryThatIsCalledMissing() throws {
    let rows = (0..<60).map { row in
      "\(["missing", "here", ""][row < 30 ? row % 2 : row % 3]),\(row % 2)\n"
    }
    try workshop.write("states.csv", "state,y\n" + rows.joined())
    let page = try train(
      """
      data:
        train: states.csv
        target: y
        features: {state: {encode: one_hot, missing: most_frequent}}
        validation_split: 0.4
      model: {layers: [{Dense: {units: 2, activation: softmax}}]}
      compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
      fit: {epochs: 1}

      """)
    #expect(page.contains(#/<td class="wide">[^<]*missing [^<]*; [\d.]+% missing<\/td>/#))
  }

  @Test func neighboursOfWordsAndCategories() throws {
    let rows = (0..<60).map { row in
      row % 2 == 0
        ? "a fine good day,good,Bern\n" : "an awful bad day,bad,\(["Lima", "Oslo"][row % 4 / 2])\n"
    }
    try workshop.write("t.csv", "text,mood,city\n" + rows.joined())
    let config = """
      data: {train: t.csv, target: mood, features: FEATURES, test_split: 0.2}
      model: {layers: LAYERS}
      compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
      fit: {epochs: 2}

      """
    let words = try train(
      config.replacing("FEATURES", with: "{text: {encode: text, length: 4}}").replacing(
        "LAYERS",
        with: "[{Embedding: {input_dim: 12, output_dim: 4}}, GlobalAveragePooling1D, "
          + "{Dense: {units: 2, activation: softmax}}]"))
    #expect(words.contains("<caption>Words that are near each other in embedding</caption>"))
    #expect(words.contains("<th scope=\"row\">day</th>"))
    #expect(words.contains("<th scope=\"row\">fine</th>"))
    let cities = try train(
      config.replacing("FEATURES", with: "{city: {encode: embedding, dimension: 3}}").replacing(
        "LAYERS", with: "[{Dense: {units: 2, activation: softmax}}]"), "b")
    #expect(cities.contains("<caption>Categories of city that are near each other</caption>"))
    // The most frequent first, each with the two others.
    let row = try #require(
      cities.firstMatch(of: #/<th scope="row">Bern<\/th><td class="wide">(\w+) [−\d.]+, (\w+) /#))
    #expect(Set([row.1, row.2]) == ["Lima", "Oslo"])
  }

  @Test func mapsOfTheFirstConvolution() throws {
    let idx = { (extents: [Int], bytes: [UInt8]) in
      [0, 0, 8, UInt8(extents.count)] + extents.flatMap { [0, 0, 0, UInt8($0)] } + bytes
    }
    _ = try workshop.directory.write(
      "images", idx([40, 9, 9], (0..<40 * 81).map { UInt8($0 * 37 % 251) }))
    _ = try workshop.directory.write("labels", idx([40], (0..<40).map { UInt8($0 % 2) }))
    let page = try train(
      """
      data: {train: {images: images, labels: labels}, test_split: 0.2}
      model:
        layers:
          - Rescaling: {scale: 1/255}
          - Conv2D: {filters: 4, kernel_size: 3, activation: relu}
          - Flatten
          - Dense: {units: 2, activation: softmax}
      compile: {optimizer: adam, loss: sparse_categorical_crossentropy}
      fit: {epochs: 1}

      """)
    #expect(page.contains("alt=\"What 4 of the 4 filters of conv2d make of row\u{A0}"))
    #expect(page.utf8.count < 250_000)
  }
}
