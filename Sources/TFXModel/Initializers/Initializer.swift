public import TFXCore
public import TFXGraph
import TFXOps

/// What gives a weight its first value.
public protocol Initializer: NamedConfigurable {
  /// Adds the operations that compute the first value of a weight of the given spec.
  func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output
}

/// The field of a layer that names an initializer.
public struct InitializerField: FieldValue {
  /// The initializer.
  public var value: any Initializer

  /// A field that holds the given initializer.
  public init(_ value: any Initializer) { self.value = value }

  public static var expectation: String { "an initializer" }

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
    LecunNormal.self, Zeros.self, Ones.self, Constant.self, RandomNormal.self,
    TruncatedNormal.self, RandomUniform.self, Orthogonal.self,
  ])

/// How many inputs and outputs a weight connects, by its shape: Keras's `compute_fans`.
struct Fans {
  let fanIn: Double
  let fanOut: Double

  init(_ shape: Shape) {
    let dimensions = shape.dimensions.map(Double.init)
    switch dimensions.count {
    case 0: (fanIn, fanOut) = (1, 1)
    case 1: (fanIn, fanOut) = (dimensions[0], dimensions[0])
    default:
      let window = dimensions.dropLast(2).reduce(1, *)
      fanIn = dimensions[dimensions.count - 2] * window
      fanOut = dimensions[dimensions.count - 1] * window
    }
  }

  var mean: Double { (fanIn + fanOut) / 2 }
}

/// Random values whose variance is 1 / fan times a scale: Keras's `VarianceScaling`.
protocol VarianceScaling: Initializer {
  /// The seed; the graph's if nil.
  var seed: UInt64? { get set }
  /// The variance that is asked for.
  static func variance(_ fans: Fans) -> Double
  /// Whether values are uniform, or from a truncated normal distribution.
  static var isUniform: Bool { get }
}

extension VarianceScaling {
  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("seed", &seed, "seed of its random numbers; from the model's seed if left out")
  }

  public func call(_ graph: Graph, _ spec: TensorSpec) throws(GraphError) -> Output {
    let variance = Self.variance(Fans(spec.shape))
    if Self.isUniform {
      let limit = (3 * variance).squareRoot()
      return try graph.randomUniform(
        spec.shape, minimum: -limit, maximum: limit, spec.dtype, seed: seed)
    }
    // The standard deviation of a normal distribution that is cut off at 2 of them.
    let cut = 0.87962566103423978
    return try graph.truncatedNormal(
      spec.shape, standardDeviation: variance.squareRoot() / cut, spec.dtype, seed: seed)
  }
}
