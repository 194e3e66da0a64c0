import TFXCore
import TFXGraph
import TFXOps
import Testing

/// Requires that adding an operation fails with exactly this message.
func expectError(
  _ message: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Any
) {
  #expect(sourceLocation: sourceLocation) {
    _ = try body()
  } throws: { error in
    let found = "\(error)"
    if found != message {
      Issue.record("found: \(found)", sourceLocation: sourceLocation)
    }
    return found == message
  }
}

/// A graph with placeholders of the shapes that tests of inference need.
struct Samples {
  let graph = Graph()

  /// A new `float32` placeholder; −1 is unknown.
  func float(_ dimensions: Int...) throws -> Output {
    try graph.placeholder(shape: Shape(dimensions))
  }

  /// A new placeholder of another type.
  func typed(_ dtype: DType, _ dimensions: Int...) throws -> Output {
    try graph.placeholder(dtype, shape: Shape(dimensions))
  }
}

/// Requires an output's spec, as text: `float32[?, 3]`.
func expectSpec(
  _ output: Output, _ spec: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(output.spec.description == spec, sourceLocation: sourceLocation)
}
