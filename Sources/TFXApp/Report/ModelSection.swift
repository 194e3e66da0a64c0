import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXReport
import TFXTrain

/// The layers of a model and what their weights became.
struct ModelSection {
  let subject: ReportSubject
  let activity: LayerActivity?
  let outcomes: Outcomes?

  private var model: Sequential { subject.model }

  /// More weights than these have no picture of their own.
  private static let pictureLimit = 9
  /// More numbers of a weight are not counted one by one.
  private static let elementLimit = 100_000

  func section() throws -> PageSection {
    let graph = try model.graph
    let all = graph.layers.reduce(0) { $0 + $1.parameterCount }
    var blocks = try layers(graph, parameters: all)
    blocks += activity?.blocks ?? []
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
    blocks += try maps(graph)
    let neighbours = try Neighbours.blocks(
      model, subject.preprocessing, (outcomes?.sample ?? []).map(\.inputs))
    if !neighbours.isEmpty { blocks += [.heading("What it takes for the same")] + neighbours }
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

  /// What the first convolution makes of the worst example.
  private func maps(_ graph: ModelGraph) throws -> [Block] {
    guard subject.preprocessing.areImages,
      let layer = graph.layers.first(where: { $0.layer.kind == "Conv2D" }),
      let row = outcomes?.worst.first, !row.inputs.isEmpty
    else { return [] }
    let shape = Shape(subject.preprocessing.sampleShape).batched(1)
    var maps: Tensor?
    try model.outputs(
      of: [layer], for: Dataset(inputs: Tensor(row.inputs, shape: shape)), batchSize: 1
    ) { outputs in
      maps = outputs[0]
      return false
    }
    guard let maps, let picture = ReportPictures.maps(maps, layer: layer.name, of: row.name) else {
      return []
    }
    return [
      .heading("What it makes of \(Digits.shortened(row.name))"), .filters(picture),
      .note(
        "Each filter's answer, in the order of the filters. White is the greatest, black the least."
      ),
    ]
  }

  /// The table of layers, and what there is to say of it.
  private func layers(_ graph: ModelGraph, parameters all: Int) throws -> [Block] {
    let names = graph.layers.map(\.name)
    let times = LayerTimes(subject.run, of: names)
    let operations = SummaryCommand.operations(
      try ModelFile(model, subject.config).inference(samples: 1), of: names)
    let allOperations = operations.reduce(0, +)
    let share = { (part: Int, all: Int) in
      part == 0 ? "–" : Digits.percent(Double(part) / Double(all))
    }
    var columns = [
      PageTable.Column("Layer"), PageTable.Column("Type"), PageTable.Column("Output", .number),
      PageTable.Column("Parameters", .number), PageTable.Column("Share", .number),
      PageTable.Column("FLOPs", .number), PageTable.Column("Share of FLOPs", .number),
    ]
    if times != nil {
      columns += [
        PageTable.Column("Forward ms", .number), PageTable.Column("Backward ms", .number),
      ]
    }
    let rows = graph.layers.indices.map { index in
      let layer = graph.layers[index]
      let own = [
        layer.name, layer.layer.kind, ModelSection.shape(layer.outputShape),
        Digits.count(layer.parameterCount), share(layer.parameterCount, all),
        operations[index] == 0 ? "–" : NumberFormat.short(operations[index]),
        share(operations[index], allOperations),
      ]
      guard let part = times?.parts[index] else { return own }
      return own + [part.forward, part.backward].map(ModelSection.milliseconds)
    }
    var note = "FLOPs are those of one row forward, two for a multiplication with an addition."
    if let times {
      let besides = times.parts.suffix(2).map {
        "\($0.name) \(ModelSection.milliseconds($0.forward + $0.backward)) ms"
      }
      note +=
        " Times are medians of training steps of \(Digits.count(times.batchSize)) rows on "
        + "\(times.threads) \(times.threads == 1 ? "thread" : "threads"), measured when the training was "
        + "done; what is computed together counts for the layer that most of it is of. Besides: "
        + besides.joined(separator: ", ") + "."
    }
    return [.table(PageTable("Layers", columns, rows)), .note(note)]
  }

  private static func milliseconds(_ seconds: Double) -> String {
    seconds == 0 ? "–" : Digits.text(seconds * 1e3, 2)
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
      axes: ("weight", step > 1 ? "how many of a sample" : "how many"))
  }
}
