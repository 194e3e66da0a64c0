import Foundation
import TFXApp
import TestSupport

/// A directory with a small experiment, in which the commands work as they do for a user.
final class Workshop {
  let directory: TemporaryDirectory

  /// What a command said, and how it ended.
  struct Outcome {
    var out = ""
    var err = ""
    /// 0 if it did its work.
    var exitCode: Int32 = 0

    /// All of it, for goldens.
    var text: String {
      (out.isEmpty ? "" : "stdout:\n\(out)") + (err.isEmpty ? "" : "stderr:\n\(err)")
        + "exit \(exitCode)\n"
    }
  }

  init() throws {
    directory = try TemporaryDirectory()
    try write("flowers.csv", Workshop.flowers)
    try write("flowers.yaml", Workshop.config)
  }

  subscript(name: String) -> String { directory[name] }

  func write(_ name: String, _ text: String) throws {
    _ = try directory.write(name, Array(text.utf8))
  }

  func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: self[name], withIntermediateDirectories: true)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try directory.read(name), as: UTF8.self)
  }

  /// Every file below the directory, in order.
  var files: [String] {
    let all = FileManager.default.enumerator(atPath: directory.path)?.allObjects ?? []
    return all.compactMap { $0 as? String }.sorted()
  }

  /// Runs a command as the program does.
  func perform(_ work: (Console) throws -> Void) -> Outcome {
    var outcome = Outcome()
    let console = Console(
      out: { text in
        outcome.out += text
        return true
      },
      err: { text in
        outcome.err += text
        return true
      })
    do {
      try work(console)
    } catch {
      let failure = Failure(error)
      console.say(failure.message)
      outcome.exitCode = failure.exitCode
    }
    outcome.out = plain(outcome.out)
    outcome.err = plain(outcome.err)
    return outcome
  }

  /// Trains in this directory.
  @discardableResult
  func train(
    _ config: String = "flowers.yaml", _ overrides: [String] = [], output: String? = nil,
    resume: Bool = false, acceptChanges: Bool = false, weights: String? = nil,
    partial: Bool = false, quiet: Bool = true
  ) -> Outcome {
    var command = TrainCommand(config: self[config])
    command.overrides = overrides
    command.output = output.map { self[$0] }
    command.runsRoot = self["runs"]
    command.resume = resume
    command.acceptChanges = acceptChanges
    command.weights = weights.map { self[$0] }
    command.partial = partial
    command.quiet = quiet
    return perform { try command.run($0) }
  }

  /// Evaluates a checkpoint of this directory.
  func evaluate(_ checkpoint: String, data: String? = nil, json: Bool = false) -> Outcome {
    var command = EvaluateCommand(checkpoint: self[checkpoint])
    command.data = data.map { self[$0] }
    command.runsRoot = self["runs"]
    command.json = json
    return perform { try command.run($0) }
  }

  /// Predicts from a file of this directory.
  func predict(
    _ input: String, checkpoint: String?, output: String? = nil, json: Bool = false
  ) -> Outcome {
    var command = PredictCommand(input: self[input])
    command.checkpoint = checkpoint.map { self[$0] }
    command.output = output.map { self[$0] }
    command.runsRoot = self["runs"]
    command.json = json
    return perform { try command.run($0) }
  }

  private func plain(_ text: String) -> String {
    let real = URL(filePath: directory.path).resolvingSymlinksInPath().path
    return directory.plain(text.replacingOccurrences(of: "/private\(real)/", with: ""))
      .replacingOccurrences(of: real + "/", with: "")
  }

  /// Sixty flowers of two kinds, with two numbers and a colour that is missing in places.
  static let flowers: String = {
    var text = "length,width,colour,kind\n"
    var state: UInt32 = 7
    func random() -> Int {
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int(state >> 16) % 100
    }
    for row in 0..<60 {
      let isRose = row % 2 == 0
      let length = (isRose ? 300 : 400) + random()
      let width = (isRose ? 200 : 150) + random()
      let colour = row % 13 == 5 ? "NA" : ["red", "white", "blue"][random() % 3]
      text += "\(length / 100).\(length % 100 + 100)".replacing(".1", with: ".", maxReplacements: 1)
      text += ",\(width),\(colour),\(isRose ? "rose" : "tulip")\n"
    }
    return text
  }()

  static let config = """
    seed: 7
    data:
      train: flowers.csv
      target: kind
      features:
        length: {normalize: zscore}
        width: {normalize: minmax}
        colour: {encode: one_hot, missing: category}
      validation_split: 0.2
      test_split: 0.2
      stratify: true
    model:
      layers:
        - Dense: {units: 6, activation: relu}
        - Dropout: {rate: 0.2}
        - Dense: {units: 2, activation: softmax}
    compile:
      optimizer: {Adam: {learning_rate: 0.05}}
      loss: sparse_categorical_crossentropy
      metrics: [accuracy]
    fit:
      epochs: 4
      batch_size: 8

    """
}
