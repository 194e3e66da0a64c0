import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime

/// A node on its way in.
struct ImportSite {
  struct Input {
    let node: GraphImporter.Imported
    let name: String
    let index: Int
  }

  let node: FlatNode
  let inputs: [Input]
  let graph: Graph
  let importer: GraphImporter
  /// Whether it must run after an operation that changes something.
  let waits: Bool
  /// What it comes after that changes variables.
  let changes: [Operation]

  /// The name that the operation is to have.
  var name: String { String(node.name.dropFirst(node.scope.count)) }

  func unsupported(_ reason: String) -> SavedModelError {
    .unsupported(op: node.op, node: node.name, reason: reason)
  }

  /// All tensors that come in, but for the last ones.
  func inputs(droppingLast count: Int = 0) throws(SavedModelError) -> [Output] {
    var outputs: [Output] = []
    for index in inputs.indices.dropLast(count) { outputs.append(try input(index)) }
    return outputs
  }

  /// An operation, or several, that the graph may refuse.
  func make<Result>(
    _ body: () throws -> Result
  ) throws(SavedModelError) -> Result {
    do {
      return try body()
    } catch let error as GraphError {
      throw .graph(error)
    } catch let error as SavedModelError {
      throw error
    } catch {
      preconditionFailure("\(error) thrown while building a graph")
    }
  }

  /// A tensor that comes in.
  func input(_ index: Int) throws(SavedModelError) -> Output {
    guard inputs.indices.contains(index) else {
      throw unsupported("it has \(inputs.count) inputs, where \(index + 1) are needed")
    }
    let input = inputs[index]
    if input.node.outputs.indices.contains(input.index) {
      // A reference shows what the variable is when it is looked at.
      if !changes.isEmpty, importer.request != nil, let variable = input.node.variable,
        input.node.outputs[input.index] == variable.value
      {
        return try make {
          try graph.readVariable(variable, after: changes, name: "\(name)/\(index)")
        }
      }
      return input.node.outputs[input.index]
    }
    throw unsupported(
      "output \(input.index) of '\(input.name)' is needed, which is not available here")
  }

  /// The variable whose handle comes in.
  func variable(_ index: Int) throws(SavedModelError) -> Variable {
    guard inputs.indices.contains(index), let variable = inputs[index].node.variable else {
      throw unsupported("input \(index) is no variable")
    }
    return variable
  }

  /// Whole numbers that come in, some of which may depend on what is fed; nil if nothing is known.
  func extents(_ index: Int) -> Extents? {
    guard inputs.indices.contains(index) else { return nil }
    let input = inputs[index]
    if let extents = input.node.extents, input.index == 0 { return extents }
    return constant(index).flatMap { Extents($0) }
  }

  /// The value of what comes in, if it is a constant or computed from constants alone; nil if it is
  /// large.
  func constant(_ index: Int) -> Tensor? {
    guard inputs.indices.contains(index) else { return nil }
    let input = inputs[index]
    guard input.node.outputs.indices.contains(input.index) else { return nil }
    let output = input.node.outputs[input.index]
    if let value = output.operation.definition.constantValue { return value }
    return output.isSmallConstant(inRegions: importer.request != nil)
      ? try? Session(graph).run(output) : nil
  }

  /// Whole numbers that come in, in one row, if they are constant.
  func knownIntegers(_ index: Int) -> [Int]? {
    if let known = extents(index)?.known { return known }
    guard let value = constant(index), value.dtype == .int32 || value.dtype == .int64,
      value.elementCount <= 4096
    else { return nil }
    return Extents(value.reshaped(to: [value.elementCount]), limit: 4096)?.known
  }

  /// Whole numbers that come in and must be constant, in one row.
  func integers(_ index: Int, _ argument: String) throws(SavedModelError) -> [Int] {
    guard let known = knownIntegers(index) else {
      throw unsupported("'\(argument)' is computed; here it must be a constant")
    }
    return known
  }

  /// A shape that comes in and must be constant.
  func shape(_ index: Int, _ argument: String) throws(SavedModelError) -> Shape {
    let extents = try integers(index, argument)
    guard let shape = Shape(checked: extents), shape.isFullyKnown else {
      throw unsupported("'\(argument)' is \(extents), which makes no sense")
    }
    return shape
  }

  /// A text that comes in and must be constant.
  func text(_ index: Int, _ argument: String) throws(SavedModelError) -> String {
    guard let value = constant(index), value.dtype == .string, value.elementCount == 1 else {
      throw unsupported("'\(argument)' is not one constant text")
    }
    return value.strings()[0]
  }

  /// One whole number that comes in and must be constant.
  func integer(_ index: Int, _ argument: String) throws(SavedModelError) -> Int {
    let numbers = try integers(index, argument)
    if numbers.count != 1 { throw unsupported("'\(argument)' is \(numbers), not one number") }
    return numbers[0]
  }

  /// One number that comes in and must be constant.
  func number(_ index: Int, _ argument: String) throws(SavedModelError) -> Double {
    if let value = constant(index), value.elementCount == 1 {
      if value.dtype.isNumeric { return value.doubles()[0] }
      if value.dtype == .complex64, value.scalars(as: Complex.self)[0].imaginary == 0 {
        return Double(value.scalars(as: Complex.self)[0].real)
      }
    }
    throw unsupported("'\(argument)' is not one constant number")
  }

  func bool(_ name: String, default value: Bool = false) -> Bool {
    node.attributes[name]?.b ?? value
  }

  /// An attribute that is a whole number, of a size that can be computed with.
  func int(_ name: String, default value: Int = 0) throws(SavedModelError) -> Int {
    guard let attribute = node.attributes[name] else { return value }
    guard abs(attribute.i / 2) <= ProtoTensorShapeProto.limit else {
      throw unsupported("'\(name)' is \(attribute.i), which is too large")
    }
    return Int(attribute.i)
  }

  /// The seed of random numbers; the graph's where TensorFlow would draw one.
  func seed() throws(SavedModelError) -> UInt64? {
    let seed = node.attributes["seed"]?.i ?? 0
    return seed == 0 ? nil : UInt64(bitPattern: seed)
  }

  /// An attribute that is one of a few words.
  func choice<Choice: RawRepresentable<String>>(
    _ name: String, default value: Choice
  ) throws(SavedModelError) -> Choice {
    let text = string(name)
    if node.attributes[name] == nil || text.isEmpty { return value }
    guard let choice = Choice(rawValue: text) else {
      throw unsupported("'\(name)' is \(text), which is not known here")
    }
    return choice
  }

  func string(_ name: String) -> String {
    node.attributes[name].map { String(decoding: Array($0.s), as: UTF8.self) } ?? ""
  }

  func float(_ name: String, default value: Double) -> Double {
    guard let attribute = node.attributes[name] else { return value }
    return Double(attribute.f)
  }

  func type(_ name: String, default value: DType? = nil) throws(SavedModelError) -> DType {
    guard let attribute = node.attributes[name] else {
      if let value { return value }
      throw unsupported("it has no attribute '\(name)'")
    }
    guard let dtype = attribute.type.dtype else {
      throw unsupported("'\(name)' is \(attribute.type), which is not known here")
    }
    return dtype
  }

  func shape(_ name: String) throws(SavedModelError) -> Shape {
    guard let attribute = node.attributes[name], let shape = attribute.shape.shape else {
      throw unsupported("'\(name)' is missing, of unknown rank, or makes no sense")
    }
    return shape
  }

  /// The height and the width of an attribute for all four axes of images, batch first.
  func pair(_ name: String, default value: Pair? = nil) throws(SavedModelError) -> Pair {
    let numbers = try inner(name, axes: 2, format: "NHWC", default: value == nil ? nil : [1, 1])
    return Pair(numbers[0], numbers[1])
  }

  /// The depth, height and width of an attribute for all five axes of volumes, batch first.
  func triple(_ name: String, default value: Triple? = nil) throws(SavedModelError) -> Triple {
    let numbers = try inner(
      name, axes: 3, format: "NDHWC", default: value == nil ? nil : [1, 1, 1])
    return Triple(numbers[0], numbers[1], numbers[2])
  }

  private func inner(
    _ name: String, axes: Int, format: String, default value: [Int]?
  ) throws(SavedModelError) -> [Int] {
    let found = string("data_format")
    if !found.isEmpty, found != format {
      throw unsupported("data_format is \(found); here it must be \(format)")
    }
    let numbers = node.attributes[name]?.list.i ?? []
    if numbers.isEmpty, let value { return value }
    guard numbers.count == axes + 2, numbers.first == 1, numbers.last == 1,
      numbers.allSatisfy({ 1...Int64(Int32.max) ~= $0 })
    else { throw unsupported("'\(name)' is \(numbers); here batch and channels must have 1") }
    return numbers[1...axes].map { Int($0) }
  }

  func padding() throws(SavedModelError) -> Padding {
    guard let padding = Padding(rawValue: string("padding")) else {
      throw unsupported("padding is \(string("padding")); here it must be VALID or SAME")
    }
    return padding
  }
}

extension GraphImporter.Imported {
  /// Puts constants in the place of few elements that are computed from constants alone.
  mutating func foldConstants() {
    guard let operation = outputs.first?.operation, operation.definition.constantValue == nil,
      outputs.allSatisfy({ $0.operation == operation && $0.isSmallConstant(inRegions: true) }),
      let values = try? Session(operation.graph).run(outputs)
    else { return }
    var constants: [Output] = []
    for value in values {
      guard let constant = try? operation.graph.constant(value, name: operation.name) else {
        return
      }
      constants.append(constant)
    }
    outputs = constants
    self.operation = nil
  }
}

extension Output {
  /// Whether it is computed from constants alone, all of few elements; perhaps in a branch or a loop.
  fileprivate func isSmallConstant(inRegions: Bool) -> Bool {
    var seen: Set<Operation> = []
    var open = [operation]
    while let operation = open.popLast() {
      guard seen.insert(operation).inserted else { continue }
      guard seen.count <= 100, let definition = operation.definition as? any Op,
        definition.isFoldable, inRegions || operation.region == nil,
        operation.controlInputs.isEmpty,
        !operation.inputs.isEmpty || definition.constantValue != nil,
        operation.outputSpecs.allSatisfy({
          $0.shape.isFullyKnown && $0.dtype != .resource && $0.shape.elementCount <= 4096
        })
      else { return false }
      open += operation.inputs.map(\.operation)
    }
    return true
  }
}
