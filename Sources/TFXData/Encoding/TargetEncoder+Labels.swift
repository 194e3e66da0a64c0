import TFXCore

// The labels of IDX files.

extension TargetEncoder {
  /// Fits to the labels of the training part; class names are the numbers from 0 to the largest,
  /// unless they have `names`.
  static func fit(
    labels: Tensor, names: [String]? = nil, file: String, kind: TargetKind
  ) throws(DataError) -> TargetEncoder {
    guard kind.isClasses else {
      if names != nil { throw DataError(.foldersAreClasses, file: file, row: nil, column: nil) }
      return TargetEncoder(columns: [], kind: kind)
    }
    let classes = try classNumbers(labels, file: file)
    let largest = classes.max() ?? 0
    if largest >= classLimit {
      throw DataError(
        .labelTooLarge(found: largest, limit: classLimit), file: file,
        row: (classes.firstIndex(of: largest) ?? 0) + 1)
    }
    let count = names?.count ?? largest + 1
    if kind == .binary ? count != 2 : count < 2 {
      let found = names ?? Set(classes).sorted().map(String.init)
      throw DataError(.wrongClassCount(found: found, isBinary: kind == .binary), file: file)
    }
    var counts = [Int](repeating: 0, count: count)
    for label in classes { counts[label] += 1 }
    return TargetEncoder(
      columns: [], kind: kind, classNames: names ?? (0..<count).map(String.init),
      classCounts: counts)
  }

  /// The targets of IDX labels, in the form of ``kind``.
  func encode(labels: Tensor, file: String) throws(DataError) -> Tensor {
    guard let classNames else {
      let numbers = labels.converted(to: .float32)
      if let wrong = numbers.scalars(as: Float.self).firstIndex(where: { !$0.isFinite }) {
        let width = max(1, labels.elementCount / labels.shape[0])
        throw DataError(
          .numberTooLarge(found: String(labels.doubles()[wrong])), file: file,
          row: wrong / width + 1, column: wrong % width + 1)
      }
      return labels.shape.rank == 1 ? numbers.reshaped(to: [labels.shape[0], 1]) : numbers
    }
    let classes = try TargetEncoder.classNumbers(labels, file: file)
    if let wrong = classes.firstIndex(where: { $0 >= classNames.count }) {
      throw DataError(
        .labelOutOfRange(found: classes[wrong], classCount: classNames.count), file: file,
        row: wrong + 1)
    }
    return try tensor(classes, classCount: classNames.count, file: file)
  }

  /// The labels as class numbers; throws for labels that are no vector of whole numbers from 0.
  static func classNumbers(_ labels: Tensor, file: String) throws(DataError) -> [Int] {
    if labels.shape.rank != 1 {
      throw DataError(.labelsAreNotAVector(rank: labels.shape.rank), file: file, column: 4)
    }
    var classes: [Int] = []
    classes.reserveCapacity(labels.elementCount)
    for (row, label) in labels.doubles().enumerated() {
      guard let whole = Int(exactly: label) else {
        throw DataError(.fractionalLabel(label), file: file, row: row + 1)
      }
      if whole < 0 { throw DataError(.negativeLabel(whole), file: file, row: row + 1) }
      classes.append(whole)
    }
    return classes
  }
}
