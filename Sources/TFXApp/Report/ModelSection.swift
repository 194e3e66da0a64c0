import TFXCore
import TFXGraph
import TFXModel
import TFXReport
import TFXTrain

/// The layers of a model and what their weights became.
struct ModelSection {
  let model: Sequential
  let config: ExperimentConfig

  /// More weights than these have no picture of their own.
  private static let pictureLimit = 9
  /// More numbers of a weight are not counted one by one.
  private static let elementLimit = 100_000

  func section() throws -> PageSection {
    let graph = try model.graph
    let all = graph.layers.reduce(0) { $0 + $1.parameterCount }
    let operations = SummaryCommand.operations(
      try ModelFile(model, config).inference(samples: 1), of: graph.layers.map(\.name))
    let share = { (part: Int, all: Int) in
      part == 0 ? "–" : Digits.percent(Double(part) / Double(all))
    }
    let allOperations = operations.reduce(0, +)
    let rows = zip(graph.layers, operations).map { layer, operations in
      [
        layer.name, layer.layer.kind, ModelSection.shape(layer.outputShape),
        Digits.count(layer.parameterCount), share(layer.parameterCount, all),
        operations == 0 ? "–" : NumberFormat.short(operations), share(operations, allOperations),
      ]
    }
    var blocks = [
      Block.table(
        PageTable(
          "Layers",
          [
            PageTable.Column("Layer"), PageTable.Column("Type"),
            PageTable.Column("Output", .number),
            PageTable.Column("Parameters", .number), PageTable.Column("Share", .number),
            PageTable.Column("FLOPs", .number), PageTable.Column("Share of FLOPs", .number),
          ], rows)),
      .note("FLOPs are those of one row forward, two for a multiplication with an addition."),
    ]
    let weights = try model.weights
    if let first = graph.layers.first(where: { $0.layer.kind == "Conv2D" }),
      let kernel = weights.first(where: { $0.name == "\(first.name)/kernel" }),
      let picture = ReportPictures.filters(kernel.value, name: first.name)
    {
      blocks += [
        .heading("Filters of the first convolution"), .filters(picture),
        .note("White is more, black is less, the grey between is 0."),
      ]
    }
    let charts = weights.filter { $0.value.elementCount >= 8 }.prefix(ModelSection.pictureLimit)
      .map { chart($0.name, $0.value) }
    if !charts.isEmpty { blocks += [.heading("Weights"), .charts(Array(charts))] }
    let trainable = graph.weights.filter(\.isTrainable).map(\.spec.shape.elementCount).reduce(0, +)
    return PageSection(
      id: "model", title: "Model",
      lead: "\(Digits.count(all)) parameters in \(graph.layers.count) "
        + "\(graph.layers.count == 1 ? "layer" : "layers")"
        + (trainable < all ? ", of which \(Digits.count(trainable)) are trained." : "."),
      blocks: blocks)
  }

  private static func shape(_ shape: Shape) -> String {
    shape.dimensions.dropFirst().map { $0 < 0 ? "?" : Digits.count($0) }.joined(separator: " × ")
  }

  private func chart(_ name: String, _ value: Tensor) -> Chart {
    let all = value.doubles()
    let step = (all.count + ModelSection.elementLimit - 1) / ModelSection.elementLimit
    let values = step > 1 ? stride(from: 0, to: all.count, by: step).map { all[$0] } : all
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return Histogram(values).chart(
      name,
      finding: "\(Digits.count(all.count)) numbers, mean \(Digits.text(mean, 2)), standard "
        + "deviation \(Digits.text(variance.squareRoot(), 2)).",
      axes: ("weight", step > 1 ? "of each \(step)th" : "how many"))
  }
}
