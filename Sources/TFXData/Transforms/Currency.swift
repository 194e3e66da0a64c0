/// A currency beside a number: a sign such as `€`, or a name such as `EUR`, `US$` or `kr`.
struct Currency {
  /// The name in scalars.
  let length: Int
  /// The name as it is written.
  let name: String

  /// The currency at the start of a text.
  init?(startOf text: ArraySlice<Unicode.Scalar>) {
    let found = Currency.names.first { text.starts(with: $0) }
    guard let name = found ?? Currency.sign(text.first) else { return nil }
    self.init(name)
  }

  /// The currency at the end of a text.
  init?(endOf text: ArraySlice<Unicode.Scalar>) {
    let found = Currency.names.first { text.suffix($0.count).elementsEqual($0) }
    guard let name = found ?? Currency.sign(text.last) else { return nil }
    self.init(name)
  }

  /// The currency in a text beside digits; nil if there is none.
  init?(in text: [UInt8]) {
    let scalars = Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    let isDigit = { (scalar: Unicode.Scalar) in ("0"..."9").contains(scalar) }
    guard let first = scalars.firstIndex(where: isDigit),
      let last = scalars.lastIndex(where: isDigit)
    else { return nil }
    let isNoise = { (scalar: Unicode.Scalar) in
      scalar.value <= 0x20 || "-+()%'\".".unicodeScalars.contains(scalar)
        || scalar.properties.isWhitespace || scalar == "\u{2212}"
    }
    for part in [scalars[..<first], scalars[(last + 1)...]] {
      let name = part.drop(while: isNoise)
      if let currency = Currency(startOf: name) {
        self = currency
        return
      }
    }
    return nil
  }

  private init(_ scalars: [Unicode.Scalar]) {
    length = scalars.count
    var name = String.UnicodeScalarView()
    name.append(contentsOf: scalars)
    self.name = String(name)
  }

  private static func sign(_ scalar: Unicode.Scalar?) -> [Unicode.Scalar]? {
    guard let scalar, scalar.properties.generalCategory == .currencySymbol else { return nil }
    return [scalar]
  }

  /// Names of letters, the longer ones first: codes of ISO 4217 that are met, and what people write.
  private static let names: [[Unicode.Scalar]] = [
    "AED ARS AUD BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN MYR NOK NZD",
    "PHP PLN RMB RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR US$ AU$ CA$ HK$ NZ$ NT$ SFr. Fr.",
    "Rs. kr. A$ C$ R$ S$ Rs kr Kč zł Ft руб. руб",
  ].flatMap { $0.split(separator: " ") }.map { Array($0.unicodeScalars) }
}
