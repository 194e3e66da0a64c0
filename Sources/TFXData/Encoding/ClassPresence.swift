package import TFXCore

extension TargetEncoder {
  /// The class of each sample, given its encoded targets; nil for numbers, and where a sample may have
  /// several.
  package func classes(of targets: Tensor) -> [Int]? {
    guard let classNames, !areLabels else { return nil }
    let count = targets.shape[0]
    if kind == .classIndices { return targets.scalars(as: Int32.self).map(Int.init) }
    let width = targets.elementCount / max(count, 1)
    return targets.withUnsafeScalars(of: Float.self) { values in
      (0..<count).map { row in
        let own = values[row * width..<(row + 1) * width]
        if reading == .ordinal || width == 1 {
          return min(own.count { $0 > 0.5 }, classNames.count)
        }
        return own.firstIndex { $0 > 0.5 }.map { $0 - row * width } ?? 0
      }
    }
  }

  /// How many samples have each class or label, given their encoded targets; nil for numbers.
  func counts(of targets: Tensor) -> [Int]? {
    guard let classNames else { return nil }
    var counts = [Int](repeating: 0, count: classNames.count)
    if let classes = classes(of: targets) {
      for place in classes { counts[place] += 1 }
      return counts
    }
    targets.withUnsafeScalars(of: Float.self) { values in
      for (index, value) in values.enumerated() where value > 0.5 {
        counts[index % classNames.count] += 1
      }
    }
    return counts
  }
}

/// Classes that some parts of the data have and others have not.
struct ClassPresence {
  private var counts: [DataPart: [Int]] = [:]

  /// Adds samples of a part.
  mutating func add(_ targets: Tensor?, of part: DataPart, _ encoder: TargetEncoder) {
    guard let found = targets.flatMap({ encoder.counts(of: $0) }) else { return }
    counts[part] = counts[part].map { zip($0, found).map { $0 + $1 } } ?? found
  }

  /// What is to be told of classes that stand in the training part alone, or in another one alone.
  func notices(_ encoder: TargetEncoder) -> [String] {
    guard let names = encoder.classNames, let train = counts[.train], counts.count > 1 else {
      return []
    }
    let others = counts.filter { $0.key != .train }.map(\.value)
    let held = names.indices.map { place in others.reduce(0) { $0 + $1[place] } }
    let noun = encoder.reading == nil || encoder.reading == .ordinal ? "class" : "label"
    func notice(_ places: [Int], _ counts: [Int], _ end: String) -> [String] {
      if places.isEmpty { return [] }
      let column = encoder.columns.first.map { "column \(DataError.quoted($0)): " } ?? ""
      let shown = places.prefix(5).map { place in
        "\(DataError.quoted(names[place])) (\(counts[place]) \(counts[place] == 1 ? "row" : "rows"))"
      }
      if places.count == 1 { return ["\(column)the \(noun) \(shown[0]) stands in \(end)"] }
      return [
        "\(column)\(places.count) of \(names.count) \(noun == "class" ? "classes" : "labels") stand "
          + "in \(end): \(shown.joined(separator: ", "))\(places.count > 5 ? ", …" : "")"
      ]
    }
    return notice(
      names.indices.filter { train[$0] > 0 && held[$0] == 0 }, train,
      "the training part alone, so that nothing tells how well it is predicted")
      + notice(
        names.indices.filter { train[$0] == 0 && held[$0] > 0 }, held,
        "no training row, so that it cannot be learned")
  }
}
