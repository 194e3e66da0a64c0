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

  /// The same with further columns.
  package func summary(name: String, columns: [SummaryColumn]) -> String {
    let header = ["Layer (type)", "Output shape", "Param #"] + columns.map(\.header)
    let rows = layers.enumerated().map { index, layer in
      [
        "\(layer.name) (\(layer.layer.kind))", "\(layer.outputShape)",
        String(layer.parameterCount).inThousands,
      ] + columns.map { $0.cells[index] }
    }
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, cell in
        column < 2
          ? cell.padded(to: widths[column])
          : String(repeating: " ", count: widths[column] - cell.count) + cell
      }
      var text = padded.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text + "\n"
    }
    let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * widths.count - 2) + "\n"
    let trainable = weights.filter(\.isTrainable).map(\.spec.shape.elementCount).reduce(0, +)
    let all = weights.map(\.spec.shape.elementCount).reduce(0, +)
    let bytes = weights.map { $0.spec.shape.elementCount * $0.spec.dtype.byteCount }.reduce(0, +)
    var text = "Model: \(name)\n" + line(header) + rule
    text += rows.map(line).joined() + rule
    text += "Parameters: \(String(all).inThousands) (\(ModelGraph.size(bytes)))"
    text += ", of which trainable: \(String(trainable).inThousands)\n"
    return text
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

extension String {
  /// The text with spaces behind it, at least `width` characters long.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
