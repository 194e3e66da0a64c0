/// Reads the parts of a date from bytes, one after the other.
struct DateScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  /// The names of the months, in lowercase: English, German, French, Spanish, Italian, Portuguese, Dutch.
  private static let months: [(name: [UInt8], month: Int)] = [
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari",
    "february feb februar février févr fév febrero febbraio fevereiro fev februari fevrier",
    "march mar märz mär maerz mars marzo março maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août aout agosto ago augustus",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro",
  ].enumerated().flatMap { place, names in
    names.split(separator: " ").map { (Array($0.utf8), place + 1) }
  }.sorted { $0.name.count > $1.name.count }
  static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]

  mutating func skipBlanks() {
    while place < bytes.count, DateFormat.isBlank(bytes[place]) { place += 1 }
  }

  /// Takes a byte, if it is the next one.
  mutating func take(_ byte: UInt8) -> Bool {
    guard place < bytes.count, bytes[place] == byte else { return false }
    place += 1
    return true
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    place + offset < bytes.count ? bytes[place + offset] : nil
  }

  private var digitCount: Int {
    var count = 0
    while let byte = peek(count), (48...57).contains(byte), count < 20 { count += 1 }
    return count
  }

  /// A number of so many digits, as many as there are.
  mutating func number(_ digits: ClosedRange<Int>) -> Int? {
    let count = min(digitCount, digits.upperBound)
    guard count >= digits.lowerBound else { return nil }
    var number = 0
    for offset in 0..<count { number = number * 10 + Int(bytes[place + offset] - 48) }
    place += count
    return number
  }

  /// The digits behind a point, as a fraction; those beyond the ninth don't count.
  mutating func fraction() -> Double? {
    let count = digitCount
    guard count > 0 else { return nil }
    var (number, scale) = (0.0, 1.0)
    for offset in 0..<min(count, 9) {
      number = number * 10 + Double(bytes[place + offset] - 48)
      scale *= 10
    }
    place += count
    return number / scale
  }

  /// Seconds since 1970.
  mutating func seconds() -> Double? {
    let isNegative = take(UInt8(ascii: "-"))
    guard let number = number(1...12) else { return nil }
    return Double(isNegative ? -number : number)
  }

  /// The number of a month that stands here by name; ASCII's case does not count.
  mutating func month() -> Int? {
    for (name, month) in DateScanner.months {
      let isFound = name.enumerated().allSatisfy { offset, byte in
        peek(offset).map { ((65...90).contains($0) ? $0 | 0x20 : $0) == byte } ?? false
      }
      if isFound {
        place += name.count
        return month
      }
    }
    return nil
  }

  /// The place of one of some names, which may be cut after three letters; ASCII's case does not count.
  mutating func name(_ names: [String]) -> Int? {
    for (index, name) in names.enumerated() {
      for length in Set([name.utf8.count, min(3, name.utf8.count)]).sorted(by: >) {
        let isFound = name.utf8.prefix(length).enumerated().allSatisfy { offset, letter in
          peek(offset).map { $0 | 0x20 == letter } ?? false
        }
        if isFound {
          place += length
          return index
        }
      }
    }
    return nil
  }

  /// `Z`, or how many seconds a zone is ahead of UTC: `+01:00`, `-0530`, `+01`.
  mutating func zone() -> Int? {
    if take(UInt8(ascii: "Z")) || take(UInt8(ascii: "z")) { return 0 }
    let isNegative = take(UInt8(ascii: "-"))
    guard isNegative || take(UInt8(ascii: "+")), let hours = number(2...2), hours < 24 else {
      return nil
    }
    var minutes = 0
    if take(UInt8(ascii: ":")) || digitCount > 0 {
      guard let number = number(2...2), number < 60 else { return nil }
      minutes = number
    }
    let seconds = hours * 3600 + minutes * 60
    return isNegative ? -seconds : seconds
  }

  /// A date of ISO 8601, with or without a time and a zone, with or without what separates numbers;
  /// instead of the `T` there may be a blank.
  mutating func iso() -> Instant? {
    let digits = digitCount
    guard digits == 4 || digits == 8, let year = number(4...4) else { return nil }
    var (month, day) = (1, 1)
    if digits == 8 {
      guard let first = number(2...2), let second = number(2...2) else { return nil }
      (month, day) = (first, second)
    } else {
      guard take(UInt8(ascii: "-")), let first = number(2...2) else { return nil }
      month = first
      if take(UInt8(ascii: "-")) {
        guard let second = number(2...2) else { return nil }
        day = second
      }
    }
    guard let next = peek() else { return Instant(year: year, month: month, day: day) }
    let isTime = next == UInt8(ascii: "T") || next == UInt8(ascii: "t")
    guard isTime || next == 0x20 else { return nil }
    let start = place
    place += 1
    guard digitCount >= 2 else {
      // A blank at the end.
      place = start
      return Instant(year: year, month: month, day: day)
    }
    guard let time = isoTime() else { return nil }
    _ =
      peek() == 0x20 && (peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "Z")) && take(0x20)
    var offset: Int?
    let end = place
    if peek() == 0x20 { place += 1 }
    if name(["utc", "gmt"]) != nil {
      offset = 0
    } else {
      place = end
    }
    if offset == nil, let byte = peek(), !DateFormat.isBlank(byte) {
      guard let zone = zone() else { return nil }
      offset = zone
    }
    return Instant(year: year, month: month, day: day, secondsOfDay: time, offset: offset)
  }

  /// `12:30:05.25`, `12:30`, `12`, `123005`.
  private mutating func isoTime() -> Double? {
    guard let hour = number(2...2), hour <= 24 else { return nil }
    var seconds = Double(hour * 3600)
    let hasColons = take(UInt8(ascii: ":"))
    if hasColons || digitCount >= 2 {
      guard let minute = number(2...2), minute < 60 else { return nil }
      seconds += Double(minute * 60)
      if hasColons ? take(UInt8(ascii: ":")) : digitCount >= 2 {
        guard let second = number(2...2), second <= 60 else { return nil }
        seconds += Double(second)
        if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
          guard let fraction = fraction() else { return nil }
          seconds += fraction
        }
      }
    }
    return seconds <= Instant.day ? seconds : nil
  }
}
