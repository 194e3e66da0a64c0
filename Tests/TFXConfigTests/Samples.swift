import TFXConfig
import TFXCore

/// A config as people write it.
let sampleConfig = """
  name: mnist_cnn
  seed: 42
  data:
    train: {images: ../datasets/train-images.gz, labels: ../datasets/train-labels.gz}
    validation_split: 0.1
  model:
    layers:
      - Rescaling: {scale: 1/255}
      - Conv2D: {filters: 32, kernel_size: 3, activation: relu}
      - MaxPooling2D                      # all defaults
      - Flatten
      - Dense: {units: 10, activation: softmax}
  compile:
    optimizer: {Adam: {learning_rate: 0.001}}
    loss: sparse_categorical_crossentropy
    metrics: [accuracy]
  fit:
    epochs: 12
    batch_size: 128

  """

/// What users see of the first mistake in `text`, or "fine".
func complaint(about text: String) -> String {
  do {
    _ = try ConfigFile(path: "c.yaml", text: text)
    return "fine"
  } catch {
    return error.description
  }
}

/// A value with its places left out, in a notation of its own: `'…'` is a quoted scalar.
func outline(_ node: ConfigNode) -> String {
  switch node.content {
  case .null: "null"
  case .scalar(let text, isQuoted: true): "'\(text)'"
  case .scalar(let text, isQuoted: false): text
  case .sequence(let items): "[" + items.map { outline($0) }.joined(separator: ", ") + "]"
  case .mapping(let entries):
    "{" + entries.map { "\($0.key): \(outline($0.value))" }.joined(separator: ", ") + "}"
  }
}
