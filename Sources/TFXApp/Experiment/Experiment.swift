package import TFXConfig
package import TFXCore
package import TFXData
import TFXGraph
import TFXModel
package import TFXTrain

/// A configuration, read and checked, with what is needed to point at its places.
package struct Experiment {
  package let config: ExperimentConfig
  let file: ConfigFile
  /// The data as the configuration names it, with paths that begin at its folder.
  private let writtenData: DataConfig
  private let directory: String

  /// Reads a configuration file with overrides, and reports every mistake that can be seen
  /// without the data: also files that don't exist.
  package init(_ path: String, overrides: [String] = []) throws(ConfigError) {
    var file = try ConfigFile.load(path)
    for override in overrides { try file.set(override, isSame: Experiment.isSame) }
    var diagnostics = Diagnostics()
    diagnostics.places = Experiment.places(in: file.root)
    let read = FieldReader.read(
      ExperimentConfig.self, from: file.root, owner: "the configuration",
      at: SourceSpan(file: path == "-" ? "stdin" : path, line: 1, column: 1), &diagnostics)
    let directory = path == "-" ? "." : FilePath.directory(of: path)
    Experiment.reportMissingFiles(file.root, directory, &diagnostics)
    try file.check(diagnostics)
    guard var config = read else {
      preconditionFailure("\(path) gave neither a configuration nor an error")
    }
    if config.name.isEmpty { config.name = Experiment.name(from: path) }
    self.directory = directory
    writtenData = config.data
    config.data = config.data.resolved(relativeTo: directory).mapPaths(FilePath.short)
    self.config = config
    self.file = file
  }

  /// Builds the model for data that has been read.
  ///
  /// - Parameter ranks: How many train it.
  /// - Throws: ``ConfigError`` that points at the layer, loss or metric that does not fit.
  package func model(for data: PreparedData, ranks: Int = 1) throws -> Sequential {
    let layers = config.layers(data.preprocessing)
    let model = Sequential(entries: layers, name: config.name, seed: config.seed)
    model.batchCut = config.fit.batchCut(ranks: ranks)
    do {
      let sampleShape = Array(data.inputSpec.shape.dimensions.dropFirst())
      try model.compile(
        config.compile, weighting: try weighting(data.preprocessing),
        targetScale: data.preprocessing.targetScale)
      let graph = try model.layerGraph(sampleShape: sampleShape)
      try checkMemory(graph, layers, samples: data.train.count)
      // The scale has a number for each output.
      if model.targetScale != nil { try checkOutputs(graph.prediction.shape, data) }
      try checkOutputs(try model.graph.prediction.shape, data)
      try checkMonitors(logs(data))
      try checkCalibration(try model.graph, data)
      try model.build()
    } catch TrainError.model(let error) {
      throw invalid(at: span(of: error, layers), "\(error)", help: error.help)
    }
    return model
  }

  /// What decides which epoch is the best.
  package func bestMonitor(_ data: PreparedData) throws(TrainError) -> Monitor {
    try config.fit.bestMonitor(logs(data))
  }

  /// The values that the logs have.
  private func logs(_ data: PreparedData) -> LogValues {
    LogValues(
      config.compile, config.weighting(data.preprocessing), hasValidation: data.validation != nil)
  }

  /// The configuration as its file says it, with every default that is known without the data, each value
  /// with the place where it was given.
  package var listing: String {
    var written = config
    written.data = writtenData
    return ConfigListing.text(of: FieldWriter.write(written), from: file.root)
  }

  /// The configuration of a run, with every default, every layer's name and what became of every column
  /// written out. Training on it repeats the run, also where the folder is moved to: paths begin at the
  /// run's folder, but for those that were given from the root.
  package func resolved(
    _ model: Sequential, _ data: PreparedData, in run: RunDirectory
  ) throws -> ExperimentConfig {
    var config = config
    config.data = writtenData.mapPaths { path in
      path.hasPrefix("/") ? path : FilePath.relative(path, in: directory, from: run.path)
    }
    if let columns = data.columns { config.data.features = columns.features }
    let built = try model.graph.layers
    // Data may have put a layer in front, which takes the inputs then.
    let own = config.model.layers.indices
    for (index, layer) in zip(own, built.suffix(own.count)) {
      config.model.layers[index].name = layer.name
    }
    if built.count == own.count { config.model.layers[0].inputShape = try model.sampleShape }
    return config
  }

  /// An error at a place of the configuration.
  package func invalid(
    at span: SourceSpan?, _ message: String, help: String? = nil
  ) -> ConfigError {
    let diagnostics = Diagnostics([Diagnostic(at: span, message, help: help)])
    return .invalid(diagnostics, rendered: file.render(diagnostics))
  }

  private func checkOutputs(_ shape: Shape, _ data: PreparedData) throws {
    let last = config.model.layers.last
    let outputs = shape[-1]
    if data.preprocessing.predictsInput {
      if shape.withoutBatch.dimensions != data.preprocessing.sampleShape {
        throw invalid(
          at: last?.span,
          "the target is the input, \(Shape(data.preprocessing.sampleShape)) for each sample, but "
            + "the last layer makes \(shape.withoutBatch)",
          help: "let the last layers give the input's shape, with a Reshape, say")
      }
      return
    }
    if !data.preprocessing.hasOneClass {
      let width = data.train.targetSpec?.shape[-1] ?? 1
      if outputs != width {
        throw invalid(
          at: last?.span,
          "the target has \(width) \(width == 1 ? "value" : "values") for each sample, "
            + "but the last layer has \(outputs) outputs",
          help: "give it units: \(width)\(data.preprocessing.meaningOfOutputs)")
      }
      return
    }
    let loss = config.compile.loss.value
    if data.preprocessing.targetKind == .binary, data.train.targetSpec?.shape[-1] == 1,
      outputs != 1
    {
      throw TrainError.model(.loss(kind: loss.kind, .singleOutput(outputs: outputs)))
    }
    let isRow = data.preprocessing.targetKind == .oneHotClasses
    guard let classes = data.preprocessing.classNames, outputs > 1 || isRow,
      outputs != classes.count
    else { return }
    let target = data.preprocessing.targetColumns.first.map { "target '\($0)'" } ?? "the label file"
    let shown = classes.prefix(10).joined(separator: ", ") + (classes.count > 10 ? ", …" : "")
    var help = "give it units: \(classes.count)"
    let counts = data.preprocessing.classCounts ?? []
    if data.preprocessing.targetColumns.isEmpty, let first = counts.firstIndex(where: { $0 > 0 }),
      first > 0
    {
      help = "the labels begin at \(first): number them from 0, or \(help)"
    }
    throw invalid(
      at: last?.span,
      "\(target) has \(classes.count) classes (\(shown)), but the last layer has \(outputs) outputs",
      help: help)
  }

  /// How much samples count in the loss.
  private func weighting(_ preprocessing: Preprocessing) throws(ConfigError) -> SampleWeighting {
    guard let weights = config.fit.classWeight else { return config.weighting(preprocessing) }
    let node = file.root["fit"]?["class_weight"]
    if config.data.oversample != nil || config.data.undersample != nil {
      throw invalid(
        at: node?.span, "'class_weight' would balance what is resampled already",
        help: "leave out it or 'data.\(config.data.oversample != nil ? "over" : "under")sample'")
    }
    guard let classes = preprocessing.classNames, preprocessing.hasOneClass else {
      let found = preprocessing.classNames == nil ? "a number" : "more than one class for each row"
      throw invalid(
        at: node?.span, "'class_weight' is for classes, but the target is \(found)",
        help: "give each row its weight in a column: data.sample_weight")
    }
    if let stranger = weights.stranger(among: classes) {
      var span = node?.span
      if case .mapping(let entries) = node?.content {
        span = entries.first { $0.key.isWritten(stranger) }?.keySpan ?? span
      }
      let shown = classes.prefix(10).joined(separator: ", ")
      throw invalid(
        at: span, "there is no class '\(stranger)'",
        help: Spelling.suggestion(for: stranger, among: classes)
          ?? "the classes are: \(shown)\(classes.count > 10 ? ", …" : "")")
    }
    return config.weighting(preprocessing)
  }

  /// Refuses batches that cannot be divided among so many ranks.
  package func checkShards(ranks: Int) throws(ConfigError) {
    let fit = config.fit
    let section = file.root["fit"]
    let shards = fit.shards ?? ranks
    if !shards.isMultiple(of: ranks) {
      let error = TrainError.shards(shards, ranks: ranks)
      throw invalid(at: section?["shards"]?.span, "\(error)", help: error.help)
    }
    if shards > 1, shards > fit.batchSize {
      let error = TrainError.smallBatch(fit.batchSize, shards: shards)
      throw invalid(
        at: section?["batch_size"]?.span ?? section?.span, "\(error)", help: error.help)
    }
    if fit.shards != nil || ranks > 1, config.compile.optimizer.value is LazyAdam {
      let error = TrainError.lazyUpdates
      throw invalid(
        at: file.root["compile"]?["optimizer"]?.span, "\(error)", help: error.help)
    }
  }

  /// Refuses to watch what the logs don't have.
  private func checkMonitors(_ logs: LogValues) throws {
    let fit = config.fit
    func check(_ span: SourceSpan?, _ body: () throws(TrainError) -> Void) throws(ConfigError) {
      do {
        try body()
      } catch {
        throw invalid(at: span, "\(error)", help: error.help)
      }
    }
    try check(file.root["fit"]?["monitor"]?.span) { () throws(TrainError) in
      _ = try fit.bestMonitor(logs)
    }
    for callback in fit.callbacks {
      try check(callback.span) { () throws(TrainError) in
        _ = try fit.monitor(of: callback, config.compile, logs)
      }
    }
  }

  /// Refuses to calibrate what is no probability, or on nothing.
  private func checkCalibration(_ graph: ModelGraph, _ data: PreparedData) throws {
    if !config.fit.calibrate { return }
    let reader = TruthReader(data.preprocessing)
    var (message, help): (String, String?) = ("", nil)
    if data.validation == nil {
      message = "'calibrate' needs a validation part"
      help = "split one off, with data.validation_split: 0.2, say"
    } else if reader == nil || reader?.form == .numbers {
      message = "'calibrate' is for probabilities, but the target is no class"
    } else if graph.logits == nil {
      message = "'calibrate' needs probabilities that are made of logits"
      help = "let the last layer end with a softmax or sigmoid, or give the loss from_logits: true"
    } else if graph.prediction.shape.rank != 2 {
      message = "'calibrate' is for one prediction a row"
    } else {
      return
    }
    let fit = file.root["fit"]
    throw invalid(at: fit?["calibrate"]?.span ?? fit?.span, message, help: help)
  }

  private func span(of error: ModelError, _ layers: [LayerEntry]) -> SourceSpan? {
    if let index = error.layer { return layers[index].span ?? file.root["data"]?.span }
    switch error {
    case .loss: return file.root["compile"]?["loss"]?.span
    case .unfitMetric(let index, _, _, _), .metric(let index, _, _):
      return config.compile.reported[index].field.span
    case .weightNames(let field, _, _):
      let optimizer = file.root["compile"]?["optimizer"]
      guard case .mapping(let named) = optimizer?.content else { return optimizer?.span }
      return named.first?.value[field]?.span ?? optimizer?.span
    default: return file.root["model"]?.span
    }
  }

  private static func name(from path: String) -> String {
    let stem = path == "-" ? "stdin" : FilePath.stem(of: path)
    return String(stem.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  /// Reports every data file of the configuration that does not exist, where it is named.
  private static func reportMissingFiles(
    _ root: ConfigNode, _ directory: String, _ diagnostics: inout Diagnostics
  ) {
    for part in ["train", "validation", "test"] {
      guard let source = root["data"]?[part] else { continue }
      var nodes = [source, source["images"], source["labels"]].compactMap { $0 }
      if let file = source["file"] { nodes = [file] }
      if let folder = source["folder"] { nodes.append(folder) }
      nodes = nodes.flatMap { node in
        if case .sequence(let items) = node.content { items } else { [node] }
      }
      for node in nodes {
        guard case .scalar(let path, _) = node.content, !path.isEmpty, path != "-" else { continue }
        let whole = path.hasPrefix("/") ? path : FilePath.absolute("\(directory)/\(path)")
        if FilePatterns.isPattern(whole) {
          if FilePatterns.matches(whole).isEmpty {
            diagnostics.error(at: node.span, "no file matches '\(path)'")
          }
          continue
        }
        if FileAccess.exists(whole) { continue }
        let folder = FilePath.directory(of: whole)
        let name = String(whole.dropFirst(folder.count + (folder == "/" ? 0 : 1)))
        diagnostics.error(
          at: node.span, "there is no file '\(path)'",
          help: Spelling.suggestion(for: name, among: FileAccess.names(in: folder))
            ?? (path.hasPrefix("/") ? "check the path" : "paths are relative to the configuration"))
      }
    }
  }
}

extension Preprocessing {
  /// What an output of the model stands for, where that is not seen from the target's columns.
  fileprivate var meaningOfOutputs: String {
    switch targetReading {
    case .labels: ", one for each label"
    case .ordinal: ", one for each class but the last"
    case nil: ""
    }
  }
}
