import TFXCore

/// The rows of each part of the data, in the order of the file.
package struct PartRows: Hashable, Sendable {
  package var train: [Int] = []
  package var validation: [Int] = []
  package var test: [Int] = []
}

/// Divides rows in memory into a part to train on, one to validate with and one to test with.
package struct ListSplitter: Sendable {
  let validationFraction: Double
  let testFraction: Double
  let seed: UInt64

  /// Fractions of 0 or more that are below 1 together.
  package init(validation: Double, test: Double, seed: UInt64) {
    precondition(
      validation >= 0 && test >= 0 && validation + test < 1,
      "split fractions \(validation) and \(test)")
    validationFraction = validation
    testFraction = test
    self.seed = seed
  }

  /// Splits `rows` by a random order that depends on the seed alone, as ``split(_:groups:file:)-``
  /// splits their places.
  package func split(
    _ rows: [Int], groups: [Int]? = nil, file: String
  ) throws(DataError) -> PartRows {
    let places = try split(rows.count, groups: groups, file: file)
    if places.train.count == rows.count { return PartRows(train: rows) }
    return PartRows(
      train: places.train.map { rows[$0] }, validation: places.validation.map { rows[$0] },
      test: places.test.map { rows[$0] })
  }

  /// Splits `count` rows by a random order that depends on the seed alone. With `groups`, the class
  /// of each row, every part gets every class in proportion. Throws if a part that is asked for
  /// would be empty; `file` is for the message.
  package func split(
    _ count: Int, groups: [Int]? = nil, file: String
  ) throws(DataError) -> PartRows {
    let (validationCount, testCount) = try sizes(of: count, file)
    if testCount + validationCount == 0 { return PartRows(train: Array(0..<count)) }
    let order = Philox(seed: seed, .split).permutation(of: count)
    let groups = groups ?? Array(repeating: 0, count: count)
    precondition(groups.count == count, "\(groups.count) groups for \(count) rows")
    var members = [[Int]](repeating: [], count: (groups.max() ?? 0) + 1)
    for row in order { members[groups[row]].append(row) }

    let sizes = members.map(\.count)
    let test = ListSplitter.shares(of: testCount, among: sizes, available: sizes)
    let left = zip(sizes, test).map { $0 - $1 }
    let validation = ListSplitter.shares(of: validationCount, among: sizes, available: left)
    var split = PartRows()
    for (group, rows) in members.enumerated() {
      split.test += rows[..<test[group]]
      split.validation += rows[test[group]..<(test[group] + validation[group])]
      split.train += rows[(test[group] + validation[group])...]
    }
    split.train.sort()
    split.validation.sort()
    split.test.sort()
    return split
  }

  /// How many of `count` rows are to validate and to test with; some must be left to train on.
  func sizes(of count: Int, _ file: String) throws(DataError) -> (validation: Int, test: Int) {
    let test = try size(.test, testFraction, of: count, file)
    let validation = try size(.validation, validationFraction, of: count, file)
    if test + validation >= count {
      throw DataError(
        .splitTooSmall(.train, fraction: 1 - validationFraction - testFraction, rows: count),
        file: file)
    }
    return (validation, test)
  }

  /// The rows of a part: the fraction, rounded to the nearest.
  private func size(
    _ part: DataPart, _ fraction: Double, of count: Int, _ file: String
  ) throws(DataError) -> Int {
    let size = Int((fraction * Double(count)).rounded())
    if fraction > 0, size == 0 {
      throw DataError(.splitTooSmall(part, fraction: fraction, rows: count), file: file)
    }
    return size
  }

  /// Divides `total` among groups in proportion to their sizes by the largest remainder, never
  /// more than a group has available, and leaving each at least one row while others have some.
  static func shares(of total: Int, among sizes: [Int], available: [Int]) -> [Int] {
    let all = sizes.reduce(0, +)
    var shares = [Int](repeating: 0, count: sizes.count)
    // Exact in whole numbers: the quota is size · total ÷ all.
    var remainders = [Int](repeating: 0, count: sizes.count)
    for (group, size) in sizes.enumerated() {
      let (quotient, remainder) = (size * total).quotientAndRemainder(dividingBy: all)
      shares[group] = min(quotient, max(0, available[group] - 1))
      remainders[group] = remainder
    }
    var left = total - shares.reduce(0, +)
    let order = sizes.indices.sorted {
      (remainders[$0], sizes[$0], -$0) > (remainders[$1], sizes[$1], -$1)
    }
    for reserve in [1, 0] {
      var isStuck = false
      while left > 0, !isStuck {
        isStuck = true
        for group in order where left > 0 && shares[group] < available[group] - reserve {
          shares[group] += 1
          left -= 1
          isStuck = false
        }
      }
    }
    return shares
  }
}
