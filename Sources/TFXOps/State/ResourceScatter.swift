import TFXCore
public import TFXGraph
import TFXKernels

/// An operation that combines slices with those of a variable, by their indices along its first
/// axis, one after the other.
/// handle: resource of [n, i…], indices: int32 or int64 [k…], updates: [k…, i…].
protocol ResourceScatterOp: ScatterOp {
  /// What becomes of an element and its update.
  var rule: ScatterRule { get }
}

extension ResourceScatterOp {
  static var indexInput: Int { 1 }
  static var updateInput: Int { 2 }

  var writtenInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let shape = try inputs.handle(0, "resource").shape
    _ = try inputs.withAxes(1, 0, "resource")
    let indices = try inputs.indices(1)
    _ = try inputs.real(2, "updates")
    try inputs.expectShape(
      Shape(indices.shape.dimensions + shape.dimensions.dropFirst()), 2, "updates")
    return []
  }

  func kernel<E: ScatterNumber, Index: FixedWidthInteger>(
    _ site: Site, _ type: E.Type, _ index: Index.Type
  ) -> Kernel {
    // A row of indices has one index.
    let plan = PlacePlan(shape: site.inputShape(0), indices: site.inputShape(1) + [1])
    return scatter(site, rule, into: site.variable(0, type), plan, index)
  }
}

/// variable[indices] ← updates.
struct ResourceScatterUpdate: ResourceScatterOp {
  var rule: ScatterRule { .update }
}

/// variable[indices] ← variable[indices] + updates.
struct ResourceScatterAdd: ResourceScatterOp {
  var rule: ScatterRule { .add }
}

/// variable[indices] ← variable[indices] − updates.
struct ResourceScatterSub: ResourceScatterOp {
  var rule: ScatterRule { .sub }
}

/// variable[indices] ← variable[indices] · updates.
struct ResourceScatterMul: ResourceScatterOp {
  var rule: ScatterRule { .mul }
}

/// variable[indices] ← the lesser of variable[indices] and updates.
struct ResourceScatterMin: ResourceScatterOp {
  var rule: ScatterRule { .min }
}

/// variable[indices] ← the greater of variable[indices] and updates.
struct ResourceScatterMax: ResourceScatterOp {
  var rule: ScatterRule { .max }
}

extension Graph {
  /// A new operation that replaces slices of a variable by others when it runs.
  ///
  /// - Parameters:
  ///   - variable: A variable of real numbers: [n, i…].
  ///   - indices: `int32` or `int64` [k…], along its first axis; equal ones count one after the other.
  ///   - updates: [k…, i…], of its type.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if shapes or types don't fit; a run throws for an
  ///   index that is out of range, after those before it have been done.
  @discardableResult
  public func scatterUpdate(
    _ variable: Variable, _ indices: Output, _ updates: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try scatter(ResourceScatterUpdate(), variable, indices, updates, name)
  }

  /// A new operation that adds to slices of a variable when it runs.
  /// Arguments and errors are those of ``scatterUpdate(_:_:_:name:)``.
  @discardableResult
  public func scatterAdd(
    _ variable: Variable, _ indices: Output, _ updates: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try scatter(ResourceScatterAdd(), variable, indices, updates, name)
  }

  /// A new operation that subtracts from slices of a variable when it runs.
  /// Arguments and errors are those of ``scatterUpdate(_:_:_:name:)``.
  @discardableResult
  public func scatterSub(
    _ variable: Variable, _ indices: Output, _ updates: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try scatter(ResourceScatterSub(), variable, indices, updates, name)
  }

  /// A new operation that multiplies slices of a variable when it runs.
  /// Arguments and errors are those of ``scatterUpdate(_:_:_:name:)``.
  @discardableResult
  public func scatterMul(
    _ variable: Variable, _ indices: Output, _ updates: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try scatter(ResourceScatterMul(), variable, indices, updates, name)
  }

  /// A new operation that takes the lesser ones of slices of a variable and others when it runs.
  /// Arguments and errors are those of ``scatterUpdate(_:_:_:name:)``.
  @discardableResult
  public func scatterMin(
    _ variable: Variable, _ indices: Output, _ updates: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try scatter(ResourceScatterMin(), variable, indices, updates, name)
  }

  /// A new operation that takes the greater ones of slices of a variable and others when it runs.
  /// Arguments and errors are those of ``scatterUpdate(_:_:_:name:)``.
  @discardableResult
  public func scatterMax(
    _ variable: Variable, _ indices: Output, _ updates: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try scatter(ResourceScatterMax(), variable, indices, updates, name)
  }

  /// What the functions above have in common.
  private func scatter<Scatter: ResourceScatterOp>(
    _ definition: Scatter, _ variable: Variable, _ indices: Output, _ updates: Output,
    _ name: String?
  ) throws(GraphError) -> Operation {
    try checkType(of: updates, for: variable, Scatter.type, name, "updates")
    return try add(definition, [variable.handle, indices, updates], name: name)
  }
}
