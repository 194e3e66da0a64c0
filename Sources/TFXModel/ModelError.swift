import TFXCore
public import TFXGraph

/// A stack of layers that cannot become a model, or a loss that does not fit it.
public enum ModelError: Error, Hashable, Sendable {
  /// There are no layers.
  case noLayers
  /// Neither the first layer nor any data says what shape a sample has.
  case noInputShape
  /// The first layer states another shape than the data have.
  case inputShape(stated: [Int], data: [Int])
  /// Two layers have one name.
  case duplicateName(layer: Int, name: String)
  /// A layer cannot take what comes out of the one before.
  case layer(index: Int, name: String, kind: String, LayerError)
  /// A layer's maths cannot be added to the graph.
  case maths(index: Int, name: String, GraphError)
  /// The loss cannot be computed from what the last layer makes.
  case loss(kind: String, LossError)
  /// A metric cannot compare what the last layer makes with the targets; `fitting` are those that can.
  case unfitMetric(index: Int, name: String, MetricError, fitting: [String])
  /// The maths of a metric cannot be added to the graph.
  case metric(index: Int, name: String, GraphError)
  /// An optimizer's field names weights by an expression that matches none.
  case weightNames(field: String, pattern: String, names: [String])
  /// The scale of the targets is for another number of outputs.
  case targetScale(outputs: Int, expected: Int)
  /// Something else that the graph refuses.
  case graph(GraphError)
}

extension ModelError: CustomStringConvertible {
  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .noLayers: "a model needs at least one layer"
    case .noInputShape: "the shape of a sample is not known"
    case .inputShape(let stated, let data):
      "input_shape is \(stated), but the data's samples are \(data)"
    case .duplicateName(_, let name): "there are two layers named '\(name)'"
    case .layer(_, let name, let kind, let error):
      "\(kind) '\(name)' needs \(error.expected), but gets \(error.found)"
    case .maths(_, let name, let error): "layer '\(name)': \(error)"
    case .loss(let kind, let error): "\(kind) needs \(error.expected), but \(error.found)"
    case .unfitMetric(_, let name, let error, _):
      "metric '\(name)' needs \(error.expected), but \(error.found)"
    case .metric(_, let name, let error): "metric '\(name)': \(error)"
    case .weightNames(let field, let pattern, _):
      "\(field): no weight that is trained has '\(pattern)' in its name"
    case .targetScale(let outputs, let expected):
      "the targets have a scale for \(expected) outputs, but the last layer has \(outputs)"
    case .graph(let error): "\(error)"
    }
  }

  /// What to do about it.
  public var help: String? {
    switch self {
    case .noInputShape: "give the first layer an input_shape"
    case .inputShape: "leave input_shape out, or give it the data's"
    case .layer(_, _, _, let error): error.help
    case .loss(_, let error): error.help
    case .unfitMetric(_, _, let error, let fitting):
      error.help ?? "those that fit: \(ModelError.list(fitting))"
    case .duplicateName: "give one of them another name"
    case .weightNames(_, let pattern, let names):
      Spelling.suggestion(
        for: pattern, among: names.flatMap { $0.split(separator: "/").map(String.init) })
        ?? "there are \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : "")"
    case .targetScale(_, let expected): "give it units: \(expected)"
    case .noLayers, .maths, .metric, .graph: nil
    }
  }

  /// The first of a list of names.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }

  /// The index of the layer that it is about.
  public var layer: Int? {
    switch self {
    case .duplicateName(let index, _), .layer(let index, _, _, _), .maths(let index, _, _): index
    case .noInputShape, .inputShape: 0
    case .noLayers, .loss, .unfitMetric, .metric, .weightNames, .targetScale, .graph: nil
    }
  }
}
