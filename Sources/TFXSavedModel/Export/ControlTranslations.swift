import TFXCore
import TFXGraph
import TFXOps

/// How branches and loops are said in TensorFlow's terms: their regions become functions.
let controlTranslations: [String: Translation] = [
  "If": { site in
    guard let call = site.operation.regionCall else {
      preconditionFailure("'\(site.operation.name)' has no regions")
    }
    let given = call.captures + site.operation.regionHandles
    let functions = try call.parts.enumerated().map { index, part in
      try site.function(index == 0 ? "true" : "false", part, given)
    }
    site.emitCall(
      call, "If", [site.input(0)] + given.map { site.exporter.name(of: $0) },
      [
        "Tcond": .type(.bool), "Tin": .types(given.map(\.dtype)),
        "Tout": .types(site.operation.outputSpecs.map(\.dtype)),
        "output_shapes": .shapes(site.operation.outputSpecs.map(\.shape)),
      ], ["then_branch": functions[0], "else_branch": functions[1]])
  },
  "While": { site in
    guard let call = site.operation.regionCall else {
      preconditionFailure("'\(site.operation.name)' has no regions")
    }
    if call.maximumIterations != nil {
      throw site.unsupported("TensorFlow's has no maximum of rounds; count them in the condition")
    }
    let constant = call.captures + site.operation.regionHandles
    let given = call.variables + constant
    // A loop of TensorFlow's makes all that it is given, changed or not.
    let functions = [
      try site.function("cond", call.parts[0], given),
      try site.function("body", call.parts[1], given, passingOn: constant),
    ]
    let inputs = site.operation.inputs.indices.map { site.input($0) }
    let handles = site.operation.regionHandles.map { site.exporter.name(of: $0) }
    site.emitCall(
      call, "While", inputs + handles,
      [
        "T": .types(given.map(\.dtype)), "output_shapes": .shapes(given.map(\.shape)),
        "parallel_iterations": .int(10),
      ], ["cond": functions[0], "body": functions[1]])
  },
]

extension Operation {
  /// Handles that its regions, and those within them, use; a region takes them from outside without
  /// being given them.
  var regionHandles: [Output] {
    guard let call = regionCall else { return [] }
    var handles: [Output] = []
    var seen: Set<Operation> = []
    var open = call.parts.flatMap { $0.outputs.map(\.operation) + $0.effects }
    let outside = Set(call.captures + call.variables)
    while let operation = open.popLast() {
      guard seen.insert(operation).inserted else { continue }
      for input in operation.inputs + operation.regionHandles where !outside.contains(input) {
        if input.dtype == .resource {
          if !handles.contains(input) { handles.append(input) }
        } else {
          open.append(input.operation)
        }
      }
      open += operation.controlInputs.filter { $0.region != nil }
    }
    return handles.sorted { $0.operation.id < $1.operation.id }
  }
}

extension ExportSite {
  /// Adds the function that a region becomes; its name.
  ///
  /// - Parameters:
  ///   - given: What it gets, under names of its own.
  ///   - passedOn: What of that it makes besides its outputs.
  fileprivate func function(
    _ name: String, _ part: RegionCall.Part, _ given: [Output], passingOn passedOn: [Output] = []
  ) throws(SavedModelError) -> String {
    let arguments = Dictionary(
      uniqueKeysWithValues: given.enumerated().map { ($1, "arg_\($0)") })
    let inner = GraphExporter(operation.graph, arguments: arguments)
    try inner.add(operations(of: part, given: Set(given)))
    var function = ProtoFunctionDef()
    let readable = "\(operation.name)_\(name)".map { $0.isLetter || $0.isNumber ? $0 : "_" }
    function.signature.name = exporter.uniqueName(String(readable))
    function.signature.inputArg = given.map { ProtoOpDef.ArgDef(arguments[$0]!, $0.dtype) }
    let nodes = Dictionary(
      inner.graphDef.node.map { ($0.name, $0.op) }, uniquingKeysWith: { first, _ in first })
    let names = Set(arguments.values)
    function.nodeDef = inner.graphDef.node.map { node in
      var node = node
      node.input = node.input.map { reference($0, nodes, names) }
      return node
    }
    for (index, output) in (part.outputs + passedOn).enumerated() {
      let result = "result_\(index)"
      function.signature.outputArg.append(ProtoOpDef.ArgDef(result, output.dtype))
      function.ret[result] = reference(inner.name(of: output), nodes, names)
    }
    for nested in inner.graphDef.library.function { exporter.add(nested) }
    exporter.add(function)
    return function.signature.name
  }

  /// The operations of a region, and constants from outside, in the graph's order.
  private func operations(of part: RegionCall.Part, given: Set<Output>) -> [Operation] {
    var found: Set<Operation> = []
    var open = part.outputs.filter { !given.contains($0) }.map(\.operation) + part.effects
    while let operation = open.popLast() {
      guard found.insert(operation).inserted else { continue }
      open += (operation.inputs + operation.regionHandles).filter { !given.contains($0) }
        .map(\.operation)
      // What is outside has run before the whole operation does.
      open += operation.controlInputs.filter { $0.region != nil }
    }
    return found.sorted { $0.id < $1.id }
  }

  /// An edge as a function has it: `argument`, `node:output:index` or `^node`.
  private func reference(
    _ text: String, _ nodes: [String: String], _ arguments: Set<String>
  ) -> String {
    if arguments.contains(text) || text.hasPrefix("^") { return text }
    guard let edge = NodeReference(text), let index = edge.index, let op = nodes[edge.name],
      let signature = Signature.all[op]
    else { preconditionFailure("'\(text)' is no edge of a function") }
    let output = signature.outputName(index)
    return "\(edge.name):\(output.name):\(output.index)"
  }

  /// Adds the node that runs functions, in the form without state where there is none.
  fileprivate func emitCall(
    _ call: RegionCall, _ op: String, _ inputs: [String], _ attributes: [String: AttributeValue],
    _ functions: [String: String]
  ) {
    let isStateless = operation.regionHandles.isEmpty && call.parts.allSatisfy(\.effects.isEmpty)
    var node = ProtoNodeDef(
      isStateless ? "Stateless\(op)" : op, operation.name, inputs, attributes)
    node.input += operation.controlInputs.map { "^" + $0.name }
    node.device = operation.device
    for (name, function) in functions { node.attr[name] = .init(function: function) }
    exporter.add(node)
  }
}

extension ProtoOpDef.ArgDef {
  init(_ name: String, _ dtype: DType) {
    self.init()
    self.name = name
    type = ProtoDataType(dtype)
  }
}

extension ProtoAttrValue {
  init(function name: String) {
    self.init()
    `func`.name = name
  }
}
