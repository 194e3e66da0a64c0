import TFXCore

extension Preprocessing {
  /// Whether data to predict from has what the model needs: the columns of a table, or the shape of
  /// images. Of files that cannot be read, nobody can say so.
  package func takes(_ source: DataSource) -> Bool {
    guard let files = try? StreamedData.Files(source, self, needTargets: false) else {
      return false
    }
    guard case .table(let table) = files else { return true }
    let needed = (features?.columns.map(\.column) ?? []) + [id].compactMap { $0 }
    return needed.allSatisfy { name in table.header.names.contains { $0.isWritten(name) } }
  }
}
