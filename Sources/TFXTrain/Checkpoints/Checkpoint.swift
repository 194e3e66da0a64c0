public import TFXCore
public import TFXData

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A trained model in one file: its weights, all that training needs to go on, and all that
/// evaluation and prediction need. Nothing in it depends on where the file lies.
public struct Checkpoint: Sendable {
  /// Weights, optimizer slots and counters by name, in order.
  public var tensors: [(name: String, value: Tensor)]
  /// The configuration, with every default written out.
  public var config: String
  /// What turns files into the model's inputs; nil for a model that a program trained on tensors.
  public var preprocessing: Preprocessing?
  /// What the model is fed.
  public var input: TensorSpec
  /// Epochs done.
  public var epoch: Int
  /// Training steps done.
  public var step: Int
  /// The best epoch so far.
  public var best: Best?
  /// What tells whether the data is still that of the training; nil for data that is in no file.
  public var data: DataFingerprint?

  /// An epoch with the value that made it the best.
  public struct Best: Hashable, Sendable {
    /// The epoch, from 1.
    public var epoch: Int
    /// The name of the value: `val_loss`.
    public var name: String
    /// The value.
    public var value: Double

    /// `name` was `value` after `epoch`.
    public init(epoch: Int, name: String, value: Double) {
      self.epoch = epoch
      self.name = name
      self.value = value
    }
  }

  /// A checkpoint of the given content.
  public init(
    tensors: [(name: String, value: Tensor)], config: String, preprocessing: Preprocessing?,
    input: TensorSpec, epoch: Int, step: Int, best: Best?, data: DataFingerprint? = nil
  ) {
    self.tensors = tensors
    self.config = config
    self.preprocessing = preprocessing
    self.input = input
    self.epoch = epoch
    self.step = step
    self.best = best
    self.data = data
  }

  /// The tensors by name.
  public var tensorsByName: [String: Tensor] { Safetensors(tensors: tensors).tensorsByName }

  /// The version of the content that this program writes, and the latest that it reads.
  static let version = 1

  /// Writes the checkpoint to a file.
  public func write(_ path: String) throws(CheckpointError) {
    var metadata = [
      "format": "tfx", "format_version": "\(Checkpoint.version)", "config": config,
      "input": "\(input)", "epoch": "\(epoch)", "step": "\(step)",
    ]
    if let preprocessing {
      metadata["preprocessing"] = Checkpoint.json(preprocessing)
      if let names = preprocessing.classNames { metadata["class_names"] = Checkpoint.json(names) }
    }
    if let data { metadata["data"] = Checkpoint.json(data) }
    if let best {
      metadata["best_epoch"] = "\(best.epoch)"
      metadata["best_name"] = best.name
      metadata["best_value"] = "\(best.value)"
    }
    try Safetensors(tensors: tensors, metadata: metadata).write(path)
  }

  /// Reads a checkpoint from a file.
  ///
  /// - Throws: ``CheckpointError`` if the file is none, is damaged, or is of a later version.
  public static func read(_ path: String) throws(CheckpointError) -> Checkpoint {
    let file = try Safetensors.read(path)
    let metadata = try Metadata(file.metadata, path)
    func decoded<Value: Decodable>(
      _ type: Value.Type, _ key: String
    ) throws(CheckpointError) -> Value? {
      guard let stored = file.metadata[key] else { return nil }
      guard let value = try? JSONDecoder().decode(type, from: Data(stored.utf8)) else {
        throw CheckpointError(.badMetadata(key: key), file: path)
      }
      return value
    }
    guard let input = TensorSpec(description: try metadata.text("input")) else {
      throw CheckpointError(.badMetadata(key: "input"), file: path)
    }
    return Checkpoint(
      tensors: file.tensors, config: try metadata.text("config"),
      preprocessing: try decoded(Preprocessing.self, "preprocessing"), input: input,
      epoch: metadata.progress.epoch, step: metadata.progress.step, best: metadata.progress.best,
      data: try decoded(DataFingerprint.self, "data"))
  }

  /// How far a training was when it wrote a checkpoint.
  public struct Progress: Hashable, Sendable {
    /// Epochs done.
    public var epoch: Int
    /// Steps done.
    public var step: Int
    /// The best epoch so far.
    public var best: Best?
  }

  /// What a checkpoint says of its training, without its tensors.
  ///
  /// - Throws: ``CheckpointError`` if the file is none, or is of a later version.
  public static func progress(_ path: String) throws(CheckpointError) -> Progress {
    try Metadata(try Safetensors.metadata(path), path).progress
  }

  /// The texts that a checkpoint has besides its tensors.
  private struct Metadata {
    private let texts: [String: String]
    private let path: String
    private(set) var progress = Progress(epoch: 0, step: 0)

    init(_ texts: [String: String], _ path: String) throws(CheckpointError) {
      self.texts = texts
      self.path = path
      guard texts["format"] == "tfx" else { throw CheckpointError(.foreign, file: path) }
      let version = try number("format_version")
      if version > Checkpoint.version {
        throw CheckpointError(.tooNew(version: "\(version)"), file: path)
      }
      progress = Progress(epoch: try number("epoch"), step: try number("step"))
      if texts["best_epoch"] == nil { return }
      guard let value = Double(try text("best_value")) else {
        throw CheckpointError(.badMetadata(key: "best_value"), file: path)
      }
      progress.best = Best(
        epoch: try number("best_epoch"), name: try text("best_name"), value: value)
    }

    func text(_ key: String) throws(CheckpointError) -> String {
      guard let text = texts[key] else {
        throw CheckpointError(.badMetadata(key: key), file: path)
      }
      return text
    }

    private func number(_ key: String) throws(CheckpointError) -> Int {
      guard let number = Int(try text(key)), number >= 0 else {
        throw CheckpointError(.badMetadata(key: key), file: path)
      }
      return number
    }
  }

  private static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else {
      preconditionFailure("\(value) cannot be written as JSON")
    }
    return String(decoding: data, as: UTF8.self)
  }
}

extension TensorSpec {
  /// The spec that is described so: `float32[?, 28, 28, 1]`.
  init?(description: String) {
    let parts = description.dropLast().split(
      separator: "[", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, description.hasSuffix("]"),
      let dtype = DType(rawValue: String(parts[0]))
    else { return nil }
    var dimensions: [Int] = []
    for part in parts[1].split(separator: ",") {
      let text = part.filter { $0 != " " }
      guard let extent = text == "?" ? Shape.unknown : Int(text), extent >= Shape.unknown else {
        return nil
      }
      dimensions.append(extent)
    }
    self.init(Shape(dimensions), dtype)
  }
}
