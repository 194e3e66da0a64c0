import TFXCore
import TFXGraph
import TFXOps

extension GraphImporter {
  /// Looks for branches and loops among what a request needs.
  func findControlFlow(from roots: [String]) throws(SavedModelError) {
    guard table.all.contains(where: { ControlFlow.isSwitch($0.op) }) else { return }
    controlFlow = try ControlFlow(table, from: roots) { self.placeholder(of: $0) != nil }
  }

  /// What must be there before a node of a branch or a loop; nil for any other node.
  func controlFlowInputs(of node: FlatNode) throws(SavedModelError) -> [NodeReference]? {
    guard let controlFlow else { return nil }
    if let join = controlFlow.joins[node.name] {
      return try resolved([join.predicate] + join.inputs)
    }
    if let frame = controlFlow.frames[node.name] {
      return try resolved(controlFlow.loops[frame]!.entries)
    }
    // What goes in is there already.
    if node.handsOn { return try resolved([node.inputs[0]]) }
    return nil
  }

  private func resolved(
    _ references: [NodeReference]
  ) throws(SavedModelError) -> [NodeReference] {
    var all: [NodeReference] = []
    for reference in references {
      all.append(
        placeholder(of: reference) == nil ? try table.resolve(reference)[0] : reference)
    }
    return all
  }

  /// Imports a node of a branch or a loop, with all that is one operation with it.
  ///
  /// - Returns: Whether it is one.
  func importControlFlow(_ node: FlatNode) throws(SavedModelError) -> Bool {
    guard let controlFlow else { return false }
    if let join = controlFlow.joins[node.name] {
      try importBranches(join, node)
      return true
    }
    if let frame = controlFlow.frames[node.name] {
      try importLoop(controlFlow.loops[frame]!, node)
      return true
    }
    guard node.handsOn else { return false }
    // Within its branch or loop it is what comes in.
    var value = try value(of: node.inputs[0])
    if ControlFlow.isSwitch(node.op), value.array == nil, let output = value.outputs.first {
      value.outputs = [output, output]
    }
    imported[node.name] = value
    return true
  }

  /// What one output of a node has become, as the only one.
  private func value(of reference: NodeReference) throws(SavedModelError) -> Imported {
    if let placeholder = placeholder(of: reference) { return Imported(outputs: [placeholder]) }
    let (node, index) = try result(reference)
    // An array has its flow besides.
    if node.isHandle, node.array == nil || index == 0 { return node }
    guard let index, node.outputs.indices.contains(index) else {
      // A node that is only waited for.
      return Imported(operation: node.operation)
    }
    return Imported(outputs: [node.outputs[index]], extents: index == 0 ? node.extents : nil)
  }

  private func importBranches(
    _ join: ControlFlow.Join, _ node: FlatNode
  ) throws(SavedModelError) {
    let predicate = try value(of: join.predicate)
    guard let predicate = predicate.outputs.first else {
      throw malformed("'\(node.name)' has no predicate")
    }
    let outputs = try regions { (regions) throws(GraphError) in
      func branch(_ results: [NodeReference]) throws(GraphError) -> [Output] {
        try regions.within { () throws(SavedModelError) in try self.tensors(results) }
      }
      return try graph.cond(
        predicate, { () throws(GraphError) in try branch(join.merges.map(\.whenTrue)) },
        else: { () throws(GraphError) in try branch(join.merges.map(\.whenFalse)) },
        name: node.name)
    }
    let index: Output
    do throws(GraphError) {
      index = try graph.cast(predicate, to: .int32, name: "\(node.name)/index")
    } catch {
      throw .graph(error)
    }
    for (place, merge) in join.merges.enumerated() {
      note([outputs[place], index], as: merge.name)
    }
  }

  private func importLoop(
    _ loop: ControlFlow.Loop, _ node: FlatNode
  ) throws(SavedModelError) {
    guard let condition = loop.condition else {
      throw malformed("loop '\(loop.name)' has no condition")
    }
    let variables = loop.variables.filter { $0.switching != nil }
    var initial: [Output] = []
    for variable in variables { initial += try tensors([variable.initial]) }
    // A region of a loop that finds no fixed shapes is made anew with fewer.
    var shapes = initial.map(\.shape)
    var outputs: [Output] = []
    for attempt in 0..<3 {
      do {
        outputs = try regions { (regions) throws(GraphError) in
          func part(
            _ values: [Output], _ results: [NodeReference]
          ) throws(GraphError) -> [Output] {
            try regions.within { () throws(SavedModelError) in
              for (variable, value) in zip(variables, values) {
                self.imported[variable.merge] = Imported(outputs: [value])
                self.imported[variable.switching!] = Imported(outputs: [value, value])
              }
              return try self.tensors(results)
            }
          }
          return try graph.whileLoop(
            initial,
            while: { (values) throws(GraphError) in try part(values, [condition])[0] },
            do: { (values) throws(GraphError) in
              let next = try part(values, variables.map(\.next))
              regions.found = next.map(\.shape)
              return next
            }, shapes: shapes, name: loop.name.isEmpty ? node.name : loop.name)
        }
        break
      } catch {
        // Extents that a round changes are not known.
        guard attempt < 2, let found = lastRegions?.found, found.count == shapes.count else {
          throw error
        }
        let common = zip(shapes, found).map { shape, other in
          shape.rank == other.rank ? shape.agreeing(with: other) : shape
        }
        if common == shapes { throw error }
        shapes = common
      }
    }
    let places = Dictionary(
      variables.enumerated().map { ($0.element.switching!, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    for (exit, frame) in controlFlow!.frames where frame == loop.name {
      if let source = table[exit]?.inputs.first, let place = places[source.name] {
        note([outputs[place]], as: exit)
      }
    }
  }

  private func note(_ outputs: [Output], as name: String) {
    imported[name] = Imported(outputs: outputs, operation: outputs[0].operation)
    noteEffect(of: outputs[0].operation)
  }

  /// Outputs by their references, imported with all that they need.
  private func tensors(_ references: [NodeReference]) throws(SavedModelError) -> [Output] {
    var outputs: [Output] = []
    for reference in references {
      if placeholder(of: reference) == nil { try require(reference) }
      let value = try value(of: reference)
      guard let output = value.outputs.first else {
        throw malformed("'\(reference.name)' of a branch or a loop is no tensor")
      }
      outputs.append(output)
    }
    return outputs
  }

  /// Makes an operation with regions.
  private func regions(
    _ body: (RegionImport) throws(GraphError) -> [Output]
  ) throws(SavedModelError) -> [Output] {
    let regions = RegionImport(self)
    lastRegions = regions
    do {
      return try body(regions)
    } catch {
      throw regions.error ?? .graph(error)
    }
  }
}

extension FlatNode {
  /// Whether it hands its first input on into a branch or a loop.
  fileprivate var handsOn: Bool {
    (ControlFlow.isSwitch(op) || ControlFlow.isEnter(op)) && !inputs.isEmpty
  }
}

extension Shape {
  /// What is the same in both, of as many axes; the rest is unknown.
  fileprivate func agreeing(with other: Shape) -> Shape {
    Shape(zip(dimensions, other.dimensions).map { $0 == $1 ? $0 : Shape.unknown })
  }
}

/// Imports into regions, whose nodes nobody outside sees.
final class RegionImport {
  private let importer: GraphImporter
  fileprivate var error: SavedModelError?
  /// The shapes that a round has made.
  fileprivate var found: [Shape] = []

  /// Branches and loops in each other; the import of one takes room on the stack.
  private static let depthLimit = 50

  fileprivate init(_ importer: GraphImporter) { self.importer = importer }

  /// Does the import of one region; an error is kept, as a region fails with another type of errors.
  fileprivate func within(
    _ body: () throws(SavedModelError) -> [Output]
  ) throws(GraphError) -> [Output] {
    let outside = importer.imported
    if importer.regionDepth >= RegionImport.depthLimit {
      self.error = importer.malformed("its branches and loops lie too deep in each other")
      throw .foreign(node: "")
    }
    importer.regionDepth += 1
    defer {
      importer.regionDepth -= 1
      importer.imported = outside
    }
    do {
      return try body()
    } catch {
      self.error = error
      throw .foreign(node: "")
    }
  }
}
