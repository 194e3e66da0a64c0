public import TFXCore
public import TFXGraph
import TFXOps

/// What gives a weight its first value.
public protocol Initializer: NamedConfigurable {
  /// Adds the operations that compute the first value of a weight of the given spec.
  func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output

  /// The same for a weight of which these axes are those of inputs, and those of outputs: what an
  /// initializer needs to know whose values depend on how many a weight connects.
  func connecting(inputs: [Int], outputs: [Int]) -> any Initializer
}

extension Initializer {
  public func connecting(inputs: [Int], outputs: [Int]) -> any Initializer { self }
}

/// The field of a layer that names an initializer.
public struct InitializerField: FieldValue {
  /// The initializer.
  public var value: any Initializer

  /// A field that holds the given initializer.
  public init(_ value: any Initializer) { self.value = value }

  public static var expectation: String { "an initializer" }

  public static var schema: ValueSchema { initializerCatalog.schema() }

  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> InitializerField? {
    (initializerCatalog.read(node, &diagnostics) as? any Initializer).map { InitializerField($0) }
  }

  public func write() -> ConfigNode { Catalog.write(value) }
}

/// Every initializer, in the order of the reference.
package let initializerCatalog = Catalog(
  "initializer",
  [
    GlorotUniform.self, GlorotNormal.self, HeUniform.self, HeNormal.self, LecunUniform.self,
    LecunNormal.self, VarianceScaling.self, Zeros.self, Ones.self, Constant.self,
    RandomNormal.self, TruncatedNormal.self, RandomUniform.self, Orthogonal.self, Identity.self,
  ], takesFirstField: true)
