import TFXApp
import TFXConfig
import Testing

/// Mistakes in configurations: told at their place, all at once, with exit code 78, and nothing is
/// written. Beside them stands what the schema says, which an editor shows before.
@Suite(.serialized) struct ConfigMistakeTests {
  /// A mistake as the text that replaces another one in the example.
  struct Mistake: Sendable {
    var name: String
    var edits: [(String, String)]

    init(_ name: String, _ edits: (String, String)...) {
      self.name = name
      self.edits = edits
    }
  }

  private func check(_ mistakes: [Mistake], _ golden: String) throws {
    let workshop = try Workshop()
    try workshop.write("coloured.csv", Workshop.flowers.replacing("NA", with: "red"))
    var text = ""
    var schema = ""
    for mistake in mistakes {
      var config = Workshop.config
      for (old, new) in mistake.edits {
        precondition(config.contains(old), "\(mistake.name): '\(old)' is not in the example")
        config = config.replacing(old, with: new, maxReplacements: 1)
      }
      try workshop.write("flowers.yaml", config)
      let files = workshop.files
      let outcome = workshop.train()
      #expect(outcome.exitCode == 78, "\(mistake.name): \(outcome.text)")
      #expect(outcome.out.isEmpty)
      #expect(workshop.files == files, "\(mistake.name) wrote something")
      text += "## \(mistake.name)\n\(outcome.err)\n"
      if let root = try? ConfigFile(path: "flowers.yaml", text: config).root {
        let refusal = SchemaTests.validator.refusal(of: JSON(root))
        schema += "\(mistake.name): \(refusal ?? "(only tfx knows)")\n"
      }
    }
    try Golden.expect(schema, "schema-\(golden)")
    try Golden.expect(Golden.masked(text), golden)
  }

  @Test func keysAndValues() throws {
    try check(
      [
        Mistake("unknown key", ("epochs: 4", "epoch: 4")),
        Mistake("unknown section", ("fit:", "fitt:")),
        Mistake("unknown layer", ("- Dropout", "- Dropuot")),
        Mistake("unknown optimizer", ("Adam", "Adma")),
        Mistake(
          "an optimizer without its rate", ("{Adam: {learning_rate: 0.05}}", "proximal_adagrad")),
        Mistake("augmented table", ("target: kind", "target: kind\n  augment: [random_flip]")),
        Mistake("unknown loss", ("sparse_categorical_crossentropy", "crossentropy")),
        Mistake("unknown metric", ("[accuracy]", "[acuracy]")),
        Mistake("unknown activation", ("relu", "rellu")),
        Mistake("wrong type", ("batch_size: 8", "batch_size: many")),
        Mistake("fraction", ("batch_size: 8", "batch_size: 8.5")),
        Mistake("negative seed", ("seed: 7", "seed: -1")),
        Mistake("too large", ("units: 6", "units: 9223372036854775807")),
        Mistake("text for a section", ("fit:\n  epochs: 4\n  batch_size: 8", "fit: fast")),
        Mistake("out of range", ("rate: 0.2", "rate: 1.5")),
        Mistake("zero epochs", ("epochs: 4", "epochs: 0")),
        Mistake("given twice", ("seed: 7", "seed: 7\nseed: 8")),
        Mistake("missing section", ("compile:", "fit:"), ("fit:\n  epochs", "fit2:\n  epochs")),
        Mistake("missing field", ("units: 6, ", "")),
        Mistake("a name that is no directory", ("seed: 7", "name: a/b")),
        Mistake("no layers", ("layers:\n", "layers: []\n  old:\n")),
        Mistake("splits leave nothing", ("validation_split: 0.2", "validation_split: 0.8")),
        Mistake("missing file", ("flowers.csv", "flower.csv")),
        Mistake("missing file elsewhere", ("flowers.csv", "nowhere/f.csv")),
        Mistake(
          "several at once", ("flowers.csv", "flower.csv"), ("units: 6", "units: 0"),
          ("- Dropout", "- Dropuot"), ("epochs: 4", "epochs: four"), ("loss:", "los:")),
      ], "config-keys-and-values")
  }

  /// A layer's first argument without its name.
  @Test func values() throws {
    let dense = "Dense: {units: 6, activation: relu}"
    try check(
      [
        Mistake("a word for a number", (dense, "Dense: six")),
        Mistake("out of range", (dense, "Dense: 0"), ("{rate: 0.2}", "1.5")),
        Mistake("a list for a number", (dense, "Dense: [6]")),
        Mistake("a list of keys", (dense, "Dense:\n            - units: 6")),
        Mistake("no space", (dense, "Dense: units:6")),
        Mistake("more is needed", (dense, "Conv1D: 6")),
        Mistake("a number for a list", (dense, "Reshape: 6")),
        Mistake("nothing to give", (dense, "Flatten: 6")),
        Mistake("a layer within", (dense, "Bidirectional: LSTM")),
        Mistake("an activation", (dense, "Activation: rleu")),
        Mistake("an optimizer", ("{learning_rate: 0.05}", "fast")),
        Mistake(
          "a loss has names only", ("loss: sparse_categorical_crossentropy", "loss: {Huber: 1}")),
      ], "config-values")
  }

  @Test func fitting() throws {
    func callback(_ text: String) -> (String, String) {
      ("epochs: 4", "epochs: 4\n  callbacks: [\(text)]")
    }
    func rate(_ text: String) -> (String, String) {
      ("learning_rate: 0.05", "learning_rate: \(text)")
    }
    try check(
      [
        Mistake("unknown monitor", ("epochs: 4", "epochs: 4\n  monitor: val_acc")),
        Mistake(
          "no validation", ("epochs: 4", "epochs: 4\n  monitor: val_loss"),
          ("validation_split: 0.2", "")),
        Mistake("mode without monitor", ("epochs: 4", "epochs: 4\n  mode: max")),
        Mistake("unknown callback", callback("EarlyStoping")),
        Mistake("negative patience", callback("{EarlyStopping: {patience: -1}}")),
        Mistake("callback of no value", callback("{EarlyStopping: {monitor: acuracy}}")),
        Mistake(
          "callback without validation", callback("EarlyStopping"), ("validation_split: 0.2", "")),
        Mistake("negative rate", rate("-1")), Mistake("no rate", rate("fast")),
        Mistake("unknown schedule", rate("{ExponentialDecoy: {}}")),
        Mistake("schedule without fields", rate("ExponentialDecay")),
        Mistake(
          "schedule of no steps",
          rate("{ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 0, decay_rate: 1}}")),
        Mistake("metric twice", ("[accuracy]", "[accuracy, Accuracy]")),
        Mistake("metric's name", ("[accuracy]", "[{Accuracy: {name: a b}}]")),
        Mistake("metric's class", ("[accuracy]", "[{Precision: {class_id: 2}}]")),
      ], "config-fit")
  }

  @Test func yaml() throws {
    try check(
      [
        Mistake("tab", ("  train:", "\ttrain:")),
        Mistake("indentation", ("  target:", " target:")),
        Mistake("unclosed", ("[accuracy]", "[accuracy")),
        Mistake(
          "fields under the wrong column", ("- Dropout: {rate: 0.2}", "- Dropout:\n      rate: 0.2")
        ),
        Mistake("not a mapping", ("seed: 7", "- seed: 7")),
      ], "config-yaml")
  }

  @Test func transforms() throws {
    let colour = "colour: {encode: one_hot, missing: category}"
    let length = "length: {normalize: zscore}"
    func steps(_ name: String, _ steps: String, of column: String = "colour") -> Mistake {
      Mistake(
        name,
        column == "colour"
          ? (colour, "colour: {transform: \(steps)}")
          : (length, "length: {transform: \(steps)}"))
    }
    try check(
      [
        steps("misspelt", "[strip, lowre]"), steps("unknown", "trim"),
        steps("a number for a step", "[3]"), steps("no steps", "[]"),
        steps("two steps in one mapping", "{strip: , hash_bucket: 5}"),
        steps("fields for a step that has none", "{lower: 3}"),
        steps("no buckets", "hash_bucket"), steps("0 buckets", "{hash_bucket: 0}"),
        steps("half a key", "{hash_bucket: {num_buckets: 5, key: [1]}}"),
        steps("pattern", "[{regex_replace: {pattern: '(a', with: b}}]"),
        steps("group", #"[{regex_replace: {pattern: a+, with: '\1'}}]"#),
        steps("rewrite", #"[{regex_replace: {pattern: a+, with: '\n'}}]"#),
        steps("decimal", "{to_number: ';'}"),
        steps("unsorted boundaries", "{bucketize: [1, 3, 2.5]}", of: "length"),
        steps("no boundaries", "{bucketize: []}", of: "length"),
        steps("clip without bounds", "clip", of: "length"),
        steps("clip with bounds exchanged", "{clip: {min: 2, max: 1}}", of: "length"),
        steps("one level", "{quantize: {levels: 1, min: 0, max: 1}}", of: "length"),
        steps("no range", "{quantize: {levels: 4, min: 1, max: 1}}", of: "length"),
        steps("text after numbers", "[log1p, lower]", of: "length"),
        steps("hashed numbers", "[log1p, {hash_bucket: 4}]", of: "length"),
        steps("numbers read twice", "[to_number, to_number]", of: "length"),
        steps("numbers after text", "[strip, log]"),
        steps("a step after buckets", "[{hash_bucket: 4}, log]"),
        steps("text steps for numbers", "[strip, {hash_bucket: 4}]", of: "length"),
        Mistake(
          "normalised buckets", (length, "length: {transform: {bucketize: [4]}, normalize: zscore}")
        ),
        Mistake("normalised text", (colour, "colour: {transform: lower, normalize: zscore}")),
        Mistake(
          "mean of buckets", (colour, "colour: {transform: {hash_bucket: 4}, missing: mean}")),
        Mistake("category of numbers", (length, "length: {transform: log, missing: category}")),
      ], "config-transforms")
  }

  @Test func modelsThatDontFit() throws {
    try check(
      [
        Mistake("images needed", ("- Dropout: {rate: 0.2}", "- MaxPooling2D")),
        Mistake("reshape", ("- Dropout: {rate: 0.2}", "- Reshape: {target_shape: [4]}")),
        Mistake("input shape", ("{units: 6", "{input_shape: [9], units: 6")),
        Mistake(
          "one name twice", ("units: 6", "name: a, units: 6"), ("units: 2", "name: a, units: 2")),
        Mistake("class count", ("units: 2", "units: 3")),
        Mistake(
          "one output for classes",
          ("units: 2, activation: softmax", "units: 1, activation: sigmoid")),
        Mistake("no probabilities", ("softmax", "linear")),
        Mistake(
          "softmax of one unit", ("units: 2, ", "units: 1, "),
          ("sparse_categorical_crossentropy", "binary_crossentropy")),
        Mistake(
          "two units for one column of classes",
          ("sparse_categorical_crossentropy", "binary_crossentropy")),
        Mistake("metric of numbers for classes", ("[accuracy]", "[accuracy, mae]")),
        Mistake(
          "more than memory", ("units: 6", "units: 10000000"),
          ("units: 2, ", "units: 10000000, ")),
        Mistake(
          "an output beyond memory", ("batch_size: 8", "batch_size: 32"),
          ("- Dropout: {rate: 0.2}", "- Dense: {units: 2000000000}"),
          ("units: 6", "units: 1"), ("units: 2, ", "units: 1, ")),
        Mistake(
          "regression with two outputs", ("target: kind", "target: width"),
          ("stratify: true", "stratify: false"),
          ("    width: {normalize: minmax}\n", ""), ("sparse_categorical_crossentropy", "mse"),
          ("  metrics: [accuracy]\n", "")),
      ], "config-models")
  }

  @Test func whatTheDataDontHave() throws {
    try check(
      [
        Mistake("target column", ("target: kind", "target: kidn")),
        Mistake("feature columns", ("length:", "lenght:"), ("colour:", "smell:")),
        Mistake("id column", ("target: kind", "target: kind\n  id: nr")),
        Mistake(
          "numbers for text", ("sparse_categorical_crossentropy", "mse"),
          ("stratify: true", "stratify: false")),
        Mistake("stratified numbers", ("sparse_categorical_crossentropy", "mse")),
        Mistake(
          "classes for numbers", ("target: kind", "target: length"),
          ("    length: {normalize: zscore}\n", "")),
        Mistake(
          "two classes of three", ("target: kind", "target: colour"),
          ("    colour: {encode: one_hot, missing: category}\n", ""),
          ("flowers.csv", "coloured.csv"),
          ("sparse_categorical_crossentropy", "binary_crossentropy")),
        Mistake("target as feature", ("length:", "kind:")),
        Mistake("type against loss", ("target: kind", "target: {column: kind, type: regression}")),
        Mistake("fill of texts", ("missing: category", "missing: mean")),
        Mistake("no whole row", ("test_split: 0.2", "test_split: 0.001")),
      ], "config-data")
  }
}
