/// Rows that follow each other at one distance in time, as a file's columns show it.
package struct SeriesProfile: Sendable {
  /// The column of times.
  package let order: String
  /// How its dates are written; nil for a usual form, and for numbers.
  package let format: String?
  /// The column whose values are series of their own; nil if all rows are one.
  package let by: String?
  /// The usual distance of two rows: seconds, or as numbers count.
  package let step: Double
  package let areDates: Bool
  /// The rows of the shortest series.
  package let shortest: Int
  /// Whether the newest rows come first.
  let isFalling: Bool

  /// Fewer rows are no series.
  private static let fewRows = 20
  /// How many distances must be the usual one: a week without its end has four of five.
  private static let regularPart = 2.0 / 3
  /// What columns that count time are called.
  private static let units: Set = [
    "time", "t", "timestamp", "date", "datetime", "second", "seconds", "minute", "hour", "day",
    "week", "month", "quarter", "year", "period", "step",
  ]

  /// Nil if the rows are no series: all as one, or else those of each value of a column.
  init?(_ table: Table, _ profiles: [ColumnProfile]) {
    let rows = Array(0..<table.rowCount)
    let orders = profiles.compactMap {
      profile -> (name: String, format: String?, order: TimeOrder)? in
      guard profile.missing == 0, profile.distinct >= SeriesProfile.fewRows,
        let format = SeriesProfile.format(of: profile),
        let order = try? TimeOrder(table, rows, by: profile.name, format: format),
        order.times != nil
      else { return nil }
      return (profile.name, format, order)
    }
    let names = profiles.filter {
      $0.missing == 0 && $0.distinct > 1 && SeriesProfile.mayBeNames($0)
        && $0.distinct * SeriesProfile.fewRows <= table.rowCount
    }.map { Optional($0.name) }
    for by in [nil] + names {
      for (name, format, order) in orders where name != by {
        let groups = SeriesProfile.groups(table, by, order.times ?? [])
        guard let rhythm = SeriesProfile.rhythm(groups) else { continue }
        (self.order, self.format, self.by) = (name, format, by)
        (step, isFalling) = rhythm
        areDates = order.areDates
        shortest = groups.map(\.count).min() ?? 0
        return
      }
    }
    return nil
  }

  /// How a column's times are written, which is nil for numbers and usual dates; nil if they are no times.
  private static func format(of profile: ColumnProfile) -> String?? {
    switch profile.values {
    case .numbers(let numbers):
      return numbers.areDates || countsTime(profile) ? .some(nil) : nil
    case .texts(let texts):
      guard case .dates(let format, hasDay: true, _, _, _) = texts.reading else { return nil }
      return .some(format)
    }
  }

  /// Whether a column's values may be names of series.
  private static func mayBeNames(_ profile: ColumnProfile) -> Bool {
    switch profile.values {
    case .numbers(let numbers): numbers.areWhole && !countsTime(profile)
    case .texts(let texts): texts.reading == nil
    }
  }

  private static func countsTime(_ profile: ColumnProfile) -> Bool {
    profile.name.lowercased().split { !$0.isLetter }.contains { units.contains(String($0)) }
  }

  /// The values of each series, in the order of the file.
  private static func groups(
    _ table: Table, _ name: String?, _ values: [Double]
  ) -> [[Double]] {
    guard let name else { return [values] }
    guard let groups = try? table.groups(Array(values.indices), by: name) else { return [] }
    var series: [[Double]] = []
    for (row, group) in groups.enumerated() {
      while series.count <= group { series.append([]) }
      series[group].append(values[row])
    }
    return series
  }

  /// How far the newest 30% of a column's numbers are from those before, in deviations of these: the mean
  /// over all series.
  func levelShift(of column: Column, in table: Table) -> Double {
    guard case .numbers(let numbers) = column.values else { return 0 }
    let series = SeriesProfile.groups(table, by, Array(numbers))
    let shifts = series.map { values in
      let known = values.filter { !$0.isNaN }
      let ordered = isFalling ? known.reversed() : known
      let (older, newer) = (
        ordered.prefix(ordered.count * 7 / 10), ordered.suffix(ordered.count * 3 / 10)
      )
      let mean = older.reduce(0, +) / Double(max(older.count, 1))
      let variance =
        older.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(older.count, 1))
      let shift = abs(newer.reduce(0, +) / Double(max(newer.count, 1)) - mean)
      return shift / max(variance.squareRoot(), 1e-9 * max(abs(mean), 1))
    }
    return shifts.reduce(0, +) / Double(max(shifts.count, 1))
  }

  /// The usual distance in series that all rise or all fall, each of enough rows at regular distances.
  private static func rhythm(_ series: [[Double]]) -> (step: Double, isFalling: Bool)? {
    var all: [Double] = []
    var falls: Bool?
    for times in series {
      guard times.count >= fewRows else { return nil }
      let distances = zip(times, times.dropFirst()).map { $1 - $0 }
      let isFalling = distances[0] < 0
      if falls ?? isFalling != isFalling { return nil }
      falls = isFalling
      if distances.contains(where: { isFalling ? $0 >= 0 : $0 <= 0 }) { return nil }
      all += distances.map(\.magnitude)
    }
    guard !all.isEmpty else { return nil }
    let usual = all.sorted()[all.count / 2]
    let regular = all.count { $0 >= 0.85 * usual && $0 <= 1.15 * usual }
    return Double(regular) >= regularPart * Double(all.count) ? (usual, falls ?? false) : nil
  }
}
