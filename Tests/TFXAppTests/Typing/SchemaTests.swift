import Foundation
import TFXApp
import TFXConfig
import TFXCore
import TestSupport
import Testing

/// The schema that `tfx schema` prints takes what tfx takes; `ConfigMistakeTests` holds it against what
/// tfx refuses.
@Suite struct SchemaTests {
  static let validator = SchemaValidator(ConfigSchema.document)
  private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

  /// Why the schema refuses a configuration; nil if it takes it.
  static func refusal(of config: String) throws -> String? {
    validator.refusal(of: JSON(try ConfigFile(path: "config.yaml", text: config).root))
  }

  @Test func theCommittedSchemaIsCurrent() throws {
    let file = SchemaTests.root.appending(path: "docs/schema/tfx.schema.json")
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      return try Data(ConfigSchema.text.utf8).write(to: file)
    }
    let found = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(
      found == ConfigSchema.text,
      "TFX_UPDATE_GOLDENS=1 scripts/test --filter SchemaTests writes it anew")
  }

  @Test func theSchemaIsJSON() throws {
    let value = try JSONSerialization.jsonObject(with: Data(ConfigSchema.text.utf8))
    let schema = try #require(value as? [String: Any])
    #expect(Set(schema.keys).isSuperset(of: ["$schema", "$id", "definitions", "properties"]))
  }

  /// Every configuration in the folders of configurations, but for the graphs of `tfx run`.
  static let configs: [String] = ["configs", "Benchmarks/configs", "Benchmarks/tables/configs"]
    .flatMap { folder in
      let names = try? FileManager.default.contentsOfDirectory(
        atPath: root.appending(path: folder).path)
      return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }

  @Test(arguments: configs)
  func takesAConfiguration(_ path: String) throws {
    let text = try String(
      contentsOf: SchemaTests.root.appending(path: path), encoding: .utf8)
    let refusal = try SchemaTests.refusal(of: text)
    #expect(refusal == nil, "\(path): \(refusal ?? "")")
  }

  @Test func thereAreConfigurations() { #expect(SchemaTests.configs.count > 30) }

  @Test(arguments: GuideTests.Snippet.all.filter { !$0.isPart })
  func takesASnippet(_ snippet: GuideTests.Snippet) throws {
    let refusal = try SchemaTests.refusal(of: snippet.config)
    #expect(refusal == nil, "\(snippet.testDescription): \(refusal ?? "")")
  }

  /// What a run writes, with every default.
  @Test func takesAResolvedConfiguration() throws {
    let workshop = try Workshop()
    let more = "data.features.length={transform: [log1p, {clip: {min: 0}}], missing: mean}"
    let outcome = workshop.train(
      "flowers.yaml", [more, "fit.epochs=1", "fit.class_weight=balanced"], output: "run")
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    let refusal = try SchemaTests.refusal(of: try workshop.text("run/config.yaml"))
    #expect(refusal == nil, "\(refusal ?? "")")
  }

  /// Forms of values that no configuration of the project has.
  @Test(arguments: [
    "seed: 1_000", "fit: ", "fit: {validation_freq: [1, 2]}", "fit: {max_time: 1h30m}",
    "fit: {class_weight: {rose: 2, tulip: 1/2}}", "fit: {shards: null}",
    "fit: {callbacks: [TerminateOnNaN, {ModelCheckpoint: {save_freq: 5 epochs}}]}",
    "compile: {loss: mse, optimizer: {adam: {learning_rate: {CosineDecay: "
      + "{initial_learning_rate: 1e-3, decay_steps: all}}}}}",
    "model: {layers: [Flatten, {Flatten: }, {Dense: {units: 3, kernel_initializer: he_normal}}]}",
    "model: {layers: [{Bidirectional: {layer: {LSTM: {units: 3}}}}]}",
    "model: {layers: [{ZeroPadding2D: {padding: [[1, 2], 3]}}]}",
    "model: {layers: [{Dense: 3}, {Dropout: 1/2}, {Activation: relu}, {Reshape: [3, 1]}, "
      + "{MaxPooling1D: 3}, {Residual: [{LSTM: 3}]}, {Dense: {units: 2, kernel_regularizer: {L2: 0.1}}}]}",
    "compile: {loss: mse, optimizer: {sgd: 0.1}}",
    "fit: {callbacks: [{EarlyStopping: val_loss}]}",
    "data: {train: [a.csv, b.csv], target: [a, b], encoding: UTF-8}",
    "data: {train: {file: a.csv, delimiter: tab}, target: 5}",
    "data: {train: {folder: a, resize: [8, 8], color: grayscale}, "
      + "augment: [random_flip, {random_crop: 4}, {random_contrast: [0.5, 1.5]}]}",
    "data: {train: a.csv, target: {column: t, missing: drop}, split: {group: house}, "
      + "test_split: 0.1, "
      + "missing_values: [NA, -1, null], features: {a: , '*': {missing: {fill: 0, indicator: true}}}}",
    "data: {train: a.csv, target: t, features: [a, b], window: {length: 3, by: c}}",
  ])
  func takesAForm(_ text: String) throws {
    var whole: [String: String] = [
      "data": "{train: a.csv, target: t}", "model": "{layers: [Flatten]}", "compile": "{loss: mse}",
    ]
    let key = String(text.prefix { $0 != ":" })
    whole[key] = String(text.dropFirst(key.count + 1))
    let config = whole.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }.joined()
    let refusal = try SchemaTests.refusal(of: config)
    #expect(refusal == nil, "\(refusal ?? "")")
    // So does tfx itself.
    var diagnostics = Diagnostics()
    let root = try ConfigFile(path: "config.yaml", text: config).root
    _ = FieldReader.read(
      ExperimentConfig.self, from: root, owner: "the configuration", &diagnostics)
    let shown = diagnostics.all.map { $0.rendered() }
    #expect(diagnostics.all.isEmpty, "\(shown)")
  }

  /// Every field of a configuration says what it may have.
  @Test func noFieldTakesAnything() {
    func check(_ fields: [FieldReference], _ owner: String) {
      for field in fields {
        for one in field.schema.alternatives {
          if case .any = one.form { Issue.record("\(owner).\(field.name) says nothing") }
        }
      }
    }
    for key in ConfigKeys.all { check([key.field], key.text) }
    for page in ReferencePage.all {
      for entry in page.group.entries { check(entry.group.fields, entry.type.kind) }
    }
  }
}
