import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// `tfx threshold`: from which probability on one of two classes is said.
package struct ThresholdCommand {
  /// A run, as `evaluate` takes it.
  package var runName: String
  /// What it is chosen by, one of these: a measure that is to be as great as it can be, the least recall, the least
  /// precision, or what mistakes cost, as `fp=1,fn=20`.
  package var metric: String?
  package var recall: Double?
  package var precision: Double?
  package var cost: String?
  /// Whether the likelier class is said again instead.
  package var reset = false
  /// The class that is looked for; the second of the two if nil.
  package var positive: String?
  package var json = false
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(run: String) { runName = run }

  package func run(_ console: Console) throws {
    let goal = try goal()
    let path = try RunDirectory.requiredCheckpoint(runName, root: runsRoot)
    let run = try RunDirectory.required(ofCheckpoint: path)
    if run.best != runName { console.say("using \(run.best)") }
    // Nobody trains on meanwhile.
    let lock = try run.lock()
    defer { withExtendedLifetime(lock) {} }
    var checkpoint = try Checkpoint.read(run.best)
    guard var preprocessing = checkpoint.preprocessing else {
      throw Failure(
        "\(run.best): error: a Swift program saved this model, and it does not say what its outputs "
          + "mean", exitCode: .badData)
    }
    let names = try classes(preprocessing, run)
    let index = try index(among: names)
    if let goal {
      let rows = try rows(.validation, run, preprocessing, index)
      guard let rows, !rows.scores.isEmpty else {
        throw Failure(
          "error: \(run.path) has no predictions/validation.csv to choose a threshold on\n"
            + "  train with a validation part: data.validation_split", exitCode: .noInput)
      }
      guard let choice = ThresholdChoice(rows.scores, rows.truths, goal) else {
        throw unreachable(goal, rows, names[index])
      }
      let threshold = choice.best.threshold
      preprocessing.outputs.threshold = index == 1 ? threshold : 1 - threshold
    } else {
      preprocessing.outputs.threshold = nil
    }
    checkpoint.preprocessing = preprocessing
    try checkpoint.write(run.best)
    var measured: [ThresholdAnswer.Measured] = []
    for part in [DataPart.validation, .test] {
      guard let rows = try rows(part, run, preprocessing, index) else { continue }
      measured += thresholds(preprocessing, index).map { threshold in
        // What is above a threshold is said.
        ThresholdAnswer.Measured(
          part: part, threshold: threshold,
          counts: Threshold(threshold.nextUp, rows.scores, rows.truths))
      }
      try PredictionTable.writeDecisions(run.predictions(part), preprocessing)
    }
    let answer = ThresholdAnswer(
      run: run, name: names[index], goal: goal, measured: measured)
    try json ? console.result(answer.json.text) : console.show(answer.text)
  }

  /// What the user wants.
  private func goal() throws -> ThresholdChoice.Goal? {
    let given = [
      metric == nil ? nil : "--metric", recall == nil ? nil : "--recall",
      precision == nil ? nil : "--precision", cost == nil ? nil : "--cost", reset ? "--reset" : nil,
    ].compactMap(\.self)
    if given.count != 1 {
      throw Failure(
        "error: "
          + (given.isEmpty
            ? "nothing says what the threshold is chosen by"
            : "\(given.joined(separator: " and ")) exclude each other")
          + "\n  give one of --metric f1, --recall 0.9, --precision 0.9, --cost fp=1,fn=20, or --reset",
        exitCode: .usage)
    }
    if let metric {
      if let measure = ThresholdChoice.Measure(rawValue: metric) { return .most(measure) }
      let known = ThresholdChoice.Measure.allCases.map(\.rawValue)
      throw Failure(
        "error: --metric: there is no '\(metric)'\n  "
          + (Spelling.suggestion(for: metric, among: known)
            ?? "expected one of \(known.joined(separator: ", "))"),
        exitCode: .usage)
    }
    for (name, share) in [("--recall", recall), ("--precision", precision)] {
      if let share, !(share > 0 && share <= 1) {
        throw Failure(
          "error: \(name): expected a share above 0 and up to 1, found \(Column.text(of: share))",
          exitCode: .usage)
      }
    }
    if let recall { return .recall(recall) }
    if let precision { return .precision(precision) }
    return try cost.map(ThresholdCommand.costs)
  }

  private static func costs(_ text: String) throws -> ThresholdChoice.Goal {
    var costs = ["fp": 1.0, "fn": 1.0]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, costs[sides[0]] != nil, let value = Double(sides[1]), value >= 0,
        value.isFinite
      else {
        throw Failure(
          "error: --cost: expected what false positives and false negatives cost, as fp=1,fn=20, "
            + "found '\(text)'", exitCode: .usage)
      }
      costs[sides[0]] = value
    }
    return .cost(falsePositive: costs["fp"] ?? 1, falseNegative: costs["fn"] ?? 1)
  }

  /// ½, and the one that was chosen, as probabilities of the class that is looked for.
  private func thresholds(_ preprocessing: Preprocessing, _ index: Int) -> [Double] {
    [0.5] + (preprocessing.outputs.threshold.map { [index == 1 ? $0 : 1 - $0] } ?? [])
  }

  // MARK: What there is

  private func classes(_ preprocessing: Preprocessing, _ run: RunDirectory) throws -> [String] {
    let reader = TruthReader(preprocessing)
    if let reader, reader.names.count == 2, preprocessing.hasOneClass, reader.form != .ordinal {
      return reader.names
    }
    let found =
      switch reader?.form {
      case nil: "its own input"
      case .numbers: "a number"
      case .labels: "several labels"
      case .ordinal: "one of classes in an order"
      case .classIndex, .oneHot, .binaryClass: "one of \(reader?.names.count ?? 0) classes"
      }
    throw Failure(
      "error: \(run.path) predicts \(found)\n  a threshold is for one of two classes",
      exitCode: .badData)
  }

  private func index(among names: [String]) throws -> Int {
    guard let positive else { return 1 }
    if let index = names.firstIndex(where: { $0.isWritten(positive) }) { return index }
    throw Failure(
      "error: --class: there is no class '\(positive)'\n  "
        + (Spelling.suggestion(for: positive, among: names)
          ?? "the classes are \(names.joined(separator: ", "))"),
      exitCode: .usage)
  }

  /// What was said of the rows of a part: the probability of the class that is looked for, and whether it is.
  private func rows(
    _ part: DataPart, _ run: RunDirectory, _ preprocessing: Preprocessing, _ index: Int
  ) throws -> (scores: [Double], truths: [Bool])? {
    let path = run.predictions(part)
    guard FileAccess.exists(path) else { return nil }
    let table = try PredictionTable(path, preprocessing)
    let name = preprocessing.classNames?[index] ?? ""
    return (
      (0..<table.count).map { table.probabilities[index].number(at: $0) ?? .nan },
      (0..<table.count).map { PredictionTable.text(table.truths, $0).isWritten(name) }
    )
  }

  private func unreachable(
    _ goal: ThresholdChoice.Goal, _ rows: (scores: [Double], truths: [Bool]), _ name: String
  ) -> Failure {
    let found = rows.truths.count(where: \.self)
    if found == 0 || found == rows.truths.count {
      return Failure(
        "error: all validation rows are of one class\n  there is nothing to choose a threshold by",
        exitCode: .badData)
    }
    var text = "error: no threshold reaches that on the validation rows"
    if case .precision(let least) = goal {
      let most = Set(rows.scores).map { Threshold($0, rows.scores, rows.truths).precision }.max()
      text =
        "error: no threshold gives '\(name)' a precision of \(least) on the validation rows\n"
        + "  the greatest is \(Digits.text(most ?? .nan))"
    }
    return Failure(text, exitCode: .badData)
  }
}
