import TFXCore
import TFXGraph
import TFXOps

extension GoldenTests {
  /// Builders of Tests/Fixtures/tensorflow/ops_state.py: a variable is made of the first input, and
  /// read after it has been changed.
  static let stateBuilders: [String: Build] = [
    "AssignVariableOp": changed { try $0.assign($1, $2[1]) },
    "AssignAddVariableOp": changed { try $0.assignAdd($1, $2[1]) },
    "AssignSubVariableOp": changed { try $0.assignSub($1, $2[1]) },
    "ResourceScatterUpdate": changed { try $0.scatterUpdate($1, $2[1], $2[2]) },
    "ResourceScatterAdd": changed { try $0.scatterAdd($1, $2[1], $2[2]) },
    "ResourceScatterSub": changed { try $0.scatterSub($1, $2[1], $2[2]) },
    "ResourceScatterMul": changed { try $0.scatterMul($1, $2[1], $2[2]) },
    "ResourceScatterMin": changed { try $0.scatterMin($1, $2[1], $2[2]) },
    "ResourceScatterMax": changed { try $0.scatterMax($1, $2[1], $2[2]) },
  ]

  private static func changed(
    _ change: @escaping @Sendable (Graph, Variable, [Output]) throws -> Operation
  ) -> Build {
    { graph, x, _ in
      let variable = try graph.getVariable("v", shape: x[0].shape, dtype: x[0].dtype) {
        (_) throws(GraphError) in x[0]
      }
      let operation = try graph.controlDependencies([variable.initializer]) {
        try change(graph, variable, x)
      }
      return [try graph.readVariable(variable, after: [operation])]
    }
  }

  /// Builders of Tests/Fixtures/tensorflow/ops_array_quantize.py.
  static let quantizeBuilders: [String: Build] = [
    "QuantizeV2": { g, x, a in
      let all = try g.quantize(
        x[0], low: x[1], high: x[2], a.dtype("T", default: .quint8),
        mode: QuantizeMode(rawValue: a.text("mode"))!,
        rounding: QuantizeRounding(rawValue: a.text("round_mode"))!)
      return [all.codes, all.low, all.high]
    },
    "Dequantize": { g, x, a in
      let mode = QuantizeMode(rawValue: a.text("mode"))!
      return [try g.dequantize(x[0], low: x[1], high: x[2], mode: mode)]
    },
    "FakeQuantWithMinMaxArgs": { g, x, a in
      [
        try g.fakeQuantWithMinMaxArgs(
          x[0], min: a.number("min", default: 0), max: a.number("max", default: 0),
          bits: a.integer("num_bits"), narrowRange: a.bool("narrow_range"))
      ]
    },
    "FakeQuantWithMinMaxVars": { g, x, a in
      [
        try g.fakeQuantWithMinMaxVars(
          x[0], min: x[1], max: x[2], bits: a.integer("num_bits"),
          narrowRange: a.bool("narrow_range"))
      ]
    },
  ]
}
