import TFXCore
import TFXGraph

extension OpDefinition {
  /// The type of the node that stands for such operations.
  static var nodeType: String { nodeForm.types.first ?? type }
}

extension ExportSite {
  /// Adds the node that stands for the operation, as TensorFlow declares it.
  ///
  /// An input of TensorFlow's is a constant of the field that it goes by, if the operation has one
  /// and it has a value; otherwise the operation's next input. Types and numbers of tensors are those
  /// of inputs and outputs. All other attributes are fields too.
  func emitDeclared() throws(SavedModelError) {
    let type = type(of: operation.definition)
    let op = type.nodeType
    guard let signature = Signature.all[op] else {
      preconditionFailure("there is no signature of \(op)")
    }
    var node = DeclaredNode(site: self, op: op)
    let sources = signature.inputs.map { node.ownName($0.name) }
    let tensors = Array(operation.inputs.prefix(type.nodeForm.inputCount ?? .max))
    let direct = signature.inputs.indices.filter { sources[$0] == nil }
    var edges = signature.inputs.map { _ in [String]() }
    let counts = Signature.counts(direct.map { signature.inputs[$0] }, of: tensors.count)
    var next = 0
    for (index, count) in zip(direct, counts) {
      let argument = signature.inputs[index]
      guard count >= 0, next + count <= tensors.count else {
        throw unsupported("TensorFlow's \(op) takes '\(argument.name)' besides")
      }
      let part = tensors[next..<(next + count)]
      try node.bind(argument, part.map(\.dtype))
      edges[index] = part.map { exporter.name(of: $0) }
      next += count
    }
    if next != tensors.count {
      throw unsupported("it has \(tensors.count) inputs, TensorFlow's \(op) takes \(next)")
    }
    try node.bindOutputs(signature.outputs)
    for (index, own) in sources.enumerated() {
      guard let own else { continue }
      let value = try node.constant(signature.inputs[index], own)
      edges[index] = [exporter.constant(value, "\(operation.name)/\(signature.inputs[index].name)")]
    }
    for name in signature.attributes {
      if let own = node.ownName(name) { node.attributes[name] = node.own[own] }
    }
    try node.checkNothingIsLost()
    emit(op, edges.flatMap { $0 }, node.attributes)
  }
}

/// A node in the making, whose types are found from what is connected.
private struct DeclaredNode {
  let site: ExportSite
  let op: String
  let form: NodeForm
  /// The operation's own attributes.
  let own: [String: AttributeValue]
  var attributes: [String: AttributeValue] = [:]
  /// Those of the own ones that the node says.
  var used: Set<String>

  init(site: ExportSite, op: String) {
    self.site = site
    self.op = op
    form = type(of: site.operation.definition).nodeForm
    used = form.ignored
    own = DeclaredNode.attributes(site.operation.definition)
  }

  /// The operation's attribute for a name of TensorFlow's; nil if it has none.
  mutating func ownName(_ name: String) -> String? {
    let found = form.fields[name] ?? name
    if own[found] == nil { return nil }
    used.insert(found)
    return found
  }

  /// Notes the types of what is connected.
  mutating func bind(
    _ argument: Signature.Argument, _ dtypes: [DType]
  ) throws(SavedModelError) {
    if let name = argument.countAttribute { try set(name, .int(dtypes.count)) }
    if argument.isList {
      if let name = argument.typeAttribute { try set(name, .types(dtypes)) }
      return
    }
    for dtype in dtypes {
      if let expected = argument.dtype {
        if dtype != expected {
          throw site.unsupported(
            "'\(argument.name)' is \(dtype); TensorFlow's \(op) takes \(expected)")
        }
      } else if let name = argument.typeAttribute {
        try set(name, .type(dtype))
      }
    }
  }

  /// Notes the types of the outputs, of which the operation may have fewer than TensorFlow's.
  mutating func bindOutputs(_ arguments: [Signature.Argument]) throws(SavedModelError) {
    let dtypes = site.operation.outputSpecs.map(\.dtype)
    for (index, argument) in arguments.enumerated() {
      let part =
        argument.isVariadic ? dtypes[min(index, dtypes.count)...] : dtypes[index...].prefix(1)
      if argument.isVariadic || !part.isEmpty { try bind(argument, Array(part)) }
    }
  }

  private mutating func set(_ name: String, _ value: AttributeValue) throws(SavedModelError) {
    used.insert(name)
    if let other = attributes.updateValue(value, forKey: name), other != value {
      throw site.unsupported("'\(name)' of TensorFlow's \(op) would be \(other) and \(value)")
    }
  }

  /// The value of an attribute as the tensor that TensorFlow takes.
  mutating func constant(
    _ argument: Signature.Argument, _ name: String
  ) throws(SavedModelError) -> Tensor {
    var dtype = argument.dtype
    if dtype == nil, case .type(let bound)? = argument.typeAttribute.flatMap({ attributes[$0] }) {
      dtype = bound
    }
    let value: Tensor
    switch own[name] {
    case .float(let number): value = Tensor(number).converted(to: dtype ?? .float32)
    case .int(let number): value = Tensor(Int64(number)).converted(to: dtype ?? .int32)
    case .string(let text) where dtype == .string: value = Tensor(text)
    default:
      let all = Array(0..<(site.operation.inputs.first?.shape.rank ?? 0))
      let numbers = (try site.integers(name) ?? all).map { Int64($0) }
      let shape: Shape = argument.name == "paddings" ? [numbers.count / 2, 2] : [numbers.count]
      value = Tensor(numbers, shape: shape).converted(to: dtype ?? .int32)
    }
    if let name = argument.typeAttribute { try set(name, .type(value.dtype)) }
    return value
  }

  /// Throws if an attribute that makes a difference is not said.
  func checkNothingIsLost() throws(SavedModelError) {
    let defaults = DeclaredNode.defaults(site.operation.definition)
    for (name, value) in own.sorted(by: { $0.key < $1.key })
    where !used.contains(name) && defaults[name] != value {
      // Types are those of inputs and outputs; streams number tfx's random numbers.
      if case .type = value { continue }
      if case .types = value { continue }
      if name == "stream" { continue }
      throw site.unsupported("TensorFlow's \(op) has nothing that says '\(name)', here \(value)")
    }
  }

  private static func defaults<Op: OpDefinition>(_ definition: Op) -> [String: AttributeValue] {
    attributes(Op())
  }

  private static func attributes(_ definition: some OpDefinition) -> [String: AttributeValue] {
    Dictionary(
      definition.attributes.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
