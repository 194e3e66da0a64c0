import TFXCore
import TFXGraph
import TFXKernels

/// GatherV2 of the rows of several tables → _MergedGatherV2.
///
/// Each thread takes some tables: a lookup of a thousand rows by itself is too little work for two.
struct LookupsInOneSweep: GroupRewrite {
  func joined(_ op: any Op, _ next: any Op) -> (any Op)? {
    guard let lookup = next as? GatherV2, lookup.areRows else { return nil }
    return switch op {
    case let first as GatherV2 where first.areRows: MergedLookup(count: 2)
    case let merged as MergedLookup: MergedLookup(count: merged.count + 1)
    default: nil
    }
  }
}

/// Lookups of rows in several tables. Its inputs and outputs are theirs, one behind the other.
struct MergedLookup: MovementOp {
  static let type = "_MergedGatherV2"

  var count = 1

  mutating func fields(_ f: inout some FieldVisitor) { f.show("N", .int(count)) }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2 * count)
    var outputs: [TensorSpec] = []
    for part in 0..<count {
      outputs += try GatherV2().infer(InputSpecs([inputs[2 * part], inputs[2 * part + 1]]))
    }
    return outputs
  }

  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel {
    GatherV2().move(site.parts(count), type)
  }
}
