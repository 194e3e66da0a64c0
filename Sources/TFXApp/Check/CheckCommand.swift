import TFXCore
import TFXData
import TFXRuntime
import TFXTrain

/// `tfx check`: everything that can be known before a training. Nothing is written.
package struct CheckCommand {
  package var config: String
  package var overrides: [String] = []
  package var json = false
  /// How many ranks to reckon with, if any.
  package var ranks: Int?
  /// The bits a second of the network between them.
  package var bandwidth = CheckCommand.usualBandwidth

  package static let usualBandwidth = 10e9

  /// The bits a second that a user means: `10G`, `100M`, `2.5Gbit/s`; nil for what is no such number.
  package static func bitsPerSecond(_ text: String) -> Double? {
    let number = text.prefix { $0.isNumber || $0 == "." }
    guard let value = Double(number), value > 0, value.isFinite else { return nil }
    let unit = text.dropFirst(number.count).trimmingPrefix(" ").lowercased()
    let units = ["": 1.0, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12]
    for (letter, factor) in units
    where [letter, letter + "bit", letter + "bit/s", letter + "bps"].contains(unit) {
      return value * factor
    }
    return nil
  }

  package init(config: String) { self.config = config }

  /// Tells what was found.
  ///
  /// - Returns: Whether there is something to be warned of.
  /// - Throws: What a training would.
  @discardableResult
  package func run(_ console: Console) throws -> Bool {
    var report = CheckReport()
    do {
      try look(&report)
    } catch {
      if json {
        report.add(error)
        try console.result(report.json.text)
      }
      throw error
    }
    try json ? console.result(report.json.text) : console.show(report.text)
    return report.level >= .warning
  }

  private func look(_ report: inout CheckReport) throws {
    try expectConfiguration()
    let experiment = try Experiment(config, overrides: overrides)
    if let ranks { try experiment.checkShards(ranks: ranks) }
    let start = ContinuousClock.now
    let data = try experiment.prepareData()
    let seconds = start.duration(to: .now).seconds
    let model = try experiment.model(for: data)
    try DataCheck.look(experiment, data, &report)
    try TargetCheck(experiment: experiment, data: data, model: model).look(&report)
    let training = TrainingCheck(
      experiment: experiment, data: data, model: model, prepareSeconds: seconds,
      ranks: ranks.map { ($0, bandwidth) })
    try training.look(&report)
  }

  /// Says of what is no configuration what it is, and what to check instead.
  private func expectConfiguration() throws {
    if config == "-" { return }
    let name = ShellWord.quoted(config)
    if FileAccess.isDirectory(config) {
      let run = RunDirectory(config)
      throw Failure(
        "error: \(config) is a folder, not a configuration\n"
          + (FileAccess.exists(run.config)
            ? "  name the one in it: \(run.config)"
            : "  'tfx init \(name)' writes one for images in it"),
        exitCode: .usage)
    }
    if config.hasSuffix(".safetensors") {
      let run = RunDirectory(ofCheckpoint: config)
      throw Failure(
        "error: \(config) is a checkpoint, not a configuration\n"
          + "  "
          + (run.map { "name that of its run: \($0.config)" } ?? "'tfx summary \(name)' tells of it"),
        exitCode: .usage)
    }
    let endings = ["csv", "tsv", "npy", "npz", "gz", "zst"]
    if endings.contains(FilePath.ending(of: config)), FileAccess.exists(config) {
      throw Failure(
        "error: \(config) is data, not a configuration\n  'tfx init \(name)' writes one for it",
        exitCode: .usage)
    }
  }
}
