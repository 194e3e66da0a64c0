import TFXCore

extension FeatureList {
  /// What a configuration says of features now, in the words of `decided`, which was decided for other
  /// data: where it leaves something to the data, that is what was decided. It is `decided` again unless
  /// the configuration says something else.
  ///
  /// - Parameter list: The features of the configuration; nil for all columns.
  package static func restated(_ list: FeatureList?, as decided: FeatureList) -> FeatureList {
    var entries = decided.entries.compactMap { old -> Entry? in
      let given = list.map { $0.options(of: old.column) } ?? FeatureOptions()
      return given.map { Entry(old.column, $0.completed(by: old.options)) }
    }
    for entry in list?.entries ?? [] where NamePattern(entry.column) == nil {
      let isKnown = decided.entries.contains { $0.column.isWritten(entry.column) }
      if !isKnown { entries.append(entry) }
    }
    return FeatureList(entries)
  }
}

extension FeatureOptions {
  /// These options with what was decided where they leave it to the data.
  fileprivate func completed(by decided: FeatureOptions) -> FeatureOptions {
    var own = self
    if encode == nil, transform == nil, normalize == nil {
      // What undeclared texts were recognised as.
      if decided.encode == .date {
        own.encode = .date
        own.dates = decided.dates
      } else if [[.toNumber(decimalComma: false)], [.toNumber(decimalComma: true)]]
        .contains(decided.transform)
      {
        own.transform = decided.transform
      }
    }
    if own.encode == nil, decided.encode == .oneHot { own.encode = .oneHot }
    if own.encode == .date, own.dates.parts.isEmpty { own.dates.parts = decided.dates.parts }
    if own.encode == .embedding, own.dimension ?? .auto == .auto {
      own.dimension = decided.dimension
    }
    let areCategories = [.oneHot, .index, .embedding].contains(decided.encode)
    if own.missing == nil, decided.missing == (areCategories ? .category : .error) {
      own.missing = decided.missing
    }
    let usual: Normalization = own.encode == .date ? .zscore : .none
    if own.normalize == nil, decided.normalize == usual {
      own.normalize = decided.normalize
    }
    return own
  }
}
