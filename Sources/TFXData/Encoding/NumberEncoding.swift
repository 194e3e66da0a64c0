/// How a number becomes a feature: (x − offset) ÷ scale, with a fill for what is missing.
package struct NumberEncoding: Codable, Hashable, Sendable {
  /// Taken off first: the mean for `zscore`, the least for `minmax`, else 0.
  package let offset: Double
  /// Divided by then: the population standard deviation for `zscore`, the range for `minmax`,
  /// else 1; also 1 where it would be 0.
  package let scale: Double
  /// What a missing value counts as, before scaling; nil if none may be missing.
  package let fill: Double?

  /// Fits to the present values of `rows`; what is missing has no part in mean, range or median.
  static func fit(
    _ table: Table, _ column: Column, rows: [Int], options: FeatureOptions
  ) throws(DataError) -> NumberEncoding {
    let missing = options.missing ?? .error
    if missing.isForCategories {
      throw table.error(.fillNeedsCategories(fill: missing.description), in: column)
    }
    let normalize = options.normalize ?? .none
    let needsValues = normalize != .none || missing == .mean || missing == .median
    var present: [Double] = []
    present.reserveCapacity(needsValues ? rows.count : 0)
    for row in rows {
      let number = try number(table, column, row)
      if !number.isNaN {
        if needsValues { present.append(number) }
      } else if missing == .error {
        throw table.error(.missingValue, row: row, in: column)
      }
    }
    if needsValues && present.isEmpty { throw table.error(.noValues, in: column) }
    let fill: Double? =
      switch missing {
      case .mean: mean(present)
      case .median: median(present)
      case .zero: 0
      case .number(let number): number
      case .error, .category, .mostFrequent: nil
      }
    let (offset, scale) = fitted(normalize, present)
    guard offset.isFinite, scale.isFinite, fill?.isFinite ?? true else {
      let largest = present.max { abs($0) < abs($1) } ?? 0
      throw table.error(.numberTooLarge(found: String(largest)), in: column)
    }
    return NumberEncoding(offset: offset, scale: scale == 0 ? 1 : scale, fill: fill)
  }

  /// Writes the features of `rows` to `output` and on, `stride` apart.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>, stride: Int
  ) throws(DataError) {
    var place = output
    if case .numbers(let numbers) = column.values {
      let fill = fill ?? .nan
      var isFinite = true
      numbers.withUnsafeValues { values in
        for row in rows {
          let number = values[row]
          let encoded = Float(((number.isNaN ? fill : number) - offset) / scale)
          isFinite = isFinite && encoded.isFinite
          place.pointee = encoded
          place += stride
        }
      }
      if isFinite { return }
      place = output
    }
    for row in rows {
      place.pointee = try encode(table, column, row: row)
      place += stride
    }
  }

  /// The feature of one row.
  private func encode(_ table: Table, _ column: Column, row: Int) throws(DataError) -> Float {
    var number = try NumberEncoding.number(table, column, row)
    if number.isNaN {
      guard let fill else { throw table.error(.missingValue, row: row, in: column) }
      number = fill
    }
    let encoded = Float((number - offset) / scale)
    guard encoded.isFinite else {
      throw table.error(.numberTooLarge(found: String(number)), row: row, in: column)
    }
    return encoded
  }

  /// The number of a row, not-a-number if it is missing; throws for a text.
  private static func number(
    _ table: Table, _ column: Column, _ row: Int
  ) throws(DataError) -> Double {
    if let number = column.number(at: row) { return number }
    throw table.error(
      .expectedNumber(
        found: column.text(at: row) ?? "", mostAreNumbers: column.numberCount > column.textCount),
      row: row, in: column)
  }

  private static func fitted(
    _ normalize: FeatureOptions.Normalization, _ present: [Double]
  ) -> (offset: Double, scale: Double) {
    switch normalize {
    case .none: return (0, 1)
    case .zscore:
      let mean = mean(present)
      // Values that are all the same may differ from their rounded mean by a last bit.
      if present.allSatisfy({ $0 == present[0] }) { return (present[0], 1) }
      let squares = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, (squares / Double(present.count)).squareRoot())
    case .minmax:
      let least = present.min() ?? 0
      return (least, (present.max() ?? 0) - least)
    }
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
  }
}
