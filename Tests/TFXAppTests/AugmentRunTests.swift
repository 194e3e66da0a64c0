import TFXApp
import TestSupport
import Testing

/// Training with an `augment` list.
@Suite(.serialized) struct AugmentRunTests {
  private let workshop: Workshop

  /// Images of two kinds, bright on the left or bright on the right, in colour and in gray.
  init() throws {
    workshop = try Workshop()
    var state: UInt32 = 3
    func random(below limit: Int) -> Int {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 16) % limit
    }
    func images(_ height: Int, _ width: Int, _ channels: Int) -> [UInt8] {
      (0..<48).flatMap { image in
        (0..<height * width * channels).map { place in
          let isLeft = place / channels % width < width / 2
          return UInt8((isLeft == (image % 2 == 0) ? 120 : 0) + random(below: 130))
        }
      }
    }
    func idx(_ extents: [Int], _ bytes: [UInt8]) -> [UInt8] {
      [0, 0, 8, UInt8(extents.count)] + extents.flatMap { [0, 0, 0, UInt8($0)] } + bytes
    }
    let labels = (0..<48).map { UInt8($0 % 2) }
    _ = try workshop.directory.write("labels", idx([48], labels))
    _ = try workshop.directory.write("colour", idx([48, 8, 8, 3], images(8, 8, 3)))
    _ = try workshop.directory.write("gray", idx([48, 6, 5], images(6, 5, 1)))
    _ = try workshop.directory.write("flat", idx([48, 9], images(1, 9, 1)))
    try workshop.write("images.yaml", AugmentRunTests.config)
  }

  private static let config = """
    seed: 7
    data:
      train: {images: colour, labels: labels}
      validation_split: 0.25
      augment:
        - random_flip: vertical
        - random_crop: 1
        - random_brightness: 0.1
        - random_contrast: [0.8, 1.2]
        - random_hue: 0.1
        - random_saturation: [0.5, 1.5]
        - random_gamma: [0.8, 1.25]
    model:
      layers:
        - Rescaling: {scale: 1/255}
        - Conv2D: {filters: 4, kernel_size: 3, activation: relu}
        - Flatten
        - Dropout: {rate: 0.2}
        - Dense: {units: 2, activation: softmax}
    compile:
      optimizer: {Adam: {learning_rate: 0.01}}
      loss: sparse_categorical_crossentropy
      metrics: [accuracy]
    fit:
      epochs: 4
      batch_size: 8

    """

  private func bytes(_ run: String) throws -> [UInt8] {
    try workshop.directory.read("\(run)/checkpoints/last.safetensors")
  }

  @Test func runsRepeatAndResumeExactly() throws {
    let first = workshop.train("images.yaml", output: "a")
    #expect(first.exitCode == 0, "\(first.text)")
    workshop.train("images.yaml", output: "b")
    #expect(try bytes("a") == bytes("b"))
    workshop.train("images.yaml", ["fit.epochs=2"], output: "c")
    #expect(workshop.train("images.yaml", output: "c", resume: true).exitCode == 0)
    #expect(try bytes("a") == bytes("c"))
    workshop.train("a/config.yaml", output: "d")
    #expect(try bytes("a") == bytes("d"))
    workshop.train("images.yaml", ["data.augment=[]"], output: "plain")
    #expect(try bytes("a") != bytes("plain"))
    // Streamed with all samples in the buffer, they are shuffled and changed alike.
    workshop.train(
      "images.yaml", ["data.validation_split=0", "data.streaming=true"], output: "streamed")
    workshop.train("images.yaml", ["data.validation_split=0"], output: "whole")
    let weights = { (run: String) in
      try workshop.text("\(run)/metrics.csv").split(separator: "\n").map {
        $0.split(separator: ",").prefix(4)
      }
    }
    #expect(try weights("streamed") == weights("whole"))
  }

  /// What is measured besides training is measured on the images of the files: a model that learns
  /// nothing gives the same with and without augmentation.
  @Test func onlyTrainingIsAugmented() throws {
    let frozen = ["fit.epochs=1", "compile.optimizer.Adam.learning_rate=0"]
    workshop.train("images.yaml", frozen, output: "a")
    workshop.train("images.yaml", frozen + ["data.augment=[]"], output: "b")
    let row = { (run: String) in
      try workshop.text("\(run)/metrics.csv").split(separator: "\n")[1].split(separator: ",")
        .map(String.init)
    }
    let (augmented, plain) = (try row("a"), try row("b"))
    #expect(augmented[4...5] == plain[4...5])
    #expect(augmented[2] != plain[2])
    let prediction = { (run: String) in
      workshop.predict("colour", checkpoint: "\(run)/checkpoints/last.safetensors").out
    }
    #expect(prediction("a") == prediction("b"))
    let evaluation = { (run: String) in
      workshop.evaluate("\(run)/checkpoints/last.safetensors").out
    }
    #expect(evaluation("a") == evaluation("b"))
  }

  @Test func mistakes() throws {
    let gray = ["images: colour", "images: gray"]
    let mistakes: [(name: String, edits: [[String]])] = [
      ("unknown step", [["random_hue: 0.1", "random_hues: 0.1"]]),
      ("out of range", [["random_hue: 0.1", "random_hue: 60"]]),
      ("one value of two", [["[0.8, 1.2]", "0.8"]]),
      ("the wrong way round", [["[0.8, 1.2]", "[1.2, 0.8]"]]),
      ("unknown field", [["random_crop: 1", "random_crop: {height: 6, width: 6, padding: 1}"]]),
      ("a mapping of steps", []),
      ("colours of gray images", [gray]),
      ("turned oblongs", [gray, ["random_hue: 0.1", "rot90"], ["saturation", "gamma"]]),
      ("no images", [["images: colour", "images: flat"]]),
    ]
    var text = ""
    for mistake in mistakes {
      var config = AugmentRunTests.config
      if mistake.name == "a mapping of steps" {
        config = config.replacing("    - random", with: "      random")
      } else {
        for edit in mistake.edits {
          precondition(config.contains(edit[0]), "\(mistake.name): no '\(edit[0])'")
          config = config.replacing(edit[0], with: edit[1], maxReplacements: 1)
        }
      }
      try workshop.write("images.yaml", config)
      let files = workshop.files
      let outcome = workshop.train("images.yaml")
      #expect(outcome.exitCode == 78, "\(mistake.name): \(outcome.text)")
      #expect(workshop.files == files, "\(mistake.name) wrote something")
      text += "## \(mistake.name)\n\(outcome.err)\n"
    }
    try Golden.expect(Golden.masked(text), "config-augment")
  }
}
