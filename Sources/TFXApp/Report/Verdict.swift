import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// How good a model is, in one number that is told with what is known of its uncertainty and beside what
/// simpler predictions reach.
struct Verdict {
  /// What is measured: `accuracy`.
  var measure: String
  var value: Double
  var interval: ClosedRange<Double>?
  /// What saying always the same reaches, and what that is.
  var baseline: Double?
  var baselineName: String
  /// What another simple prediction reaches.
  var further: (name: String, value: Double)?
  var linear: Double?
  var isHigherBetter = true
  /// How the number is written.
  var text: (Double) -> String
  /// The sentence before the number.
  var opening: String
  /// What is measured of some rows; more is better.
  var score: ([Outcomes.Row], [[Float]]) -> Double

  /// Whether the interval takes in what saying always the same reaches.
  var isDoubtful: Bool {
    guard let baseline else { return false }
    guard let interval else { return isHigherBetter ? value <= baseline : value >= baseline }
    return isHigherBetter ? interval.lowerBound <= baseline : interval.upperBound >= baseline
  }

  var phrases: [Page.Phrase] {
    var phrases = [Page.Phrase(opening + " "), Page.Phrase(text(value), isStrong: true)]
    if let interval {
      phrases.append(
        Page.Phrase(" (\(text(interval.lowerBound)) to \(text(interval.upperBound)))"))
    }
    phrases.append(Page.Phrase("."))
    var others: [String] = []
    if let linear, linear.isFinite {
      others.append("a linear model on the same columns \(text(linear))")
    }
    if let baseline, baseline.isFinite { others.append("\(baselineName) \(text(baseline))") }
    if let further { others.append("\(further.name) \(text(further.value))") }
    if !others.isEmpty {
      phrases.append(Page.Phrase(" For comparison: \(others.joined(separator: "; "))."))
    }
    return phrases
  }

  // MARK: By kind

  /// - Parameter part: `test`, `validation` or a file's name.
  init?(
    _ outcomes: Outcomes, _ preprocessing: Preprocessing, _ baselines: Baselines?, part: String,
    seed: UInt64
  ) {
    guard outcomes.isUsual, let reader = outcomes.reader else { return nil }
    let rows = Verdict.rows(outcomes.count, part)
    let sample = outcomes.sample
    let scores = sample.map(\.scores)
    let linear = baselines.flatMap { baselines -> [[Float]]? in
      let said = sample.compactMap { row in
        baselines.linear(row.inputs)?.map { Float($0) }
      }
      return said.count == sample.count && !said.isEmpty ? said : nil
    }
    switch reader.form {
    case .numbers: self.init(numbers: outcomes, preprocessing, rows, scores, linear, seed)
    case .labels: self.init(labels: outcomes, rows, scores, linear, seed)
    default:
      if outcomes.confusion.isEmpty { return nil }
      let counts = preprocessing.classCounts ?? []
      let total = counts.reduce(0, +)
      if reader.names.count == 2, let least = counts.min(), 5 * least < total {
        self.init(rareClass: outcomes, rows, scores, linear, seed)
      } else {
        self.init(classes: outcomes, preprocessing, rows, scores, linear)
      }
    }
    if value.isNaN { return nil }
  }

  private static func rows(_ count: Int, _ part: String) -> String {
    let rows = "\(Digits.count(count)) \(count == 1 ? "row" : "rows")"
    return switch part {
    case "test": "On \(rows) that it was never trained on"
    case "validation": "On the \(rows) that chose its best epoch"
    default: "On the \(rows) of \(Digits.shortened(part))"
    }
  }

  private init(
    classes outcomes: Outcomes, _ preprocessing: Preprocessing, _ rows: String,
    _ scores: [[Float]], _ linear: [[Float]]?
  ) {
    let names = outcomes.reader?.names ?? []
    let right = outcomes.confusion.indices.reduce(0) { $0 + outcomes.confusion[$1][$1] }
    let most = ClassBalance(preprocessing.classCounts ?? []).mostFrequent ?? 0
    measure = "accuracy"
    value = Double(right) / Double(outcomes.count)
    interval = Interval.wilson(right, of: outcomes.count)
    baseline = Double(outcomes.confusion[most].reduce(0, +)) / Double(outcomes.count)
    baselineName = "saying always “\(Digits.shortened(names[most], 32))”"
    text = { Digits.percent($0) }
    opening = "\(rows), it names the right class for"
    let choice = outcomes.reader?.choice ?? .greatest
    score = { Verdict.accuracy($0, $1, choice) }
    self.linear = linear.map { Verdict.accuracy(outcomes.sample, $0, .greatest) }
  }

  private static func accuracy(
    _ rows: [Outcomes.Row], _ scores: [[Float]], _ choice: ClassChoice
  ) -> Double {
    var right = 0
    for (row, scores) in zip(rows, scores) {
      guard case .oneClass(let index) = row.truth else { continue }
      if choice(scores) == index { right += 1 }
    }
    return Double(right) / Double(max(rows.count, 1))
  }

  /// Of two classes of which one is rare, saying always the other is right nearly always: what counts is how
  /// well rows of both are told apart.
  private init(
    rareClass outcomes: Outcomes, _ rows: String, _ scores: [[Float]], _ linear: [[Float]]?,
    _ seed: UInt64
  ) {
    let sample = outcomes.sample
    let area = { (rows: [Outcomes.Row], scores: [[Float]]) in
      Ranking(scores.map { Double($0[1]) }, rows.map { Verdict.isSecond($0.truth) }).area
    }
    measure = "area under the ROC curve"
    value = area(sample, scores)
    let (second, truths) = (scores.map { Double($0[1]) }, sample.map { Verdict.isSecond($0.truth) })
    let order = Ranking.order(second)
    interval = Interval.bootstrap(
      count: sample.count, repeats: Verdict.repeats(sample.count), seed: seed
    ) {
      Ranking(second, truths, order: order, times: $0).area
    }
    baseline = 0.5
    baselineName = "guessing"
    text = { Digits.text($0) }
    opening =
      "\(rows), it tells “\(Digits.shortened(outcomes.reader?.names[1] ?? "", 32))” from the others "
      + "with an area under the ROC curve of"
    score = area
    self.linear = linear.map { area(sample, $0) }
  }

  private static func isSecond(_ truth: Truth?) -> Bool {
    if case .oneClass(1) = truth { true } else { false }
  }

  private init(
    labels outcomes: Outcomes, _ rows: String, _ scores: [[Float]], _ linear: [[Float]]?,
    _ seed: UInt64
  ) {
    let sample = outcomes.sample
    let results = outcomes.labelResults
    measure = "F1 of all labels"
    value = results.microF1
    let parts = zip(sample, scores).map { Verdict.hits($0.truth, $1) }
    interval = Interval.bootstrap(
      count: sample.count, repeats: Verdict.repeats(sample.count), seed: seed
    ) { times in
      var (hits, others) = (0, 0)
      for (row, count) in times.enumerated() {
        hits += count * parts[row].hits
        others += count * parts[row].others
      }
      return Double(2 * hits) / Double(2 * hits + others)
    }
    baseline = results.baselineF1
    baselineName = "saying always the most frequent labels"
    text = { Digits.text($0) }
    opening = "\(rows), it finds labels with an F1 of"
    score = Verdict.microF1
    self.linear = linear.map { Verdict.microF1(sample, $0) }
  }

  private static func hits(_ truth: Truth?, _ scores: [Float]) -> (hits: Int, others: Int) {
    guard case .labels(let holds) = truth else { return (0, 0) }
    var (hits, others) = (0, 0)
    for (hold, score) in zip(holds, scores) {
      let isSaid = score > 0.5
      if hold, isSaid { hits += 1 } else if hold != isSaid { others += 1 }
    }
    return (hits, others)
  }

  private static func microF1(_ rows: [Outcomes.Row], _ scores: [[Float]]) -> Double {
    let parts = zip(rows, scores).map { Verdict.hits($0.truth, $1) }
    let (hits, others) = parts.reduce((0, 0)) { ($0.0 + $1.hits, $0.1 + $1.others) }
    return Double(2 * hits) / Double(2 * hits + others)
  }

  private init(
    numbers outcomes: Outcomes, _ preprocessing: Preprocessing, _ rows: String,
    _ scores: [[Float]], _ linear: [[Float]]?, _ seed: UInt64
  ) {
    let sample = outcomes.sample
    let targets = preprocessing.targetColumns
    baselineName = "saying always their mean"
    if outcomes.numbers.count == 1 {
      measure = "mean absolute error"
      isHigherBetter = false
      value = outcomes.numbers[0].absolute / Double(outcomes.count)
      let errors = zip(sample, scores).map { Verdict.error($0.truth, $1) }
      interval = Verdict.meanInterval(errors, value, outcomes.count, seed)
      let mean = Verdict.meanError(sample)
      baseline = mean
      // The better of the two is what there is to beat.
      if let last = LastValue(preprocessing)?.error(sample) {
        let name = "saying the last value again"
        if last < mean {
          further = (baselineName, mean)
          (baseline, baselineName) = (last, name)
        } else {
          further = (name, last)
        }
      }
      text = { Digits.text($0) }
      opening =
        "\(rows), predictions of \(targets.first.map { Digits.shortened($0, 32) } ?? "the target") are "
        + "off on average by"
      self.linear = linear.map { linear in
        zip(sample, linear).reduce(0) { $0 + Verdict.error($1.0.truth, $1.1) }
          / Double(sample.count)
      }
    } else {
      measure = "R²"
      let all = outcomes.numbers.indices.map { outcomes.r2($0) }
      value = all.reduce(0, +) / Double(all.count)
      interval = Interval.bootstrap(
        count: sample.count,
        repeats: Verdict.repeats(sample.count * outcomes.numbers.count), seed: seed
      ) { Verdict.r2(sample, scores, times: $0) }
      baseline = 0
      text = { Digits.text($0) }
      opening = "\(rows), it explains this share of the variance of \(all.count) numbers (mean R²):"
      self.linear = linear.map { Verdict.r2(sample, $0) }
    }
    score = Verdict.r2
  }

  private static func error(_ truth: Truth?, _ scores: [Float]) -> Double {
    guard case .numbers(let numbers) = truth else { return 0 }
    return abs(Double(scores[0]) - numbers[0])
  }

  private static func meanInterval(
    _ values: [Double], _ mean: Double, _ count: Int, _ seed: UInt64
  ) -> ClosedRange<Double>? {
    if count == values.count { return Interval.mean(of: values, seed: seed) }
    let own = values.reduce(0, +) / Double(max(values.count, 1))
    let variance = values.reduce(0) { $0 + ($1 - own) * ($1 - own) } / Double(max(values.count, 1))
    return Interval.mean(mean, deviation: variance.squareRoot(), count: count)
  }

  /// The mean absolute error of saying always the mean.
  private static func meanError(_ rows: [Outcomes.Row]) -> Double {
    let numbers = rows.compactMap { row -> Double? in
      if case .numbers(let numbers) = row.truth { numbers[0] } else { nil }
    }
    return NumberErrors.ofMean(numbers).meanAbsolute
  }

  private static func r2(_ rows: [Outcomes.Row], _ scores: [[Float]]) -> Double {
    r2(rows, scores, times: nil)
  }

  /// The mean over all numbers that are predicted.
  ///
  /// - Parameter times: How often each row counts; once if nil.
  private static func r2(
    _ rows: [Outcomes.Row], _ scores: [[Float]], times: [Int]?
  ) -> Double {
    guard case .numbers(let first) = rows.first?.truth else { return .nan }
    var sum = 0.0
    for output in first.indices {
      var (n, rest, truths, squares) = (0.0, 0.0, 0.0, 0.0)
      for (row, scores) in scores.enumerated() {
        guard case .numbers(let numbers) = rows[row].truth else { continue }
        let (truth, count) = (numbers[output], Double(times?[row] ?? 1))
        let error = truth - Double(scores[output])
        n += count
        rest += count * error * error
        truths += count * truth
        squares += count * truth * truth
      }
      sum += 1 - rest / (squares - truths * truths / n)
    }
    return sum / Double(first.count)
  }

  /// As many draws as make some millions of rows.
  private static func repeats(_ count: Int) -> Int {
    min(1_000, max(200, 5_000_000 / max(count, 1)))
  }
}

extension Outcomes {
  var labelResults: LabelResults {
    LabelResults(
      names: reader?.names ?? [], counts: labelCounts,
      scores: sample.map { $0.scores.map { Double($0) } },
      truths: sample.map { if case .labels(let holds) = $0.truth { holds } else { [] } },
      areProbabilities: areProbabilities)
  }

  var classResults: ClassResults {
    ClassResults(
      names: reader?.names ?? [], confusion: confusion,
      scores: sample.map { $0.scores.map { Double($0) } },
      truths: sample.map { if case .oneClass(let index) = $0.truth { index } else { 0 } },
      areProbabilities: areProbabilities, choice: reader?.choice ?? .greatest)
  }

  /// - Parameters:
  ///   - linear: What a linear model makes of the rows of the sample, if there is one.
  ///   - last: The last value of each window, if that can be said.
  ///   - quantile: What the loss asks for.
  func numberResults(
    _ names: [String], linear: [[Double]]?, last: LastValue? = nil, quantile: Double? = nil
  ) -> [NumberResults] {
    numbers.indices.map { output in
      let truths = sample.map { row -> Double in
        if case .numbers(let numbers) = row.truth { numbers[output] } else { .nan }
      }
      let sums = numbers[output]
      var results = NumberResults(
        name: names.indices.contains(output) ? names[output] : "output \(output + 1)",
        truths: truths, predictions: sample.map { Double($0.scores[output]) }, count: count,
        meanAbsoluteError: sums.absolute / Double(count),
        rootMeanSquaredError: (sums.square / Double(count)).squareRoot(), r2: r2(output))
      results.linear = linear?.map { $0[output] }
      results.last = last?.values(sample)
      results.quantile = quantile
      return results
    }
  }
}
