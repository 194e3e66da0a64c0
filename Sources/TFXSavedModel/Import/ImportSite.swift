import TFXCore
import TFXGraph
import TFXOps

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
  /// Whether it must run after an operation that changes something.
  let waits: Bool

  func unsupported(_ reason: String) -> SavedModelError {
    .unsupported(op: node.op, node: node.name, reason: reason)
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
      return input.node.outputs[input.index]
    }
    if let known = input.node.extents?.constant {
      return try make { try graph.constant(known) }
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
    if let extents = input.node.extents { return extents }
    guard input.node.outputs.indices.contains(input.index) else { return nil }
    return input.node.outputs[input.index].operation.definition.constantValue.flatMap {
      Extents($0)
    }
  }

  /// Whole numbers that come in and must be constant.
  func integers(_ index: Int, _ argument: String) throws(SavedModelError) -> [Int] {
    guard let known = extents(index)?.known else {
      throw unsupported("'\(argument)' is computed; here it must be a constant")
    }
    return known
  }

  /// One whole number that comes in and must be constant.
  func integer(_ index: Int, _ argument: String) throws(SavedModelError) -> Int {
    let numbers = try integers(index, argument)
    if numbers.count != 1 { throw unsupported("'\(argument)' is \(numbers), not one number") }
    return numbers[0]
  }

  /// One number that comes in and must be constant.
  func number(_ index: Int, _ argument: String) throws(SavedModelError) -> Double {
    guard let value = try input(index).operation.definition.constantValue,
      value.dtype.isNumeric, value.elementCount == 1
    else { throw unsupported("'\(argument)' is not one constant number") }
    return value.doubles()[0]
  }

  func bool(_ name: String) -> Bool { node.attributes[name]?.b ?? false }

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
    let format = string("data_format")
    if !format.isEmpty, format != "NHWC" {
      throw unsupported("data_format is \(format); here it must be NHWC")
    }
    let numbers = node.attributes[name]?.list.i ?? []
    if numbers.isEmpty, let value { return value }
    guard numbers.count == 4, numbers[0] == 1, numbers[3] == 1,
      numbers.allSatisfy({ 1...Int64(Int32.max) ~= $0 })
    else { throw unsupported("'\(name)' is \(numbers); here it must be [1, height, width, 1]") }
    return Pair(Int(numbers[1]), Int(numbers[2]))
  }

  func padding() throws(SavedModelError) -> Padding {
    guard let padding = Padding(rawValue: string("padding")) else {
      throw unsupported("padding is \(string("padding")); here it must be VALID or SAME")
    }
    return padding
  }
}

/// Whole numbers of a vector or a scalar, some of which are extents that data will tell.
struct Extents {
  enum Extent: Hashable {
    case known(Int)
    case unknown(of: Output, axis: Int)
  }

  var values: [Extent]
  var isScalar = false
  var dtype = DType.int32

  init(values: [Extent], isScalar: Bool = false, dtype: DType = .int32) {
    self.values = values
    self.isScalar = isScalar
    self.dtype = dtype
  }

  /// What is known of a shape.
  init(shapeOf output: Output, _ dtype: DType) {
    self.init(
      values: output.shape.dimensions.enumerated().map { axis, extent in
        extent == Shape.unknown ? .unknown(of: output, axis: axis) : .known(extent)
      }, dtype: dtype)
  }

  /// The elements of a constant; nil if it is no vector of few whole numbers.
  init?(_ tensor: Tensor) {
    guard tensor.shape.rank <= 1, tensor.elementCount <= 64 else { return nil }
    let numbers: [Int]
    switch tensor.dtype {
    case .int32: numbers = tensor.scalars(as: Int32.self).map { Int($0) }
    case .int64: numbers = tensor.scalars(as: Int64.self).map { Int($0) }
    default: return nil
    }
    // What is counted or indexed with larger ones would overflow.
    guard numbers.allSatisfy({ abs($0 / 2) <= ProtoTensorShapeProto.limit }) else { return nil }
    self.init(
      values: numbers.map { .known($0) }, isScalar: tensor.shape.rank == 0, dtype: tensor.dtype)
  }

  /// The numbers, if all are known.
  var known: [Int]? {
    var numbers: [Int] = []
    for case .known(let value) in values { numbers.append(value) }
    return numbers.count == values.count ? numbers : nil
  }

  /// The numbers as a tensor, if all are known.
  var constant: Tensor? {
    known.map { numbers in
      Tensor(numbers.map { Int64($0) }, shape: isScalar ? .scalar : nil).converted(to: dtype)
    }
  }

  /// The shape that a tensor gets when it is reshaped to these extents, at most one of them −1; nil
  /// if that depends on what is fed.
  func shape(for x: Output) -> Shape? {
    var extents: [Int] = []
    var symbols: [Int] = []
    for (place, value) in values.enumerated() {
      switch value {
      case .known(let extent):
        extents.append(extent)
      case .unknown:
        extents.append(Shape.unknown)
        symbols.append(place)
      }
    }
    let inferred = extents.indices.filter { extents[$0] == -1 && !symbols.contains($0) }
    if symbols.count == 1, inferred.count == 1 {
      // [batch, −1]: what x has besides its batch, if that is the unknown extent.
      guard case .unknown(let output, let axis) = values[symbols[0]], output == x,
        x.shape.dimensions.count(where: { $0 == Shape.unknown }) == 1
      else { return nil }
      let rest = x.shape.dimensions.enumerated().filter { $0.offset != axis }.map(\.element)
      let count = rest.reduce(1, *)
      let others = extents.filter { $0 != -1 }.reduce(1) {
        $0.multipliedReportingOverflow(by: $1).0
      }
      guard others > 0, count % others == 0 else { return nil }
      extents[inferred[0]] = count / others
    }
    guard extents.count(where: { $0 == -1 }) <= 1 else { return nil }
    return Shape(checked: extents)
  }
}
