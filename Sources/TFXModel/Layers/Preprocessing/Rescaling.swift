public import TFXCore
public import TFXGraph
import TFXOps

/// y = x · scale + offset.   [batch, d…] → [batch, d…]
public struct Rescaling: Layer {
  public static let kind = "Rescaling"

  /// The factor.
  public var scale = 1.0
  /// What is added.
  public var offset = 0.0

  public var passesMask: Bool { true }
  public var scalesInputs: Bool { true }

  public init() {}

  /// `x * scale + offset`.
  public init(_ scale: Double, offset: Double = 0) {
    self.scale = scale
    self.offset = offset
  }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("scale", &scale, "the factor, such as 1/255")
    f.optional("offset", &offset, "what is added")
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    let scaled = try x.graph.multiply(x, try x.graph.constant(scale, x.dtype))
    if offset == 0 { return scaled }
    return try x.graph.add(scaled, try x.graph.constant(offset, x.dtype))
  }
}
