package import TFXCore

/// How the columns to predict, or labels, become the targets of a model.
package struct TargetEncoder: Codable, Hashable, Sendable {
  /// The columns of a CSV file; none for IDX labels, and where the targets are the inputs. Several
  /// are numbers, or labels of 0 and 1, each an output of the model.
  package let columns: [String]
  /// Whether the targets are the model's inputs.
  package let isInput: Bool
  /// The form that the loss wants.
  package let kind: TargetKind
  /// The training part's classes, texts in alphabetical order, numbers from small to large; nil if
  /// the targets are numbers. A class's place here is its number.
  package let classNames: [String]?
  /// The number of rows of each class in the training part; nil if the targets are numbers.
  package let classCounts: [Int]?
  /// Whether the classes are whole numbers, so that `7` and `7.0` are the same.
  let areNumbers: Bool

  /// Whether the column's values must be read as they are written.
  var readsText: Bool { classNames != nil && !areNumbers }

  /// More classes than this are taken for a mistake: a number to regress, or a name of every row.
  static let classLimit = 100_000

  // MARK: CSV

  /// Fits to the target column's values of `rows`.
  package static func fit(
    _ table: Table, rows: [Int], target: TargetConfig, kind: TargetKind
  ) throws(DataError) -> TargetEncoder {
    var fitter = TargetFitter(target, kind)
    try fitter.add(table, rows: rows)
    return try fitter.finish()
  }

  /// An encoder for classes that are known.
  init(
    columns: [String], kind: TargetKind, classNames: [String]?, classCounts: [Int]?,
    areNumbers: Bool, isInput: Bool = false
  ) {
    self.columns = columns
    self.kind = kind
    self.classNames = classNames
    self.classCounts = classCounts
    self.areNumbers = areNumbers
    self.isInput = isInput
  }

  /// The kinds of targets that inputs can be.
  static let fitInputs: Set<TargetKind> = [.numbers, .binary]

  /// What makes targets of the inputs.
  static func ofInputs(_ kind: TargetKind, file: String) throws(DataError) -> TargetEncoder {
    if !fitInputs.contains(kind) { throw DataError(.inputNeedsNumbers, file: file) }
    return TargetEncoder(
      columns: [], kind: kind, classNames: nil, classCounts: nil, areNumbers: true, isInput: true)
  }

  /// The targets of `rows`, in the form of ``kind``. `isFromSplit` says that the rows are from the
  /// file that was trained on, for the help in messages.
  package func encode(
    _ table: Table, rows: [Int], isFromSplit: Bool = false
  ) throws(DataError) -> Tensor {
    let found = try table.requireColumns(columns)
    guard let classNames else {
      var numbers: [Float] = []
      numbers.reserveCapacity(rows.count * found.count)
      for row in rows {
        for column in found { numbers.append(try number(table, column, row: row)) }
      }
      return Tensor(numbers, shape: [rows.count, found.count])
    }
    let column = found[0]
    let places = ClassOrder.places(classNames)
    var indices: [Int] = []
    indices.reserveCapacity(rows.count)
    for row in rows {
      let name = try TargetEncoder.className(table, column, row: row, areNumbers: areNumbers)
      guard let place = places[ExactText(name)] else {
        throw table.error(
          .unknownClass(found: name, known: classNames, isFromSplit: isFromSplit), row: row,
          in: column)
      }
      indices.append(place)
    }
    return try tensor(indices, classCount: classNames.count, file: table.file)
  }

  /// The class of each of `rows` as a number, for stratified splits; a missing target is an error.
  static func groups(
    _ table: Table, rows: Range<Int>, column name: String
  ) throws(DataError) -> [Int] {
    let column = try table.requireColumns([name])[0]
    var numbers: [ExactText: Int] = [:]
    var groups: [Int] = []
    for row in rows {
      let name = ExactText(
        try className(table, column, row: row, areNumbers: column.isNumeric))
      let next = numbers.count
      groups.append(numbers[name, default: next])
      numbers[name] = groups[groups.count - 1]
    }
    return groups
  }

  /// The class of a row; a missing target is an error.
  static func className(
    _ table: Table, _ column: Column, row: Int, areNumbers: Bool
  ) throws(DataError) -> String {
    guard let name = ClassOrder.text(of: column, row: row, areNumbers: areNumbers) else {
      throw table.error(.missingTarget, row: row, in: column)
    }
    if case .numbers(let numbers) = column.values, Int(exactly: numbers[row]) == nil {
      throw table.error(.fractionalClass(found: name), row: row, in: column)
    }
    return name
  }

  private func number(_ table: Table, _ column: Column, row: Int) throws(DataError) -> Float {
    guard let number = column.number(at: row) else {
      let found = column.text(at: row) ?? ""
      let mostAreNumbers = column.numberCount >= column.textCount
      throw table.error(
        .targetNeedsNumbers(found: found, mostAreNumbers: mostAreNumbers), row: row, in: column)
    }
    if number.isNaN { throw table.error(.missingTarget, row: row, in: column) }
    guard let float = column.float(at: row), float.isFinite else {
      throw table.error(.numberTooLarge(found: String(number)), row: row, in: column)
    }
    if kind == .binary, float != 0, float != 1 {
      throw table.error(.notALabel(found: column.text(at: row) ?? ""), row: row, in: column)
    }
    return float
  }

  // MARK: IDX

  /// Fits to the labels of the training part; class names are the numbers from 0 to the largest,
  /// unless they have `names`.
  static func fit(
    labels: Tensor, names: [String]? = nil, file: String, kind: TargetKind
  ) throws(DataError) -> TargetEncoder {
    guard kind.isClasses else {
      if names != nil { throw DataError(.foldersAreClasses, file: file, row: nil, column: nil) }
      return TargetEncoder(
        columns: [], kind: kind, classNames: nil, classCounts: nil, areNumbers: true)
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
      classCounts: counts, areNumbers: names == nil)
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

  // MARK: Form

  private func tensor(
    _ classes: [Int], classCount: Int, file: String
  ) throws(DataError) -> Tensor {
    switch kind {
    case .classIndices: return Tensor(classes.map(Int32.init))
    case .binary, .numbers: return Tensor(classes.map(Float.init), shape: [classes.count, 1])
    case .oneHotClasses:
      try FileBytes.checkFits(rows: classes.count, width: classCount, file: file)
      var output = [Float](repeating: 0, count: classes.count * classCount)
      for (row, index) in classes.enumerated() { output[row * classCount + index] = 1 }
      return Tensor(output, shape: [classes.count, classCount])
    }
  }
}
