import TFXApp
import TFXCore
import TFXModel
import TFXTrain
import TestSupport
import Testing

/// The arguments of one of Keras's classes with their defaults.
struct KerasClass: Decodable, Sendable, CustomTestStringConvertible {
  let noun: String
  let kind: String
  let arguments: Arguments

  static let all: [KerasClass] = Fixture.cases("defaults")
  var testDescription: String { "\(noun) \(kind)" }
}

/// What one of Keras's constructors takes first without a name.
private struct KerasFirst: Decodable, Sendable {
  let noun: String
  let kind: String
  let first: String
}

/// What a file can name has Keras's arguments and Keras's defaults.
@Suite struct KerasDefaultTests {
  private static let catalogs = [
    layerCatalog, lossCatalog, metricCatalog, optimizerCatalog, scheduleCatalog, callbackCatalog,
    initializerCatalog, regularizerCatalog, constraintCatalog,
  ]

  /// Arguments that say nothing here: of other backends, of masks and states that a file cannot hold,
  /// of progress that a run shows anyway, and what stands beside a layer's own arguments.
  private static let leftOut: Set<String> = [
    "data_format", "seed", "trainable", "autocast", "activity_regularizer", "loss_scale_factor",
    "verbose", "lora_rank", "lora_alpha", "quantization_config", "renorm", "renorm_clipping",
    "renorm_momentum", "input_axes", "output_axes", "use_cudnn", "return_state", "unroll",
    "flash_attention", "from_sorted_ids", "invert", "sparse", "query_shape", "attention_axes",
    "ema_overwrite_frequency", "weights", "vocabulary_dtype", "dtype", "layer", "use_gate",
    "gptq_unpacked_column_size", "idf_weights", "oov_method", "pad_to_max_tokens", "salt",
    "antialias",
  ]

  /// Where a file may leave out what Keras wants, or has another default, and why.
  private static let different: [String: String] = [
    "CategoryEncoding.num_tokens": "nothing is counted in data",
    "Discretization.bin_boundaries": "nothing is counted in data",
    "Discretization.epsilon": "nothing is counted in data",
    "Discretization.num_bins": "nothing is counted in data",
    "Embedding.embeddings_initializer": "uniform is RandomUniform",
    "IntegerLookup.max_tokens": "nothing is counted in data",
    "IntegerLookup.vocabulary": "nothing is counted in data",
    "Resizing.fill_mode": "Keras has one only",
    "AveragePooling1D.pool_size": "the default of MaxPooling1D",
    "AveragePooling2D.pool_size": "the default of MaxPooling2D",
    "AveragePooling3D.pool_size": "the default of MaxPooling3D",
    "F1Score.average": "a metric is one number",
    "FBetaScore.average": "a metric is one number",
    "ModelCheckpoint.filepath": "files lie in the run's own folder",
    "Muon.exclude_layers": "an empty list is none",
  ]

  @Test(arguments: KerasClass.all)
  func argumentsAndDefaults(_ keras: KerasClass) throws {
    let catalog = try #require(KerasDefaultTests.catalogs.first { $0.noun == keras.noun })
    guard let type = catalog.types.first(where: { $0.kind == keras.kind }) else { return }
    let fields = FieldReference.fields(of: type)
    guard case .mapping(let arguments) = keras.arguments.node.content else { return }
    for argument in arguments where !KerasDefaultTests.leftOut.contains(argument.key) {
      if KerasDefaultTests.different["\(keras.kind).\(argument.key)"] != nil { continue }
      guard let field = fields.first(where: { $0.name == argument.key }) else {
        Issue.record("\(keras.kind) lacks '\(argument.key)'")
        continue
      }
      let found = field.isRequired ? "(required)" : flow(field.defaultValue)
      let wanted = flow(argument.value)
      #expect(isSame(found, wanted), "\(keras.kind).\(argument.key): \(found), Keras: \(wanted)")
    }
  }

  /// What a file may give without its name is what Keras's constructors take so.
  @Test func firstArguments() {
    let own: Set = [
      // Keras's joins outputs, this one the outputs of its branches.
      "Concatenate",
      // Keras may count tokens in data.
      "IntegerLookup",
    ]
    let cases: [KerasFirst] = Fixture.cases("positional")
    let firsts = Dictionary(
      uniqueKeysWithValues: cases.map { ("\($0.noun) \($0.kind)", $0.first) })
    var count = 0
    for page in ReferencePage.all
    where KerasDefaultTests.catalogs.contains(where: { $0.noun == page.group.noun }) {
      for entry in page.group.entries {
        guard let first = entry.shorthand.first, !own.contains(entry.type.kind),
          let keras = firsts["\(page.group.noun) \(entry.type.kind)"]
        else { continue }
        #expect(first == keras, "\(entry.type.kind)")
        count += 1
      }
    }
    #expect(count > 90)
  }

  /// Whether two defaults say the same: `{GlorotUniform: {seed: null}}` and `glorot_uniform`, `1` and
  /// `1.0`, `0` and `[0, 0]`.
  private func isSame(_ found: String, _ wanted: String) -> Bool {
    if plain(found) == plain(wanted) { return true }
    if let found = Double(found), let wanted = Double(wanted) {
      return abs(found - wanted) <= 1e-9 * max(1, abs(wanted))
    }
    if plain(found) == "linear" { return wanted == "null" }
    if numbers(found) != nil, numbers(found) == numbers(wanted) { return true }
    // A single number stands for the same on all axes.
    let parts = Set(plain(wanted).split { "[], ".contains($0) })
    return parts.count == 1 && parts.first.map(String.init) == plain(found)
  }

  /// The numbers of a list.
  private func numbers(_ text: String) -> [Double]? {
    guard text.hasPrefix("[") else { return nil }
    let parts = text.split { "[], ".contains($0) }.map { Double($0) }
    return parts.contains(nil) ? nil : parts.compactMap { $0 }
  }

  private func plain(_ text: String) -> String {
    var name = text.replacing("\"", with: "")
    if name.hasPrefix("{") { name = String(name.dropFirst().prefix { $0 != ":" && $0 != "}" }) }
    return name.replacing("_", with: "").lowercased()
  }
}
