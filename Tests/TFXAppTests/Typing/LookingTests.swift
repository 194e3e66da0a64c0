import Foundation
import TFXApp
import TFXGraph
import TestSupport
import Testing

/// `tfx summary` and `tfx graph`, of configurations and of checkpoints.
@Suite struct LookingTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func summary(
    _ model: String, _ overrides: [String] = [], json: Bool = false
  ) -> Workshop.Outcome {
    var command = SummaryCommand(model: workshop[model])
    command.overrides = overrides
    command.json = json
    command.runsRoot = workshop["runs"]
    return workshop.perform { try command.run($0) }
  }

  private func graph(
    _ model: String, _ format: GraphCommand.Format = .text, _ overrides: [String] = [],
    training: Bool = false, plan: Bool = false
  ) -> Workshop.Outcome {
    var command = GraphCommand(model: workshop[model])
    command.overrides = overrides
    command.format = format
    command.training = training
    command.plan = plan
    command.runsRoot = workshop["runs"]
    return workshop.perform { try command.run($0) }
  }

  /// A model of images with a layer of each kind of cost.
  private func writeImages() throws {
    var header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 8, 0, 0, 0, 8]
    header += (0..<20 * 64).map { UInt8(truncatingIfNeeded: $0 * 7) }
    _ = try workshop.directory.write("images", header)
    _ = try workshop.directory.write(
      "labels", [0, 0, 8, 1, 0, 0, 0, 20] + (0..<20).map { UInt8($0 % 2) })
    try workshop.write(
      "images.yaml",
      """
      data: {train: {images: images, labels: labels}}
      model:
        layers:
          - Conv2D: {filters: 4, kernel_size: 3, activation: relu, input_shape: [8, 8, 1]}
          - MaxPooling2D
          - BatchNormalization
          - Flatten
          - Dense: {units: 2}
      compile:
        loss: {SparseCategoricalCrossentropy: {from_logits: true}}

      """)
  }

  @Test func summaries() throws {
    try writeImages()
    #expect(workshop.train("flowers.yaml", ["fit.epochs=1"], output: "run").exitCode == 0)
    var text = "## a configuration\n\(summary("flowers.yaml").text)\n"
    text += "## wider\n\(summary("flowers.yaml", ["model.layers[0].Dense.units=3000"]).text)\n"
    text += "## images\n\(summary("images.yaml").text)\n"
    text += "## a run\n\(summary("run").text)\n"
    text += "## --json\n\(summary("images.yaml", json: true).text)\n"
    text += "## no layers\n\(summary("flowers.yaml", ["model.layers=[]"]).text)\n"
    text += "## --set of a run\n\(summary("run", ["fit.epochs=1"]).text)\n"
    text += "## nothing there\n\(summary("none").text)\n"
    try Golden.expect(text, "summary")
  }

  /// The operations of a product are two for each weight and place that it is applied at.
  @Test func floatingPointOperationsAreThoseOfTheProducts() throws {
    try writeImages()
    let text = summary("images.yaml", json: true).out
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let layers = try #require((value as? [String: Any])?["layers"] as? [[String: Any]])
    let counts = layers.map { $0["flops"] as? Int ?? -1 }
    #expect(counts == [2 * 6 * 6 * 9 * 4, 0, 0, 0, 2 * 36 * 2])
  }

  @Test func graphs() throws {
    #expect(workshop.train("flowers.yaml", ["fit.epochs=1"], output: "run").exitCode == 0)
    try workshop.write(
      "small.yaml",
      Workshop.config.replacing("      metrics: [accuracy]\n", with: "")
        .replacing("    - Dropout: {rate: 0.2}\n", with: ""))
    var text = "## text\n\(graph("flowers.yaml").text)\n"
    text += "## a run\n\(graph("run").text)\n"
    text += "## --plan\n\(graph("flowers.yaml", plan: true).text)\n"
    text += "## --training --plan\n"
    text +=
      "\(graph("small.yaml", .text, ["compile.optimizer=sgd"], training: true, plan: true).text)"
    text += "\n## --format dot\n\(graph("flowers.yaml", .dot).text)\n"
    text += "## --format svg\n\(graph("flowers.yaml", .svg).text)\n"
    for format in [GraphCommand.Format.svg, .pbtxt] {
      for isTraining in [true, false] {
        let refused = graph("run", format, training: isTraining, plan: !isTraining)
        #expect(refused.exitCode == 64)
        text += "## --format \(format.rawValue) \(isTraining ? "--training" : "--plan")\n"
        text += "\(refused.text)\n"
      }
    }
    try Golden.expect(text, "graph")
  }

  /// A training's graph has what a prediction's lacks.
  @Test func trainingHasGradients() throws {
    let inference = graph("flowers.yaml").out
    let training = graph("flowers.yaml", training: true).out
    #expect(!inference.contains("gradients/") && training.contains("gradients/"))
    #expect(training.contains("[8, "))
  }

  /// No text is wider than its box, whatever layers are called, and nothing of a name is markup.
  @Test func thePictureHoldsItsTexts() throws {
    let long = String(repeating: "wide_", count: 30)
    let outcome = graph(
      "flowers.yaml", .svg, ["model.layers[0].Dense.name=\(long)", "name=n.-_"])
    #expect(outcome.exitCode == 0)
    let width = try #require(outcome.out.firstMatch(of: /width="(\d+)" height/)?.output.1)
    #expect(Int(width)! > long.count * 8)
    for text in outcome.out.matches(of: /<text class="\w+" x="(\d+)"[^>]*>([^<]*)</) {
      #expect(Int(text.output.1)! * 2 > text.output.2.count * 7)
    }
    let document = XMLCheck.isWellFormed(outcome.out)
    #expect(document)
  }
}

/// Whether every element of a text is closed, in order.
private enum XMLCheck {
  static func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    for match in text.matches(of: /<(\/?)(\w+)[^>]*?(\/?)>/) {
      let (_, closes, name, isEmpty) = match.output
      if !isEmpty.isEmpty { continue }
      if closes.isEmpty {
        open.append(name)
      } else if open.popLast() != name {
        return false
      }
    }
    return open.isEmpty
  }
}
