import TFXConfig
import TFXCore
package import TFXData
import TFXModel
import TFXRuntime

extension Experiment {
  /// Reads, splits and encodes the data; or goes through it, if it is to be streamed.
  ///
  /// - Parameters:
  ///   - fitted: Encoders that were fitted before, to other data.
  /// - Throws: `ConfigError` for what the configuration says of the data that is not so, at the
  ///   place that says it; `DataError` for what is wrong with a file.
  ///   - outline: What another process has found in the same files, which are streamed.
  package func prepareData(
    fitted: Preprocessing? = nil, outline: PreparedData.Outline? = nil
  ) throws -> PreparedData {
    DataThreads.count = Session.threads
    do {
      if let outline {
        return try PreparedData.prepare(
          config.data, as: config.compile.loss.value.target, seed: config.seed, outline: outline)
      }
      return try PreparedData.prepare(
        config.data, as: config.compile.loss.value.target, seed: config.seed, fitted: fitted)
    } catch {
      if let diagnostics = diagnostics(for: error) {
        throw ConfigError.invalid(diagnostics, rendered: file.render(diagnostics))
      }
      throw error
    }
  }

  /// The fingerprint of the data, which a thread takes from now on.
  func fingerprint(_ prepared: PreparedData) -> FingerprintTask {
    FingerprintTask(config.data, prepared.split)
  }

  /// The mistakes of the configuration behind an error with the data; nil if the data is to blame.
  private func diagnostics(for error: DataError) -> Diagnostics? {
    let data = file.root["data"]
    switch error.kind {
    case .missingColumns(_, let known):
      let files = (config.data.train.tablePaths ?? []).flatMap { FilePatterns.matches($0) }
      guard files.contains(error.file) else { return nil }
      return missingColumns(known, error.file)
    case .cannotStratify:
      return report(error, at: data?["stratify"] ?? data?["split"])
    case .wrongTargetType, .orderNeeded:
      return report(error, at: data?["target"]?["type"])
    case .targetOption(let option, _), .optionOfInput(let option):
      return report(error, at: data?["target"]?[option] ?? data?[option])
    case .cannotBeCategorical: return report(error, at: data?["target"]?["encode"])
    case .labelsNeedBinary: return report(error, at: data?["target"]?["separator"])
    case .classOutsideOrder: return report(error, at: data?["target"]?["order"])
    case .targetNeedsNumbers(_, mostAreNumbers: false), .fractionalClass, .inputNeedsNumbers,
      .severalColumnsOfClasses:
      return report(error, at: file.root["compile"]?["loss"])
    case .wrongClassCount(let found, isBinary: true) where found.count > 2:
      return report(error, at: file.root["compile"]?["loss"])
    case .fillNeedsNumbers, .fillNeedsCategories:
      let feature = error.columnName.flatMap { data?["features"]?[$0] }
      return report(error, at: feature?["missing"])
    case .cannotAugment(let step, _, _):
      guard case .sequence(let steps) = data?["augment"]?.content else { return nil }
      return report(error, at: steps[step])
    case .stepNeedsText(let step):
      let feature = error.columnName.flatMap { data?["features"]?[$0] }
      return report(error, at: place(of: step, in: feature?["transform"]))
    case .tooFewGroups: return report(error, at: data?["split"])
    case .notInOrder, .ambiguousTime:
      return report(error, at: data?["window"]?["order"] ?? data?["split"])
    case .windowTooLong(_, _, _, let part) where part != nil:
      return report(error, at: data?["window"]?["length"])
    case .sameTime(_, _, by: nil): return report(error, at: data?["window"])
    case .cannotResample(let option): return report(error, at: data?[option])
    case .splitTooSmall(let part, _, _):
      return report(error, at: part == .train ? data : data?["\(part.rawValue)_split"])
    default: return nil
    }
  }

  /// An error with the data, told at a place of the configuration; nil if there is no such place.
  private func report(_ error: DataError, at node: ConfigNode?) -> Diagnostics? {
    guard let span = node?.span else { return nil }
    guard let column = error.columnName else {
      return Diagnostics([Diagnostic(at: span, error.message, help: error.help)])
    }
    let place = error.row.map { ":\($0):\(error.column ?? 1)" } ?? ""
    return Diagnostics([
      Diagnostic(
        at: span, "column '\(column)': \(error.message) (\(error.file)\(place))", help: error.help)
    ])
  }

  /// The place of a step in a list of them, which may also be a single one.
  private func place(of step: String, in transform: ConfigNode?) -> ConfigNode? {
    guard let transform else { return nil }
    var steps = [transform]
    if case .sequence(let items) = transform.content { steps = items }
    return steps.first { node in
      if case .scalar(step, isQuoted: _) = node.content { true } else { node[step] != nil }
    }
  }

  /// Every name in the configuration that is no column of the file.
  private func missingColumns(_ known: [String], _ path: String) -> Diagnostics? {
    guard let data = file.root["data"] else { return nil }
    var named: [(name: String, span: SourceSpan?)] = []
    if let target = config.data.target {
      let node = data["target"]?["column"] ?? data["target"]
      var places = [node?.span]
      if case .sequence(let items) = node?.content { places = items.map(\.span) }
      named += zip(target.columns(among: known), places).map { (name: $0, span: $1) }
    }
    if let id = config.data.id { named.append((id, data["id"]?.span)) }
    if let weight = config.data.sampleWeight { named.append((weight, data["sample_weight"]?.span)) }
    for (key, column) in config.data.split?.columns ?? [] {
      named.append((column, data["split"]?[key]?.span))
    }
    for (key, column) in config.data.window?.columns ?? [] {
      named.append((column, data["window"]?[key]?.span))
    }
    switch data["features"]?.content {
    case .mapping(let entries): named += entries.map { ($0.key, $0.keySpan) }
    case .sequence(let items):
      for item in items {
        if case .scalar(let name, _) = item.content { named.append((name, item.span)) }
      }
    case .scalar, .null, nil: break
    }
    if case .sequence(let items) = data["exclude"]?.content {
      for (name, item) in zip(config.data.exclude, items) { named.append((name, item.span)) }
    }
    var diagnostics = Diagnostics()
    for (name, span) in named where name != "*" && !FeatureList.isMet(name, by: known) {
      diagnostics.error(
        at: span, "\(path) has no column '\(name)'",
        help: Spelling.suggestion(for: name, among: known)
          ?? "the columns are: \(known.prefix(20).joined(separator: ", "))"
          + (known.count == 1 ? "; what separates them is said by 'delimiter'" : ""))
    }
    return diagnostics.hasErrors ? diagnostics : nil
  }
}
