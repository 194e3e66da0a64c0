import TFXCore
import TFXGraph

/// A region with what it makes and what it needs.
struct Branch: Sendable {
  let region: Region
  /// What it makes.
  let outputs: [Output]
  /// Operations that run for what they do.
  let effects: [Operation]
  /// What it needs of what lies outside.
  let captures: Captures

  /// A region without operations.
  init() {
    region = Region(parent: nil)
    (outputs, effects) = ([], [])
    captures = Captures()
  }

  /// A region of the operations that `body` adds.
  ///
  /// - Parameter regions: Others whose operations are computed anew within it.
  init(
    _ graph: Graph, _ name: String, with regions: [Region] = [],
    _ body: () throws(GraphError) -> [Output]
  ) throws(GraphError) {
    let first = graph.operations.count
    let (region, outputs) = try graph.region(name) { () throws(GraphError) in
      // Under names of the region's own, so that what comes from outside can be asked for too.
      try body().map { (output) throws(GraphError) in try graph.identity(output) }
    }
    self.region = region
    self.outputs = outputs
    effects = graph.operations[first...].filter {
      $0.region === region && $0.definition.hasSideEffect
    }
    captures = graph.captures(of: outputs, effects, inside: regions + [region])
  }

  /// What the branch makes, given the values of captures.
  func run(
    _ context: any HostContext, feeding feeds: [Output: Tensor]
  ) throws(KernelError) -> [Tensor] {
    try context.run(outputs, targets: effects, feeding: feeds, after: captures.controls)
  }
}

extension Captures {
  /// The captures of several regions together.
  init(_ all: [Captures]) {
    self.init()
    for captures in all {
      outputs += captures.outputs.filter { !outputs.contains($0) }
      controls += captures.controls.filter { !controls.contains($0) }
    }
  }
}
