import TFXConfig
import TFXCore
import TFXData
import TFXReport

/// A configuration for images or arrays.
struct SampleDraft: DataDraft {
  let name: String
  let survey: SampleSurvey
  /// Paths as the configuration has them.
  let written: (String) -> String

  private var isImage: Bool { survey.shape.count == 3 }

  private var noun: String { isImage ? "image" : "sample" }

  private var parts: String {
    "\(ColumnGuess.count(survey.count, noun)), \(survey.shape.map(String.init).joined(separator: " by "))"
  }

  private var classes: String {
    let shown = zip(survey.classNames, survey.classCounts).prefix(6).map {
      "\(ColumnGuess.shown($0)) (\(NumberFormat.count($1)))"
    }
    return "\(survey.classNames.count) classes: \(shown.joined(separator: ", "))"
      + (survey.classNames.count > shown.count ? ", …" : "")
  }

  var summary: [String] { [parts, classes] }

  /// A folder of classes or of images: not that of the parts.
  var predictable: String? {
    if case .folder(let folder) = survey.test ?? survey.train { folder.folder } else { nil }
  }

  func write(to draft: inout ConfigDraft) {
    draft.add("name: \(ColumnGuess.text(name))")
    draft.add("seed: 42")
    draft.add("data:")
    draft.add("  # \(parts); \(classes).")
    draft.add("  train: \(text(survey.train))", survey.evidence)
    if let validation = survey.validation { draft.add("  validation: \(text(validation))") }
    if let test = survey.test { draft.add("  test: \(text(test))") }
    let held = [survey.validation, survey.test].count { $0 == nil }
    if held > 0 {
      draft.add("  # Held back: to choose the best epoch by, and to tell how good it is.")
      if survey.validation == nil { draft.add("  validation_split: \(held == 2 ? 0.15 : 0.1)") }
      if survey.test == nil { draft.add("  test_split: 0.15") }
      draft.add("  stratify: true")
    }
    writeModel(to: &draft)
  }

  private func text(_ source: DataSource) -> String {
    let path = { (path: String) in ColumnGuess.text(written(path)) }
    switch source {
    case .folder(let folder):
      let size = folder.resize.map { ", resize: [\($0.height), \($0.width)]" } ?? ""
      let color = folder.color == .grey ? ", color: grey" : ""
      return "{folder: \(path(folder.folder))\(size)\(color)}"
    case .idx(let images, let labels):
      return "{images: \(path(images)), labels: \(path(labels ?? ""))}"
    case .archive(let file, let images, let labels):
      return "{file: \(path(file)), images: \(images), labels: \(labels ?? "")}"
    case .file(let file): return path(file)
    case .files(let files, _): return "[\(files.map(path).joined(separator: ", "))]"
    }
  }

  /// Blocks of convolutions with twice as many filters for half the size, until little is left.
  private func writeModel(to draft: inout ConfigDraft) {
    draft.add("model:")
    draft.add("  layers:")
    if survey.areBytes { draft.add("    - Rescaling: {scale: 1/255}") }
    if isImage {
      var (side, filters) = (min(survey.shape[0], survey.shape[1]), 32)
      while side >= 8, filters <= 128 {
        draft.add("    - Conv2D: {filters: \(filters), kernel_size: 3, padding: same}")
        draft.add("    - BatchNormalization")
        draft.add("    - ReLU")
        draft.add("    - MaxPooling2D")
        (side, filters) = (side / 2, 2 * filters)
      }
      draft.add(side <= 8 ? "    - Flatten" : "    - GlobalAveragePooling2D")
    } else {
      if survey.shape.count > 1 { draft.add("    - Flatten") }
      if !survey.areBytes { draft.add("    - BatchNormalization", "in place of a scale") }
      draft.add("    - Dense: {units: 128, activation: relu}")
    }
    draft.add(
      "    - Dropout: {rate: \(survey.count < 10_000 ? 0.4 : 0.2)}",
      "so that little data is not learnt by heart")
    draft.add("    - Dense: {units: \(survey.classNames.count), activation: softmax}")
    let epochs = survey.count < 10_000 ? 30 : 15
    draft.add("compile:")
    draft.add("  optimizer:")
    draft.add("    AdamW:")
    draft.add(
      "      learning_rate: {CosineDecay: {initial_learning_rate: 0.001, decay_steps: all}}")
    draft.add("      weight_decay: 0.01")
    draft.add("  loss: sparse_categorical_crossentropy")
    draft.add("  metrics: [accuracy]")
    draft.add("fit:")
    draft.add("  epochs: \(epochs)")
    draft.add("  batch_size: \(survey.count < 2_000 ? 32 : 64)")
    if ClassBalance(survey.classCounts).isImbalanced {
      draft.add("  class_weight: balanced", "rare classes count as much as frequent ones")
    }
    draft.add("  callbacks:")
    draft.add(
      "    - EarlyStopping: {patience: \(epochs / 4)}",
      "ends when the validation part is no longer learnt; the best epoch is kept")
  }
}
