public import TFXCore
public import TFXGraph
import TFXOps

/// Where a weight may be: after each update, it is moved back there.
public protocol Constraint: NamedConfigurable {
  /// Adds the operations that move a weight to where it may be: of its shape and type.
  func call(_ weight: Output) throws(GraphError) -> Output
}

/// The field of a layer that names a constraint.
public struct ConstraintField: FieldValue {
  /// The constraint.
  public var value: any Constraint

  /// A field that holds the given constraint.
  public init(_ value: any Constraint) { self.value = value }

  public static var expectation: String { "a constraint" }

  public static var schema: ValueSchema { constraintCatalog.schema() }

  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> ConstraintField? {
    (constraintCatalog.read(node, &diagnostics) as? any Constraint).map { ConstraintField($0) }
  }

  public func write() -> ConfigNode { Catalog.write(value) }
}

/// Every constraint, in the order of the reference.
package let constraintCatalog = Catalog(
  "constraint", [MaxNorm.self, MinMaxNorm.self, NonNeg.self, UnitNorm.self],
  takesFirstField: true)

extension FieldVisitor {
  /// The axes along which a constraint measures.
  mutating func normAxes(_ axes: inout AxisList) {
    optional("axis", &axes, "the axes along which norms are measured")
  }
}

extension Output {
  /// The Euclidean norm along some axes, which stay with the extent 1.
  func norm(along axes: AxisList) throws(GraphError) -> Output {
    if let axis = axes.axes.first(where: { $0 >= shape.rank || $0 < -shape.rank }) {
      throw .invalid(
        op: "Norm", node: operation.name,
        ShapeError("axis", expected: "an axis of \(shape)", found: "\(axis)"))
    }
    return try graph.sqrt(try graph.sum(try graph.square(self), axes: axes.axes, keepDims: true))
  }
}
