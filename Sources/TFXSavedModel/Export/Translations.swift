import TFXCore
import TFXGraph

/// Adds TensorFlow's nodes for an operation of tfx.
typealias Translation = @Sendable (ExportSite) throws -> Void

/// How operations are said in TensorFlow's terms, by their type.
let translations: [String: Translation] = {
  var all = arrayTranslations
  for table in [mathTranslations, nnTranslations, stateTranslations] {
    all.merge(table) { _, _ in preconditionFailure("an operation is translated twice") }
  }
  return all
}()

/// Operations that TensorFlow has alike, with its inputs' type as its only attribute.
let alike = [
  "Abs", "AddV2", "Ceil", "Equal", "Exp", "Expm1", "Floor", "Greater", "GreaterEqual", "Identity",
  "Less", "LessEqual", "Log", "Log1p", "LogSoftmax", "Maximum", "Minimum", "Mul", "Neg", "NotEqual",
  "OnesLike", "Pow", "RealDiv", "Relu", "Relu6", "Rint", "Rsqrt", "Selu", "Sigmoid", "Sign",
  "Softmax", "Softplus", "Softsign", "Sqrt", "Square", "SquaredDifference", "Sub", "Tanh",
  "ZerosLike",
]

private let mathTranslations: [String: Translation] = {
  var table: [String: Translation] = [:]
  for type in alike {
    table[type] = { site in
      site.emit(type, site.operation.inputs.indices.map { site.input($0) }, site.typed())
    }
  }
  for type in ["Sum", "Mean", "Max", "Min"] { table[type] = reduction }
  for type in ["ArgMax", "ArgMin"] { table[type] = axisIndex }
  table["AddN"] = { site in
    let inputs = site.operation.inputs.indices.map { site.input($0) }
    site.emit("AddN", inputs, site.typed(["N": .int(inputs.count)]))
  }
  table["BroadcastLike"] = { site in
    let shape = site.shape(of: 1)
    site.emit(
      "BroadcastTo", [site.input(0), shape], site.typed(["Tidx": .type(.int32)]))
  }
  table["Cast"] = { site in
    site.emit(
      "Cast", [site.input(0)],
      ["SrcT": .type(site.dtype()), "DstT": try site.attribute("DstT")])
  }
  table["MatMul"] = { site in
    site.emit(
      "MatMul", [site.input(0), site.input(1)],
      try site.typed(keeping: "transpose_a", "transpose_b"))
  }
  table["SelectV2"] = { site in
    site.emit(
      "SelectV2", [site.input(0), site.input(1), site.input(2)], ["T": .type(site.dtype(1))])
  }
  return table
}()

private let arrayTranslations: [String: Translation] = [
  "Const": { site in
    site.emit(
      "Const", [], ["dtype": try site.attribute("dtype"), "value": try site.attribute("value")])
  },
  "ExpandDims": { site in
    let dim = site.constant(try site.integers("dim") ?? [], "dim", scalar: true)
    site.emit("ExpandDims", [site.input(0), dim], site.typed(["Tdim": .type(.int32)]))
  },
  "Fill": { site in
    guard case .float(let number) = try site.attribute("value"),
      case .type(let dtype) = try site.attribute("dtype")
    else { throw site.unsupported("it fills with something that is no number") }
    let dims = site.constant(try site.integers("shape") ?? [], "dims")
    let value = site.constant(number, dtype, "value")
    site.emit("Fill", [dims, value], ["T": .type(dtype), "index_type": .type(.int32)])
  },
  "OneHot": { site in
    guard case .float(let on) = try site.attribute("on_value"),
      case .float(let off) = try site.attribute("off_value"),
      case .type(let dtype) = try site.attribute("dtype")
    else { throw site.unsupported("its values are no numbers") }
    let depth = site.constant(try site.integers("depth") ?? [], "depth", scalar: true)
    let onValue = site.constant(on, dtype, "on_value")
    let offValue = site.constant(off, dtype, "off_value")
    site.emit(
      "OneHot", [site.input(0), depth, onValue, offValue],
      ["T": .type(dtype), "TI": .type(site.dtype()), "axis": .int(-1)])
  },
  "Range": { site in
    site.emit(
      "Range", [site.input(0), site.input(1), site.input(2)], ["Tidx": .type(site.dtype())])
  },
  "Reshape": { site in
    let shape = site.constant(try site.integers("shape") ?? [], "shape")
    site.emit("Reshape", [site.input(0), shape], site.typed(["Tshape": .type(.int32)]))
  },
  "ReshapeLike": { site in
    let shape = site.shape(of: 1)
    site.emit("Reshape", [site.input(0), shape], site.typed(["Tshape": .type(.int32)]))
  },
  "Shape": { site in
    site.emit("Shape", [site.input(0)], try site.typed(keeping: "out_type"))
  },
  "Squeeze": { site in
    let axes = try site.integers("squeeze_dims") ?? []
    site.emit("Squeeze", [site.input(0)], site.typed(["squeeze_dims": .ints(axes)]))
  },
  "StopGradient": { site in
    site.emit("StopGradient", [site.input(0)], site.typed())
  },
  "Transpose": { site in
    let perm = site.constant(try site.integers("perm") ?? [], "perm")
    site.emit("Transpose", [site.input(0), perm], site.typed(["Tperm": .type(.int32)]))
  },
]

private let stateTranslations: [String: Translation] = [
  "AssignAddVariableOp": { site in
    site.emit(
      "AssignAddVariableOp", [site.input(0), site.input(1)], ["dtype": .type(site.dtype(1))])
  },
  "AssignVariableOp": { site in
    site.emit(
      "AssignVariableOp", [site.input(0), site.input(1)], ["dtype": .type(site.dtype(1))])
  },
  "NoOp": { site in site.emit("NoOp", []) },
  "Placeholder": { site in
    site.emit(
      "Placeholder", [],
      ["dtype": try site.attribute("dtype"), "shape": try site.attribute("shape")])
  },
  "ReadVariableOp": { site in
    site.emit("ReadVariableOp", [site.input(0)], ["dtype": try site.attribute("dtype")])
  },
  "VarHandleOp": { site in
    let handle = site.operation.output(0)
    guard let variable = handle.graph.variables.first(where: { $0.handle == handle }) else {
      throw site.unsupported("it belongs to no variable of the graph")
    }
    site.emit(
      "VarHandleOp", [],
      [
        "dtype": try site.attribute("dtype"), "shape": try site.attribute("shape"),
        "shared_name": .string(variable.name),
      ])
  },
]

/// A reduction: its axes are a tensor in TensorFlow.
private let reduction: Translation = { site in
  let axes = try site.integers("axis") ?? Array(0..<site.operation[0].shape.rank)
  let indices = site.constant(axes, "reduction_indices")
  var attributes = try site.typed(keeping: "keep_dims")
  attributes["Tidx"] = .type(.int32)
  site.emit(site.operation.type, [site.input(0), indices], attributes)
}

/// ArgMax and ArgMin.
private let axisIndex: Translation = { site in
  let dimension = site.constant(try site.integers("axis") ?? [], "dimension", scalar: true)
  site.emit(
    site.operation.type, [site.input(0), dimension],
    site.typed(["Tidx": .type(.int32), "output_type": .type(site.operation.output(0).dtype)]))
}

extension ExportSite {
  /// The attribute `T`, the type of the first input, with others.
  func typed(_ others: [String: AttributeValue] = [:]) -> [String: AttributeValue] {
    var attributes = others
    attributes["T"] = .type(dtype())
    return attributes
  }

  /// The attribute `T`, and those of the operation's own that TensorFlow has alike.
  func typed(keeping names: String...) throws(SavedModelError) -> [String: AttributeValue] {
    var attributes = typed()
    for name in names { attributes[name] = try attribute(name) }
    return attributes
  }

  /// Adds a node that gives the shape of an input.
  func shape(of index: Int) -> String {
    helper(
      "Shape", "shape", [input(index)],
      ["T": .type(dtype(index)), "out_type": .type(.int32)])
  }
}
