/// A point in time: seconds since the start of 1970 in UTC, without leap seconds.
struct Instant: Hashable, Sendable {
  let seconds: Double
  /// Whether its text named a time zone.
  var hasZone = false

  /// Seconds of a day.
  static let day = 86_400.0

  init(seconds: Double) { self.seconds = seconds }

  /// A time of a day of the Gregorian calendar; nil for a day that is not in it, and for years that
  /// are not from 1 to 9999.
  ///
  /// - Parameters:
  ///   - secondsOfDay: up to a leap second.
  ///   - offset: how many seconds a time zone is ahead of UTC; nil for no zone.
  init?(year: Int, month: Int, day: Int, secondsOfDay: Double = 0, offset: Int? = nil) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Instant.length(ofMonth: month, in: year)
    else { return nil }
    let days = Instant.days(year: year, month: month, day: day)
    seconds = Double(days) * Instant.day + secondsOfDay - Double(offset ?? 0)
    hasZone = offset != nil
  }

  /// The number of days of a month.
  static func length(ofMonth month: Int, in year: Int) -> Int {
    if month == 2 { return isLeap(year) ? 29 : 28 }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  }

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// Days since the start of 1970, by eras of 400 years that begin in March (Hinnant, "chrono-Compatible
  /// Low-Level Date Algorithms").
  static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// What a calendar and a clock in UTC show.
  var fields: Fields { Fields(self) }

  /// The parts of a date and of a time.
  struct Fields {
    let year: Int
    let month: Int
    let day: Int
    /// From 0 for Monday.
    let weekday: Int
    /// From 1.
    let dayOfYear: Int
    let hour: Int
    let minute: Int
    let second: Double

    fileprivate init(_ instant: Instant) {
      let dayCount = (instant.seconds / Instant.day).rounded(.down)
      let ofDay = instant.seconds - dayCount * Instant.day
      let shifted = Int(dayCount) + 719_468
      let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
      let dayOfEra = shifted - era * 146_097
      let yearOfEra =
        (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let fromMarch = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      let monthFromMarch = (5 * fromMarch + 2) / 153
      day = fromMarch - (153 * monthFromMarch + 2) / 5 + 1
      month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
      year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
      // The first day of 1970 was a Thursday.
      weekday = ((Int(dayCount) % 7) + 7 + 3) % 7
      dayOfYear = Int(dayCount) - Instant.days(year: year, month: 1, day: 1) + 1
      hour = Int(ofDay / 3600)
      minute = Int(ofDay / 60) % 60
      second = ofDay - Double(Int(ofDay / 60) * 60)
    }
  }

  /// `2020-01-31`, with the time if it is not midnight.
  var text: String {
    let fields = fields
    let padded = { (number: Int, width: Int) in
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    let date = "\(padded(fields.year, 4))-\(padded(fields.month, 2))-\(padded(fields.day, 2))"
    let second = Int(fields.second)
    if fields.hour == 0, fields.minute == 0, second == 0 { return date }
    let time = "\(padded(fields.hour, 2)):\(padded(fields.minute, 2))"
    return "\(date) \(time)" + (second == 0 ? "" : ":\(padded(second, 2))")
  }
}
