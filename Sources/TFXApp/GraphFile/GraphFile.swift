import TFXConfig
import TFXCore
package import TFXGraph
import TFXModel
import TFXOps
import TFXRuntime

/// A file that describes a graph, and the graph that it becomes.
package final class GraphFile {
  package let graph: Graph
  package let config: GraphConfig
  let file: ConfigFile
  private let directory: String
  private var parts: [String: NamedPart] = [:]
  /// How many processors the file's devices need.
  private(set) var deviceCount = 1

  /// A part of the graph that has a name in the file.
  struct NamedPart {
    var outputs: [Output] = []
    var operation: Operation
    var variable: Variable?
    var span: SourceSpan?
  }

  /// Reads a graph's file with overrides, and reports every mistake that can be seen before the
  /// graph is built.
  package init(_ path: String, overrides: [String] = []) throws {
    var file = try ConfigFile.load(path)
    for override in overrides { try file.set(override) }
    var diagnostics = Diagnostics()
    let start = SourceSpan(file: path == "-" ? "stdin" : path, line: 1, column: 1)
    let read = FieldReader.read(
      GraphConfig.self, from: file.root, owner: "the graph", at: start, &diagnostics)
    if let read {
      GraphFile.reportSameNames(read, &diagnostics)
      if read.nodes.isEmpty, read.constants.all.isEmpty, read.variables.all.isEmpty {
        diagnostics.error(
          at: start, "the graph has nothing to compute", help: "nodes is a list of operations")
      }
    }
    try file.check(diagnostics)
    guard let read else { preconditionFailure("\(path) gave neither a graph nor an error") }
    config = read
    self.file = file
    directory = path == "-" ? "." : FilePath.directory(of: path)
    graph = Graph(seed: read.seed)
  }

  /// Adds everything that the file names to the graph.
  ///
  /// - Parameter fed: The shapes of fed tensors, for placeholders that have none of their own.
  func build(fed: [String: Shape]) throws {
    var diagnostics = Diagnostics()
    addSources(fed, &diagnostics)
    // Nodes of wrong sources would only be wrong too.
    try file.check(diagnostics)
    for node in try ordered() { try add(node) }
  }

  /// The part of the graph that a name stands for, or nil.
  subscript(name: String) -> NamedPart? { parts[name] }

  /// Every name that the file gives.
  var names: [String] {
    var names = config.placeholders.all.map(\.name)
    names += config.constants.all.map(\.name)
    names += config.variables.all.map(\.name)
    names += config.nodes.map(\.name)
    return names
  }

  /// The error for a mistake at a place of the file.
  func invalid(at span: SourceSpan?, _ message: String, help: String? = nil) -> ConfigError {
    let diagnostics = Diagnostics([Diagnostic(at: span, message, help: help)])
    return .invalid(diagnostics, rendered: file.render(diagnostics))
  }

  // MARK: - Names

  private static func reportSameNames(_ config: GraphConfig, _ diagnostics: inout Diagnostics) {
    var first: [String: SourceSpan?] = [:]
    var all = config.placeholders.all.map { ($0.name, $0.span) }
    all += config.constants.all.map { ($0.name, $0.span) }
    all += config.variables.all.map { ($0.name, $0.span) }
    all += config.nodes.map { ($0.name, $0.nameSpan) }
    for (name, span) in all {
      guard let before = first.updateValue(span, forKey: name) else { continue }
      let line = before.map { " on line \($0.line)" } ?? ""
      diagnostics.error(
        at: span, "the name '\(name)' is given twice",
        help: "it stands for something\(line) already")
    }
  }

  /// The nodes such that each comes behind those that it needs.
  private func ordered() throws -> [NodeConfig] {
    let byName = Dictionary(config.nodes.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    var order: [NodeConfig] = []
    var done: Set<String> = []
    for root in config.nodes {
      // No recursion: a chain of nodes may be longer than the stack is deep.
      var open = [root]
      var path: [String] = []
      while let node = open.last {
        if done.contains(node.name) {
          open.removeLast()
          continue
        }
        if path.last == node.name {
          path.removeLast()
          open.removeLast()
          done.insert(node.name)
          order.append(node)
          continue
        }
        path.append(node.name)
        for input in node.inputs.reversed() {
          guard let name = input.name, !done.contains(name), let next = byName[name] else {
            continue
          }
          if let start = path.firstIndex(of: name) {
            let cycle = (path[start...] + [name]).joined(separator: " → ")
            throw invalid(
              at: input.span, "'\(node.name)' needs itself", help: "each needs the next: \(cycle)")
          }
          open.append(next)
        }
      }
    }
    return order
  }

  // MARK: - Placeholders, constants and variables

  private func addSources(_ fed: [String: Shape], _ diagnostics: inout Diagnostics) {
    for entry in config.placeholders.all {
      guard let shape = entry.value.shape ?? fed[entry.name] else {
        diagnostics.error(
          at: entry.span, "the placeholder '\(entry.name)' has no shape and is not fed",
          help: "give it a shape, or feed it: --feed \(entry.name)=FILE")
        continue
      }
      report(entry.span, &diagnostics) { () throws(GraphError) in
        let output = try graph.placeholder(entry.value.dtype, shape: shape, name: entry.name)
        parts[entry.name] = NamedPart(
          outputs: [output], operation: output.operation, span: entry.span)
      }
    }
    for entry in config.constants.all {
      let fields = entry.value.fields
      guard
        let value = self.value(
          fields.value, fields.file, fields.dtype, at: entry.span, &diagnostics)
      else { continue }
      report(entry.span, &diagnostics) { () throws(GraphError) in
        let output = try graph.constant(value, name: entry.name)
        parts[entry.name] = NamedPart(
          outputs: [output], operation: output.operation, span: entry.span)
      }
    }
    for entry in config.variables.all { addVariable(entry, &diagnostics) }
  }

  private func addVariable(
    _ entry: NamedEntries<VariableConfig>.Entry, _ diagnostics: inout Diagnostics
  ) {
    let fields = entry.value
    if let shape = fields.shape, shape.isTooLarge {
      return diagnostics.error(
        at: entry.span, "a variable of \(shape) is more than memory can hold")
    }
    if fields.value == nil, fields.file == nil, let shape = fields.shape {
      let initializer = fields.initializer?.value ?? GlorotUniform()
      return report(entry.span, &diagnostics) { () throws(GraphError) in
        let variable = try graph.getVariable(
          entry.name, shape: shape, dtype: fields.dtype ?? .float32
        ) { (spec) throws(GraphError) in try initializer.call(graph, spec) }
        add(variable, entry)
      }
    }
    guard
      var value = self.value(fields.value, fields.file, fields.dtype, at: entry.span, &diagnostics)
    else { return }
    if value.dtype == .string {
      return diagnostics.error(
        at: fields.value?.node.span ?? entry.span, "a variable holds numbers, found texts",
        help: "write it under constants")
    }
    if let shape = fields.shape {
      if value.shape.rank == 0, shape.isFullyKnown {
        // One number for all of them.
        value = value.repeated(shape)
      } else if !shape.accepts(value.shape) {
        return diagnostics.error(
          at: fields.value?.node.span ?? entry.span,
          "the variable '\(entry.name)' is \(shape), its value \(value.shape)")
      }
    }
    report(entry.span, &diagnostics) { () throws(GraphError) in
      add(try graph.variable(entry.name, value), entry)
    }
  }

  private func add(_ variable: Variable, _ entry: NamedEntries<VariableConfig>.Entry) {
    parts[entry.name] = NamedPart(
      outputs: [variable.value], operation: variable.value.operation, variable: variable,
      span: entry.span)
  }

  /// A value that the file gives, or that another file has.
  private func value(
    _ value: RawValue?, _ path: String?, _ dtype: DType?, at span: SourceSpan?,
    _ diagnostics: inout Diagnostics
  ) -> Tensor? {
    if let value { return TensorNode.read(value.node, dtype, .yaml, &diagnostics) }
    guard let path else { preconditionFailure("a value is neither here nor in a file") }
    let whole = path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
    do {
      return try TensorInput.file(whole, dtype: dtype, shape: nil)
    } catch {
      // The help of another error is on a line of its own.
      let lines = Failure(error).message.withoutPrefix("error: ").split(separator: "\n")
      let help = lines.count > 1 ? String(lines[1].drop { $0 == " " }) : nil
      diagnostics.error(at: span, String(lines[0]), help: help)
      return nil
    }
  }

  private func report(
    _ span: SourceSpan?, _ diagnostics: inout Diagnostics, _ body: () throws(GraphError) -> Void
  ) {
    do throws(GraphError) { try body() } catch { diagnostics.error(at: span, "\(error)") }
  }

  // MARK: - Operations

  private func add(_ node: NodeConfig) throws {
    let written = (node.definition as? any Op)?.writtenInputs ?? []
    var inputs: [Output] = []
    var controls: [Operation] = []
    var changed: [Variable] = []
    for input in node.inputs {
      switch input.kind {
      case .control(let name):
        controls.append(try find(name, at: input.span).operation)
      case .output(let name, let index):
        let part = try find(name, at: input.span)
        let isHandle = written.contains(inputs.count) && index == 0
        if isHandle, let variable = part.variable {
          inputs.append(variable.handle)
          changed.append(variable)
        } else {
          inputs.append(try output(index, of: part, name, at: input.span))
        }
      case .value(let value):
        var diagnostics = Diagnostics()
        let tensor = TensorNode.read(value, nil, .yaml, &diagnostics)
        try file.check(diagnostics)
        guard let tensor else { preconditionFailure("neither a value nor an error") }
        let name = "\(node.name)/input_\(inputs.count)"
        inputs.append(try graph.constant(tensor, name: name))
      }
    }
    do throws(GraphError) {
      let operation = try graph.device(node.device) { () throws(GraphError) in
        try graph.add(settling: node.definition, inputs, name: node.name, controlInputs: controls)
      }
      try operation.expectTypes(of: changed)
      if let output = operation.outputs.first(where: { $0.shape.isTooLarge }) {
        throw .invalid(
          op: operation.type, node: node.name,
          ShapeError(
            "output \(output.index)", expected: "what memory can hold", found: "\(output.spec)"))
      }
      parts[node.name] = NamedPart(
        outputs: operation.outputs, operation: operation, span: node.nameSpan)
      // A file that names /cpu:2 wants three; a run refuses those that the machine lacks.
      if let index = node.device.split(separator: ":").last.flatMap({ Int($0) }), index < 64 {
        deviceCount = max(deviceCount, index + 1)
      }
    } catch {
      throw refusal(error, of: node, inputs)
    }
  }

  /// The part of the graph that a node or the user names.
  func find(_ name: String, at span: SourceSpan?) throws -> NamedPart {
    if let found = parts[name] { return found }
    throw invalid(
      at: span, "there is no '\(name)' in the graph",
      help: Spelling.suggestion(for: name, among: names)
        ?? "names: \(names.prefix(20).joined(separator: ", "))")
  }

  private func output(
    _ index: Int, of part: NamedPart, _ name: String, at span: SourceSpan?
  ) throws -> Output {
    if part.outputs.indices.contains(index) { return part.outputs[index] }
    let count = part.outputs.count
    throw invalid(
      at: span,
      count == 0
        ? "'\(name)' has no outputs"
        : "'\(name)' has \(count) \(count == 1 ? "output" : "outputs"), found :\(index)",
      help: count == 0 ? "^\(name) waits for it" : "\(name) or \(name):0 is the first")
  }

  /// The error of an operation that refuses inputs or attributes, at their place.
  private func refusal(
    _ error: GraphError, of node: NodeConfig, _ inputs: [Output]
  ) -> ConfigError {
    let found = inputs.map { "\($0.spec)" }.joined(separator: ", ")
    let help = inputs.isEmpty ? "it has no inputs" : "its inputs are \(found)"
    guard case .invalid(_, _, let refusal) = error else {
      return invalid(at: node.opSpan, "\(error)", help: help)
    }
    let attribute = node.attributeSpans[refusal.argument]
    let place = attribute ?? (refusal.argument == "inputs" ? node.inputsSpan : nil) ?? node.opSpan
    return invalid(at: place, "\(error)", help: attribute == nil ? help : nil)
  }

  /// Where the operation of a name stands in the file; helpers belong to the operation they help.
  func span(ofOperation name: String) -> SourceSpan? {
    if let found = parts[name] { return found.span }
    guard let slash = name.lastIndex(of: "/") else { return nil }
    return span(ofOperation: String(name[..<slash]))
  }
}

extension NodeInput {
  /// The node that it names.
  fileprivate var name: String? {
    switch kind {
    case .output(let name, _), .control(let name): name
    case .value: nil
    }
  }
}

extension Shape {
  /// Whether a tensor of this shape is more than any machine can hold.
  fileprivate var isTooLarge: Bool {
    var count = 1
    for extent in dimensions where extent > 0 {
      let (product, isOver) = count.multipliedReportingOverflow(by: extent)
      if isOver || product > 1 << 34 { return !dimensions.contains(0) }
      count = product
    }
    return false
  }
}

extension String {
  /// The text without something that it may begin with.
  fileprivate func withoutPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}

extension Tensor {
  /// A scalar everywhere in a shape.
  fileprivate func repeated(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, dtype: dtype) { bytes in
      withUnsafeBytes { source in
        for place in 0..<shape.elementCount {
          UnsafeMutableRawBufferPointer(
            rebasing: bytes[place * source.count..<(place + 1) * source.count]
          ).copyMemory(from: source)
        }
      }
    }
  }
}
