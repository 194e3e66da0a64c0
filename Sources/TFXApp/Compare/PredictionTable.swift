import TFXCore
import TFXData

/// What a run keeps of each row of a part, read back: ids, what is true, what was said, and the loss.
struct PredictionTable {
  let path: String
  /// What names the rows: `row`, or the column of ids.
  let idName: String
  let ids: [String]
  /// What is true and what was said: a column each, or one for each number that is predicted. None of a
  /// model that predicts its input.
  let truths: [Column]
  let predictions: [Column]
  /// How probable each class or label is.
  let probabilities: [Column]
  let losses: Column?

  /// - Parameter preprocessing: That of the model that said it: the columns are in an order that it decides.
  /// - Throws: ``Failure`` if the file has other columns.
  init(_ path: String, _ preprocessing: Preprocessing) throws {
    self.path = path
    idName = preprocessing.idColumn ?? "row"
    // Classes such as 007 as they are written.
    let table = try CSVFile.read(
      path, textColumns: TextColumns(["truth", "prediction"], id: idName))
    let columns = table.columns
    let width: Int
    let classes = preprocessing.classNames?.count ?? 0
    if preprocessing.predictsInput {
      width = 0
    } else if classes > 0 {
      width = 1
    } else {
      width = (columns.count - 1) / 2
    }
    let known = 1 + 2 * width + classes
    guard columns.count == known || columns.count == known + 1,
      columns.first?.name.isWritten(idName) == true
    else {
      throw Failure(
        "error: \(path): its columns are not those that tfx writes of this model\n"
          + "  write it again: tfx evaluate RUN --predictions \(path)", exitCode: .badData)
    }
    ids = (0..<table.rowCount).map { columns[0].text(at: $0) ?? "" }
    truths = Array(columns[1..<1 + width])
    predictions = Array(columns[1 + width..<1 + 2 * width])
    probabilities = Array(columns[1 + 2 * width..<known])
    losses = columns.count > known ? columns[known] : nil
  }

  var count: Int { ids.count }

  /// What is true of a row, or what was said, as a text.
  static func text(_ columns: [Column], _ row: Int) -> String {
    columns.map { $0.text(at: row) ?? "" }.joined(separator: ", ")
  }

  /// For each row its place in another table that has the same rows with the same truths, in whatever order;
  /// nil if there is a row that the other has not.
  func places(in other: PredictionTable) -> [Int]? {
    guard count == other.count, truths.count == other.truths.count else { return nil }
    // Of rows of one id, the first is the first.
    var found: [String: [Int]] = [:]
    for (place, id) in other.ids.enumerated().reversed() { found[id, default: []].append(place) }
    var places: [Int] = []
    places.reserveCapacity(count)
    for (row, id) in ids.enumerated() {
      guard let place = found[id]?.popLast() else { return nil }
      for (own, other) in zip(truths, other.truths)
      where !PredictionTable.isSame(own, row, other, place) { return nil }
      places.append(place)
    }
    return places
  }

  /// Whether two truths are the same: numbers may differ by what scaling leaves of them.
  private static func isSame(_ one: Column, _ row: Int, _ other: Column, _ place: Int) -> Bool {
    if one.text(at: row) == other.text(at: place) { return true }
    guard let number = one.number(at: row), let second = other.number(at: place) else {
      return false
    }
    return abs(number - second) <= 1e-5 * max(abs(number), abs(second))
  }
}
