import TFXCore

extension Preprocessing: Codable {
  private enum CodingKeys: String, CodingKey {
    case format, sampleShape, features, target, id, sampleWeight, window, csv, form, outputs
  }

  /// Reads the JSON of a checkpoint. Throws `DecodingError` also for values that no training could
  /// have written, because encoders rely on them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    format = try container.decode(Format.self, forKey: .format)
    sampleShape = try container.decode([Int].self, forKey: .sampleShape)
    features = try container.decodeIfPresent(FeatureEncoder.self, forKey: .features)
    target = try container.decode(TargetEncoder.self, forKey: .target)
    id = try container.decodeIfPresent(String.self, forKey: .id)
    sampleWeight = try container.decodeIfPresent(String.self, forKey: .sampleWeight)
    window = try container.decodeIfPresent(WindowConfig.self, forKey: .window)
    csv = try container.decode(CSVOptions.self, forKey: .csv)
    form = try container.decodeIfPresent(Samples.Form.self, forKey: .form) ?? Samples.Form()
    outputs =
      try container.decodeIfPresent(OutputChoice.self, forKey: .outputs) ?? OutputChoice()
    if let key = wrongField() {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container, debugDescription: "'\(key.rawValue)' does not fit the rest")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(format, forKey: .format)
    try container.encode(sampleShape, forKey: .sampleShape)
    try container.encodeIfPresent(features, forKey: .features)
    try container.encode(target, forKey: .target)
    try container.encodeIfPresent(id, forKey: .id)
    try container.encodeIfPresent(sampleWeight, forKey: .sampleWeight)
    try container.encodeIfPresent(window, forKey: .window)
    try container.encode(csv, forKey: .csv)
    if form != Samples.Form() { try container.encode(form, forKey: .form) }
    if outputs != OutputChoice() { try container.encode(outputs, forKey: .outputs) }
  }

  /// The first field whose value cannot be.
  private func wrongField() -> CodingKeys? {
    if sampleShape.isEmpty || !sampleShape.allSatisfy({ (1...Int(Int32.max)).contains($0) }) {
      return .sampleShape
    }
    if (format == .csv) != (features != nil) || features?.isSound == false { return .features }
    if let window {
      let numbers = [window.length, window.stride, window.samplingRate, window.horizon + 1]
      if !numbers.allSatisfy({ (1...1_000_001).contains($0) }) { return .window }
    }
    if let features, sampleShape != (window.map { [$0.length] } ?? []) + [features.width] {
      return .sampleShape
    }
    if !target.isSound || (format == .csv) != !target.columns.isEmpty && !target.isInput {
      return .target
    }
    if format == .folder, sampleShape.count != 3 || ![1, 3].contains(sampleShape[2]) {
      return .sampleShape
    }
    if !csv.isSound { return .csv }
    if !outputs.isSound || outputs.threshold != nil && classNames?.count != 2 { return .outputs }
    return nil
  }
}

extension FeatureEncoder {
  /// Whether every value is one that fitting can give.
  fileprivate var isSound: Bool { columns.allSatisfy(\.isSound) }
}

extension TargetEncoder {
  /// Whether every value is one that fitting can give.
  fileprivate var isSound: Bool {
    if isInput {
      return TargetEncoder.fitInputs.contains(kind) && classNames == nil && columns.isEmpty
    }
    if transform?.lasting != nil || kind.isClasses && (scaling != nil || scale != nil) {
      return false
    }
    guard let classNames else {
      return reading == nil && (!kind.isClasses || kind == .binary && columns.count > 1)
        && scaling?.count ?? columns.count == columns.count
        && scaling?.allSatisfy { $0.scale > 0 && $0.scale.isFinite && $0.offset.isFinite } ?? true
    }
    let isRightCount =
      switch reading {
      case .labels(let separator):
        kind == .binary && !separator.isEmpty && !areNumbers && !classNames.isEmpty
      case .ordinal: kind == .binary && classNames.count >= 2
      case nil: kind == .binary ? classNames.count == 2 : classNames.count >= 2
      }
    return kind.isClasses && isRightCount && columns.count <= 1
      && classCounts?.count == classNames.count
      && classNames.count <= TargetEncoder.classLimit
      && Vocabulary(classNames).count == classNames.count
  }
}
