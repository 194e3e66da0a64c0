public import TFXCore

/// A layer in a model, with what any layer may be given: a name, for the first one the shape of a
/// sample, and how it is trained.
public struct LayerEntry: FieldValue {
  /// The layer.
  public var layer: any Layer
  /// Its name in the model and in checkpoints; made from its kind if nil.
  public var name: String?
  /// The shape of one sample, without the batch.
  public var inputShape: [Int]?
  /// Whether training changes its weights and those of the layers within it.
  public var trainable = true
  /// What the learning rate is multiplied by for its weights.
  public var learningRateMultiplier = 1.0
  /// What its output adds to the loss: the penalty of a batch, divided by the number of samples.
  public var activityRegularizer: RegularizerField?
  /// Where a file names it.
  public var span: SourceSpan?

  /// A layer with its name and, if it is the first, the shape of a sample.
  public init(_ layer: any Layer, name: String? = nil, inputShape: [Int]? = nil) {
    self.layer = layer
    self.name = name
    self.inputShape = inputShape
  }

  /// A name for each of some layers: its own, or Keras's default, `dense`, `dense_1`, ….
  static func names(_ entries: [LayerEntry]) -> [String] {
    var taken = Set(entries.compactMap(\.name))
    var counts: [String: Int] = [:]
    return entries.map { entry in
      if let name = entry.name { return name }
      let base = snakeCase(entry.layer.kind)
      var name = base
      repeat {
        let count = counts[base, default: 0]
        name = numbered(base, count)
        counts[base] = count + 1
      } while !taken.insert(name).inserted
      return name
    }
  }

  /// The name of one of several of a kind, counted from 0: `dense`, `dense_1`.
  static func numbered(_ base: String, _ index: Int) -> String {
    index == 0 ? base : "\(base)_\(index)"
  }

  /// What is wrong with the names of layers that stand in a field of another one.
  static func nameProblems(_ field: String, _ entries: [LayerEntry]) -> [FieldProblem] {
    var taken: Set<String> = []
    return entries.compactMap(\.name).filter { !taken.insert($0).inserted }.map { name in
      FieldProblem(field, "the name '\(name)' stands twice", help: "give each a name of its own")
    }
  }

  public static var expectation: String { "a layer as 'Name' or 'Name: {…}'" }

  public static var schema: ValueSchema {
    layerCatalog.schema(fields: { type in
      guard let type = type as? any Layer.Type else {
        preconditionFailure("\(type.kind) stands among the layers, but is none")
      }
      return references(type)
    })
  }

  private static func references<L: Layer>(_ type: L.Type) -> [FieldReference] {
    FieldReference.fields(of: Fields<L>.self)
  }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> LayerEntry? {
    guard let named = layerCatalog.resolve(node, &diagnostics) else { return nil }
    guard let type = named.type as? any Layer.Type else {
      preconditionFailure("\(named.name) stands among the layers, but is none")
    }
    return read(type, named, &diagnostics)
  }

  private static func read<L: Layer>(
    _ type: L.Type, _ named: Catalog.Named, _ diagnostics: inout Diagnostics
  ) -> LayerEntry? {
    let fields = FieldReader.read(
      Fields<L>.self, from: named.fields, owner: named.name, at: named.span, &diagnostics)
    guard let fields else { return nil }
    var entry = fields.entry
    entry.layer = fields.layer
    entry.span = named.span
    return entry
  }

  public func write() -> ConfigNode { Self.write(layer, self) }

  private static func write<L: Layer>(_ layer: L, _ entry: LayerEntry) -> ConfigNode {
    let fields = FieldWriter.write(Fields(layer: layer, entry: entry))
    guard case .mapping(var entries) = fields.content else { return fields }
    // Those that any layer may have are left out where they say nothing.
    if case .mapping(let usual) = FieldWriter.write(Common()).content {
      entries.removeAll { field in
        usual.contains { $0.key == field.key && $0.value.isSame(as: field.value) }
      }
    }
    if entries.isEmpty { return .plain(layer.kind) }
    return ConfigNode(.mapping([ConfigNode.Entry(layer.kind, ConfigNode(.mapping(entries)))]))
  }

  /// The fields of a layer and those that any layer has, side by side in a file.
  private struct Fields<L: Layer>: Configurable {
    var layer = L()
    var entry = LayerEntry(L())

    init() {}

    init(layer: L, entry: LayerEntry) {
      self.layer = layer
      self.entry = entry
    }

    mutating func fields(_ f: inout some FieldVisitor) {
      layer.fields(&f)
      entry.commonFields(&f)
    }

    func problems() -> [FieldProblem] { layer.problems() }
  }

  /// The fields that any layer has.
  private struct Common: Configurable {
    var entry = LayerEntry(Activation())

    mutating func fields(_ f: inout some FieldVisitor) { entry.commonFields(&f) }
  }

  private mutating func commonFields(_ f: inout some FieldVisitor) {
    f.optional("name", &name, in: .identifier, "name in summaries and checkpoints")
    f.optional(
      "input_shape", &inputShape, in: Limits.atLeast(1).each.orNone,
      "shape of one sample, for the first layer; from the data if left out")
    f.optional("trainable", &trainable, "whether training changes its weights")
    f.optional(
      "learning_rate_multiplier", &learningRateMultiplier, in: .atLeast(0),
      "what the learning rate is multiplied by for its weights")
    f.optional(
      "activity_regularizer", &activityRegularizer, "what its output adds to the loss, per sample")
  }
}

extension Limits<String?> {
  /// A name within a model: of a layer in checkpoints, or of a metric in logs.
  static var identifier: Limits {
    Limits(
      "letters, digits, '_', '-' or '.'", bounds: ValueBounds(pattern: "^[A-Za-z0-9_.-]+$")
    ) { name in
      name.map { name in
        !name.isEmpty
          && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
      } ?? true
    }
  }
}

/// Keras's default name of a layer of a kind: `MaxPooling2D` → `max_pooling2d`.
package func snakeCase(_ kind: String) -> String {
  var result = ""
  var previous: Character?
  let letters = Array(kind)
  for (index, letter) in letters.enumerated() {
    if letter.isUppercase, let before = previous {
      let nextIsLower = index + 1 < letters.count && letters[index + 1].isLowercase
      if before.isLowercase || (nextIsLower && !before.isNumber) { result += "_" }
    }
    result += letter.lowercased()
    previous = letter
  }
  return result
}
