/// How a number becomes a feature: scaled, with a fill for missing values, and another feature that says
/// which they are if that is asked for.
package struct NumberEncoding: Codable, Hashable, Sendable {
  let scale: NumberScale
  /// The range that scaled numbers are brought into.
  let clip: ClipRange?
  /// c in x / √(1 + (x / c)²), which scaled numbers become; nil if they stay as they are.
  let smoothClip: Double?
  /// The fill for a missing value, before scaling; nil if none may be missing.
  package let fill: Double?
  /// Whether a second feature is 1 for a missing value, else 0; nil for no.
  let indicator: Bool?

  init(
    scale: NumberScale = NumberScale(), clip: ClipRange? = nil, smoothClip: Double? = nil,
    fill: Double? = nil, indicator: Bool = false
  ) {
    self.scale = scale
    self.clip = clip
    self.smoothClip = smoothClip
    self.fill = fill
    self.indicator = indicator ? true : nil
  }

  /// The number of features.
  var width: Int { hasIndicator ? 2 : 1 }

  var hasIndicator: Bool { indicator ?? false }

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    scale.isSound && clip.map { $0.low < $0.high } ?? true
      && smoothClip.map { $0 > 0 && $0.isFinite } ?? true && !(hasIndicator && fill == nil)
  }

  /// The names of the features of the column `name`.
  func featureNames(_ name: String) -> [String] {
    [name] + (hasIndicator ? ["\(name)=(missing)"] : [])
  }

  /// Writes the features of `rows` to `output` and on, `stride` apart. Numbers out of the `usual` range
  /// are counted.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>, stride: Int, usual: ClosedRange<Double>,
    _ drift: inout ColumnDrift
  ) throws(DataError) {
    var place = output
    if case .numbers(let numbers) = column.values, scale.quantiles == nil,
      !isClipped, !hasIndicator
    {
      let (fill, offset, scale) = (fill ?? .nan, scale.offset, scale.scale)
      let (low, high) = (usual.lowerBound, usual.upperBound)
      var (isFinite, areUsual) = (true, true)
      numbers.withUnsafeValues { values in
        for row in rows {
          let number = values[row]
          let encoded = Float(((number.isNaN ? fill : number) - offset) / scale)
          isFinite = isFinite && encoded.isFinite
          // Most often all are; to look for those that are not is quicker than to branch for each.
          areUsual = areUsual && number >= low && number <= high
          place.pointee = encoded
          place += stride
        }
      }
      if !areUsual { count(column, rows, usual, &drift) }
      // Some numbers, used as they are, are nearer to another float than their doubles are.
      if isFinite, !isIdentity || numbers.floats.isEmpty { return }
      place = output
    } else {
      count(column, rows, usual, &drift)
    }
    for row in rows {
      try encode(table, column, row: row, into: place)
      place += stride
    }
  }

  /// Counts missing numbers and those out of the usual range.
  private func count(
    _ column: Column, _ rows: ArraySlice<Int>, _ usual: ClosedRange<Double>,
    _ drift: inout ColumnDrift
  ) {
    guard case .numbers(let numbers) = column.values else { return }
    let (low, high) = (usual.lowerBound, usual.upperBound)
    numbers.withUnsafeValues { values in
      for row in rows {
        if values[row].isNaN {
          drift.missing += 1
        } else if values[row] < low || values[row] > high {
          drift.addOutside(row)
        }
      }
    }
  }

  /// The number that became an input; nil where several may have, or quantiles say which.
  package func number(of input: Double) -> Double? {
    if scale.quantiles != nil { return nil }
    var scaled = input
    if let smoothClip {
      // Numbers that are very far out are the same to float32.
      let part = min((input / smoothClip).magnitude, 1 - 1e-7)
      scaled = input / (1 - part * part).squareRoot()
    }
    return scaled * scale.scale + scale.offset
  }

  private var isClipped: Bool { clip != nil || smoothClip != nil }

  /// Whether numbers become features as they are.
  package var isIdentity: Bool { scale.isIdentity && !isClipped }

  /// A number as a feature.
  func feature(_ number: Double) -> Double {
    let scaled = scale(number)
    if let smoothClip {
      // The square of a number that is far out is infinite; what it comes to is the end of the range.
      let part = scaled / smoothClip
      return part.magnitude > 1e9
        ? (scaled < 0 ? -smoothClip : smoothClip) : scaled / (1 + part * part).squareRoot()
    }
    return clip.map { min(max(scaled, $0.low), $0.high) } ?? scaled
  }

  /// Writes the features of one row.
  private func encode(
    _ table: Table, _ column: Column, row: Int, into place: UnsafeMutablePointer<Float>
  ) throws(DataError) {
    let number = try NumberEncoding.number(table, column, row)
    let encoded: Float
    if number.isNaN {
      guard let fill else { throw table.error(.missingValue(.numbers), row: row, in: column) }
      encoded = Float(feature(fill))
      if hasIndicator { place[1] = 1 }
    } else {
      encoded = isIdentity ? column.float(at: row) ?? .nan : Float(feature(number))
    }
    guard encoded.isFinite else {
      let found = number.isNaN ? fill ?? number : number
      throw table.error(.numberTooLarge(found: String(found)), row: row, in: column)
    }
    place.pointee = encoded
  }

  /// The number of a row, not-a-number if it is missing; throws for a text.
  private static func number(
    _ table: Table, _ column: Column, _ row: Int
  ) throws(DataError) -> Double {
    if let number = column.number(at: row) { return number }
    // Whether others are numbers is said where all mistakes of the column are known.
    throw table.error(
      .expectedNumber(found: column.text(at: row) ?? "", mostAreNumbers: false), row: row,
      in: column)
  }
}

/// Fits a ``NumberEncoding``, block by block. Missing values have no part in mean, range or median.
struct NumberFitter {
  private let options: FeatureOptions
  private var kinds = KindCount()
  private var scale: ScaleFitter
  /// The first row whose value cannot be encoded, with its text if it has one.
  private var mistake: (place: DataError, text: String?)?

  /// - Parameter sketchSize: how many numbers a level of a sketch of quantiles holds; nil for all.
  init(_ options: FeatureOptions, sketchSize: Int?) {
    self.options = options
    scale = ScaleFitter(
      options.normalize ?? .none, needsMedian: options.missing == .median, size: sketchSize)
  }

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
        mistake = (table.error(.missingValue(.numbers), row: firstMissing, in: column), nil)
      }
      scale.add(present)
      return
    }
    for row in rows {
      let number = column.number(at: row)
      if let number, !number.isNaN {
        if needsValues { present.append(number) }
      } else if mistake == nil, number == nil || isError {
        let text = number == nil ? column.text(at: row) : nil
        mistake = (table.error(.missingValue(.numbers), row: row, in: column), text)
      }
    }
    scale.add(present)
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
    let statistics = scale.statistics
    if needsValues, statistics.count == 0 { throw header.with(.noValues) }
    let fill: Double? =
      switch missing {
      case .mean: statistics.mean
      case .median: scale.median
      case .zero: 0
      case .number(let number): number
      case .error, .category, .mostFrequent: nil
      }
    let fitted = scale.finish()
    guard fitted.offset.isFinite, fitted.scale.isFinite, fill?.isFinite ?? true else {
      throw header.with(.numberTooLarge(found: String(statistics.largest)))
    }
    return NumberEncoding(
      scale: fitted, clip: options.clip, smoothClip: options.smoothClip, fill: fill,
      indicator: options.indicator)
  }
}
