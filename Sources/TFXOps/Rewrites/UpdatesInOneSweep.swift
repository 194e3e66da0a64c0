import TFXCore
import TFXGraph
import TFXKernels

/// Updates of one kind with the same parameters → _MergedUpdate, one sweep over all their variables.
///
/// Each thread takes its share of each tensor, in one parallel region: Adam took 0.115 ms for the
/// 670,000 weights of a 784-512-512-10 network (docs/decisions.md, each thread sweeps over its share of
/// each weight).
struct UpdatesInOneSweep: GroupRewrite {
  func joined(_ op: any Op, _ next: any Op) -> (any Op)? {
    let merged = op as? MergedUpdate
    guard let first = merged?.update ?? op as? any UpdateOp, first.isSame(as: next)
    else { return nil }
    return MergedUpdate(update: first, count: (merged?.count ?? 1) + 1)
  }
}

extension UpdateOp {
  /// Whether another operation is such an update with the same parameters.
  func isSame(as other: any Op) -> Bool { other as? Self == self }
}

/// Several updates of one kind, with the same parameters, in one sweep over all their variables.
/// Its inputs are theirs, one behind the other.
struct MergedUpdate: FloatingOp {
  static let type = "_MergedUpdate"

  var update: any UpdateOp = ResourceApplyGradientDescent()
  var count = 1

  var attributes: [Attribute] {
    [Attribute("merged_op", .string(Swift.type(of: update).type)), Attribute("N", .int(count))]
      + update.attributes
  }

  var writtenInputs: [Int] {
    (0..<count).flatMap { part in update.writtenInputs.map { part * update.inputCount + $0 } }
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(count * update.inputCount)
    for part in 0..<count {
      let first = part * update.inputCount
      _ = try update.infer(InputSpecs((first..<first + update.inputCount).map { inputs[$0] }))
    }
    return []
  }

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    update.kernel(ofAll: site.parts(count).map(\.inputs), type)
  }
}

extension UpdateOp {
  /// The work of several updates: one sweep if they share their scalars.
  ///
  /// - Parameters:
  ///   - sites: The inputs of each.
  ///   - rows: What the gradients of some of them are, if they are those of looked up rows.
  func kernel<T: KernelScalar>(
    ofAll sites: [[Buffer]], _ type: T.Type, rows: (Range<Int>) -> RowGradients? = { _ in nil }
  ) -> Kernel {
    let isShared = sites.allSatisfy { inputs in
      scalars.allSatisfy { inputs[$0].pointer == sites[0][$0].pointer }
    }
    if isShared { return kernel(sites, type, rows: rows(sites.indices)) }
    let kernels = sites.indices.map { index in
      kernel([sites[index]], type, rows: rows(index..<index + 1))
    }
    return { () throws(KernelError) in for kernel in kernels { try kernel() } }
  }
}
