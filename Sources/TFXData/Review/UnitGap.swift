#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Some numbers of a column that are many times larger or smaller than all others, with nothing between: metres
/// among millimetres, or 9999 for a value that is missing.
package struct UnitGap: Hashable, Sendable {
  /// How many they are, of how many that are not 0.
  package let count: Int
  package let all: Int
  /// About how many times larger than the others, or smaller if below 1.
  package let factor: Double
  /// The first row of them, and its number.
  package let row: Int
  package let example: Double
  /// Whether they are all the same number.
  package let areEqual: Bool

  /// A gap as wide as from 1 to 10 at least.
  private static let leastRatio = 10.0
  private static let leastCount = 2

  /// Nil if there is no such gap, or if the numbers are a few codes.
  init?(_ numbers: Numbers) {
    var sizes: [Double] = []
    sizes.reserveCapacity(numbers.count)
    for number in numbers where number != 0 && number.isFinite { sizes.append(abs(number)) }
    if sizes.count < 20 { return nil }
    sizes.sort()
    var (ratio, cut, distinct) = (0.0, 0, 1)
    for place in 1..<sizes.count {
      let own = sizes[place] / sizes[place - 1]
      if own > 1 { distinct += 1 }
      if own > ratio { (ratio, cut) = (own, place) }
    }
    if ratio < UnitGap.leastRatio || distinct <= 10 { return nil }
    let areLarge = cut > sizes.count - cut
    let few = areLarge ? sizes[cut...] : sizes[..<cut]
    let many = areLarge ? sizes[..<cut] : sizes[cut...]
    // One far number is a mistake or a rarity, and as many as the others are a kind of their own.
    if few.count < UnitGap.leastCount || few.count * 4 > sizes.count { return nil }
    // Numbers of any size, such as incomes, have gaps too, but are themselves spread as widely.
    let spread = { (part: ArraySlice<Double>) in
      let at = { (share: Double) in part[part.startIndex + Int(share * Double(part.count - 1))] }
      return at(0.95) / at(0.05)
    }
    if spread(many) > ratio || spread(few) > ratio { return nil }
    let middle = { (part: ArraySlice<Double>) in part[part.startIndex + part.count / 2] }
    let border = (sizes[cut - 1] * sizes[cut]).squareRoot()
    let isFew = { (number: Double) in
      number != 0 && number.isFinite && (abs(number) > border) == areLarge
    }
    guard let row = numbers.firstIndex(where: isFew) else { return nil }
    (count, all, self.row, example) = (few.count, sizes.count, row, numbers[row])
    factor = middle(few) / middle(many)
    areEqual = few.first == few.last
  }
}
