/// How a date becomes features: its parts as numbers, as sine and cosine, or one-hot.
package struct DateEncoding: Codable, Hashable, Sendable {
  /// The options, with the parts that there are.
  let options: DateOptions
  /// How the parts that become numbers are scaled; nil for others.
  let numbers: [NumberEncoding?]
  /// The first and the last year of the training part, for years that are categories.
  let firstYear: Int
  let lastYear: Int
  /// The instant that stands in for a missing date, in seconds since 1970; nil if none may be missing.
  let fill: Double?
  /// Whether another feature is 1 for a missing date, else 0.
  let hasIndicator: Bool

  /// More years than this, as categories, are a mistake.
  static let yearLimit = 1_000

  /// How a part becomes features.
  private enum Form {
    case number
    case circle(period: Int)
    case places(first: Int, count: Int)
  }

  private func form(of part: DateOptions.Part) -> Form {
    if options.oneHot {
      if part == .year { return .places(first: firstYear, count: lastYear - firstYear + 1) }
      if let period = part.period { return .places(first: part.first, count: period) }
    }
    if options.cyclic, let period = part.period { return .circle(period: period) }
    return .number
  }

  private func width(of part: DateOptions.Part) -> Int {
    switch form(of: part) {
    case .number: 1
    case .circle: 2
    case .places(_, let count): count
    }
  }

  /// The number of features.
  var width: Int { options.parts.reduce(hasIndicator ? 1 : 0) { $0 + width(of: $1) } }

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    options.problems().isEmpty && !options.parts.isEmpty && numbers.count == options.parts.count
      && firstYear <= lastYear && lastYear - firstYear < 10_000
      && zip(options.parts, numbers).allSatisfy { part, number in
        if case .number = form(of: part) { number?.isSound ?? false } else { true }
      }
      && (fill.map { Instant(seconds: $0).inRange != nil } ?? !hasIndicator)
  }

  /// The names of the features of the column `name`: `sold.year`, `sold.month.sin`, `sold.hour=7`.
  func featureNames(_ name: String) -> [String] {
    let names = options.parts.flatMap { part in
      let own = "\(name).\(part.rawValue)"
      return switch form(of: part) {
      case .number: [own]
      case .circle: ["\(own).sin", "\(own).cos"]
      case .places(let first, let count): (first..<first + count).map { "\(own)=\($0)" }
      }
    }
    return names + (hasIndicator ? ["\(name)=(missing)"] : [])
  }

  /// Writes the features of `rows` to `output` and on, `stride` apart, where zeros are.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>, stride: Int, usual: ClosedRange<Double>,
    _ drift: inout ColumnDrift
  ) throws(DataError) {
    let format = options.dateFormat
    var place = output
    for row in rows {
      if let instant = try DateEncoding.instant(table, column, row, format) {
        if !usual.contains(instant.seconds) { drift.addOutside(row) }
        write(instant, to: place)
      } else if let fill {
        drift.missing += 1
        write(Instant(seconds: fill), to: place)
        if hasIndicator { place[width - 1] = 1 }
      } else {
        throw table.error(.missingValue(.dates), row: row, in: column)
      }
      place += stride
    }
  }

  private func write(_ instant: Instant, to start: UnsafeMutablePointer<Float>) {
    let fields = instant.fields
    var place = start
    for (part, number) in zip(options.parts, numbers) {
      let value = part.value(fields, instant)
      switch form(of: part) {
      case .number:
        place.pointee = Float(number?.feature(value) ?? value)
        place += 1
      case .circle(let period):
        let turn = 2 * Double.pi * (value - Double(part.first)) / Double(period)
        place[0] = Float(Circle.sine(turn))
        place[1] = Float(Circle.cosine(turn))
        place += 2
      case .places(let first, let count):
        let index = Int(value) - first
        if index >= 0, index < count { place[index] = 1 }
        place += count
      }
    }
  }

  /// The instant of a row; nil if it is missing.
  static func instant(
    _ table: Table, _ column: Column, _ row: Int, _ format: DateFormat
  ) throws(DataError) -> Instant? {
    guard let text = column.text(at: row) else { return nil }
    if let instant = format.instant(of: text) { return instant }
    if text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return nil }
    throw table.error(
      .expectedDate(found: text, format: format.text, most: false), row: row, in: column)
  }
}

/// Fits a ``DateEncoding``, block by block.
struct DateFitter {
  private let options: FeatureOptions
  private let format: DateFormat
  /// The parts that may be used, and how each is scaled if it becomes a number.
  private let parts: [DateOptions.Part]
  private var scales: [ScaleFitter]
  private var instants: ScaleFitter
  private var firstMissing: DataError?
  private var mistake: DataError?
  private var hasTimes = false
  /// How many instants have a time zone.
  private(set) var zoned = 0

  init(_ options: FeatureOptions, sketchSize: Int?) {
    self.options = options
    format = options.dates.dateFormat
    parts = options.dates.parts.isEmpty ? DateFitter.usualParts : options.dates.parts
    scales = parts.map { _ in
      ScaleFitter(options.normalize ?? .zscore, needsMedian: false, size: sketchSize)
    }
    instants = ScaleFitter(.none, needsMedian: options.missing == .median, size: sketchSize)
  }

  /// The parts if none are named; the hour if there are times.
  static let usualParts: [DateOptions.Part] = [.year, .month, .day, .weekday, .hour]

  /// The least and the greatest instant.
  var range: (least: Double, greatest: Double) {
    (instants.statistics.least, instants.statistics.greatest)
  }

  /// What the user of the column should know.
  var notes: [ColumnNote] {
    zoned > 0 ? [.zones(count: zoned, rows: instants.statistics.count)] : []
  }

  /// Adds the dates of `rows`.
  mutating func add(_ table: Table, _ column: Column, rows: [Int]) {
    if mistake != nil { return }
    var found: [Instant] = []
    found.reserveCapacity(rows.count)
    do throws(DataError) {
      for row in rows {
        if let instant = try DateEncoding.instant(table, column, row, format) {
          found.append(instant)
        } else if firstMissing == nil {
          firstMissing = table.error(.missingValue(.dates), row: row, in: column)
        }
      }
    } catch {
      mistake = error
      return
    }
    instants.add(found.map(\.seconds))
    zoned += found.count(where: \.hasZone)
    let fields = found.map(\.fields)
    hasTimes =
      hasTimes || fields.contains { $0.hour != 0 || $0.minute != 0 || $0.second != 0 }
    for (index, part) in parts.enumerated() {
      scales[index].add(zip(fields, found).map { part.value($0, $1) })
    }
  }

  /// The encoding; `header` is the place of the column's name.
  func finish(_ header: DataError) throws(DataError) -> DateEncoding {
    if let mistake { throw mistake }
    if instants.statistics.count == 0 { throw header.with(.noValues) }
    let missing = options.missing ?? .error
    if missing == .error, let firstMissing { throw firstMissing }
    let fill: Double? =
      switch missing {
      case .mean: instants.statistics.mean
      case .median: instants.median
      default: nil
      }
    var dates = options.dates
    if dates.parts.isEmpty { dates.parts = parts.filter { $0 != .hour || hasTimes } }
    let range = range
    let firstYear = Instant(seconds: range.least).fields.year
    let lastYear = Instant(seconds: range.greatest).fields.year
    if dates.oneHot, dates.parts.contains(.year), lastYear - firstYear >= DateEncoding.yearLimit {
      throw header.with(
        .tooManyCategories(count: lastYear - firstYear + 1, limit: DateEncoding.yearLimit))
    }
    return DateEncoding(
      options: dates,
      numbers: dates.parts.enumerated().map { index, part in
        let isNumber =
          part.period == nil
          ? !(dates.oneHot && part == .year)
          : !dates.oneHot && !dates.cyclic
        return isNumber
          ? NumberEncoding(
            scale: scales[index].finish(), clip: options.clip, smoothClip: options.smoothClip)
          : nil
      }, firstYear: firstYear, lastYear: lastYear, fill: fill, hasIndicator: options.indicator)
  }
}
