import TFXApp
import TestSupport
import Testing

/// Trainings with other targets than one column, with texts, and with weights, from file to prediction.
@Suite struct TargetRunTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// Writes a configuration: data, layers, the rest of `compile`, and `fit`.
  private func write(
    _ data: String, _ layers: String, loss: String, metrics: String = "[]", fit: String = "{}"
  ) throws {
    try workshop.write(
      "config.yaml",
      """
      seed: 3
      data: \(data)
      model: {layers: \(layers)}
      compile: {optimizer: {Adam: {learning_rate: 0.05}}, loss: \(loss), metrics: \(metrics)}
      fit: \(fit)

      """)
  }

  private func header(_ run: String) throws -> String {
    String(try workshop.text("\(run)/metrics.csv").prefix { $0 != "\n" })
  }

  private func idx(_ extents: [Int], _ bytes: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(extents.count)] + extents.flatMap { [0, 0, 0, UInt8($0)] } + bytes
  }

  @Test func severalNumbers() throws {
    try workshop.write(
      "t.csv", "x,y,z\n" + (0..<40).map { "\($0 % 7),\($0 % 5),\($0 % 3)\n" }.joined())
    try write(
      "{train: t.csv, target: [y, z], test_split: 0.2}", "[{Dense: {units: 2}}]", loss: "mse",
      fit: "{epochs: 2}")
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let checkpoint = "run/checkpoints/best.safetensors"
    #expect(workshop.evaluate(checkpoint).exitCode == 0)
    let predicted = workshop.predict("t.csv", checkpoint: checkpoint).out
    #expect(predicted.hasPrefix("row,truth_y,truth_z,prediction_y,prediction_z,loss\n1,0.0,0.0,"))
    let refused = workshop.train("config.yaml", ["model.layers[0].Dense.units=3"], output: "b")
    #expect(refused.exitCode == 78)
    #expect(refused.text.contains("the target has 2 values for each sample"))
  }

  @Test func imagesAsTheirOwnTargets() throws {
    let pixels = (0..<48 * 9).map { UInt8($0 * 37 % 251) }
    _ = try workshop.directory.write("images", idx([48, 3, 3], pixels))
    try write(
      "{train: {images: images}, target: input, validation_split: 0.25}",
      "[{Rescaling: {scale: 1/255}}, Flatten, {Dense: {units: 9}}, {Reshape: {target_shape: [3, 3, 1]}}]",
      loss: "mse", fit: "{epochs: 2}")
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let checkpoint = "run/checkpoints/best.safetensors"
    #expect(workshop.evaluate(checkpoint).exitCode == 0)
    #expect(workshop.predict("images", checkpoint: checkpoint).exitCode == 0)
    let refused = workshop.train("config.yaml", ["model.layers[2].Dense.units=8"], output: "b")
    #expect(refused.exitCode == 78)
  }

  @Test func texts() throws {
    let rows = (0..<60).map { $0 % 2 == 0 ? "a fine day,good\n" : "an awful day,bad\n" }
    try workshop.write("t.csv", "text,mood\n" + rows.joined())
    try write(
      "{train: t.csv, target: mood, features: {text: {encode: text, length: 4}}, test_split: 0.2}",
      "[{Embedding: {input_dim: 8, output_dim: 4, mask_zero: true}}, {GRU: {units: 4}}, "
        + "{Dense: {units: 2, activation: softmax}}]",
      loss: "sparse_categorical_crossentropy", metrics: "[accuracy]", fit: "{epochs: 8}")
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    #expect(trained.text.contains("accuracy 1.0000"), "\(trained.text)")
    try workshop.write("new.csv", "text\nWhat a FINE thing!\nawful\n")
    let predicted = workshop.predict("new.csv", checkpoint: "run/checkpoints/best.safetensors")
    #expect(predicted.exitCode == 0, "\(predicted.text)")
    #expect(predicted.out.contains("1,good,"), "\(predicted.out)")
  }

  /// What training says of the test part is what `evaluate` says later, weights included.
  @Test func weightsOfRowsAndClasses() throws {
    let rows = (0..<60).map { "\($0 % 10),\($0 % 10 < 3 ? "yes" : "no"),\($0 % 4)\n" }
    try workshop.write("t.csv", "x,y,w\n" + rows.joined())
    try write(
      "{train: t.csv, target: y, sample_weight: w, validation_split: 0.2, test_split: 0.2}",
      "[{Dense: {units: 1, activation: sigmoid}}]", loss: "binary_crossentropy",
      metrics: "[accuracy]", fit: "{epochs: 3, class_weight: {yes: 3}}")
    let trained = workshop.train("config.yaml", output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let line = trained.text.split(separator: "\n").first { $0.hasPrefix("test: ") }
    let evaluated = workshop.evaluate("run/checkpoints/best.safetensors")
    #expect(evaluated.text.contains(try #require(line)))
    #expect(evaluated.text.contains("weighted_loss"))
    #expect(
      try header("run").hasPrefix(
        "epoch,step,loss,accuracy,val_loss,val_weighted_loss,val_accuracy,"))
    let watching = ["fit.monitor=val_weighted_loss"]
    #expect(workshop.train("config.yaml", watching, output: "watching").exitCode == 0)
    let plain = watching + ["fit.class_weight=null", "data.sample_weight=null"]
    #expect(workshop.train("config.yaml", plain, output: "plain").exitCode == 78)
    for weights in ["{yess: 3}", "balanced"] {
      let other = workshop.train("config.yaml", ["fit.class_weight=\(weights)"], output: weights)
      #expect(other.exitCode == (weights == "balanced" ? 0 : 78), "\(other.text)")
    }
    let numbers = workshop.train(
      "config.yaml", ["data.target=x", "compile.loss=mse", "compile.metrics=[]"], output: "n")
    #expect(numbers.exitCode == 78)
    #expect(numbers.text.contains("'class_weight' is for classes"), "\(numbers.text)")
  }

  @Test func labelsThatBeginAtOne() throws {
    _ = try workshop.directory.write("images", idx([6, 2, 2], (0..<24).map { UInt8($0) }))
    _ = try workshop.directory.write("labels", idx([6], [1, 2, 3, 1, 2, 3]))
    try write(
      "{train: {images: images, labels: labels}}",
      "[Flatten, {Dense: {units: 3, activation: softmax}}]",
      loss: "sparse_categorical_crossentropy")
    let refused = workshop.train("config.yaml", output: "run")
    #expect(refused.exitCode == 78)
    #expect(refused.text.contains("4 classes (0, 1, 2, 3), but the last layer has 3 outputs"))
    #expect(refused.text.contains("the labels begin at 1: number them from 0"))
  }

  @Test func aTargetAmongTheFeaturesIsShownThere() throws {
    try workshop.write("t.csv", "x,y\n1,2\n2,3\n")
    try write(
      "{train: t.csv, target: y, features: [x, y]}", "[{Dense: {units: 1}}]", loss: "mse")
    let refused = workshop.train("config.yaml", output: "run")
    #expect(refused.text.contains("config.yaml:2:47: error: 'y' is the target and a feature"))
  }
}
