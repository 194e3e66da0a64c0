import TFXApp
import TestSupport
import Testing

/// Graphs whose numbers are those of TensorFlow 2.21 where one might expect others.
@Suite(.serialized) struct GraphNumberTests {
  @Test(arguments: [
    // Not-a-numbers are passed over.
    (
      "{x: {value: [1, .nan, 2], dtype: float32}}",
      "[{name: y, op: ArgMax, inputs: [x]}, {name: z, op: ArgMin, inputs: [x]}]",
      "y: int64[]\n2\nz: int64[]\n0\n"
    ),
    // Whole numbers, complex ones, and letters that come twice.
    (
      "{x: {value: [[1, 2], [3, 4]], dtype: int32}}",
      "[{name: y, op: MatMul, inputs: [x, x]}]", "y: int32[2, 2]\n[[ 7 10]\n [15 22]]\n"
    ),
    (
      "{x: {value: [[1, 2], [3, 4]], dtype: float32}}",
      "[{name: y, op: Einsum, inputs: [x], equation: 'ii->i'}]", "y: float32[2]\n[1.0 4.0]\n"
    ),
    (
      "{x: {value: [[[[1], [2]], [[3], [4]]]], dtype: uint8}}",
      "[{name: y, op: MaxPool, inputs: [x], ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], "
        + "padding: VALID}]", "y: uint8[1, 1, 1, 1]\n[[[[4]]]]\n"
    ),
    // Alpha is a 32-bit float, also of 64-bit numbers.
    (
      "{x: {value: [-1e7], dtype: float64}}", "[{name: y, op: LeakyRelu, inputs: [x]}]",
      "y: float64[1]\n[-2000000.0298023224]\n"
    ),
    // A pixel of weight 0 counts: infinity times 0 is no number.
    (
      "{x: {value: [[[[1], [.inf]]]], dtype: float32}}",
      "[{name: y, op: ResizeBilinear, inputs: [x], size: [1, 4]}, "
        + "{name: z, op: Reshape, inputs: [y], shape: [4]}]", "z: float32[4]\n[1.0 nan nan nan]\n"
    ),
  ])
  func asTensorFlow(_ constants: String, _ nodes: String, _ expected: String) throws {
    let workshop = try Workshop()
    let fetch = expected.hasPrefix("z") ? "[z]" : nodes.contains("name: z") ? "[y, z]" : "[y]"
    try workshop.write(
      "graph.yaml", "constants: \(constants)\nnodes: \(nodes)\nfetch: \(fetch)\n")
    let outcome = workshop.perform { try RunCommand(graph: workshop["graph.yaml"]).run($0) }
    #expect(outcome.text == "stdout:\n\(expected)exit 0\n")
  }
}
