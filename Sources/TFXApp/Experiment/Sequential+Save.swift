import TFXConfig
import TFXCore
import TFXGraph
import TFXModel
public import TFXTrain

extension Sequential {
  /// Writes layers, weights and, for a compiled model, the state of its training to one file in
  /// the safetensors format. The file is whole or, if writing fails, not there.
  public func save(_ path: String) throws {
    let graph = try graph
    var description = ModelDescription()
    description.name = name
    description.seed = seed
    description.model = ModelConfig(layers: layers)
    for (index, layer) in graph.layers.enumerated() {
      description.model.layers[index].name = layer.name
    }
    description.model.layers[0].inputShape = try sampleShape
    description.compile = options
    let step = try state.first { $0.name == "optimizer/iterations" }
    let checkpoint = Checkpoint(
      tensors: try state, config: YAMLWriter.write(FieldWriter.write(description)),
      preprocessing: nil, input: graph.input.spec, epoch: 0,
      step: step.map { Int($0.value.scalars(as: Int64.self)[0]) } ?? 0, best: nil)
    try checkpoint.write(path)
  }

  /// The model in a file that ``save(_:)`` or `tfx train` wrote, with its weights and, if it was
  /// compiled, the state of its training.
  public static func load(_ path: String) throws -> Sequential {
    let saved = try TrainedModel(path)
    if saved.model.options != nil {
      try saved.model.setState(saved.checkpoint.tensorsByName, from: path)
    }
    return saved.model
  }
}
