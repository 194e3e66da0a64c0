import TFXCore
import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime
package import TFXTrain

/// The model of a configuration or of a checkpoint, to be looked at.
package struct ModelFile {
  package let model: Sequential
  /// The samples of a step of its training.
  let batchSize: Int
  private let winograd: Winograd

  /// Reads a configuration with the data that decide the shape of its inputs, or a checkpoint.
  ///
  /// - Parameters:
  ///   - argument: A file that ends in `.yaml` or `.yml`, `-`, or what `evaluate` takes.
  ///   - overrides: Of a configuration.
  package init(_ argument: String, overrides: [String], runsRoot: String) throws {
    if argument == "-" || [".yaml", ".yml"].contains(where: { argument.hasSuffix($0) }) {
      let experiment = try Experiment(argument, overrides: overrides)
      model = try experiment.model(for: try experiment.prepareData())
      batchSize = experiment.config.fit.batchSize
      winograd = experiment.config.compile.winograd
      return
    }
    if !overrides.isEmpty {
      throw Failure(
        "error: --set changes a configuration, but \(argument) is a checkpoint\n"
          + "  name the run's config.yaml instead", exitCode: .usage)
    }
    let saved = try TrainedModel(
      try RunDirectory.requiredCheckpoint(argument, root: runsRoot))
    model = saved.model
    batchSize = saved.config?.fit.batchSize ?? FitOptions().batchSize
    winograd = saved.config?.compile.winograd ?? .auto
  }

  /// A model that is there already.
  init(_ model: Sequential, _ config: ExperimentConfig) {
    self.model = model
    batchSize = config.fit.batchSize
    winograd = config.compile.winograd
  }

  /// What a prediction for so many samples computes.
  func inference(samples: Int, isPlanned: Bool = false) throws -> PlanListing {
    let graph = try model.graph
    return try PlanListing(
      [graph.prediction], feeding: graph.inputs.map { ($0, $0.shape.batch(of: samples)) },
      of: graph.graph, winograd: winograd, isPlanned: isPlanned)
  }

  /// What a step of training computes.
  func training(isPlanned: Bool) throws -> PlanListing {
    let graph = try model.graph
    guard let training = graph.training else {
      throw Failure(
        "error: the model says nothing of its training\n  leave out --training", exitCode: .usage)
    }
    let fed = graph.inputs + [training.target] + [training.sampleWeights].compactMap { $0 }
    return try PlanListing(
      [training.trainMeasures.loss],
      targets: training.trainMeasures.metricUpdates + [training.trainStep],
      feeding: fed.map { ($0, $0.shape.batch(of: batchSize)) }, of: graph.graph,
      winograd: winograd, isPlanned: isPlanned)
  }
}

extension Shape {
  /// The shape with so many samples for those that are not known.
  fileprivate func batch(of samples: Int) -> Shape {
    Shape(dimensions.map { $0 == Shape.unknown ? samples : $0 })
  }
}
