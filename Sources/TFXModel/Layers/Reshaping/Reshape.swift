public import TFXCore
public import TFXGraph
import TFXOps

/// A sample's elements under another shape.   [batch, d…] → [batch, e…] with ∏d = ∏e
public struct Reshape: Layer {
  public static let kind = "Reshape"

  /// The shape of a sample; one extent may be -1, to be found from the others.
  public var targetShape: [Int] = []

  public init() {}

  /// Samples of the given shape, of which one extent may be -1.
  public init(_ targetShape: [Int]) { self.targetShape = targetShape }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required(
      "target_shape", &targetShape,
      in: Limits("extents of at least 1, of which one may be -1") { shape in
        shape.allSatisfy { $0 >= 1 || $0 == -1 } && shape.filter { $0 == -1 }.count <= 1
      }, "shape of a sample; one extent may be -1")
  }

  public func weights(for input: Shape) throws(LayerError) -> [WeightSpec] {
    _ = try sampleShape(for: input)
    return []
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    guard let sample = try? sampleShape(for: x.shape) else {
      preconditionFailure("Reshape \(targetShape) of \(x.shape), which weights(for:) refuses")
    }
    return try x.graph.reshape(x, to: sample.batched())
  }

  private func sampleShape(for input: Shape) throws(LayerError) -> Shape {
    let known = targetShape.filter { $0 != -1 }.reduce(1, *)
    try input.requireKnownSamples()
    let count = input.withoutBatch.elementCount
    let isWhole = targetShape.contains(-1) ? count % known == 0 : count == known
    if !isWhole {
      throw LayerError(
        expected:
          "samples of \(known) elements\(targetShape.contains(-1) ? ", or a multiple" : "")",
        found: input, help: "a sample has \(count) elements")
    }
    return Shape(targetShape.map { $0 == -1 ? count / known : $0 })
  }
}
