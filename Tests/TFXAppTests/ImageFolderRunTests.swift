import Foundation
import TFXApp
import TestSupport
import Testing

/// Folders of images and NumPy's arrays, from files to predictions.
@Suite(.serialized) struct ImageFolderRunTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    for (name, file) in [("dark", "grey.png"), ("bright", "color.jpg")] {
      try ImageCase.write(file, "photos/\(name)", numbers: (0..<10).map(String.init), to: workshop)
    }
    try workshop.write("photos.yaml", ImageFolderRunTests.config)
  }

  private static let config = """
    seed: 7
    data:
      train: {folder: photos, resize: [8, 6], color: gray}
      validation_split: 0.2
      stratify: true
    model:
      layers:
        - Rescaling: {scale: 1/255}
        - Flatten
        - Dense: {units: 2, activation: softmax}
    compile: {optimizer: Adam, loss: sparse_categorical_crossentropy, metrics: [accuracy]}
    fit: {epochs: 20, batch_size: 4}

    """

  @Test func aConfigurationIsWrittenForThem() throws {
    var command = InitCommand(data: workshop["photos"])
    command.output = workshop["made.yaml"]
    let made = workshop.perform { try command.run($0) }
    #expect(made.exitCode == 0, "\(made.text)")
    try Golden.expect(try workshop.text("made.yaml") + "\n" + made.text, "init-photos")
    let trained = workshop.train("made.yaml", ["fit.epochs=1"], output: "made")
    #expect(trained.exitCode == 0, "\(trained.text)")
    let predicted = workshop.predict("photos", checkpoint: "made")
    #expect(predicted.exitCode == 0 && predicted.out.split(separator: "\n").count == 21)
  }

  @Test func fromPhotosToPredictions() throws {
    for streaming in [false, true] {
      let run = "run-\(streaming)"
      let outcome = workshop.train(
        "photos.yaml", streaming ? ["data.streaming=true", "data.stratify=false"] : [],
        output: run)
      #expect(outcome.exitCode == 0, "\(outcome.text)")
      // The part to validate with is too small to choose by.
      let best = "\(run)/checkpoints/last.safetensors"
      let evaluated = workshop.evaluate(best, data: "photos")
      #expect(evaluated.out.contains("accuracy 1"), "\(evaluated.text)")
      #expect(evaluated.out.hasSuffix("(20 samples)\n"))
      let predicted = workshop.predict("photos", checkpoint: best)
      let lines = predicted.out.split(separator: "\n")
      #expect(lines.first == "file,truth,prediction,probability_bright,probability_dark,loss")
      #expect(lines.count == 21)
      #expect(lines[1].hasPrefix("photos/bright/0.jpg,bright,bright,"), "\(lines[1])")
      let one = workshop.predict("photos/dark/3.png", checkpoint: best)
      #expect(one.out.contains("\nphotos/dark/3.png,dark,"), "\(one.text)")
      let again = workshop.train("\(run)/config.yaml", output: "again-\(run)")
      #expect(again.exitCode == 0, "\(again.text)")
    }
  }

  @Test func mistakes() throws {
    var text = ""
    let cases = [
      ["data.train.folder=fotos"], ["data.train.color=blue"], ["data.train.resize=0"],
      ["data.train={folder: photos, size: 3}"], ["data.train={folder: photos}"],
      ["data.target=kind"], ["data.decimal=','"], ["data.test=photos.csv"],
      ["data.test={images: a, labels: b}"], ["compile.loss=mse", "compile.metrics=[mae]"],
      ["data.train={folder: photos.yaml}"],
      ["data.train={file: photos.yaml, images: x, labels: y}"],
    ]
    for overrides in cases {
      let outcome = workshop.train("photos.yaml", ["data.stratify=false"] + overrides)
      #expect(outcome.exitCode != 0)
      text += "## \(overrides.joined(separator: " "))\n\(outcome.err)exit \(outcome.exitCode)\n\n"
    }
    try workshop.write("photos/dark/3.png", "no image")
    try workshop.write("photos/bright/5.jpg", "")
    text += "## two broken files\n" + workshop.train("photos.yaml").text
    try Golden.expect(text, "data-photos")
  }

  @Test func arraysOfAnArchive() throws {
    let archive = try #require(ImageCase.all.first { $0.name == "deflated" })
    _ = try workshop.directory.write("data.npz", archive.bytes)
    try workshop.write(
      "arrays.yaml",
      ImageFolderRunTests.config.replacing(
        "{folder: photos, resize: [8, 6], color: gray}",
        with: "{file: data.npz, images: x_train, labels: y_train}"
      ).replacing("validation_split: 0.2\n  stratify: true", with: "augment: []"))
    let outcome = workshop.train("arrays.yaml", output: "run")
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    let best = "run/checkpoints/best.safetensors"
    #expect(workshop.predict("data.npz", checkpoint: best).out.split(separator: "\n").count == 4)
    #expect(workshop.evaluate(best, data: "data.npz").out.hasSuffix("(3 samples)\n"))
  }
}
