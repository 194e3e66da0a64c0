import TFXCore

extension DataConfig {
  /// How rows get into the parts of a split.
  var splitRule: SplitRule {
    switch split {
    case nil where stratify: .stratified
    case nil where window == nil: .random
    case nil, .time(nil, _): .time(order: window?.order, format: window?.format)
    case let rule?: rule
    }
  }

  /// The columns that have another part than to be features: unless they are listed, they are none.
  var otherColumns: [String] {
    [id, sampleWeight].compactMap { $0 }
      + (splitRule.columns + (window?.columns ?? [])).map(\.column)
  }

  /// What is wrong with the rule of the split.
  func splitRuleProblems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    guard let split else { return problems }
    if stratify, split != .stratified {
      problems.append(
        FieldProblem(
          "stratify", "'stratify' and 'split' are two ways to split", help: "leave out one of them")
      )
    }
    if validationSplit + testSplit == 0 {
      problems.append(
        FieldProblem(
          "split", "'split' says how to split, but nothing is split off",
          help: "give 'validation_split' or 'test_split', or take it out"))
    }
    if case .time = split, streaming {
      problems.append(
        FieldProblem(
          "split",
          "the last rows are only known when all have been read, but 'streaming' reads them in order",
          help: "write them to files of their own: 'validation' and 'test'"))
    }
    if !train.isFile, let (key, _) = split.columns.first {
      problems.append(
        FieldProblem(
          "split", "'\(key)' names a column, but 'train' is IDX",
          help: "use random, time or stratify"))
    }
    return problems
  }

  /// The column by whose classes a split is stratified, of a target's columns; nil for labels of IDX
  /// files.
  func stratifiedColumn(
    _ columns: [String], _ kind: TargetKind, file: String
  ) throws(DataError) -> String? {
    let found: String? =
      if train.isFile ? columns.isEmpty : predictsInput {
        "the input"
      } else if !kind.isClasses {
        "a number"
      } else {
        columns.count > 1 || target?.separator != nil ? "several labels" : nil
      }
    if let found { throw DataError(.cannotStratify(found: found), file: file) }
    return columns.first
  }

  /// The parts of a table whose targets are transformed: of all rows, or of those that have a target.
  func splitRows(
    _ table: Table, targets: Table, _ target: TargetConfig, _ kind: TargetKind, seed: UInt64
  ) throws(DataError) -> PartRows {
    let columns = target.columns(among: table.columnNames)
    var rows = Array(0..<table.rowCount)
    // A row of a window may be without a target, unless it is the one whose target counts.
    if target.hasMissing, window == nil {
      var missing = MissingTargets(columns, kind)
      try missing.add(targets, rows: rows)
      if target.missing == .error { try missing.finish() }
      try missing.requireAny()
      rows = try MissingTargets.present(targets, rows: rows, columns: columns, kind)
    }
    let splitter = listSplitter(seed: seed)
    switch splitRule {
    case .random: return try splitter.split(rows, file: table.file)
    case .stratified:
      guard let column = try stratifiedColumn(columns, kind, file: table.file) else {
        preconditionFailure("a table that is stratified by no column")
      }
      let groups = try TargetEncoder.groups(targets, rows: rows, column: column)
      return try splitter.split(rows, groups: groups, file: table.file)
    case .time(let order, let format):
      if let order {
        rows = try TimeOrder(table, rows, by: order, format: format).sorted(rows)
      }
      if order == nil, let series = window?.by {
        return try splitter.splitInOrder(
          rows, series: table.groups(rows, by: series), file: table.file)
      }
      return try splitter.splitInOrder(rows, file: table.file)
    case .group(let name):
      let groups = try table.groups(rows, by: name)
      return try splitter.split(rows, byGroup: groups, file: table.file)
    }
  }

  /// The parts of so many images; `classes` are those of their labels.
  func splitImages(
    _ count: Int, classes: [Int]?, file: String, seed: UInt64
  ) throws(DataError) -> PartRows {
    let splitter = listSplitter(seed: seed)
    if case .time = splitRule { return try splitter.splitInOrder(Array(0..<count), file: file) }
    return try splitter.split(count, groups: classes, file: file)
  }

  /// How the rows of a file that is streamed are split.
  func rowSplitter(
    _ columns: [String], _ kind: TargetKind, file: String, seed: UInt64
  ) throws(DataError) -> RowSplitter {
    let rule: RowSplitter.Rule =
      switch splitRule {
      case .random, .time: .number
      case .stratified: .stratified(column: try stratifiedColumn(columns, kind, file: file))
      case .group(let column): .group(column: column)
      }
    return RowSplitter(validation: validationSplit, test: testSplit, seed: seed, rule: rule)
  }

  private func listSplitter(seed: UInt64) -> ListSplitter {
    ListSplitter(validation: validationSplit, test: testSplit, seed: seed)
  }
}

extension Table {
  /// A number for each of `rows`, from 0, the same for equal texts of a column.
  func groups(_ rows: [Int], by name: String) throws(DataError) -> [Int] {
    let column = try requireColumns([name])[0]
    var numbers: [ExactText: Int] = [:]
    var groups: [Int] = []
    groups.reserveCapacity(rows.count)
    for row in rows {
      guard let text = column.text(at: row) else {
        throw error(.missingGroup, row: row, in: column)
      }
      let next = numbers.count
      let number = numbers[ExactText(text), default: next]
      if number == next { numbers[ExactText(text)] = next }
      groups.append(number)
    }
    return groups
  }
}
