import TFXApp
import TFXCore
import TFXTrain
import TestSupport
import Testing

/// Trainings on columns that the model learns vectors for, from file to prediction.
@Suite struct EmbeddedColumnRunTests {
  private let workshop: Workshop

  /// A label that depends on a category alone, with a number and a column whose name no weight can
  /// have beside it.
  init() throws {
    workshop = try Workshop()
    let cities = ["Rome", "Bern", "Oslo", "Lima"]
    let rows = (0..<80).map { "\(cities[$0 % 4]),\($0 % 9),k\($0 % 3),\($0 % 4 < 2 ? 1 : 0)\n" }
    try workshop.write("t.csv", "city,x,postal code,y\n" + rows.joined())
    try workshop.write(
      "config.yaml",
      """
      seed: 3
      data:
        train: t.csv
        target: y
        validation_split: 0.2
        features:
          city: {encode: embedding, dimension: 3}
          x: {normalize: zscore}
          postal code: {encode: embedding, dimension: 2}
      model: {layers: [{Dense: {units: 4, activation: tanh}}, {Dense: {units: 1, activation: sigmoid}}]}
      compile: {optimizer: {LazyAdam: {learning_rate: 0.05}}, loss: binary_crossentropy, metrics: [accuracy]}
      fit: {epochs: 12, batch_size: 16}

      """)
  }

  private let checkpoint = "run/checkpoints/last.safetensors"

  @Test func trainsEvaluatesAndPredicts() throws {
    let trained = workshop.train("config.yaml", output: "run", quiet: false)
    #expect(trained.exitCode == 0, "\(trained.text)")
    #expect(trained.text.contains("val_accuracy 1.0000"), "\(trained.text)")
    let tensors = try Checkpoint.read(workshop[checkpoint]).tensorsByName
    #expect(tensors["embedding/city"]?.shape == [5, 3])
    #expect(tensors["embedding/postal_code"]?.shape == [4, 2])
    #expect(tensors["dense/kernel"]?.shape == [6, 4])
    #expect(workshop.evaluate(checkpoint).exitCode == 0)
    try workshop.write("new.csv", "x,postal code,city\n1,k1,Bern\n2,k2,Lima\n3,,Atlantis\n")
    let predicted = workshop.predict("new.csv", checkpoint: checkpoint)
    #expect(predicted.exitCode == 0, "\(predicted.text)")
    #expect(predicted.out.contains("\n1,1,"), "\(predicted.out)")
    #expect(predicted.out.contains("\n2,0,"), "\(predicted.out)")
  }

  @Test func resumesToTheSameBytes() throws {
    #expect(workshop.train("config.yaml", output: "whole").exitCode == 0)
    #expect(workshop.train("config.yaml", ["fit.epochs=5"], output: "run").exitCode == 0)
    let resumed = workshop.train("config.yaml", output: "run", resume: true)
    #expect(resumed.exitCode == 0, "\(resumed.text)")
    let (all, parts) = (
      try Checkpoint.read(workshop["whole/checkpoints/last.safetensors"]),
      try Checkpoint.read(workshop[checkpoint])
    )
    #expect(all.tensorsByName == parts.tensorsByName)
  }

  /// The layer finds the numbers of the table, wherever vectors of categories push them.
  @Test func numbersAreEmbeddedToo() throws {
    let layers = [
      "model.layers=[{PeriodicEmbedding: {frequency_count: 5}}, FeatureScale, "
        + "{Dense: {units: 1, activation: sigmoid}}]",
      "compile.optimizer={LazyAdam: {learning_rate: {CosLog: {max_learning_rate: 0.05}}}}",
    ]
    let trained = workshop.train("config.yaml", layers, output: "run")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let tensors = try Checkpoint.read(workshop[checkpoint]).tensorsByName
    #expect(tensors["periodic_embedding/frequency"]?.shape == [1, 1, 5])
    #expect(tensors["feature_scale/scale"]?.shape == [9])
    #expect(workshop.evaluate(checkpoint).exitCode == 0)
    // Another number alone changes what is predicted.
    try workshop.write("new.csv", "x,postal code,city\n1,k1,Bern\n2,k1,Bern\n")
    let predicted = workshop.predict("new.csv", checkpoint: checkpoint)
    #expect(predicted.exitCode == 0, "\(predicted.text)")
    let rows = predicted.out.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows.count == 3 && rows[1].last != rows[2].last, "\(predicted.out)")
    let again = workshop.train("run/config.yaml", output: "again")
    #expect(again.exitCode == 0, "\(again.text)")
    let repeated = try Checkpoint.read(workshop["again/checkpoints/last.safetensors"])
    #expect(repeated.tensorsByName == tensors)
  }

  @Test func placesOfNumbersAreChecked() throws {
    let refused = workshop.train(
      "config.yaml", ["model.layers[0]={PeriodicEmbedding: {features: [2, 6]}}"], output: "b")
    #expect(refused.exitCode == 78)
    #expect(refused.text.contains("with a feature 6"), "\(refused.text)")
    let twice = workshop.train(
      "config.yaml", ["model.layers[0]={PeriodicEmbedding: {features: [2, 2]}}"], output: "b")
    #expect(twice.exitCode == 78)
    #expect(twice.text.contains("the feature 2 stands twice"), "\(twice.text)")
  }

  /// The layer in front counts in neither the file's places nor its layers.
  @Test func pointsAtTheLayersOfTheFile() throws {
    let refused = workshop.train(
      "config.yaml",
      ["model.layers[0]=Flatten", "model.layers[1]={Conv2D: {filters: 2, kernel_size: 3}}"],
      output: "b")
    #expect(refused.exitCode == 78)
    #expect(refused.text.contains("--set model.layers[1]:1:"), "\(refused.text)")
  }

  @Test func refusesIDsAsTargets() throws {
    let refused = workshop.train("config.yaml", ["data.target=input"], output: "b")
    #expect(refused.exitCode == 78)
    #expect(refused.text.contains("the numbers of categories are no targets"), "\(refused.text)")
  }
}
