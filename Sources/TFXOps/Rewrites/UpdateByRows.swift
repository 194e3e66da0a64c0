import TFXCore
import TFXGraph
import TFXKernels

/// An update of a table by the gradient of a lookup → _RowsUpdate, where nobody else reads the
/// gradient, and updates that need no factor of the whole gradient first.
///
/// The gradient, as wide as the table, is never made: of 100,000 rows a batch looks up some hundred.
struct UpdateByRows: MergeRewrite {
  func merged(_ first: GatherGrad, _ inputs: [TensorSpec], into reader: Reader) -> (any Op)? {
    guard let update = reader.op as? any UpdateOp, reader.input == update.gradientInput,
      !update.treatment.hasFactor, first.isOfRows, let rows = inputs[2].shape.dimensions.first,
      RowGradient.suits(rows: rows, uses: inputs[1].shape.elementCount)
    else { return nil }
    return RowsUpdate(update: update, changesAll: true)
  }
}

/// Updates of looked up rows of one kind with the same parameters → one _RowsUpdate.
struct RowsInOneSweep: GroupRewrite {
  func joined(_ op: any Op, _ next: any Op) -> (any Op)? {
    guard var all = op as? RowsUpdate, let next = next as? RowsUpdate,
      all.changesAll == next.changesAll, all.update.isSame(as: next.update)
    else { return nil }
    all.count += next.count
    return all
  }
}
