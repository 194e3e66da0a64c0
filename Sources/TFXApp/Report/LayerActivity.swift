import TFXCore
import TFXData
import TFXModel
import TFXReport
import TFXTrain

/// Units of a model that say nothing: those of layers that make 0 of all that is negative, and which made
/// nothing but 0 of many rows. They learn nothing more either, since their gradient is 0 too.
struct LayerActivity {
  /// A layer with its units.
  struct Units {
    let layer: String
    let count: Int
    /// Those that were 0 for all rows, in their order.
    let dead: [Int]
  }

  let units: [Units]
  /// The rows that were looked at.
  let rowCount: Int

  /// Numbers that layers make of a batch, at most, unless a single row makes more: few, so that they are
  /// read while they are in the processor's cache.
  private static let numberLimit = 1 << 18
  private static let rowLimit = 256

  /// - Parameters:
  ///   - budget: How many rows may be computed.
  /// - Returns: Nil if no layer is of that kind.
  init?(_ model: Sequential, _ data: any BatchSource, budget: Int) throws {
    let layers = try model.graph.layers.filter { layer in
      guard let range = layer.layer.outputRange, range.lowerBound == 0, range.upperBound > 1,
        let width = layer.outputShape.dimensions.last
      else { return false }
      return width > 1
    }
    if layers.isEmpty || budget < 1 { return nil }
    let size = layers.reduce(0) { $0 + LayerActivity.size($1.outputShape) }
    let most = min(LayerActivity.rowLimit, budget, data.count)
    let batchSize = max(
      1, min(LayerActivity.numberLimit / max(size, 1), Sequential.inferenceBatchSize, most))
    // Whole batches: one of another size takes a plan of its own, which costs more than its rows.
    let limit = most / batchSize * batchSize
    var dead = layers.map { Array(0..<$0.outputShape[-1]) }
    var rows = 0
    try model.outputs(of: layers, for: data, batchSize: batchSize) { outputs in
      rows += outputs[0].shape[0]
      for (index, output) in outputs.enumerated() where !dead[index].isEmpty {
        let width = output.shape[-1]
        output.withUnsafeScalars(of: Float.self) { values in
          dead[index].removeAll { unit in
            // Not a number is not 0.
            stride(from: unit, to: values.count, by: width).contains { values[$0] != 0 }
          }
        }
      }
      return rows < limit && !dead.allSatisfy(\.isEmpty)
    }
    rowCount = rows
    units = zip(layers, dead).map { layer, dead in
      Units(layer: layer.name, count: layer.outputShape[-1], dead: dead)
    }
  }

  private static func size(_ shape: Shape) -> Int {
    shape.withoutBatch.dimensions.reduce(1) { $0 * max($1, 1) }
  }

  /// What there is to say of it.
  var blocks: [Block] {
    let all = units.reduce(0) { $0 + $1.count }
    if units.allSatisfy(\.dead.isEmpty) {
      return [
        .note(
          "Each of the \(Digits.count(all)) units behind which negative numbers are 0 was above 0 in "
            + "the first \(rowCount == 1 ? "row" : "\(Digits.count(rowCount)) rows") already: none is dead."
        )
      ]
    }
    let rows = units.map { units in
      [
        units.layer, Digits.count(units.count), Digits.count(units.dead.count),
        Digits.percent(Double(units.dead.count) / Double(units.count)),
        units.dead.isEmpty ? "–" : LayerActivity.list(units.dead),
      ]
    }
    return [
      .table(
        PageTable(
          "Units that were 0 for all of \(Digits.count(rowCount)) rows",
          [
            PageTable.Column("Layer"), PageTable.Column("Units", .number),
            PageTable.Column("Dead", .number), PageTable.Column("Share", .number),
            PageTable.Column("Which, from 0", .wide),
          ], rows)),
      .note(
        "They add nothing and learn nothing. A smaller learning rate or leaky_relu has fewer of them."
      ),
    ]
  }

  /// Layers of which a quarter or more is dead, to be looked at.
  var attention: [String] {
    units.filter { $0.dead.count * 4 >= $0.count && !$0.dead.isEmpty }.prefix(4).map { units in
      "\(Digits.count(units.dead.count)) of \(Digits.count(units.count)) units of \(units.layer) are "
        + "dead: 0 for all of \(Digits.count(rowCount)) rows."
    }
  }

  private static func list(_ units: [Int]) -> String {
    units.prefix(20).map(String.init).joined(separator: ", ") + (units.count > 20 ? ", …" : "")
  }
}
