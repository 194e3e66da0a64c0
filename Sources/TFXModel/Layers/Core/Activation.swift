public import TFXCore
public import TFXGraph

/// An activation function as a layer.   [batch, d…] → [batch, d…]
public struct Activation: Layer {
  public static let kind = "Activation"

  /// The function.
  public var activation = ActivationFunction.linear

  public var passesMask: Bool { true }
  public var outputRange: ClosedRange<Double>? { activation.range }

  public init() {}

  /// The given function as a layer.
  public init(_ activation: ActivationFunction) { self.activation = activation }

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.required("activation", &activation, "the function")
  }

  public func call(_ x: Output, _ context: inout LayerContext) throws(GraphError) -> Output {
    try activation(x)
  }
}
