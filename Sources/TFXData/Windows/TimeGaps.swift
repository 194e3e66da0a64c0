/// Steps of time that are missing between the rows of series whose rows follow each other at regular
/// distances.
struct TimeGaps {
  /// How many steps are missing in each series that misses some, with the text that tells it apart.
  private var counts: [(series: String?, count: Int)] = []
  /// The first row behind missing steps.
  private var first: DataError?
  private var column = ""
  private var seriesCount = 0

  /// How many distances of rows must be regular, and how many rows a series must have to be judged.
  private static let regularPart = 2.0 / 3
  private static let fewRows = 5

  /// Looks at a series.
  ///
  /// - Parameters:
  ///   - rows: its rows in the order of time.
  ///   - times: their times, rising.
  ///   - areDates: whether those are seconds since 1970.
  mutating func add(
    _ table: Table, _ window: WindowConfig, rows: [Int], times: [Double], areDates: Bool
  ) throws(DataError) {
    seriesCount += 1
    guard let order = window.order, rows.count >= TimeGaps.fewRows else { return }
    let places = areDates ? TimeGaps.workingDays(times) ?? times : times
    let distances = zip(places, places.dropFirst()).map { $1 - $0 }
    let usual = distances.sorted()[distances.count / 2]
    let regular = distances.count { $0 >= 0.85 * usual && $0 <= 1.15 * usual }
    guard usual > 0, Double(regular) >= TimeGaps.regularPart * Double(distances.count) else {
      return
    }
    var count = 0
    var firstRow: Int?
    for (place, distance) in distances.enumerated() where distance >= 1.5 * usual {
      // No number of steps that a window has is larger.
      count += Int(min((distance / usual).rounded() - 1, 1e9))
      firstRow = firstRow ?? rows[place + 1]
    }
    guard let firstRow else { return }
    let name = try window.by.map { (by) throws(DataError) in
      try table.requireColumns([by])[0].text(at: firstRow) ?? ""
    }
    counts.append((name, count))
    column = order
    let error = table.error(
      .missingOrder, row: firstRow, in: try table.requireColumns([order])[0])
    if first.map({ ($0.row ?? 0) > (error.row ?? 0) }) ?? true { first = error }
  }

  /// The numbers of days among working days, if all times are such days and follow each other so:
  /// a week without its end misses nothing.
  private static func workingDays(_ times: [Double]) -> [Double]? {
    var places: [Double] = []
    for time in times {
      let day = (time / Instant.day).rounded(.down)
      // The first day of 1970 was a Thursday.
      let fromMonday = day + 3
      let weekday = fromMonday - 7 * (fromMonday / 7).rounded(.down)
      if weekday > 4 || day * Instant.day != time { return nil }
      places.append(5 * (fromMonday / 7).rounded(.down) + weekday)
    }
    return places
  }

  /// Adds what was found in other rows of the same file.
  mutating func add(_ other: TimeGaps) {
    for (series, count) in other.counts {
      if let place = counts.firstIndex(where: { $0.series == series }) {
        counts[place].count += count
      } else {
        counts.append((series, count))
      }
    }
    seriesCount = max(seriesCount, other.seriesCount)
    if column.isEmpty { column = other.column }
    if let new = other.first, first.map({ ($0.row ?? 0) > (new.row ?? 0) }) ?? true { first = new }
  }

  /// A line for users; nil if nothing is missing.
  var line: String? {
    guard let first else { return nil }
    let total = counts.reduce(0) { $0 + $1.count }
    let place = "\(first.file):\(first.row ?? 0):\(first.column ?? 0)"
    var text = "column \(DataError.quoted(column)): \(total) step\(total == 1 ? "" : "s") of time "
    text += total == 1 ? "is missing" : "are missing"
    let shown = counts.prefix(5).compactMap { series, count in
      series.map { "\(count) in \(DataError.quoted($0))" }
    }
    if !shown.isEmpty {
      text += ", " + shown.joined(separator: ", ") + (counts.count > shown.count ? ", …" : "")
      text += " (\(counts.count) of \(seriesCount) series)"
    }
    return text + ", the first before \(place); windows take the rows around for neighbours"
  }
}
