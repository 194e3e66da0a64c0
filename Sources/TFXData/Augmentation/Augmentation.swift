public import TFXCore
package import TFXKernels

/// A random change of training images: one entry of the `augment` list of a configuration.
///
///     let data = try AugmentedData(digits, [.randomCrop(padding: 2), .randomFlip(.horizontal)])
///     try model.fit(data, FitOptions(epochs: 20))
public struct Augmentation: FieldValue, Hashable {
  package let step: any AugmentStep

  package init(_ step: any AugmentStep) { self.step = step }

  public static func == (left: Augmentation, right: Augmentation) -> Bool {
    AnyHashable(left.step) == AnyHashable(right.step)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(step)) }

  public static var expectation: String { "an augmentation" }

  public static var schema: ValueSchema {
    augmentationCatalog.schema(shorthand: { ($0 as? any AugmentStep.Type)?.mainFields ?? [] })
  }

  /// Reads `name`, `name: {fields}`, or `name: value` and `name: [values]` with the main fields'
  /// values in their order.
  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> Augmentation? {
    guard let whole = spellOut(node, &diagnostics) else { return nil }
    return (augmentationCatalog.read(whole, &diagnostics) as? any AugmentStep).map {
      Augmentation($0)
    }
  }

  public func write() -> ConfigNode { Catalog.write(step) }

  /// The entry with its fields' names, if it gives values without.
  private static func spellOut(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> ConfigNode? {
    guard case .mapping(let entries) = node.content, entries.count == 1,
      let type = augmentationCatalog.type(named: entries[0].key) as? any AugmentStep.Type
    else { return node }
    let names = type.mainFields
    let values: [ConfigNode]
    switch entries[0].value.content {
    case .null, .mapping: return node
    case .scalar: values = [entries[0].value]
    case .sequence(let items): values = names.count == 1 ? [entries[0].value] : items
    }
    if values.count != names.count {
      diagnostics.error(
        at: entries[0].value.span ?? entries[0].keySpan,
        names.isEmpty
          ? "\(entries[0].key) has no fields, found \(entries[0].value.found)"
          : "expected [\(names.joined(separator: ", "))], found \(entries[0].value.found)",
        help: names.isEmpty ? "write just \(entries[0].key)" : nil)
      return nil
    }
    let fields = zip(names, values).map {
      ConfigNode.Entry($0, keySpan: $1.span, $1)
    }
    var entry = entries[0]
    entry.value = ConfigNode(.mapping(fields), span: entry.value.span)
    return ConfigNode(.mapping([entry]), span: node.span)
  }
}

/// The change of images that an entry of the `augment` list asks for. The names and parameters are those of
/// TensorFlow's `tf.image.random_…`; a step that Keras has as a layer goes by the layer's name too.
package protocol AugmentStep: NamedConfigurable, Hashable {
  /// The fields that a file may give without their names, in order: `random_crop: 4`.
  static var mainFields: [String] { get }

  /// The need that images of [height, width, channels] do not meet; nil if they meet all.
  func unmetNeed(height: Int, width: Int, channels: Int) -> DataError.ImageNeed?

  /// The change of one image.
  func change(_ random: AugmentDraw) -> ImageChange
}

extension AugmentStep {
  package func unmetNeed(height: Int, width: Int, channels: Int) -> DataError.ImageNeed? { nil }
}

/// Every augmentation, in the order of the reference.
package let augmentationCatalog = Catalog(
  "augmentation",
  [
    RandomFlip.self, RandomRot90.self, RandomCrop.self, RandomBrightness.self,
    RandomContrast.self, RandomHue.self, RandomSaturation.self, RandomGamma.self,
  ])

/// Four random numbers, for one step of one image in one epoch.
package struct AugmentDraw: Sendable {
  private let words: SIMD4<UInt32>

  /// The numbers are a function of the seed, the epoch, the sample's number in the training part
  /// and the step's number in the list, and of nothing else.
  package init(seed: UInt64, epoch: Int, sample: Int, step: Int) {
    precondition(
      sample >= 0 && sample < 1 << 48 && (0..<1 << 16).contains(step),
      "step \(step) of sample \(sample)")
    words = Philox(seed: seed, .augment, step: UInt32(truncatingIfNeeded: epoch))
      .block(UInt64(sample) << 16 | UInt64(step))
  }

  /// Number `index`, uniform in [low, high).
  package func uniform(_ index: Int, _ low: Double, _ high: Double) -> Float {
    Float(words[index] >> 8) * 0x1p-24 * Float(high - low) + Float(low)
  }

  /// Number `index`, a whole one in `0..<bound`.
  package func integer(_ index: Int, below bound: Int) -> Int {
    Int((UInt64(words[index]) * UInt64(bound)) >> 32)
  }

  /// Number `index`, a throw of a coin.
  package func coin(_ index: Int) -> Bool { words[index] >> 31 == 0 }
}
