import TFXCore

/// Which part each row of a file that is not in memory belongs to: a draw for every row by its
/// number and the seed, so that no list of rows is needed. Parts have about the fractions that
/// were asked for, not exactly.
struct RowDraw: Hashable, Sendable {
  let validationFraction: Double
  let testFraction: Double
  private let seed: UInt64

  init(validation: Double, test: Double, seed: UInt64) {
    validationFraction = validation
    testFraction = test
    self.seed = seed
  }

  /// Whether every row is trained on.
  var isWhole: Bool { validationFraction + testFraction == 0 }

  /// The part of a row, counted from 0.
  func part(of row: Int) -> DataError.Part {
    if isWhole { return .train }
    let words = Philox(seed: seed, .split).block(UInt64(row))
    let draw = (Double(words[0]) * 0x1p32 + Double(words[1])) * 0x1p-64
    if draw < testFraction { return .test }
    return draw < testFraction + validationFraction ? .validation : .train
  }

  /// Those of `count` rows from `first` on that belong to `part`, counted from `first`.
  func rows(of part: DataError.Part, from first: Int, count: Int) -> [Int] {
    if isWhole { return part == .train ? Array(0..<count) : [] }
    return (0..<count).filter { self.part(of: first + $0) == part }
  }
}
