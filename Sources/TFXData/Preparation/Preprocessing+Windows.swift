import TFXCore

extension Preprocessing {
  /// The windows among rows of a transformed table; of all its rows if `rows` is nil.
  ///
  /// - Parameters:
  ///   - raw: the table before its transforms, whose columns of time and series count.
  ///   - part: the part that the rows are, for messages.
  ///   - drift: what is not like the training part is added to it.
  ///   - withTruth: whether targets are read where there are any, though they are not needed.
  func windows(
    _ raw: Table, _ tables: TransformedTable, rows: [Int]? = nil, needTargets: Bool,
    part: DataPart? = nil, drift: Drift? = nil, withTruth: Bool = false
  ) throws(DataError) -> WindowedData {
    guard let window, let features else { preconditionFailure("windows of a model that has none") }
    var windows = try WindowRows(
      raw, rows ?? Array(0..<raw.rowCount), window, needTargets: needTargets, part: part)
    if !needTargets { windows.sortByLastRow(window) }
    let offset = window.span - 1 + window.horizon
    if needTargets, target.dropsMissing {
      let targetRows = windows.rows(behind: offset)
      let usable = Set(try target.usable(tables.targets, targetRows))
      if usable.isEmpty { try requireTargets(tables.targets, targetRows) }
      windows.keep(window) { usable.contains($0) }
    }
    let last = windows.rows(behind: window.span - 1)
    var targets: Tensor?
    var weights: Tensor?
    if needTargets {
      let targetRows = windows.rows(behind: offset)
      targets = try target.encode(tables.targets, rows: targetRows)
      weights = try sampleWeights(tables.inputs, rows: targetRows)
    }
    var unknown: [Int: [String?]] = [:]
    if withTruth, let known = try target.known(raw, rows: windows.rowsIfAny(behind: offset)) {
      (targets, unknown) = known
    }
    return WindowedData(
      rows: try features.encode(tables.inputs, rows: windows.rows, drift: drift),
      starts: windows.starts, window,
      targets: targets, unknownTargets: unknown, sampleWeights: weights,
      ids: try ids(tables.inputs, rows: last),
      lines: last.map { raw.lines[$0] }, rowNumbers: last.map { $0 + 1 }, file: raw.file,
      gaps: windows.gaps)
  }

  /// The windows of a file, which is read as a whole.
  func windows(
    _ source: DataSource, needTargets: Bool, drift: Drift? = nil, withTruth: Bool = false
  ) throws(DataError) -> WindowedData {
    let table = try table(source)
    return try windows(
      table, transformed(table, needTargets: needTargets), needTargets: needTargets, drift: drift,
      withTruth: withTruth)
  }
}
