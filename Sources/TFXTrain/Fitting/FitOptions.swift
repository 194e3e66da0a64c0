public import TFXCore

/// How long and in what portions a model is trained: Keras's `fit`.
public struct FitOptions: Section {
  public static let owner = "the fit section"

  /// How often training goes through the data.
  public var epochs = 1
  /// Samples per step.
  public var batchSize = 32
  /// Whether the samples' order is drawn anew for each epoch.
  public var shuffle = true

  public init() {}

  /// Trains for `epochs` in steps of `batchSize` samples.
  public init(epochs: Int, batchSize: Int = 32, shuffle: Bool = true) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.shuffle = shuffle
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("epochs", &epochs, in: .atLeast(1), "how often training goes through the data")
    f.optional("batch_size", &batchSize, in: .atLeast(1), "samples per step")
    f.optional("shuffle", &shuffle, "whether the order is drawn anew for each epoch")
  }
}
