#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the training part has in a column: it travels in the checkpoint, to judge other data by.
package struct ColumnSummary: Codable, Hashable, Sendable {
  /// The number of rows.
  package let rows: Int
  /// How many of them have no value.
  package let missing: Int
  /// The least and the greatest number, or date in seconds since 1970; nil for texts.
  package let least: Double?
  package let greatest: Double?
}

/// Gathers what there is to tell of the numbers of a column, block by block.
struct ColumnSurvey {
  private(set) var rows = 0
  private(set) var missing = 0
  private(set) var least = Double.infinity
  private(set) var greatest = -Double.infinity
  /// Depends on all numbers and their order: that of another column is equal if the numbers are.
  private(set) var fingerprint: UInt64 = 0
  /// Differs from row to row.
  private var places: UInt64 = 0
  /// Whether all numbers are whole.
  private(set) var areWhole = true
  /// Whether all numbers are dates such as 20200131.
  private(set) var areDates = true
  /// Estimates how many different whole numbers there are.
  private var distinct = DistinctCount()

  /// Adds the numbers of `rows`; of texts only how many there are.
  mutating func add(_ column: Column, rows: [Int]) {
    self.rows += rows.count
    guard case .numbers(let numbers) = column.values else {
      if case .texts(let texts) = column.values {
        for row in rows where texts[row] == nil { missing += 1 }
      }
      return
    }
    numbers.withUnsafeValues { values in
      // No branch, and nothing but sums of what each value gives: many are in work at a time.
      var (least, greatest, missing, sum, place) = (least, greatest, missing, fingerprint, places)
      for row in rows {
        let value = values[row]
        least = value < least ? value : least
        greatest = value > greatest ? value : greatest
        missing &+= value.isNaN ? 1 : 0
        place &+= 0x9E37_79B9_7F4A_7C15
        sum &+= ColumnSurvey.mixed(value.bitPattern ^ place)
      }
      (self.least, self.greatest, self.missing) = (least, greatest, missing)
      (fingerprint, places) = (sum, place)
      if areWhole { addWhole(values, rows) }
    }
  }

  /// Looks at numbers that have all been whole, until one is not.
  private mutating func addWhole(_ values: UnsafeBufferPointer<Double>, _ rows: [Int]) {
    for row in rows where !values[row].isNaN {
      let value = values[row]
      if value != value.rounded(.towardZero) {
        (areWhole, areDates) = (false, false)
        return
      }
      distinct.add(value)
      if areDates { areDates = ColumnSurvey.isDate(value) }
    }
  }

  /// Bits of which each depends on many of the given: the end of SplitMix64 (Steele and others 2014).
  private static func mixed(_ bits: UInt64) -> UInt64 {
    var bits = (bits ^ bits >> 32) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 32) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 32
  }

  /// About how many different whole numbers there are.
  var distinctCount: Double { distinct.estimate }

  func summary(_ range: (least: Double, greatest: Double)? = nil) -> ColumnSummary {
    let (least, greatest) = range ?? (least, greatest)
    return ColumnSummary(
      rows: rows, missing: missing, least: least.isFinite ? least : nil,
      greatest: greatest.isFinite ? greatest : nil)
  }

  static func isDate(_ value: Double) -> Bool { date(value) != nil }

  /// The date that a number such as 20200131 is, or 20200131123000 with its time.
  static func date(_ value: Double) -> Instant? {
    guard value >= 19_000_101, value <= 21_001_231_235_959, let whole = Int(exactly: value) else {
      return nil
    }
    let hasTime = value > 21_001_231
    if hasTime, value < 19_000_101_000_000 { return nil }
    let (day, time) = hasTime ? (whole / 1_000_000, whole % 1_000_000) : (whole, 0)
    let (hour, minute, second) = (time / 10_000, time / 100 % 100, time % 100)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    return Instant(
      year: day / 10_000, month: day / 100 % 100, day: day % 100,
      secondsOfDay: Double(hour * 3600 + minute * 60 + second))
  }
}

/// Estimates in 1 KB how many different numbers there are, to some 3 %: HyperLogLog (Flajolet and
/// others 2007), with linear counting of few.
struct DistinctCount {
  private var registers: [UInt8] = []

  mutating func add(_ number: Double) {
    if registers.isEmpty { registers = [UInt8](repeating: 0, count: DistinctCount.size) }
    var hash = number.bitPattern &+ 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    hash ^= hash >> 31
    let place = Int(hash & UInt64(DistinctCount.size - 1))
    let rank = UInt8((hash >> 10).trailingZeroBitCount + 1)
    if rank > registers[place] { registers[place] = rank }
  }

  private static let size = 1_024

  var estimate: Double {
    if registers.isEmpty { return 0 }
    let size = Double(DistinctCount.size)
    let sum = registers.reduce(0.0) { $0 + 1 / Double(UInt64(1) << UInt64(min($1, 60))) }
    let raw = 0.7213 / (1 + 1.079 / size) * size * size / sum
    let free = registers.count { $0 == 0 }
    if raw > 2.5 * size || free == 0 { return raw }
    return size * log(size / Double(free))
  }
}
