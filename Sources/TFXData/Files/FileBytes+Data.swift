package import TFXCore

extension FileBytes {
  /// Reads a file of data; `-` is standard input.
  package convenience init(data path: String) throws(DataError) {
    do {
      try self.init(path: path)
    } catch {
      let kind: DataError.Kind =
        switch error.kind {
        case .missing: .notFound
        case .directory: .directory
        case .device: .notAFile
        case .tooLarge(let bytes): .tooLarge(bytes: bytes)
        case .unreadable(let reason), .unwritable(let reason): .unreadable(reason: reason)
        }
      throw DataError(kind, file: error.file, row: nil, column: nil)
    }
  }

  /// Throws if a float32 matrix of the given extents would not fit into memory.
  static func checkFits(rows: Int, width: Int, file: String) throws(DataError) {
    let (elements, overflow) = rows.multipliedReportingOverflow(by: width)
    if overflow || elements > Machine.memorySize / 4 {
      let bytes = overflow ? UInt64.max : UInt64(elements) * 4
      throw DataError(.tooLarge(bytes: bytes), file: file, row: nil, column: nil)
    }
  }
}
