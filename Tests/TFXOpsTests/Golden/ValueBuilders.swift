import TFXCore
import TFXGraph
import TFXOps

extension GoldenTests {
  /// Builders of Tests/Fixtures/tensorflow/ops_values.py.
  static let valueBuilders: [String: Build] = [
    "Shape": { g, x, a in [try g.shape(of: x[0], outType: a.dtype("out_type", default: .int32))] },
    "Range": { g, x, _ in [try g.range(x[0], x[1], delta: x[2])] },
    "Where": { g, x, _ in [try g.where(x[0])] },
  ]
}
