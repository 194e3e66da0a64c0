import TFXCore

extension Table {
  /// Throws at the first row that is the header once more, as files have it that were put together with
  /// their headers, or shuffled with it. It makes a column of texts of every one.
  func requireOneHeader() throws(DataError) {
    if columns.count < 2 { return }
    var texts: [(name: String, values: [String?])] = []
    for column in columns {
      guard case .texts(let values) = column.values else { return }
      texts.append((column.name, values))
    }
    let first = texts[0]
    for (row, text) in first.values.enumerated() {
      guard let text, text.isWritten(first.name) else { continue }
      if texts.allSatisfy({ $0.values[row]?.isWritten($0.name) ?? false }) {
        throw DataError(.headerAmongRows, file: file, row: lines[row])
      }
    }
  }
}
