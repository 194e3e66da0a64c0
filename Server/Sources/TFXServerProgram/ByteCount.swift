import ArgumentParser

/// A number of bytes as a user writes it: `1048576`, `512M` or `4G`.
struct ByteCount: ExpressibleByArgument {
  var count: Int

  init(count: Int) { self.count = count }

  init?(argument: String) {
    let units: [Character: Int] = ["K": 10, "M": 20, "G": 30]
    var digits = argument[...]
    if digits.uppercased().hasSuffix("B") { digits.removeLast() }
    var shift = 0
    if let last = digits.uppercased().last, let unit = units[last] {
      shift = unit
      digits.removeLast()
    }
    guard let number = Int(digits), number > 0, number <= Int.max >> shift else { return nil }
    count = number << shift
  }

  var defaultValueDescription: String { "2G" }
}
