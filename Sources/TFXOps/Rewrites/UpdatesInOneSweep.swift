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
    guard let first = merged?.update ?? op as? any UpdateOp, isSame(first, next) else { return nil }
    return MergedUpdate(update: first, count: (merged?.count ?? 1) + 1)
  }

  private func isSame<Update: UpdateOp>(_ update: Update, _ other: any Op) -> Bool {
    other as? Update == update
  }
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
    let sites = site.parts(count).map(\.inputs)
    let isShared = sites.allSatisfy { inputs in
      update.scalars.allSatisfy { inputs[$0].pointer == sites[0][$0].pointer }
    }
    if isShared { return update.kernel(sites, type) }
    let kernels = sites.map { update.kernel([$0], type) }
    return { () throws(KernelError) in for kernel in kernels { try kernel() } }
  }
}
