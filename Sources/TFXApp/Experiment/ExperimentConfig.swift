package import TFXCore
package import TFXData
package import TFXModel
package import TFXTrain

/// What a configuration file says: data, layers, how they are trained, and how long.
package struct ExperimentConfig: Configurable {
  /// Names the runs.
  package var name = ""
  /// Decides splits, initial weights, dropout and shuffles.
  package var seed: UInt64 = 0
  package var data = DataConfig()
  package var model = ModelConfig()
  package var compile = CompileOptions()
  package var fit = FitOptions()

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("name", &name, in: .directoryName, "names the runs; the file's name if left out")
    f.optional("seed", &seed, "decides splits, initial weights, dropout and shuffles")
    f.required("data", &data, "where the data comes from")
    f.required("model", &model, "the layers")
    f.required("compile", &compile, "optimizer, loss and metrics")
    f.optional("fit", &fit, "epochs and batches")
  }
}

extension ExperimentConfig {
  /// How much samples count in the loss of training on data that became targets so.
  package func weighting(_ preprocessing: Preprocessing?) -> SampleWeighting {
    let classes = preprocessing?.classNames.flatMap { names in
      preprocessing?.hasOneClass == true
        ? preprocessing?.classCounts.map { (names: names, counts: $0) } : nil
    }
    return SampleWeighting(
      hasSampleWeights: data.sampleWeight != nil,
      classWeights: classes.flatMap { (names, counts) in
        fit.classWeight?.weights(of: names, counts: counts)
      })
  }
}

extension ExperimentConfig {
  /// The layers of a model whose inputs are made so: those of the file, of which the first is told which
  /// columns are numbers if it asks for that, and in front of them one that learns vectors for the
  /// categories of columns, where there are such.
  package func layers(_ preprocessing: Preprocessing?) -> [LayerEntry] {
    var layers = model.layers
    if var periodic = layers.first?.layer as? PeriodicEmbedding, periodic.features == nil {
      periodic.features = preprocessing?.numberFeatures
      layers[0].layer = periodic
    }
    let embedded = preprocessing?.embeddedColumns ?? []
    if embedded.isEmpty { return layers }
    var taken: Set<String> = []
    let columns = embedded.map { column in
      ColumnEmbedding.Column(
        column.feature, column.count, column.dimension,
        name: ExperimentConfig.weightName(column.name, &taken))
    }
    return [LayerEntry(ColumnEmbedding(columns), name: "embedding")] + layers
  }

  /// The name of a column with what a weight's cannot have replaced, and numbered if it is taken.
  private static func weightName(_ column: String, _ taken: inout Set<String>) -> String {
    let base = String(
      column.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) ? $0 : "_" })
    var (name, count) = (base, 0)
    while !taken.insert(name).inserted {
      count += 1
      name = "\(base)_\(count)"
    }
    return name
  }
}

/// The part of a configuration that a model alone has: what a Swift program saves.
package struct ModelDescription: Configurable {
  package var name = ""
  package var seed: UInt64 = 0
  package var model = ModelConfig()
  package var compile: CompileOptions?

  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("name", &name, in: .directoryName, "names the model")
    f.optional("seed", &seed, "decides initial weights, dropout and shuffles")
    f.required("model", &model, "the layers")
    f.optional("compile", &compile, "optimizer, loss and metrics")
  }
}

/// The layers of a model.
package struct ModelConfig: Section {
  package static let owner = "the model section"

  package var layers: [LayerEntry] = []

  package init() {}

  package init(layers: [LayerEntry]) { self.layers = layers }

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.required("layers", &layers, in: .notEmpty, "the layers in order")
  }
}

extension Limits<String> {
  /// A name that can be that of a directory on any system.
  fileprivate static var directoryName: Limits {
    Limits(
      "letters, digits, '_', '-' or '.', and not begin with a '.'",
      bounds: ValueBounds(pattern: "^([A-Za-z0-9_-][A-Za-z0-9_.-]*)?$")
    ) { name in
      !name.hasPrefix(".")
        && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    }
  }
}
