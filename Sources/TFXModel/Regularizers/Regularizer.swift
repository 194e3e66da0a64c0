public import TFXCore
public import TFXGraph
import TFXOps

/// What a weight adds to the loss.
public protocol Regularizer: NamedConfigurable {
  /// Adds the operations that compute the penalty of a weight: a scalar.
  func call(_ weight: Output) throws(GraphError) -> Output
}

extension Regularizer {
  /// The penalty of what a layer makes of a batch, divided by the number of samples.
  func meanPenalty(ofActivity output: Output) throws(GraphError) -> Output {
    let graph = output.graph
    let samples = try graph.slice(try graph.shape(of: output), begin: [0], size: [1])
    let count = try graph.cast(try graph.reshape(samples, to: []), to: output.dtype)
    return try graph.divide(try call(output), count)
  }
}

/// The field of a layer that names a regularizer.
public struct RegularizerField: FieldValue {
  /// The regularizer.
  public var value: any Regularizer

  /// A field that holds the given regularizer.
  public init(_ value: any Regularizer) { self.value = value }

  public static var expectation: String { "a regularizer" }

  public static var schema: ValueSchema { regularizerCatalog.schema() }

  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> RegularizerField? {
    (regularizerCatalog.read(node, &diagnostics) as? any Regularizer).map { RegularizerField($0) }
  }

  public func write() -> ConfigNode { Catalog.write(value) }
}

/// Every regularizer, in the order of the reference.
package let regularizerCatalog = Catalog(
  "regularizer", [L1.self, L2.self, L1L2.self, OrthogonalRegularizer.self], takesFirstField: true)

extension Graph {
  /// factor · Σ |w|.
  func l1Penalty(_ weight: Output, _ factor: Double) throws(GraphError) -> Output {
    try multiply(try sum(try abs(weight)), try constant(factor, weight.dtype))
  }

  /// factor · Σ w².
  func l2Penalty(_ weight: Output, _ factor: Double) throws(GraphError) -> Output {
    try multiply(try sum(try square(weight)), try constant(factor, weight.dtype))
  }
}
