/// The model and the training that `tfx init` proposes for a table.
///
/// As [RealMLP](https://arxiv.org/abs/2407.04491) (Holzmüller, Grinsztajn and Steinwart 2024), as far as
/// layers and options of other models go: numbers scaled by their quartiles and clipped, a few layers
/// of equal width with SELU for classes and Mish for numbers, AdamW, and a learning rate that falls
/// along a cosine. Label smoothing is left out: the probabilities would no longer be those of the data.
struct ModelGuess {
  let job: TargetGuess.Job
  let rows: Int
  let inputs: Int

  /// Whether parts of the rows can be held back.
  var isSplit: Bool { rows >= 20 }

  private var units: Int {
    switch rows {
    case ..<1_000: 64
    case ..<10_000: 128
    default: 256
    }
  }

  private var dropout: Double { rows < 10_000 ? 0.2 : 0.1 }

  private var batchSize: Int {
    switch rows {
    case ..<500: 16
    case ..<2_000: 32
    case ..<20_000: 64
    default: 256
    }
  }

  private var epochs: Int {
    switch rows {
    case ..<2_000: 100
    case ..<20_000: 60
    default: 40
    }
  }

  private var patience: Int { epochs / 4 }

  private var output: (units: Int, activation: String?) {
    switch job {
    case .twoClasses: (1, "sigmoid")
    case .classes(let count, _): (count, "softmax")
    case .labels(let count): (count, "sigmoid")
    case .number: (1, nil)
    }
  }

  /// The sections behind `data`.
  func write(to draft: inout ConfigDraft) {
    draft.add("model:")
    let size = ColumnGuess.count(rows, "row")
    draft.add("  # Sized for \(size) and about \(ColumnGuess.count(inputs, "input")).")
    draft.add("  layers:")
    let hidden =
      job == .number
      ? "{units: \(units), activation: mish, kernel_initializer: HeNormal}"
      : "{units: \(units), activation: selu, kernel_initializer: LecunNormal}"
    for layer in 0..<(rows < 10_000 ? 2 : 3) {
      draft.add("    - Dense: \(hidden)")
      draft.add(
        "    - Dropout: {rate: \(dropout)}",
        layer == 0 ? "so that little data is not learnt by heart" : nil)
    }
    let last = output
    draft.add(
      "    - Dense: {units: \(last.units)\(last.activation.map { ", activation: \($0)" } ?? "")}")
    draft.add("compile:")
    draft.add("  optimizer:")
    draft.add("    AdamW:")
    draft.add(
      "      learning_rate: {CosineDecay: {initial_learning_rate: 0.003, decay_steps: all}}")
    draft.add("      weight_decay: 0.01")
    let (loss, metrics) = lossAndMetrics
    draft.add("  loss: \(loss)")
    draft.add("  metrics: [\(metrics)]")
    draft.add("fit:")
    draft.add("  epochs: \(epochs)")
    draft.add("  batch_size: \(batchSize)")
    if job.isImbalanced {
      draft.add("  class_weight: balanced", "rare classes count as much as frequent ones")
    }
    if isSplit {
      // By the other loss, the best epoch would be one that has learnt little of the rare class.
      let monitor = job.isImbalanced ? "monitor: val_weighted_loss" : nil
      if let monitor { draft.add("  \(monitor)", "the best epoch is chosen by the same weights") }
      draft.add("  callbacks:")
      draft.add(
        "    - EarlyStopping: {\(monitor.map { $0 + ", " } ?? "")patience: \(patience)}",
        "ends when the validation part is no longer learnt; the best epoch is kept")
    }
  }

  private var lossAndMetrics: (loss: String, metrics: String) {
    switch job {
    case .twoClasses: ("binary_crossentropy", "accuracy, AUC")
    case .classes: ("sparse_categorical_crossentropy", "accuracy")
    case .labels: ("binary_crossentropy", "accuracy, AUC")
    case .number: ("mse", "mae, R2Score")
    }
  }
}
