/// How a number becomes a feature: (x − offset) ÷ scale, with a fill for missing values.
package struct NumberEncoding: Codable, Hashable, Sendable {
  /// Taken off first: the mean for `zscore`, the least for `minmax`, else 0.
  package let offset: Double
  /// Divided by then: the population standard deviation for `zscore`, the range for `minmax`,
  /// else 1; also 1 where it would be 0.
  package let scale: Double
  /// The fill for a missing value, before scaling; nil if none may be missing.
  package let fill: Double?

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
      // Some numbers, used as they are, are nearer to another float than their doubles are.
      if isFinite, !isIdentity || numbers.floats.isEmpty { return }
      place = output
    }
    for row in rows {
      place.pointee = try encode(table, column, row: row)
      place += stride
    }
  }

  /// Whether numbers become features as they are.
  private var isIdentity: Bool { offset == 0 && scale == 1 }

  /// The feature of one row.
  private func encode(_ table: Table, _ column: Column, row: Int) throws(DataError) -> Float {
    let number = try NumberEncoding.number(table, column, row)
    let encoded: Float
    if number.isNaN {
      guard let fill else { throw table.error(.missingValue, row: row, in: column) }
      encoded = Float((fill - offset) / scale)
    } else {
      encoded = isIdentity ? column.float(at: row) ?? .nan : Float((number - offset) / scale)
    }
    guard encoded.isFinite else {
      let found = number.isNaN ? fill ?? number : number
      throw table.error(.numberTooLarge(found: String(found)), row: row, in: column)
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
}

/// Fits a ``NumberEncoding``, block by block. Missing values have no part in mean, range or median.
struct NumberFitter {
  private let options: FeatureOptions
  private var kinds = KindCount()
  private var statistics = NumberStatistics()
  /// All values, if their median is wanted.
  private var values: [Double] = []
  /// The first row whose value cannot be encoded, with its text if it has one.
  private var mistake: (place: DataError, text: String?)?

  init(_ options: FeatureOptions) { self.options = options }

  private var missing: MissingRule { options.missing ?? .error }
  private var normalize: FeatureOptions.Normalization { options.normalize ?? .none }
  private var needsValues: Bool { normalize != .none || missing == .mean || missing == .median }

  /// Adds the values of `rows`.
  mutating func add(_ table: Table, _ column: Column, rows: [Int]) {
    kinds.add(table, column)
    let (needsValues, isError) = (needsValues, missing == .error)
    var present: [Double] = []
    present.reserveCapacity(needsValues ? rows.count : 0)
    if case .numbers(let numbers) = column.values {
      // To ask the column for each row would count references to it, which took half of the time.
      var firstMissing: Int?
      numbers.withUnsafeValues { values in
        for row in rows {
          if values[row].isNaN {
            firstMissing = firstMissing ?? row
          } else if needsValues {
            present.append(values[row])
          }
        }
      }
      if let firstMissing, isError, mistake == nil {
        mistake = (table.error(.missingValue, row: firstMissing, in: column), nil)
      }
      statistics.add(present)
      if missing == .median { values += present }
      return
    }
    for row in rows {
      let number = column.number(at: row)
      if let number, !number.isNaN {
        if needsValues { present.append(number) }
      } else if mistake == nil, number == nil || isError {
        let text = number == nil ? column.text(at: row) : nil
        mistake = (table.error(.missingValue, row: row, in: column), text)
      }
    }
    statistics.add(present)
    if missing == .median { values += present }
  }

  /// The encoding; `header` is the place of the column's name.
  func finish(_ header: DataError) throws(DataError) -> NumberEncoding {
    if missing.isForCategories {
      throw header.with(.fillNeedsCategories(fill: missing.description))
    }
    if let mistake {
      guard let text = mistake.text else { throw mistake.place }
      throw mistake.place.with(
        .expectedNumber(found: text, mostAreNumbers: kinds.numbers > kinds.texts))
    }
    if needsValues, statistics.count == 0 { throw header.with(.noValues) }
    let fill: Double? =
      switch missing {
      case .mean: statistics.mean
      case .median: NumberFitter.median(values)
      case .zero: 0
      case .number(let number): number
      case .error, .category, .mostFrequent: nil
      }
    // Values that are all the same may differ from their rounded mean by a last bit.
    let isConstant = statistics.least == statistics.greatest
    let (offset, scale): (Double, Double) =
      switch normalize {
      case .none: (0, 1)
      case .zscore: isConstant ? (statistics.least, 1) : (statistics.mean, statistics.deviation)
      case .minmax: (statistics.least, statistics.greatest - statistics.least)
      }
    guard offset.isFinite, scale.isFinite, fill?.isFinite ?? true else {
      throw header.with(.numberTooLarge(found: String(statistics.largest)))
    }
    return NumberEncoding(offset: offset, scale: scale == 0 ? 1 : scale, fill: fill)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2
  }
}
