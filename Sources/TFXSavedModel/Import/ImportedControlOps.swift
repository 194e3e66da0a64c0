import TFXCore
import TFXGraph
import TFXOps

/// TensorFlow's branches and loops, by their name: their functions become regions.
let importedControlOps: [String: ImportedOp] = [
  "If": conditional, "StatelessIf": conditional, "StatelessWhile": loop, "While": loop,
]

private let conditional: ImportedOp = { site in
  let predicate = try site.input(0)
  let given = site.references(1..<site.inputs.count)
  return try site.region { (failure) throws(GraphError) in
    func branch(_ name: String) throws(GraphError) -> [Output] {
      try failure.collect { () throws(SavedModelError) in
        try site.importer.call(site.node, name, given)
      }
    }
    return try site.graph.cond(
      predicate, { () throws(GraphError) in try branch("then_branch") },
      else: { () throws(GraphError) in try branch("else_branch") }, name: site.name)
  }
}

private let loop: ImportedOp = { site in
  // Handles stay what they are, whatever the loop does.
  let places = site.inputs.indices.filter { !site.inputs[$0].node.isHandle }
  var initial: [Output] = []
  for place in places { initial.append(try site.input(place)) }
  let declared = site.node.attributes["output_shapes"]?.list.shape ?? []
  let shapes = zip(places, initial).map { place, output in
    let shape = declared.indices.contains(place) ? declared[place].shape : nil
    return shape?.rank == output.shape.rank ? shape! : output.shape
  }
  var result = try site.region { (failure) throws(GraphError) in
    func part(
      _ name: String, _ variables: [Output], _ wanted: [Int]
    ) throws(GraphError) -> [Output] {
      var given = site.references(site.inputs.indices)
      for (place, variable) in zip(places, variables) {
        given[place] = site.importer.define(
          variable, as: "\(site.node.name)/\(name)/variable:\(place)", depth: site.node.depth)
      }
      return try failure.collect { () throws(SavedModelError) in
        try site.importer.call(site.node, name, given, places: wanted)
      }
    }
    return try site.graph.whileLoop(
      initial, while: { (variables) throws(GraphError) in try part("cond", variables, [0])[0] },
      do: { (variables) throws(GraphError) in try part("body", variables, places) },
      shapes: shapes, name: site.name)
  }
  // A loop of TensorFlow's passes handles on; nobody reads them.
  var outputs: [Output] = []
  for (place, input) in site.inputs.enumerated() {
    let handle =
      input.node.variable?.handle ?? input.node.queue?.handle ?? input.node.accumulator?.handle
    outputs.append(handle ?? result.outputs[places.firstIndex(of: place)!])
  }
  result.outputs = outputs
  return result
}

/// What went wrong while a region was made of a function.
private final class RegionFailure {
  var error: SavedModelError?

  /// What `body` makes; its error is kept, as a region fails with another type of errors.
  func collect(
    _ body: () throws(SavedModelError) -> [Output]
  ) throws(GraphError) -> [Output] {
    do {
      return try body()
    } catch {
      self.error = error
      throw .foreign(node: "")
    }
  }
}

extension ImportSite {
  /// The names of what comes in.
  fileprivate func references(_ indices: Range<Int>) -> [NodeReference] {
    indices.map { NodeReference(name: inputs[$0].name, index: inputs[$0].index) }
  }

  /// An operation with regions.
  fileprivate func region(
    _ body: (RegionFailure) throws(GraphError) -> [Output]
  ) throws(SavedModelError) -> GraphImporter.Imported {
    let failure = RegionFailure()
    let outputs: [Output]
    do {
      outputs = try body(failure)
    } catch {
      throw failure.error ?? .graph(error)
    }
    return try imported(outputs)
  }
}
