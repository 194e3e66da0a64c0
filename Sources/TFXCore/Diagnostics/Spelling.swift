/// Finds the name that a user most likely meant.
package enum Spelling {
  /// "did you mean 'x'?" for the candidate nearest to `name`, or nil if none is near.
  package static func suggestion(for name: String, among candidates: [String]) -> String? {
    nearest(to: name, among: candidates).map { "did you mean '\($0)'?" }
  }

  /// The candidate nearest to `name`: equal but for case and underscores, within a third of its
  /// letters by edits, one of which `name` leaves out a part (`sparse_crossentropy`), one that the
  /// other begins with, or one with these initials.
  package static func nearest(to name: String, among candidates: [String]) -> String? {
    let wanted = plain(name)
    if wanted.isEmpty { return nil }
    let ranked = candidates.filter { !isAnotherShortName(wanted, plain($0)) }.map { candidate in
      (candidate: candidate, distance: distance(from: wanted, to: plain(candidate)))
    }
    let best = ranked.min { $0.distance < $1.distance }
    if best.map({ $0.distance > 2 }) ?? false,
      let longer = candidates.first(where: { leavesOut(wanted, of: plain($0)) })
    {
      return longer
    }
    let isShort = wanted.count <= 2
    if let best, best.distance <= (isShort ? 0 : max(1, (wanted.count + 1) / 3)) {
      return best.candidate
    }
    if wanted.count >= 2, let same = candidates.first(where: { initials($0) == wanted }) {
      return same
    }
    let extended = candidates.filter { plain($0).hasPrefix(wanted) || wanted.hasPrefix(plain($0)) }
    return extended.min { $0.count < $1.count }
  }

  /// The candidates, those first that are most like `name`: by the longest part that they
  /// share, then by edits.
  static func sorted(_ candidates: [String], by name: String) -> [String] {
    let wanted = plain(name)
    let ranked = candidates.enumerated().map { index, candidate in
      let other = plain(candidate)
      let contains = longestCommonPart(wanted, other)
      return (candidate: candidate, key: (-contains, distance(from: wanted, to: other), index))
    }
    return ranked.sorted { $0.key < $1.key }.map(\.candidate)
  }

  /// The length of the longest part that both texts have.
  private static func longestCommonPart(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first), Array(second))
    var longest = 0
    var last = [Int](repeating: 0, count: b.count + 1)
    for letter in a {
      var current = [0]
      for (index, other) in b.enumerated() { current.append(letter == other ? last[index] + 1 : 0) }
      longest = max(longest, current.max() ?? 0)
      last = current
    }
    return longest
  }

  /// Whether a name of three letters or fewer differs from another in a letter: `auc` is not meant to
  /// be `acc`, as `mea` is to be `mae`.
  private static func isAnotherShortName(_ name: String, _ other: String) -> Bool {
    name.count <= 3 && name.count == other.count && name.sorted() != other.sorted()
  }

  /// `lr` for `learning_rate`, `bn` for `BatchNormalization`.
  private static func initials(_ name: String) -> String {
    var result = ""
    var isStart = true
    for character in name {
      if isStart || character.isUppercase { result += character.lowercased() }
      isStart = character == "_"
    }
    return result
  }

  /// Whether `name` is `whole` without a part in its middle, of which enough is left at both ends.
  private static func leavesOut(_ name: String, of whole: String) -> Bool {
    let start = zip(name, whole).prefix { $0 == $1 }.count
    let end = zip(name.reversed(), whole.reversed()).prefix { $0 == $1 }.count
    return start >= 4 && end >= 4 && start + end >= name.count && whole.count > name.count
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  private static func distance(from first: String, to second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var current = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        current[j] = min(replaced, last[j] + 1, current[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], beforeLast[j - 2] + 1)
        }
      }
      beforeLast = last
      last = current
    }
    return last[b.count]
  }
}
