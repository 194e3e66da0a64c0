import TFXCore

/// Divides the rows of a file that is not in memory into parts: a draw for every row by its number
/// and the seed, so that no list of rows is needed. Parts have about the fractions that were asked
/// for, not exactly.
struct RowSplitter: Hashable, Sendable {
  private let validationFraction: Double
  private let testFraction: Double
  private let seed: UInt64

  init(validation: Double, test: Double, seed: UInt64) {
    validationFraction = validation
    testFraction = test
    self.seed = seed
  }

  /// Whether every row is trained on.
  var isWhole: Bool { validationFraction + testFraction == 0 }

  /// The fraction that a part is to have.
  func fraction(of part: DataPart) -> Double {
    switch part {
    case .train: 1 - validationFraction - testFraction
    case .validation: validationFraction
    case .test: testFraction
    }
  }

  /// The part of a row, counted from 0.
  func part(of row: Int) -> DataPart {
    if isWhole { return .train }
    let words = Philox(seed: seed, .split).block(UInt64(row))
    let draw = (Double(words[0]) * 0x1p32 + Double(words[1])) * 0x1p-64
    if draw < testFraction { return .test }
    return draw < testFraction + validationFraction ? .validation : .train
  }

  /// Those of `count` rows from `first` on that belong to `part`, counted from `first`.
  func rows(of part: DataPart, from first: Int, count: Int) -> [Int] {
    if isWhole { return part == .train ? Array(0..<count) : [] }
    return (0..<count).filter { self.part(of: first + $0) == part }
  }

  /// The rows of each part among `count` rows from `first` on, counted from `first`.
  func parts(from first: Int, count: Int) -> [DataPart: [Int]] {
    var parts: [DataPart: [Int]] = [:]
    for part in [DataPart.train, .validation, .test] where fraction(of: part) > 0 {
      parts[part] = rows(of: part, from: first, count: count)
    }
    return parts
  }
}
