import Synchronization
import TFXCore
public import TFXGraph
import TFXKernels

/// variable ← value.   handle: resource, value: [d…].
struct AssignVariableOp: Op {
  var writtenInputs: [Int] { [0] }
  var overwrites: Bool { true }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    try inputs.fitsVariable(1, "value")
    return []
  }

  func lower(_ site: Site) -> Kernel? {
    let source = UnsafeRawPointer(site.inputs[1].pointer)
    let destination = site.inputs[0].pointer
    let byteCount = site.inputCount(1) * site.inputs[1].spec.dtype.byteCount
    return { Kernels.copy(from: source, to: destination, byteCount) }
  }
}

/// variable ← value, where the value may be computed in the variable's memory.
/// handle: resource, value: [d…].
///
/// For variables that runs hand over to the program, such as gradients that several processes add up. The
/// program may be told of each as soon as it is there, and do with it what it likes while the run goes on.
struct HandOver: Op {
  static let type = "_HandOver"
  static let nodeForm = NodeForm.training

  /// Who is told, and by which number.
  private let bell: HandOverBell?
  private let number: Int

  init() { (bell, number) = (nil, 0) }

  init(_ bell: HandOverBell?, _ number: Int) { (self.bell, self.number) = (bell, number) }

  var attributes: [Attribute] { [] }
  var writtenInputs: [Int] { [0] }
  var overwrites: Bool { true }
  var inputOfVariable: Int? { 1 }
  var runsAtOnce: Bool { bell != nil }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try AssignVariableOp().infer(inputs)
  }

  func lower(_ site: Site) -> Kernel? {
    let isThere = site.inputs[0].pointer == site.inputs[1].pointer
    let copy = isThere ? nil : AssignVariableOp().lower(site)
    guard let bell else { return copy }
    let number = number
    return { () throws(KernelError) in
      try copy?()
      bell.ring(number)
    }
  }
}

/// Tells the program in the midst of a run that a variable has been handed over.
package final class HandOverBell: Sendable {
  private let listener = Locked<(@Sendable (Int) -> Void)?>(nil)

  package init() {}

  /// Has runs tell of the numbers of variables, in the thread that they run in.
  package func listen(_ listener: (@Sendable (Int) -> Void)?) {
    self.listener.withLock { $0 = listener }
  }

  fileprivate func ring(_ number: Int) { listener.withLock { $0 }?(number) }
}

/// variable ← variable + value.   handle: resource, value: [d…].
struct AssignAddVariableOp: Op {
  var writtenInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    try inputs.fitsVariable(1, "value")
    _ = try inputs.real(1, "value")
    return []
  }

  func lower(_ site: Site) -> Kernel? {
    let count = site.inputCount(1)
    switch site.inputs[1].spec.dtype {
    case .int8: return addWhole(site, count, Int8.self)
    case .int16: return addWhole(site, count, Int16.self)
    case .int32: return addWhole(site, count, Int32.self)
    case .int64: return addWhole(site, count, Int64.self)
    case .uint8: return addWhole(site, count, UInt8.self)
    case .float64: return add(site, count, Double.self)
    default: return add(site, count, Float.self)
    }
  }

  private func addWhole<T: FixedWidthInteger>(
    _ site: Site, _ count: Int, _ type: T.Type
  ) -> Kernel {
    let variable = site.variable(0, type)
    let value = site.input(1, type)
    return { for index in 0..<count { variable[index] &+= value[index] } }
  }

  private func add<T: KernelScalar>(_ site: Site, _ count: Int, _ type: T.Type) -> Kernel {
    let add = BinaryKernel.add
    let variable = site.variable(0, type)
    let value = site.input(1, type)
    return { add(UnsafePointer(variable), value, variable, count) }
  }
}

/// variable ← variable − value.   handle: resource, value: [d…].
struct AssignSubVariableOp: Op {
  var writtenInputs: [Int] { [0] }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    try inputs.fitsVariable(1, "value")
    _ = try inputs.real(1, "value")
    return []
  }

  func lower(_ site: Site) -> Kernel? {
    switch site.inputs[1].spec.dtype {
    case .float64: subtract(site, Double.self)
    case .int8: subtract(site, Int8.self)
    case .int16: subtract(site, Int16.self)
    case .int32: subtract(site, Int32.self)
    case .int64: subtract(site, Int64.self)
    case .uint8: subtract(site, UInt8.self)
    default: subtract(site, Float.self)
    }
  }

  private func subtract<E: ScatterNumber>(_ site: Site, _ type: E.Type) -> Kernel {
    let count = site.inputCount(1)
    let variable = site.variable(0, type)
    let value = site.input(1, type)
    return { for i in 0..<count { variable[i] = E.minus(variable[i], value[i]) } }
  }
}

extension Graph {
  /// Gives a variable a new value in the runs that fetch the operation or what waits for it.
  @discardableResult
  package func assign(
    _ handle: Output, _ value: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(AssignVariableOp(), [handle, value], name: name)
  }

  /// Gives a variable a new value, which may be computed in the variable's memory; a run that fails
  /// leaves anything there.
  ///
  /// - Parameters:
  ///   - bell: Rings when it has the value, after which the run does not look at it any more.
  ///   - number: What the bell tells.
  package func handOver(
    _ variable: Variable, _ value: Output, _ bell: HandOverBell? = nil, number: Int = 0
  ) throws(GraphError) -> Operation {
    try add(HandOver(bell, number), [variable.handle, value])
  }

  /// Adds to a variable in the runs that fetch the operation or what waits for it.
  @discardableResult
  package func assignAdd(
    _ handle: Output, _ value: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try add(AssignAddVariableOp(), [handle, value], name: name)
  }

  /// A new operation that adds to a variable when it runs.
  ///
  /// - Parameters:
  ///   - variable: A variable of real numbers.
  ///   - value: A tensor of its shape and type.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another shape or type.
  @discardableResult
  public func assignAdd(
    _ variable: Variable, _ value: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try checkType(of: value, for: variable, AssignAddVariableOp.type, name)
    return try add(AssignAddVariableOp(), [variable.handle, value], name: name)
  }

  /// A new operation that subtracts from a variable when it runs.
  ///
  /// - Parameters:
  ///   - variable: A variable of real numbers.
  ///   - value: A tensor of its shape and type.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another shape or type.
  @discardableResult
  public func assignSub(
    _ variable: Variable, _ value: Output, name: String? = nil
  ) throws(GraphError) -> Operation {
    try checkType(of: value, for: variable, AssignSubVariableOp.type, name)
    return try add(AssignSubVariableOp(), [variable.handle, value], name: name)
  }

  /// The value of a variable after the given operations have run, such as an assignment; as often
  /// as it is asked for. TensorFlow 1's `assign` returns it.
  public func readVariable(
    _ variable: Variable, after operations: [Operation] = [], name: String? = nil
  ) throws(GraphError) -> Output {
    try colocate(with: variable.handle.operation) { () throws(GraphError) in
      try add(
        ReadVariableOp(dtype: variable.spec.dtype), [variable.handle], name: name,
        controlInputs: operations
      ).output(0)
    }
  }

  /// Throws unless a value has the type of a variable, which a handle does not tell.
  func checkType(
    of value: Output, for variable: Variable, _ op: String, _ name: String?,
    _ argument: String = "value"
  ) throws(GraphError) {
    if value.dtype != variable.spec.dtype {
      throw .invalid(
        op: op, node: scopedName(name ?? op),
        ShapeError(argument, expected: "\(variable.spec.dtype)", found: "\(value.spec)"))
    }
  }
}
