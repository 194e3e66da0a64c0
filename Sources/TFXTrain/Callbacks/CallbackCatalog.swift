package import TFXCore

/// Every callback, in the order of the reference.
package let callbackCatalog = Catalog(
  "callback",
  [EarlyStopping.self, ReduceLROnPlateau.self, ModelCheckpoint.self, TerminateOnNaN.self],
  elsewhere: [
    "BackupAndRestore": "each run can be gone on with: tfx train CONFIG --resume",
    "CSVLogger": "each run writes metrics.csv",
    "History": "each run writes metrics.csv",
    "LambdaCallback": "a Swift program can have callbacks of its own; see docs/training.md",
    "LearningRateScheduler":
      "write a schedule where the learning rate stands: learning_rate: {CosineDecay: {…}}",
    "ProgbarLogger": "each run shows its progress; --quiet keeps it silent",
    "RemoteMonitor": "each run writes metrics.csv, whose rows another program can send",
    "SwapEMAWeights":
      "write use_ema: true for the optimizer: best.safetensors has the averages",
    "TensorBoard": "each run writes metrics.csv",
  ], takesFirstField: true)
