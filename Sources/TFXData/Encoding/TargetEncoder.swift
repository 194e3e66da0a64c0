package import TFXCore

/// How the columns to predict, or labels, become the targets of a model.
package struct TargetEncoder: Codable, Hashable, Sendable {
  /// What the text of a target says, where it is more than a class.
  package enum Reading: Codable, Hashable, Sendable {
    /// Labels with something between them, of which any number may be true.
    case labels(separator: String)
    /// A class of an order: for each class but the last, whether it is more than that.
    case ordinal
  }

  /// How a number becomes a target: (x − offset) ÷ scale.
  struct Scaling: Codable, Hashable {
    let offset: Double
    let scale: Double
  }

  /// The columns of a CSV file; none for IDX labels, and where the targets are the inputs. Several
  /// are numbers, or labels of 0 and 1, each an output of the model.
  package let columns: [String]
  /// Whether the targets are the model's inputs.
  package let isInput: Bool
  /// The form that the loss wants.
  package let kind: TargetKind
  /// The training part's classes in the order that was given, or else texts in alphabetical order,
  /// numbers from small to large; nil if the targets are numbers. A class's place here is its number.
  package let classNames: [String]?
  /// The number of rows of each class in the training part; nil if the targets are numbers.
  package let classCounts: [Int]?
  /// Whether the classes are whole numbers, so that `7` and `7.0` are the same.
  let areNumbers: Bool
  /// What a text says, if it is more than a class.
  package let reading: Reading?
  /// The steps before the encoding; ``transformed(_:)`` does them.
  let transform: ColumnTransform?
  /// How the numbers of each column are scaled; nil if they are not.
  let scaling: [Scaling]?
  /// What becomes of rows without a target; nil if they are errors.
  let missing: TargetConfig.Missing?

  /// Whether the column's values must be read as they are written.
  var readsText: Bool { classNames != nil && !areNumbers || transform?.input == .text }

  /// Whether rows without a target are left out.
  var dropsMissing: Bool { missing == .drop }

  /// Whether each row is of one class, which is all that is predicted.
  package var hasOneClass: Bool { classNames != nil && reading == nil }

  /// The number of outputs that the targets ask for; nil for class numbers, which leave it open.
  var width: Int {
    switch (reading, kind) {
    case (.labels, _): classNames?.count ?? 0
    case (.ordinal, _): (classNames?.count ?? 1) - 1
    case (nil, .classIndices), (nil, .oneHotClasses): classNames?.count ?? 0
    case (nil, .binary), (nil, .numbers): max(columns.count, 1)
    }
  }

  /// What makes predictions numbers of the target's own unit; nil if they are already.
  package var scale: TargetScale? {
    let inverses = transform?.inverses ?? []
    if kind != .numbers || scaling == nil && inverses.isEmpty { return nil }
    return TargetScale(
      factors: scaling?.map(\.scale) ?? columns.map { _ in 1 },
      offsets: scaling?.map(\.offset) ?? columns.map { _ in 0 }, inverses: inverses)
  }

  /// More classes than this are taken for a mistake: a number to regress, or a name of every row.
  static let classLimit = 100_000

  // MARK: CSV

  /// Fits to the target column's values of `rows`, which are transformed.
  package static func fit(
    _ table: Table, rows: [Int], target: TargetConfig, kind: TargetKind
  ) throws(DataError) -> TargetEncoder {
    var fitter = TargetFitter(target, kind)
    try fitter.add(table, rows: rows)
    return try fitter.finish()
  }

  /// An encoder for classes that are known.
  init(
    columns: [String], kind: TargetKind, classNames: [String]? = nil, classCounts: [Int]? = nil,
    areNumbers: Bool = true, isInput: Bool = false, reading: Reading? = nil,
    transform: ColumnTransform? = nil, scaling: [Scaling]? = nil,
    missing: TargetConfig.Missing? = nil
  ) {
    self.columns = columns
    self.kind = kind
    self.classNames = classNames
    self.classCounts = classCounts
    self.areNumbers = areNumbers
    self.isInput = isInput
    self.reading = reading
    self.transform = transform
    self.scaling = scaling
    self.missing = missing
  }

  /// The kinds of targets that inputs can be.
  static let fitInputs: Set<TargetKind> = [.numbers, .binary]

  /// What makes targets of the inputs.
  static func ofInputs(_ kind: TargetKind, file: String) throws(DataError) -> TargetEncoder {
    if !fitInputs.contains(kind) { throw DataError(.inputNeedsNumbers, file: file) }
    return TargetEncoder(columns: [], kind: kind, isInput: true)
  }

  /// The target's columns of a table, transformed.
  func transformed(_ table: Table) throws(DataError) -> Table {
    guard let transform else { return table }
    return try TableTransform(columns.map { ($0, transform) }).ofTargets(table)
  }

  /// Those of `rows` of a transformed table that have a target, if others are to be left out.
  func usable(_ table: Table, _ rows: [Int]) throws(DataError) -> [Int] {
    if !dropsMissing { return rows }
    return try MissingTargets.present(table, rows: rows, columns: columns, kind)
  }

  /// The targets of `rows` of a transformed table, in the form of ``kind``. `isFromSplit` says that
  /// the rows are from the file that was trained on, for the help in messages.
  package func encode(
    _ table: Table, rows: [Int], isFromSplit: Bool = false
  ) throws(DataError) -> Tensor {
    if !areLabels {
      var missing = MissingTargets(columns, kind)
      try missing.add(table, rows: rows)
      try missing.finish()
    }
    var unknown = UnknownTargets.refused
    return try encode(table, rows: rows, &unknown, isFromSplit: isFromSplit)
  }

  /// The same, where a target that cannot be made may be zeros.
  func encode(
    _ table: Table, rows: [Int], _ unknown: inout UnknownTargets, isFromSplit: Bool = false
  ) throws(DataError) -> Tensor {
    let found = try table.requireColumns(columns)
    guard let classNames else {
      var numbers: [Float] = []
      numbers.reserveCapacity(rows.count * found.count)
      for (place, row) in rows.enumerated() {
        for (index, column) in found.enumerated() {
          // An error would count the column's numbers.
          if unknown.areKept, column.number(at: row)?.isFinite != true {
            unknown.keep(place)
            numbers.append(0)
            continue
          }
          do throws(DataError) {
            numbers.append(try number(table, column, row: row, scaling?[index]))
          } catch {
            try unknown.add(place, error)
            numbers.append(0)
          }
        }
      }
      return Tensor(numbers, shape: [rows.count, found.count])
    }
    let column = found[0]
    let classes = Vocabulary(classNames)
    func place(_ name: String, _ row: Int) throws(DataError) -> Int {
      if let place = classes.place(of: name) { return place }
      throw table.error(
        .unknownClass(
          found: name, known: classNames, isFromSplit: isFromSplit && reading == nil), row: row,
        in: column)
    }
    if case .labels(let separator) = reading {
      var output = try zeros(rows.count, table.file)
      for (index, row) in rows.enumerated() {
        for label in TargetEncoder.labels(column.text(at: row), separator) {
          do throws(DataError) {
            output[index * width + (try place(label, row))] = 1
          } catch {
            try unknown.add(index, error)
          }
        }
      }
      return Tensor(output, shape: [rows.count, width])
    }
    var indices: [Int] = []
    indices.reserveCapacity(rows.count)
    var places = ClassPlaces(table, column, areNumbers: areNumbers)
    for (index, row) in rows.enumerated() {
      do throws(DataError) {
        indices.append(
          try places.place(of: row) { (name) throws(DataError) in try place(name, row) })
      } catch {
        try unknown.add(index, error)
        indices.append(0)
      }
    }
    return try tensor(indices, classCount: classNames.count, file: table.file)
  }

  /// Whether a text holds several labels, of which it may have none.
  var areLabels: Bool { if case .labels = reading { true } else { false } }

  /// The labels in a text, each once, without white space at their ends; none in a missing text.
  static func labels(_ text: String?, _ separator: String) -> [String] {
    guard let text else { return [] }
    let (bytes, mark) = (Array(text.utf8), Array(separator.utf8))
    var labels: [String] = []
    var start = 0
    var place = 0
    while place <= bytes.count {
      let isEnd = place == bytes.count
      if !isEnd && !bytes[place...].starts(with: mark) {
        place += 1
        continue
      }
      let isSpace = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
      let field = bytes[start..<place].drop(while: isSpace)
      let end = field.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? field.startIndex
      let label = String(decoding: field[field.startIndex..<end], as: UTF8.self)
      if !label.isEmpty, !labels.contains(where: { $0.isWritten(label) }) { labels.append(label) }
      place += isEnd ? 1 : mark.count
      start = place
    }
    return labels
  }

  /// The class of each of `rows` as a number, for stratified splits; a missing target is an error.
  static func groups(
    _ table: Table, rows: [Int], column name: String
  ) throws(DataError) -> [Int] {
    let column = try table.requireColumns([name])[0]
    var places = ClassPlaces(table, column, areNumbers: column.isNumeric)
    var classes = Vocabulary()
    return try rows.map { (row) throws(DataError) in
      try places.place(of: row) { classes.insert($0) }
    }
  }

  private func number(
    _ table: Table, _ column: Column, row: Int, _ scaling: Scaling?
  ) throws(DataError) -> Float {
    guard let number = column.number(at: row) else {
      let found = column.text(at: row) ?? ""
      let mostAreNumbers = column.numberCount >= column.textCount
      throw table.error(
        .targetNeedsNumbers(found: found, mostAreNumbers: mostAreNumbers), row: row, in: column)
    }
    let float =
      scaling.map { Float((number - $0.offset) / $0.scale) } ?? column.float(at: row) ?? .nan
    guard float.isFinite else {
      throw table.error(.numberTooLarge(found: String(number)), row: row, in: column)
    }
    if kind == .binary, float != 0, float != 1 {
      throw table.error(.notALabel(found: column.text(at: row) ?? ""), row: row, in: column)
    }
    return float
  }

  // MARK: Form

  func tensor(
    _ classes: [Int], classCount: Int, file: String
  ) throws(DataError) -> Tensor {
    if reading == .ordinal {
      var output = try zeros(classes.count, file)
      for (row, index) in classes.enumerated() {
        for threshold in 0..<index { output[row * width + threshold] = 1 }
      }
      return Tensor(output, shape: [classes.count, width])
    }
    switch kind {
    case .classIndices: return Tensor(classes.map(Int32.init))
    case .binary, .numbers: return Tensor(classes.map(Float.init), shape: [classes.count, 1])
    case .oneHotClasses:
      var output = try zeros(classes.count, file)
      for (row, index) in classes.enumerated() { output[row * width + index] = 1 }
      return Tensor(output, shape: [classes.count, classCount])
    }
  }

  /// As many zeros as so many targets have numbers.
  private func zeros(_ count: Int, _ file: String) throws(DataError) -> [Float] {
    try FileBytes.checkFits(rows: count, width: width, file: file)
    return [Float](repeating: 0, count: count * width)
  }
}
