import TFXCore
import TFXGraph
import TFXModel
import TFXRuntime
import TFXTrain

/// `tfx summary`: the layers of a model, with what they hold and compute.
package struct SummaryCommand {
  /// A configuration or a checkpoint.
  package var model: String
  package var overrides: [String] = []
  package var json = false
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(model: String) { self.model = model }

  package func run(_ console: Console) throws {
    let file = try ModelFile(model, overrides: overrides, runsRoot: runsRoot)
    let graph = try file.model.graph
    let operations = SummaryCommand.operations(
      try file.inference(samples: 1), of: graph.layers.map(\.name))
    if json { return try console.result(document(file.model.name, graph, operations).text) }
    try console.show { width in
      Console.lines(text(file.model.name, graph, operations, width: width), within: width)
    }
  }

  /// The floating-point operations of each layer for one sample. What no layer's name stands before, such
  /// as the probabilities of logits, is no layer's.
  static func operations(_ listing: PlanListing, of layers: [String]) -> [Int] {
    var counts = layers.map { _ in 0 }
    for node in listing.nodes where node.floatingPointOperations > 0 {
      let scopes = node.name.split(separator: "/").map(String.init)
      if let index = layers.firstIndex(where: { scopes.contains($0) }) {
        counts[index] += node.floatingPointOperations
      }
    }
    return counts
  }

  private func text(
    _ name: String, _ graph: ModelGraph, _ operations: [Int], width: Int?
  ) -> String {
    let parameters = graph.layers.map(\.parameterCount)
    let all = operations.reduce(0, +)
    return graph.summary(
      name: name,
      columns: [
        ModelGraph.SummaryColumn("Share", SummaryCommand.shares(parameters)),
        ModelGraph.SummaryColumn("FLOPs", operations.map { $0 == 0 ? "" : NumberFormat.short($0) }),
        ModelGraph.SummaryColumn("Share", SummaryCommand.shares(operations)),
      ], width: width)
      + "FLOPs: \(NumberFormat.short(all)) for one sample forward, two for a multiplication with "
      + "an addition\n"
  }

  /// Parts of the sum in percent.
  private static func shares(_ values: [Int]) -> [String] {
    let all = values.reduce(0, +)
    return values.map { value in
      value == 0
        ? "" : NumberFormat.fixed(100 * Double(value) / Double(all), decimals: 1) + " %"
    }
  }

  private func document(
    _ name: String, _ graph: ModelGraph, _ operations: [Int]
  ) -> JSON {
    let layers = zip(graph.layers, operations).map { layer, operations in
      JSON.object([
        ("name", .string(layer.name)), ("type", .string(layer.layer.kind)),
        (
          "output_shape",
          .array(layer.outputShape.dimensions.map { $0 < 0 ? .null : .int($0) })
        ),
        ("parameters", .int(layer.parameterCount)), ("flops", .int(operations)),
      ])
    }
    let count = { (weights: [Int]) in JSON.int(weights.reduce(0, +)) }
    return .object([
      ("name", .string(name)),
      ("parameters", count(graph.weights.map(\.spec.shape.elementCount))),
      (
        "trainable_parameters",
        count(graph.weights.filter(\.isTrainable).map(\.spec.shape.elementCount))
      ),
      ("flops", count(operations)), ("layers", .array(layers)),
    ])
  }
}
