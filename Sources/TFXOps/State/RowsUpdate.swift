package import TFXCore
package import TFXGraph
package import TFXKernels

/// Updates of tables by the gradients of lookups, which are never made as wide as the tables: their
/// rows that were looked up change by them, and all others as by a gradient of 0, or not at all.
///
/// Its inputs are, for each of `count` tables: the gradient of what was looked up [k…, i…], the ids
/// [k…], a tensor of the table's shape [n, i…], of which that alone counts, then those of the update
/// without its gradient.
package struct RowsUpdate: FloatingOp {
  package static let type = "_RowsUpdate"
  package static let nodeForm = NodeForm.training

  var update: any UpdateOp = ResourceApplyGradientDescent()
  /// Whether rows that were not looked up change as by a gradient of 0.
  var changesAll = true
  var count = 1

  package init() {}

  init(update: any UpdateOp, changesAll: Bool, count: Int = 1) {
    self.update = update
    self.changesAll = changesAll
    self.count = count
  }

  package var attributes: [Attribute] {
    [
      Attribute("update_op", .string(Swift.type(of: update).type)),
      Attribute("changes_all", .bool(changesAll)), Attribute("N", .int(count)),
    ] + update.attributes
  }

  private static let lookup = GatherGrad()
  private static let lookupInputs = 3
  private var inputCount: Int { update.inputCount - 1 + RowsUpdate.lookupInputs }

  package var writtenInputs: [Int] {
    (0..<count).flatMap { part in
      update.writtenInputs.map { part * inputCount + RowsUpdate.lookupInputs + $0 }
    }
  }

  package var shapeOnlyInputs: Set<Int> { Set((0..<count).map { $0 * inputCount + 2 }) }

  package func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(count * inputCount)
    for part in 0..<count {
      let first = part * inputCount
      let others = first + RowsUpdate.lookupInputs
      let gradient = try RowsUpdate.lookup.infer(
        InputSpecs((first..<others).map { inputs[$0] }))
      var own = (others..<first + inputCount).map { inputs[$0] }
      own.insert(contentsOf: gradient, at: update.gradientInput)
      _ = try update.infer(InputSpecs(own))
    }
    return []
  }

  package func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    var sites: [[Buffer]] = []
    var gradients: [RowGradient] = []
    for part in site.parts(count) {
      let table = part.inputShape(2)
      let ids = part.inputs[1]
      gradients.append(
        RowGradient(
          part.inputs[0].pointer, ids: ids.pointer, areWide: ids.spec.dtype == .int64,
          rows: table[0], width: table[1...].reduce(1, *), uses: ids.spec.shape.elementCount))
      var inputs = Array(part.inputs.dropFirst(RowsUpdate.lookupInputs))
      inputs.insert(part.inputs[0], at: update.gradientInput)
      sites.append(inputs)
    }
    let changesAll = changesAll && !update.restsAtZero
    let updates = update.kernel(ofAll: sites, type) { range in
      RowGradients(Array(gradients[range]), changeAll: changesAll)
    }
    return { () throws(KernelError) in
      do throws(BadIndex) {
        try RowGradient.list(gradients)
      } catch {
        throw KernelError(error)
      }
      try updates()
    }
  }
}

extension UpdateOp {
  /// Whether a gradient of 0 changes nothing.
  fileprivate var restsAtZero: Bool { rule.restsAtZero && treatment.weightDecay == 0 }
}
