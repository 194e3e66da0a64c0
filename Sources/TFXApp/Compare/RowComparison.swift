import TFXCore
import TFXData
import TFXReport

/// What two runs said of the same rows.
struct RowComparison {
  /// A row of which one run is right and the other is not; of numbers, one whose error differs.
  struct Change {
    let id: String
    let truth: String
    let first: String
    let second: String
    /// Whether the second run does better.
    let isBetter: Bool
    /// How much.
    let size: Double
  }

  /// The rows of classes or labels by who is right.
  struct Counts {
    var both = 0
    var onlyFirst = 0
    var onlySecond = 0
    var neither = 0
    var test: McNemar { McNemar(onlyFirst: onlyFirst, onlySecond: onlySecond) }
  }

  /// A number of each row, such as its error, of both runs.
  struct Paired {
    let name: String
    let first: Double
    let second: Double
    /// Where the difference is with 95 % confidence.
    let interval: ClosedRange<Double>?

    /// Nil if it is not a number in some row of either.
    fileprivate init?(
      _ name: String, _ pairs: [(first: Double?, second: Double?)], seed: UInt64
    ) {
      var (first, second) = (0.0, 0.0)
      var differences: [Double] = []
      for case (let one?, let other?) in pairs where one.isFinite && other.isFinite {
        first += one
        second += other
        differences.append(other - one)
      }
      if differences.isEmpty || differences.count < pairs.count { return nil }
      self.name = name
      self.first = first / Double(pairs.count)
      self.second = second / Double(pairs.count)
      interval = Interval.mean(of: differences, seed: seed)
    }

    /// Whether the interval is on one side of 0.
    var isClear: Bool { interval.map { $0.lowerBound > 0 || $0.upperBound < 0 } ?? false }
  }

  let count: Int
  /// Nil where numbers are predicted.
  let counts: Counts?
  /// The mean loss, and of numbers the mean absolute error of each.
  let paired: [Paired]
  /// Of classes in the order of the rows, of numbers the greatest first.
  let changes: [Change]

  /// - Parameters:
  ///   - reader: What is true in the terms of both; nil if they predict their inputs.
  ///   - areLossesComparable: Whether both losses are the same function.
  /// - Returns: Nil if the rows are not the same, or their truths.
  init?(
    _ first: PredictionTable, _ second: PredictionTable, _ reader: TruthReader?,
    targets: [String], areLossesComparable: Bool, seed: UInt64
  ) {
    guard let places = first.places(in: second) else { return nil }
    count = first.count
    var paired: [Paired?] = []
    if areLossesComparable, let losses = first.losses, let others = second.losses {
      let pairs = places.enumerated().map { row, place in
        (losses.number(at: row), others.number(at: place))
      }
      paired.append(Paired("loss", pairs, seed: seed))
    }
    if let reader, reader.form != .numbers {
      (counts, changes) = RowComparison.sides(first, second, places, reader)
    } else {
      counts = nil
      for index in first.truths.indices {
        let target = targets.indices.contains(index) ? targets[index] : "output \(index + 1)"
        let pairs = places.enumerated().map { row, place in
          (first.error(index, row), second.error(index, place))
        }
        paired.append(
          Paired(
            "mean absolute error" + (first.truths.count == 1 ? "" : " of \(target)"), pairs,
            seed: seed))
      }
      changes = RowComparison.errors(first, second, places)
    }
    self.paired = paired.compactMap(\.self)
  }

  /// Who is right in which row.
  private static func sides(
    _ first: PredictionTable, _ second: PredictionTable, _ places: [Int], _ reader: TruthReader
  ) -> (Counts, [Change]) {
    var counts = Counts()
    var changes: [Change] = []
    for (row, place) in places.enumerated() {
      let right = (isRight(first, row, reader), isRight(second, place, reader))
      switch right {
      case (true, true): counts.both += 1
      case (false, false): counts.neither += 1
      case (true, false): counts.onlyFirst += 1
      case (false, true): counts.onlySecond += 1
      }
      if right.0 == right.1 { continue }
      changes.append(change(first, second, row, place, isBetter: right.1, size: 1))
    }
    return (counts, changes)
  }

  private static func isRight(
    _ table: PredictionTable, _ row: Int, _ reader: TruthReader
  ) -> Bool {
    if table.probabilities.isEmpty {
      // Columns of 0 and 1, predicted by numbers.
      return zip(table.truths, table.predictions).allSatisfy {
        (($0.number(at: row) ?? .nan) > 0.5) == (($1.number(at: row) ?? .nan) > 0.5)
      }
    }
    return PredictionTable.text(table.truths, row) == PredictionTable.text(table.predictions, row)
  }

  private static func errors(
    _ first: PredictionTable, _ second: PredictionTable, _ places: [Int]
  ) -> [Change] {
    // Of several numbers, and of inputs, the loss says it all.
    let hasOne = first.truths.count == 1
    let error = { (table: PredictionTable, row: Int) -> Double? in
      hasOne ? table.error(0, row) : table.losses?.number(at: row)
    }
    let changes = places.enumerated().compactMap { row, place -> Change? in
      guard let own = error(first, row), let other = error(second, place), own != other else {
        return nil
      }
      return change(
        first, second, row, place, isBetter: other < own, size: abs(other - own))
    }
    return changes.enumerated().sorted {
      ($1.element.size, $0.offset) < ($0.element.size, $1.offset)
    }.map(\.element)
  }

  private static func change(
    _ first: PredictionTable, _ second: PredictionTable, _ row: Int, _ place: Int, isBetter: Bool,
    size: Double
  ) -> Change {
    Change(
      id: first.ids[row], truth: PredictionTable.text(first.truths, row),
      first: PredictionTable.text(first.predictions, row),
      second: PredictionTable.text(second.predictions, place), isBetter: isBetter, size: size)
  }
}

extension PredictionTable {
  /// How far off a number is that was predicted for a row; nil if it is none.
  func error(_ output: Int, _ row: Int) -> Double? {
    guard let said = predictions[output].number(at: row),
      let truth = truths[output].number(at: row)
    else { return nil }
    return abs(said - truth)
  }
}
