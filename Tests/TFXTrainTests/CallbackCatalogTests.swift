import TFXCore
import TFXTrain
import TestSupport
import Testing

/// Limits of callbacks and of `fit`.
@Suite struct CallbackCatalogTests {
  static let refusals: [(text: String, message: String)] = [
    ("EarlyStopping: {monitor: [a]}", "expected a text, found a list"),
    ("EarlyStopping: {min_delta: -1}", "'min_delta' must be at least 0.0, found '-1'"),
    ("EarlyStopping: {patience: -1}", "'patience' must be at least 0, found '-1'"),
    ("EarlyStopping: {mode: best}", "expected one of auto, min, max, found 'best'"),
    ("EarlyStopping: {baseline: low}", "expected a number, found 'low'"),
    ("EarlyStopping: {restore_best_weights: 3}", "expected true or false, found '3'"),
    ("EarlyStopping: {start_from_epoch: -1}", "'start_from_epoch' must be at least 0, found '-1'"),
    ("ReduceLROnPlateau: {monitor: {}}", "expected a text, found a mapping"),
    (
      "ReduceLROnPlateau: {factor: 1}", "'factor' must be more than 0.0 and below 1.0, found '1'"
    ),
    ("ReduceLROnPlateau: {patience: -1}", "'patience' must be at least 0, found '-1'"),
    ("ReduceLROnPlateau: {mode: up}", "expected one of auto, min, max, found 'up'"),
    ("ReduceLROnPlateau: {min_delta: -1}", "'min_delta' must be at least 0.0, found '-1'"),
    ("ReduceLROnPlateau: {cooldown: -1}", "'cooldown' must be at least 0, found '-1'"),
    ("ReduceLROnPlateau: {min_lr: -1}", "'min_lr' must be at least 0.0, found '-1'"),
    (
      "ModelCheckpoint: {filepath: best.keras}",
      "checkpoints are files of the safetensors format, found 'best.keras'"
    ),
    (
      "ModelCheckpoint: {filepath: /tmp/a.safetensors}",
      "expected a name within the run's folder 'checkpoints', found '/tmp/a.safetensors'"
    ),
    (
      "ModelCheckpoint: {filepath: a/../../b.safetensors}",
      "expected a name within the run's folder 'checkpoints', found 'a/../../b.safetensors'"
    ),
    (
      "ModelCheckpoint: {filepath: best.safetensors}",
      "the run itself writes 'best.safetensors'"
    ),
    (
      "ModelCheckpoint: {filepath: '{epoch:x}.safetensors'}",
      "expected a file name such as '{epoch:02d}-{val_loss:.2f}.safetensors', "
        + "found the text \"{epoch:x}.safetensors\""
    ),
    ("ModelCheckpoint: {monitor: [a]}", "expected a text, found a list"),
    ("ModelCheckpoint: {mode: up}", "expected one of auto, min, max, found 'up'"),
    ("ModelCheckpoint: {save_best_only: 2}", "expected true or false, found '2'"),
    ("ModelCheckpoint: {save_weights_only: 2}", "expected true or false, found '2'"),
    ("ModelCheckpoint: {save_freq: 0}", "'save_freq' must be at least 1, found '0'"),
    (
      "ModelCheckpoint: {save_freq: often}",
      "expected 'epoch', '5 epochs' or a number of steps, found 'often'"
    ),
    (
      "ModelCheckpoint: {save_freq: '3 days'}",
      "expected 'epoch', '5 epochs' or a number of steps, found the text \"3 days\""
    ),
    (
      "ModelCheckpoint: {save_freq: 3, filepath: '{val_loss}.safetensors'}",
      "'val_loss' is known at the end of an epoch, and not after some steps"
    ),
    (
      "ModelCheckpoint: {save_freq: 3, save_best_only: true}",
      "'val_loss' is known at the end of an epoch, and not after some steps"
    ),
    (
      "ModelCheckpoint: {initial_value_threshold: 3}",
      "it has no effect without 'save_best_only: true'"
    ),
    ("ModelCheckpoint: {keep: 0}", "'keep' must be at least 1, found '0'"),
    ("TerminateOnNaN: {raise_error: 3}", "expected true or false, found '3'"),
  ]

  @Test(arguments: refusals) func refuses(_ text: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(CallbackField.read(try node("{\(text)}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }

  @Test func everyFieldHasARefusal() {
    for type in callbackCatalog.types {
      guard case .mapping(let fields) = FieldWriter.write(type.init()).content else { return }
      for field in fields {
        #expect(
          CallbackCatalogTests.refusals.contains {
            $0.text.hasPrefix("\(type.kind):") && $0.text.contains("\(field.key): ")
          }, "\(type.kind).\(field.key)")
      }
    }
  }

  /// What a run does by itself is told to who asks for a callback that does it in Keras.
  @Test(arguments: [
    ("CSVLogger", "each run writes metrics.csv"),
    ("BackupAndRestore", "each run can be gone on with: tfx train CONFIG --resume"),
    (
      "LearningRateScheduler",
      "write a schedule where the learning rate stands: learning_rate: {CosineDecay: {…}}"
    ),
    ("EarlyStoping", "did you mean 'EarlyStopping'?"),
  ])
  func doneElsewhere(_ name: String, _ help: String) throws {
    var diagnostics = Diagnostics()
    #expect(CallbackField.read(try node("{\(name): {}}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == ["unknown callback '\(name)'"])
    #expect(diagnostics.all.first?.help == help)
  }

  static let fitRefusals: [(text: String, message: String)] = [
    ("epochs: 0", "'epochs' must be at least 1, found '0'"),
    ("batch_size: 0", "'batch_size' must be at least 1, found '0'"),
    ("shards: 0", "'shards' must be from 1 to 1024, found '0'"),
    ("shards: 2048", "'shards' must be from 1 to 1024, found '2048'"),
    ("shards: 64", "batches of 32 samples cannot be cut into 64 shards"),
    ("sync_batch_norm: 1", "expected true or false, found '1'"),
    ("shuffle: 1", "expected true or false, found '1'"),
    ("calibrate: 1.5", "expected true or false, found '1.5'"),
    (
      "validation_freq: 0",
      "'validation_freq' must be at least 1, or a list of epochs from 1 on, found '0'"
    ),
    (
      "validation_freq: [0, 1]",
      "'validation_freq' must be at least 1, or a list of epochs from 1 on, found a list"
    ),
    (
      "validation_freq: often", "expected a whole number or a list of epochs, found 'often'"
    ),
    ("validation_freq: 2", "none of the 1 epochs would be validated"),
    ("validation_freq: [2]", "none of the 1 epochs would be validated"),
    ("steps_per_epoch: 0", "'steps_per_epoch' must be at least 1, found '0'"),
    ("max_time: 0s", "'max_time' must be more than 0s, found '0s'"),
    ("max_time: 10", "expected a time such as 90s, 10m or 1h30m, found '10'"),
    (
      "class_weight: even",
      "expected balanced, or the weight of each class by its name, found 'even'"
    ),
    ("class_weight: {a: -1}", "'a' must be at least 0, found '-1'"),
    ("class_weight: {a: b}", "expected a number, found 'b'"),
    ("monitor: []", "expected a text, found a list"),
    ("mode: max", "there is no monitor for it"),
    ("tensorboard: runs", "expected true or false, found 'runs'"),
    ("callbacks: EarlyStopping", "expected a list, each a callback, found 'EarlyStopping'"),
  ]

  @Test(arguments: fitRefusals) func fitRefuses(_ text: String, _ message: String) throws {
    var diagnostics = Diagnostics()
    #expect(FitOptions.read(try node("{\(text)}"), &diagnostics) == nil)
    #expect(diagnostics.all.map(\.message) == [message])
  }

  @Test func everyFieldOfFitHasARefusal() {
    guard case .mapping(let fields) = FieldWriter.write(FitOptions()).content else { return }
    for field in fields {
      #expect(
        CallbackCatalogTests.fitRefusals.contains { $0.text.hasPrefix("\(field.key): ") },
        "\(field.key)")
    }
  }
}
