import TFXCore

/// How dates are written: as ISO 8601 has it, or by the codes of C's and Python's `strptime`.
struct DateFormat: Hashable, Sendable {
  /// The codes; nil for ISO 8601.
  let text: String?
  private let steps: [Step]

  private enum Step: Hashable {
    case code(UInt8)
    case literal(UInt8)
    /// Any number of blanks.
    case blanks
  }

  /// ISO 8601: `2020-01-31`, `2020-01-31T12:30:00.5+01:00` and the like.
  static let iso = DateFormat()

  private init() {
    text = nil
    steps = []
  }

  /// The format with the given codes; nil if one of them is not known.
  init?(_ text: String) {
    var steps: [Step] = []
    var bytes = Array(text.utf8)[...]
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard let code = bytes.popFirst() else { return nil }
        if let short = DateFormat.short[code] {
          guard let inner = DateFormat(short) else { return nil }
          steps += inner.steps
        } else if code == UInt8(ascii: "%") {
          steps.append(.literal(code))
        } else if DateFormat.codes.contains(code) {
          steps.append(.code(code))
        } else {
          return nil
        }
      } else {
        steps.append(DateFormat.isBlank(byte) ? .blanks : .literal(byte))
      }
    }
    self.text = text
    self.steps = steps
  }

  private static let codes = Set("YymdejHIMSfpaAbBhzZs".utf8)
  private static let short: [UInt8: String] = [
    UInt8(ascii: "T"): "%H:%M:%S", UInt8(ascii: "R"): "%H:%M", UInt8(ascii: "F"): "%Y-%m-%d",
    UInt8(ascii: "D"): "%m/%d/%y",
  ]

  /// The codes for messages.
  static let codeList = "%Y %y %m %d %j %b %B %a %A %H %I %p %M %S %f %z %Z %s %F %T %R %D %%"

  /// Whether the codes say which day it is.
  var hasDay: Bool {
    if text == nil { return true }
    let found = Set(steps.compactMap { if case .code(let code) = $0 { code } else { nil } })
    let has = { (codes: String) in codes.utf8.contains { found.contains($0) } }
    return has("s") || has("Yy")
  }

  /// The forms that are recognised without being named: the first one that fits counts.
  static let usual: [DateFormat] = {
    let dates = [
      "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y",
      "%d %b %Y",
      "%d. %b %Y", "%b %d, %Y", "%d-%b-%Y",
    ]
    let halfDays = ["%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d"]
    let shortYears = ["%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%b-%y"]
    let others = [
      // RFC 2822 and HTTP, C's asctime, web servers, SAS.
      "%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z", "%a %b %d %H:%M:%S %Y",
      "%a %b %d %H:%M:%S %z %Y", "%A, %B %d, %Y", "%d/%b/%Y:%H:%M:%S %z", "%d%b%Y:%H:%M:%S",
      "%d.%m.%Y, %H:%M", "%b %Y", "%m/%Y", "%H:%M", "%H:%M:%S",
    ]
    var formats: [String] = []
    for date in dates { formats += [date, "\(date) %H:%M", "\(date) %H:%M:%S"] }
    for date in halfDays { formats += ["\(date) %I:%M %p", "\(date) %I:%M:%S %p"] }
    for date in shortYears { formats += [date, "\(date) %H:%M"] }
    return [iso] + (formats + others).compactMap { DateFormat($0) }
  }()

  /// Whether a text is worth being tried: names and sentences are not.
  static func mayBeDate(_ text: [UInt8]) -> Bool {
    text.count <= 48 && text.count { (48...57).contains($0) } >= 3
  }

  /// Whether a text is surely a date of this form. `1.2.10` is more likely a version, and `2:1` a
  /// score.
  func isUsual(_ bytes: [UInt8]) -> Bool {
    guard bytes.withUnsafeBufferPointer({ instant(of: $0) }) != nil else { return false }
    if !hasDay {
      let places = bytes.indices.filter { bytes[$0] == UInt8(ascii: ":") }
      return zip(places, places.dropFirst() + [bytes.count]).allSatisfy { $1 - $0 == 3 }
    }
    if hasShortYear { return bytes.count >= 8 && !(48...57).contains(bytes[2]) }
    return true
  }

  private var hasShortYear: Bool { steps.contains(.code(UInt8(ascii: "y"))) }

  /// Whether the codes say a second.
  var hasSeconds: Bool { steps.contains(.code(UInt8(ascii: "S"))) }

  /// The instant that a text is; nil if it is none of this form.
  func instant(of bytes: UnsafeBufferPointer<UInt8>) -> Instant? {
    var scanner = DateScanner(bytes)
    scanner.skipBlanks()
    let instant = text == nil ? scanner.iso() : parse(&scanner)
    scanner.skipBlanks()
    return scanner.isAtEnd ? instant : nil
  }

  func instant(of text: String) -> Instant? {
    var text = text
    return text.withUTF8 { instant(of: $0) }
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }

  private func parse(_ scanner: inout DateScanner) -> Instant? {
    var (year, month, day) = (1970, 1, 1)
    var dayOfYear: Int?
    var (hour, minute, second, fraction) = (0, 0, 0, 0.0)
    var isAfternoon: Bool?
    var offset: Int?
    var epoch: Double?
    for (place, step) in steps.enumerated() {
      switch step {
      case .blanks: scanner.skipBlanks()
      case .literal(let byte): if !scanner.take(byte) { return nil }
      case .code(let code):
        switch code {
        case UInt8(ascii: "Y"):
          guard let number = scanner.number(4...4) else { return nil }
          year = number
        case UInt8(ascii: "y"):
          guard let number = scanner.number(2...2) else { return nil }
          // As POSIX has it.
          year = number < 69 ? 2000 + number : 1900 + number
        case UInt8(ascii: "m"):
          guard let number = scanner.number(1...2) else { return nil }
          month = number
        case UInt8(ascii: "d"), UInt8(ascii: "e"):
          scanner.skipBlanks()
          guard let number = scanner.number(1...2) else { return nil }
          day = number
        case UInt8(ascii: "j"):
          guard let number = scanner.number(1...3) else { return nil }
          dayOfYear = number
        case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "h"):
          guard let number = scanner.month() else { return nil }
          month = number
          // As in `5 janv. 2024`.
          if place + 1 == steps.count || steps[place + 1] != .literal(UInt8(ascii: ".")) {
            _ = scanner.take(UInt8(ascii: "."))
          }
        case UInt8(ascii: "a"), UInt8(ascii: "A"):
          guard scanner.name(DateScanner.weekdays) != nil else { return nil }
        case UInt8(ascii: "H"):
          guard let number = scanner.number(1...2), number < 24 else { return nil }
          hour = number
        case UInt8(ascii: "I"):
          guard let number = scanner.number(1...2), (1...12).contains(number) else { return nil }
          hour = number % 12
        case UInt8(ascii: "p"):
          guard let half = scanner.name(["am", "pm"]) else { return nil }
          isAfternoon = half == 1
        case UInt8(ascii: "M"):
          guard let number = scanner.number(1...2), number < 60 else { return nil }
          minute = number
        case UInt8(ascii: "S"):
          guard let number = scanner.number(1...2), number <= 60 else { return nil }
          second = number
        case UInt8(ascii: "f"):
          guard let number = scanner.fraction() else { return nil }
          fraction = number
        case UInt8(ascii: "z"):
          guard let zone = scanner.zone() else { return nil }
          offset = zone
        case UInt8(ascii: "Z"):
          guard scanner.name(["utc", "gmt", "z"]) != nil else { return nil }
          offset = 0
        default:
          guard let number = scanner.seconds() else { return nil }
          epoch = number
        }
      }
    }
    if let epoch { return Instant(seconds: epoch + fraction).inRange }
    if isAfternoon == true { hour += 12 }
    if let dayOfYear {
      guard dayOfYear >= 1, dayOfYear <= (Instant.isLeap(year) ? 366 : 365) else { return nil }
      (month, day) = (1, 1)
      hour += 24 * (dayOfYear - 1)
    }
    return Instant(
      year: year, month: month, day: day,
      secondsOfDay: Double(hour * 3600 + minute * 60 + second) + fraction, offset: offset)
  }
}

extension Instant {
  /// Itself, if it lies in the years from 1 to 9999.
  var inRange: Instant? {
    seconds >= -62_135_596_800 && seconds < 253_402_300_800 ? self : nil
  }
}
