import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// What a model makes of many rows, in bounded memory: counts and sums of all of them, some rows drawn at
/// random, and those of the greatest loss.
struct Outcomes {
  /// A row that was kept.
  struct Row {
    /// Its id, or `row 17`.
    var name: String
    var truth: Truth?
    /// The probability of each class or label, or the numbers that were said.
    var scores: [Float]
    var loss: Float
    /// What the model was fed; empty where that was too much to keep.
    var inputs: [Float]
  }

  /// Sums of an output that is a number.
  struct NumberSums {
    var absolute = 0.0
    var square = 0.0
    var truth = 0.0
    var truthSquare = 0.0
  }

  let reader: TruthReader?
  /// How many rows there were.
  private(set) var count = 0
  private(set) var lossSum = 0.0
  /// How often rows of a class were said to be of another, if there are classes and not too many.
  private(set) var confusion: [[Int]] = []
  private(set) var labelCounts: [(hits: Int, wrong: Int, missed: Int, right: Int)] = []
  private(set) var numbers: [NumberSums] = []
  /// Rows drawn at random, in which each row is as likely; all of them if they are few.
  private(set) var sample: [Row] = []
  /// The rows of the greatest loss, the worst first.
  private(set) var worst: [Row] = []
  /// Whether everything that was said of classes can be a probability.
  private(set) var areProbabilities = true

  private let random: Philox
  private let idKind: String
  private let inputCount: Int?
  private let worstLimit: Int
  private var isUnusual = false

  /// More classes than these are not counted against each other.
  private static let classLimit = 1_000
  private static let sampleLimit = 5_000
  /// Numbers that may be kept of all rows together, of what was said and of inputs each.
  private static let numberLimit = 2_000_000

  /// - Parameter worstLimit: How many rows of the greatest loss are kept.
  init(_ preprocessing: Preprocessing, worstLimit: Int, seed: UInt64) {
    reader = TruthReader(preprocessing)
    random = Philox(seed: seed, .resample, step: 7)
    idKind = preprocessing.idColumn == nil ? "row\u{A0}" : ""
    // Of images nobody shuffles the inputs.
    inputCount = preprocessing.features == nil ? nil : preprocessing.sampleShape.reduce(1, *)
    self.worstLimit = worstLimit
    if let reader {
      let classes = reader.names.count
      switch reader.form {
      case .numbers: break
      case .labels: labelCounts = Array(repeating: (0, 0, 0, 0), count: classes)
      default:
        if classes <= Outcomes.classLimit {
          confusion = Array(repeating: Array(repeating: 0, count: classes), count: classes)
        }
      }
    }
  }

  /// Adds what a model makes of some rows.
  mutating func add(_ predicted: PredictedSamples) {
    let samples = predicted.samples
    let truths = samples.targets.flatMap { reader?.read($0, rows: predicted.rows) }
    if truths == nil { isUnusual = true }
    let width = predicted.outputs.shape.withoutBatch.elementCount
    let outputs = predicted.outputs.scalars(as: Float.self)
    // Nothing but the worst is shown of rows whose truth has no usual form.
    let limit =
      reader == nil ? 0 : max(min(Outcomes.sampleLimit, Outcomes.numberLimit / max(width, 1)), 100)
    let inputLimit = inputCount.map { min(limit, Outcomes.numberLimit / max($0, 1)) } ?? 0
    for (place, row) in predicted.rows.enumerated() {
      let own = outputs[place * width..<(place + 1) * width]
      let loss = predicted.losses?[place] ?? .nan
      let truth = truths?[place]
      count += 1
      if loss.isFinite { lossSum += Double(loss) }
      let scores = reader?.scores(own) ?? Array(own)
      tally(truth, scores)
      // Vitter's algorithm R: the n-th row is kept with probability limit ÷ n.
      let slot =
        count <= limit
        ? count - 1 : random.integer(below: count, at: UInt64(count))
      let isBad =
        loss.isFinite && (worst.count < worstLimit || loss > worst[worst.count - 1].loss)
      guard slot < limit || isBad else { continue }
      let keepsInputs = slot < inputLimit || isBad
      let kept = Row(
        name: samples.ids?[row]
          ?? "\(idKind)\(samples.rowNumbers?[row] ?? predicted.first + row + 1)",
        truth: truth, scores: scores, loss: loss,
        inputs: keepsInputs
          ? samples.inputs.gathering([row]).doubles().map { Float($0) } : [])
      if slot < sample.count { sample[slot] = kept } else if slot < limit { sample.append(kept) }
      if isBad {
        let place = worst.firstIndex { $0.loss < loss } ?? worst.count
        worst.insert(kept, at: place)
        if worst.count > worstLimit { worst.removeLast() }
      }
    }
  }

  private mutating func tally(_ truth: Truth?, _ scores: [Float]) {
    switch truth {
    case .oneClass(let index):
      let said = reader?.choice(scores) ?? 0
      if confusion.indices.contains(index), confusion[index].indices.contains(said) {
        confusion[index][said] += 1
      }
      let sum = scores.reduce(0, +)
      if abs(sum - 1) > 0.01 || scores.contains(where: { $0 < 0 || $0 > 1 }) {
        areProbabilities = false
      }
    case .labels(let holds):
      for (label, hold) in holds.enumerated() where scores.indices.contains(label) {
        switch (hold, scores[label] > 0.5) {
        case (true, true): labelCounts[label].hits += 1
        case (false, true): labelCounts[label].wrong += 1
        case (true, false): labelCounts[label].missed += 1
        case (false, false): labelCounts[label].right += 1
        }
        if scores[label] < 0 || scores[label] > 1 { areProbabilities = false }
      }
    case .numbers(let truths):
      if numbers.isEmpty { numbers = truths.map { _ in NumberSums() } }
      for (output, truth) in truths.enumerated() where scores.indices.contains(output) {
        let error = Double(scores[output]) - truth
        numbers[output].absolute += abs(error)
        numbers[output].square += error * error
        numbers[output].truth += truth
        numbers[output].truthSquare += truth * truth
      }
    case nil: break
    }
  }

  /// Whether the rows have truths of the form that is known.
  var isUsual: Bool { !isUnusual && count > 0 }

  var meanLoss: Double { lossSum / Double(max(count, 1)) }

  /// R² of an output: 1 − Σ(y − ŷ)² ÷ Σ(y − ȳ)².
  func r2(_ output: Int) -> Double {
    let sums = numbers[output]
    let n = Double(max(count, 1))
    return 1 - sums.square / (sums.truthSquare - sums.truth * sums.truth / n)
  }
}
