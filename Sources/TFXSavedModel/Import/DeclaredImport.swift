import TFXCore
import TFXGraph
import TFXOps

/// The operations that nodes of TensorFlow's become, by the type of the node.
private let readableTypes: [String: any OpDefinition.Type] = {
  var all: [String: any OpDefinition.Type] = [:]
  for type in opCatalog where type.nodeForm.refusal == nil {
    let form = type.nodeForm
    for name in form.types.isEmpty ? [type.type] : form.types { all[name] = type }
  }
  return all
}()

extension ImportSite {
  /// The operation that the node is by TensorFlow's declaration; nil if there is none.
  ///
  /// Of TensorFlow's inputs, those that the operation has as fields must be constants and become
  /// attributes; where it takes them as inputs too, they may be computed. Attributes go by their
  /// names, types are those of what comes in.
  func declared() throws(SavedModelError) -> GraphImporter.Imported? {
    guard let type = readableTypes[node.op], let signature = Signature.all[node.op] else {
      return nil
    }
    return try add(type, signature)
  }

  /// The same of an operation that there is, with what is known of the numbers that it makes.
  func declared(showing extents: Extents?) throws(SavedModelError) -> GraphImporter.Imported {
    guard var result = try declared() else {
      preconditionFailure("'\(node.op)' is not declared")
    }
    result.extents = extents
    return result
  }

  private func add<Op: OpDefinition>(
    _ type: Op.Type, _ signature: Signature
  ) throws(SavedModelError) -> GraphImporter.Imported {
    let form = type.nodeForm
    let names = FieldNames(of: Op())
    func field(_ name: String) -> String? {
      let own = form.fields[name] ?? name
      return names.all.contains(own) ? own : nil
    }
    var fields: [String: AttributeValue] = [:]
    for (name, value) in node.attributes {
      if let expected = form.expected[name], AttributeValue(value) != expected {
        throw unsupported("'\(name)' is \(value.text); here it must be \(expected)")
      }
      guard let own = field(name) else { continue }
      guard let value = AttributeValue(value) else {
        throw unsupported("'\(name)' is missing, of unknown rank, or makes no sense")
      }
      fields[own] = value
    }
    let arguments = try arguments(signature)
    // What may be computed is an input for all of it, or none.
    let areComputed = arguments.contains { argument, places in
      field(argument.name).map { names.open.contains($0) } ?? false
        && attribute(places.lowerBound) == nil
    }
    var tensors: [Output] = []
    var variables: [Variable] = []
    var computed: [(name: String, place: Int)] = []
    for (argument, places) in arguments {
      if let own = field(argument.name) {
        if let value = attribute(places.lowerBound), !(areComputed && names.open.contains(own)) {
          fields[own] = value
          continue
        }
        computed.append((argument.name, tensors.count))
      }
      for place in places {
        if argument.dtype == .resource {
          variables.append(try variable(place))
          tensors.append(variables[variables.count - 1].handle)
        } else {
          tensors.append(try input(place))
        }
      }
    }
    let definition: Op
    do throws(ShapeError) {
      definition = try AttributeReader.read(type, fields)
    } catch {
      throw .graph(.invalid(op: node.op, node: node.name, error))
    }
    for (name, place) in computed {
      guard let op = definition as? any TFXOps.Op, op.valueInputs.contains(place) else {
        throw unsupported("'\(name)' is computed; here it must be a constant")
      }
    }
    return try make {
      let operation = try graph.add(settling: definition, tensors, name: name)
      try operation.expectTypes(of: variables)
      return try imported(operation, signature)
    }
  }

  /// What TensorFlow's inputs are, and which of those that come in belong to each.
  private func arguments(
    _ signature: Signature
  ) throws(SavedModelError) -> [(argument: Signature.Argument, places: Range<Int>)] {
    var first = 0
    var all: [(Signature.Argument, Range<Int>)] = []
    let counts = Signature.counts(signature.inputs, of: inputs.count)
    for (argument, count) in zip(signature.inputs, counts) {
      guard count >= 0, first + count <= inputs.count else {
        throw unsupported(
          "it has \(inputs.count) inputs, where \(signature.inputs.count) are needed")
      }
      all.append((argument, first..<first + count))
      first += count
    }
    if first != inputs.count {
      throw unsupported("it has \(inputs.count) inputs, where \(first) are needed")
    }
    return all
  }

  /// The outputs of an operation in the types that the node asks for.
  private func imported(
    _ operation: Operation, _ signature: Signature
  ) throws -> GraphImporter.Imported {
    var outputs = operation.outputs
    for (index, output) in outputs.enumerated() where index < signature.outputs.count {
      guard let name = signature.outputs[index].typeAttribute, !signature.outputs[index].isVariadic,
        node.attributes[name] != nil
      else { continue }
      let dtype = try type(name)
      if dtype != output.dtype {
        outputs[index] = try graph.cast(output, to: dtype, name: "\(self.name)/\(name)")
      }
    }
    var result = try imported(outputs)
    result.operation = operation
    return result
  }

  /// The value of what comes in as an attribute has it; nil if it is computed, or of more axes than
  /// attributes have.
  private func attribute(_ index: Int) -> AttributeValue? {
    if let numbers = knownIntegers(index) { return .ints(numbers) }
    guard let value = constant(index), value.elementCount == 1 else { return nil }
    switch value.dtype {
    case .string: return .string(value.strings()[0])
    case .bool: return .bool(value.scalars(as: Bool.self)[0])
    case .complex64:
      let number = value.scalars(as: Complex.self)[0]
      return number.imaginary == 0 ? .float(Double(number.real)) : nil
    default: return value.dtype.isNumeric ? .float(value.doubles()[0]) : nil
    }
  }
}

extension ProtoAttrValue {
  /// The value in a message.
  fileprivate var text: String { AttributeValue(self).map { "\($0)" } ?? "not known here" }
}

extension AttributeValue {
  /// An attribute of TensorFlow's; nil if it has a type that is not known here, or makes no sense.
  init?(_ proto: ProtoAttrValue) {
    switch proto.value {
    case .s(let bytes): self = .string(String(decoding: Array(bytes), as: UTF8.self))
    case .i(let value): self = .int(Int(value))
    case .f(let value): self = .float(Double(value))
    case .b(let value): self = .bool(value)
    case .type(let type):
      guard let dtype = type.dtype else { return nil }
      self = .type(dtype)
    case .shape(let proto):
      guard let shape = proto.shape else { return nil }
      self = .shape(shape)
    case .tensor(let proto):
      guard let tensor = proto.tensor else { return nil }
      self = .tensor(tensor)
    case .list(let list):
      // One of them has something in it.
      if !list.s.isEmpty {
        self = .strings(list.s.map { String(decoding: Array($0), as: UTF8.self) })
      } else if !list.f.isEmpty {
        self = .floats(list.f.map { Double($0) })
      } else {
        self = .ints(list.i.map { Int($0) })
      }
    case .func, .placeholder, nil: return nil
    }
  }
}
