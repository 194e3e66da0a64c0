import TFXConfig
import TFXCore
import TFXModel
import TFXTrain

extension Experiment {
  /// Whether two names of a configuration mean the same type, such as `Adam` and `adam`.
  static func isSame(_ name: String, _ other: String) -> Bool {
    if name == other { return true }
    let catalogs = [
      optimizerCatalog, lossCatalog, metricCatalog, layerCatalog, scheduleCatalog,
      callbackCatalog, initializerCatalog, regularizerCatalog,
    ]
    return catalogs.contains { catalog in
      guard let type = catalog.type(named: name), let otherType = catalog.type(named: other)
      else { return false }
      return type == otherType
    }
  }

  /// Where the keys of sections and of the optimizer belong, for messages about keys at other places:
  /// `epochs` is `fit.epochs`.
  static func places(in root: ConfigNode) -> [String: String] {
    var config = ExperimentConfig()
    let optimizer = root["compile"]?["optimizer"]
    let name: String? =
      switch optimizer?.content {
      case .mapping(let entries): entries.first?.key
      case .scalar(let text, _): text
      case .null, .sequence, nil: nil
      }
    if let name, let type = optimizerCatalog.type(named: name) as? any Optimizer.Type {
      config.compile.optimizer = OptimizerField(type.init())
    }
    var places: [String: String] = [:]
    // A section's own keys before those of what stands in it.
    var open = [(path: "", node: FieldWriter.write(config))]
    while !open.isEmpty {
      let (path, node) = open.removeFirst()
      guard case .mapping(let entries) = node.content else { continue }
      for entry in entries {
        let isType = entry.key.first?.isUppercase == true
        let isOptimizer = isType && path == "compile.optimizer."
        let own = path + (isOptimizer ? name ?? entry.key : entry.key)
        // Everything may have a name.
        if !isType, entry.key != "name", places[entry.key] == nil { places[entry.key] = own }
        open.append(("\(own).", entry.value))
      }
    }
    return places
  }
}
