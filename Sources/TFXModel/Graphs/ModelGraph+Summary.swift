import TFXCore
import TFXGraph

extension ModelGraph {
  /// The model as a table, as Keras prints it: each layer with its output shape and the number of
  /// its parameters, and the totals.
  public func summary(name: String) -> String { summary(name: name, columns: []) }

  /// A further column of the table.
  package struct SummaryColumn {
    package var header: String
    /// A cell a layer.
    package var cells: [String]

    package init(_ header: String, _ cells: [String]) {
      self.header = header
      self.cells = cells
    }
  }

  /// The same with further columns, within `width` columns of a terminal: of the further columns the last are
  /// left out first, then the types of layers and the shapes of outputs.
  package func summary(name: String, columns: [SummaryColumn], width: Int? = nil) -> String {
    let further = (3..<3 + columns.count).reversed()
    var table = table(columns, hasTypes: true, dispensable: Array(further))
    if let width, table.leastWidth > width {
      table = self.table(columns, hasTypes: false, dispensable: further + [1])
    }
    var lines = table.lines(width: width)
    let rule = String(repeating: "─", count: lines.map(\.columns).max() ?? 0)
    lines.insert(rule, at: 1)
    lines.append(rule)
    let trainable = weights.filter(\.isTrainable).map(\.spec.shape.elementCount).reduce(0, +)
    let all = weights.map(\.spec.shape.elementCount).reduce(0, +)
    let bytes = weights.map { $0.spec.shape.elementCount * $0.spec.dtype.byteCount }.reduce(0, +)
    lines.insert("Model: \(name)", at: 0)
    lines.append(
      "Parameters: \(String(all).inThousands) (\(ModelGraph.size(bytes))), of which trainable: "
        + String(trainable).inThousands)
    return lines.map { $0 + "\n" }.joined()
  }

  private func table(
    _ columns: [SummaryColumn], hasTypes: Bool, dispensable: [Int]
  ) -> TextTable {
    var table = TextTable(
      [hasTypes ? "Layer (type)" : "Layer", "Output shape", "Param #"] + columns.map(\.header),
      rightAligned: Set(2..<3 + columns.count), limit: .max, dispensable: dispensable)
    for (index, layer) in layers.enumerated() {
      table.add(
        [
          hasTypes ? "\(layer.name) (\(layer.layer.kind))" : layer.name, "\(layer.outputShape)",
          String(layer.parameterCount).inThousands,
        ] + columns.map { $0.cells[index] })
    }
    return table
  }

  /// A number of bytes in a readable unit: `2.55 MB`.
  private static func size(_ bytes: Int) -> String {
    var value = Double(bytes)
    var unit = 0
    let units = ["B", "KB", "MB", "GB", "TB"]
    while value >= 1024, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    let text = unit == 0 ? "\(bytes)" : "\((value * 100).rounded() / 100)"
    return "\(text) \(units[unit])"
  }
}
