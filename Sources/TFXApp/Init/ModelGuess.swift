/// The model and the training that `tfx init` proposes for a table.
///
/// As [RealMLP](https://arxiv.org/abs/2407.04491) (Holzmüller, Grinsztajn and Steinwart 2024): numbers
/// scaled by their quartiles, clipped smoothly and embedded by waves, a learned factor for each input,
/// three wide layers with SELU for classes and Mish for numbers, a β₂ of 0.95, a learning rate in four
/// waves, the best epoch of all. Its layers have weights of variance 1 that are divided by √inputs; to Adam
/// that is the same as weights of variance 1 / inputs at a lower rate, which is what stands here. What is
/// left out or otherwise was no better on tables like those of docs/init.md.
struct ModelGuess {
  let job: TargetGuess.Job
  let rows: Int
  /// How many inputs there are.
  let inputs: Int
  /// How many columns of them are numbers.
  let numbers: Int

  /// Whether parts of the rows can be held back.
  var isSplit: Bool { rows >= 20 }

  private var units: Int { rows < 500 ? 128 : 256 }

  /// Less for numbers, which outputs that waver cannot be near to.
  private var dropout: Double { job.isOfNumbers ? 0.05 : 0.15 }

  private var batchSize: Int {
    switch rows {
    case ..<500: 16
    case ..<2_000: 32
    case ..<20_000: 64
    default: 256
    }
  }

  private var epochs: Int { rows < 1_000 ? 100 : 64 }

  /// The rate falls to 0 at 1/15, 3/15, 7/15 and at the end; what comes between two of these is no reason
  /// to stop.
  private var patience: Int { epochs * 6 / 10 }

  /// Of more numbers, embeddings would be most of the work.
  private static let mostEmbedded = 200

  private var output: (units: Int, activation: String?) {
    switch job {
    case .twoClasses: (1, "sigmoid")
    case .classes(let count, _): (count, "softmax")
    case .labels(let count): (count, "sigmoid")
    case .numbers(let count): (count, nil)
    }
  }

  /// The sections behind `data`.
  func write(to draft: inout ConfigDraft) {
    draft.add("model:")
    let size = ColumnGuess.count(rows, "row")
    draft.add("  # Sized for \(size) and about \(ColumnGuess.count(inputs, "input")).")
    draft.add("  layers:")
    if (1...ModelGuess.mostEmbedded).contains(numbers) {
      draft.add(
        "    - PeriodicEmbedding", "waves of each number: steps and peaks in it are learnt sooner")
    }
    draft.add(
      "    - FeatureScale: {learning_rate_multiplier: 16}",
      "a factor for each input: which ones matter")
    let hidden =
      job.isOfNumbers
      ? "{units: \(units), activation: mish, kernel_initializer: HeNormal}"
      : "{units: \(units), activation: selu, kernel_initializer: LecunNormal}"
    for layer in 0..<3 {
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
      "      learning_rate: {CosLog: {max_learning_rate: 0.003}}",
      "rises and falls four times, each time longer")
    draft.add("      beta_2: 0.95")
    draft.add("      weight_decay: 0.01")
    let (loss, metrics) = lossAndMetrics
    draft.add("  loss: \(loss.text)", loss.reason)
    draft.add("  metrics: [\(metrics)]")
    draft.add("fit:")
    draft.add("  epochs: \(epochs)")
    draft.add("  batch_size: \(batchSize)")
    if isWeighted {
      draft.add("  class_weight: balanced", "rare classes count as much as frequent ones")
    }
    if isSplit {
      // By the other loss, the best epoch would be one that has learnt little of the rare class.
      let monitor = isWeighted ? "monitor: val_weighted_loss" : nil
      if let monitor { draft.add("  \(monitor)", "the best epoch is chosen by the same weights") }
      draft.add("  callbacks:")
      draft.add(
        "    - EarlyStopping: {\(monitor.map { $0 + ", " } ?? "")patience: \(patience)}",
        "ends when the validation part is no longer learnt; the best epoch is kept")
    }
  }

  /// Of two classes the rare one is looked for. Of more, weights make fewer answers right, and those of rare
  /// classes hardly more: the mean of the classes' F1 tells how they fare.
  private var isWeighted: Bool {
    if case .twoClasses(isImbalanced: true) = job { true } else { false }
  }

  private typealias Loss = (text: String, reason: String?)

  private var lossAndMetrics: (loss: Loss, metrics: String) {
    switch job {
    case .classes:
      (
        (
          "{CategoricalCrossentropy: {label_smoothing: 0.1}}",
          "smoothed labels: more answers are right, but none is very sure"
        ), job.isImbalanced ? "accuracy, {F1Score: {average: macro}}" : "accuracy"
      )
    case .twoClasses, .labels: (("binary_crossentropy", nil), "accuracy, AUC")
    case .numbers: (("mse", nil), "mae, R2Score")
    }
  }
}
