import TFXCore
import Testing

/// Guesses at what a user meant.
struct SpellingTests {
  private let names = [
    "learning_rate", "batch_size", "BatchNormalization", "MaxPooling2D", "Conv2D", "Dense", "l1",
    "l2",
    "epochs", "accuracy", "sparse_categorical_accuracy",
  ]

  @Test(arguments: [
    ("learnig_rate", "learning_rate"), ("learningRate", "learning_rate"), ("lr", "learning_rate"),
    ("LEARNING-RATE", "learning_rate"), ("epoch", "epochs"), ("dense", "Dense"), ("Desne", "Dense"),
    ("MaxPool2D", "MaxPooling2D"), ("conv", "Conv2D"), ("bn", "BatchNormalization"),
    ("acc", "accuracy"), ("batchsize", "batch_size"), ("L2", "l2"),
  ])
  func finds(name: String, meant: String) {
    #expect(Spelling.nearest(to: name, among: names) == meant)
    #expect(Spelling.suggestion(for: name, among: names) == "did you mean '\(meant)'?")
  }

  @Test func aPartThatIsLeftOutIsFound() {
    let losses = ["binary_crossentropy", "sparse_categorical_crossentropy"]
    #expect(Spelling.nearest(to: "sparse_crossentropy", among: losses) == losses[1])
    #expect(Spelling.nearest(to: "binary_entropy", among: losses) == losses[0])
  }

  @Test func aShortNameWithAnotherLetterIsAnotherName() {
    #expect(Spelling.nearest(to: "AUC", among: ["acc", "accuracy", "mae"]) == nil)
    #expect(Spelling.nearest(to: "mse", among: ["mae"]) == nil)
    #expect(Spelling.nearest(to: "mea", among: ["acc", "mae"]) == "mae")
    #expect(Spelling.nearest(to: "ma", among: ["acc", "mae"]) == "mae")
  }

  @Test(arguments: ["", "_", "zebra", "x", "l3", "momentum"])
  func doesNotGuess(name: String) {
    #expect(Spelling.nearest(to: name, among: names) == nil)
    #expect(Spelling.suggestion(for: name, among: []) == nil)
  }
}
