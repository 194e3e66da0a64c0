import TFXApp
import TestSupport
import Testing

/// The first argument of a layer, an optimizer and the like without its name, as in Python.
@Suite struct ShorthandTests {
  private static let short = """
    seed: 7
    data: {train: flowers.csv, target: kind, validation_split: 0.2}
    model:
      layers:
        - Dense: 6
        - Activation: relu
        - Reshape: [2, 3]
        - MaxPooling1D: 2
        - Flatten:
        - Residual: [{Dropout: 1/4}]
        - Dense: {units: 3, kernel_regularizer: {L2: 0.01}}
        - Dense: 2
        - Softmax
    compile: {optimizer: {Adam: 0.05}, loss: sparse_categorical_crossentropy}
    fit: {epochs: 2, callbacks: [{EarlyStopping: val_loss}]}

    """

  private static let long = short.replacing("Dense: 6", with: "Dense: {units: 6}")
    .replacing("Activation: relu", with: "Activation: {activation: relu}")
    .replacing("Reshape: [2, 3]", with: "Reshape: {target_shape: [2, 3]}")
    .replacing("MaxPooling1D: 2", with: "MaxPooling1D: {pool_size: 2}")
    .replacing("Residual: [{Dropout: 1/4}]", with: "Residual: {layers: [{Dropout: {rate: 1/4}}]}")
    .replacing("{L2: 0.01}", with: "{L2: {l2: 0.01}}")
    .replacing("- Dense: 2\n", with: "- Dense: {units: 2}\n")
    .replacing("{Adam: 0.05}", with: "{Adam: {learning_rate: 0.05}}")
    .replacing("{EarlyStopping: val_loss}", with: "{EarlyStopping: {monitor: val_loss}}")

  @Test func isTheSameAsWithNames() throws {
    let workshop = try Workshop()
    for (name, text) in [("short", ShorthandTests.short), ("long", ShorthandTests.long)] {
      #expect(try SchemaTests.refusal(of: text) == nil, "\(name)")
      try workshop.write("\(name).yaml", text)
      let trained = workshop.train("\(name).yaml", ["name=same"], output: name)
      #expect(trained.exitCode == 0, "\(trained.text)")
    }
    // A run's configuration has the names.
    #expect(try workshop.text("short/config.yaml") == workshop.text("long/config.yaml"))
    #expect(try workshop.text("short/config.yaml").contains("target_shape: [2, 3]"))
    func losses(_ run: String) throws -> [String] {
      try workshop.text("\(run)/metrics.csv").split(separator: "\n").map { line in
        line.split(separator: ",").prefix(4).joined(separator: ",")
      }
    }
    #expect(try losses("short") == losses("long"))
    let listing = try Experiment(workshop["short.yaml"]).listing
    try Golden.expect(workshop.directory.plain(listing), "print-config-values")
  }

  @Test func setsAValue() throws {
    let workshop = try Workshop()
    try workshop.write("short.yaml", ShorthandTests.short)
    let set = workshop.train(
      "short.yaml", ["model.layers[0].Dense=12", "model.layers[2].Reshape=[4, 3]"], output: "run")
    #expect(set.exitCode == 0, "\(set.text)")
    #expect(try workshop.text("run/config.yaml").contains("units: 12"))
  }
}
