import TFXCore

/// A name of columns in which `*` stands for any characters and `?` for one.
struct NamePattern {
  private let pattern: [Unicode.Scalar]

  /// Nil for a text without such characters, which is the name of one column.
  init?(_ text: String) {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") })
    else { return nil }
    pattern = Array(text.unicodeScalars)
  }

  /// A longer pattern says more exactly what it means.
  var length: Int { pattern.count }

  func matches(_ name: String) -> Bool {
    let name = Array(name.unicodeScalars)
    var (place, at) = (0, 0)
    // Where to go on if a star has to take one character more.
    var retry: (place: Int, at: Int)?
    while at < name.count {
      if place < pattern.count, pattern[place] == "*" {
        retry = (place + 1, at)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[at] {
        place += 1
        at += 1
      } else if let (next, start) = retry {
        retry = (next, start + 1)
        (place, at) = (next, start + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}

extension FeatureList {
  /// Whether a name or a pattern means one of the columns.
  package static func isMet(_ text: String, by names: [String]) -> Bool {
    if names.contains(where: { $0.isWritten(text) }) { return true }
    guard let pattern = NamePattern(text) else { return false }
    return names.contains { pattern.matches($0) }
  }

  /// The options of a column: those of its own name, or else of the longest pattern that matches it.
  func options(of column: String) -> FeatureOptions? {
    if let exact = entries.first(where: { $0.column.isWritten(column) }) { return exact.options }
    return patterns.filter { $0.pattern.matches(column) }
      .max { $0.pattern.length < $1.pattern.length }?.options
  }

  /// Whether a key may be a pattern.
  var hasPatterns: Bool { entries.contains { NamePattern($0.column) != nil } }

  /// The keys that are patterns, the first one last, so that it counts among equals.
  private var patterns: [(pattern: NamePattern, options: FeatureOptions)] {
    entries.reversed().compactMap { entry in
      NamePattern(entry.column).map { ($0, entry.options) }
    }
  }

  /// The features among the columns of a file, each by its own name: those that are listed; where a
  /// key is a pattern or there is no list, all columns that are meant and not excluded, in the order
  /// of the file.
  ///
  /// - Throws: ``DataError`` with the names and patterns that mean no column.
  static func resolved(
    _ list: FeatureList?, among names: [String], excluding excluded: [String], file: String
  ) throws(DataError) -> FeatureList {
    let known = Set(names.map { ExactText($0) })
    let unmet = (list?.entries ?? []).map(\.column).filter {
      !known.contains(ExactText($0)) && $0 != "*" && !FeatureList.isMet($0, by: names)
    }
    if !unmet.isEmpty { throw DataError(.missingColumns(unmet, known: names), file: file) }
    let exact = Dictionary(
      (list?.entries ?? []).map { (ExactText($0.column), $0.options) }
    ) { first, _ in first }
    if let list, list.entries.allSatisfy({ known.contains(ExactText($0.column)) }) { return list }
    let out = Set(excluded.map { ExactText($0) })
    var entries: [Entry] = []
    for name in names where !out.contains(ExactText(name)) {
      if let options = exact[ExactText(name)] ?? (list ?? .all).options(of: name) {
        entries.append(Entry(name, options))
      }
    }
    return FeatureList(entries)
  }

  private static let all = FeatureList([Entry("*")])
}

extension DataConfig {
  /// The features among the columns of a file, each by its own name.
  ///
  /// - Throws: ``DataError`` with the names and patterns that mean no column.
  func features(
    among names: [String], rowNames: [String], file: String
  ) throws(DataError) -> FeatureList {
    let unmet = exclude.filter { !FeatureList.isMet($0, by: names) }
    if !unmet.isEmpty { throw DataError(.missingColumns(unmet, known: names), file: file) }
    let taken = (target?.columns(among: names) ?? []) + otherColumns + rowNames
    let excluded = names.filter { name in
      exclude.contains { $0.isWritten(name) || NamePattern($0)?.matches(name) == true }
    }
    return try .resolved(features, among: names, excluding: taken + excluded, file: file)
  }
}
