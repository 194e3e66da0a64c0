import TFXCore

extension ListSplitter {
  /// Splits rows that are in order of time: the last are for the test, those before them for
  /// validation.
  package func splitInOrder(_ rows: [Int], file: String) throws(DataError) -> PartRows {
    let (validation, test) = try sizes(of: rows.count, file)
    let train = rows.count - validation - test
    return PartRows(
      train: rows[..<train].sorted(), validation: rows[train..<train + validation].sorted(),
      test: rows[(train + validation)...].sorted())
  }

  /// Splits each of several series in the order of its rows, so that its last ones are held back.
  ///
  /// - Parameter series: for each of the rows the number of its series, from 0.
  package func splitInOrder(
    _ rows: [Int], series: [Int], file: String
  ) throws(DataError) -> PartRows {
    _ = try sizes(of: rows.count, file)
    var members = [[Int]](repeating: [], count: (series.max() ?? -1) + 1)
    for (row, number) in zip(rows, series) { members[number].append(row) }
    var parts = PartRows()
    for own in members {
      let count = Double(own.count)
      let test = Int((testFraction * count).rounded())
      let held = min(own.count, test + Int((validationFraction * count).rounded()))
      parts.train += own.dropLast(held)
      parts.validation += own.suffix(held).dropLast(test)
      parts.test += own.suffix(test)
    }
    return PartRows(
      train: parts.train.sorted(), validation: parts.validation.sorted(), test: parts.test.sorted())
  }

  /// Splits rows such that those of one group stay together: whole groups in a random order, which
  /// depends on the seed alone, as long as they bring a part nearer to its size.
  ///
  /// - Parameter groups: for each of the rows the number of its group, from 0.
  package func split(
    _ rows: [Int], byGroup groups: [Int], file: String
  ) throws(DataError) -> PartRows {
    let (validation, test) = try sizes(of: rows.count, file)
    if validation + test == 0 { return PartRows(train: rows) }
    let groupCount = (groups.max() ?? -1) + 1
    var members = [[Int]](repeating: [], count: groupCount)
    for (row, group) in zip(rows, groups) { members[group].append(row) }
    var left = Philox(seed: seed, .split).permutation(of: groupCount)
    func take(_ size: Int) -> [Int] {
      var taken: [Int] = []
      var others: [Int] = []
      for group in left {
        let count = members[group].count
        if abs(taken.count + count - size) < abs(taken.count - size) {
          taken += members[group]
        } else {
          others.append(group)
        }
      }
      left = others
      // All groups are far too large: the smallest is nearest.
      if taken.isEmpty, size > 0,
        let smallest = left.indices.min(by: { members[left[$0]].count < members[left[$1]].count })
      {
        taken = members[left.remove(at: smallest)]
      }
      return taken.sorted()
    }
    let parts = (test: take(test), validation: take(validation))
    let train = left.flatMap { members[$0] }.sorted()
    if train.isEmpty || parts.validation.isEmpty && validation > 0 {
      throw DataError(.tooFewGroups(groupCount), file: file)
    }
    return PartRows(train: train, validation: parts.validation, test: parts.test)
  }
}
