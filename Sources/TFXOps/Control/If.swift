import TFXCore
public import TFXGraph

/// What one of two regions makes, as a boolean scalar says; the other does not run.
/// predicate: bool [], captures → outputs.   The gradient is the gradient of the region that ran.
struct If: HostOp {
  static let unnamed: String? = Unnamed.regions

  var whenTrue = Branch()
  var whenFalse = Branch()
  var captures: [Output] = []

  var hasSideEffect: Bool { !(whenTrue.effects + whenFalse.effects).isEmpty }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1 + captures.count)
    if inputs[0].dtype != .bool || inputs[0].shape.rank != 0 {
      throw ShapeError("pred", expected: "bool[]", found: "\(inputs[0])")
    }
    let (first, second) = (whenTrue.outputs.map(\.spec), whenFalse.outputs.map(\.spec))
    if first.count != second.count {
      throw ShapeError(
        "false_fn", expected: "\(first.count) outputs as true_fn", found: "\(second.count)")
    }
    var specs: [TensorSpec] = []
    for (index, (a, b)) in zip(first, second).enumerated() {
      if a.dtype != b.dtype || a.shape.rank != b.shape.rank {
        throw ShapeError(
          "false_fn", expected: "\(a) for output \(index) as true_fn", found: "\(b)")
      }
      specs.append(TensorSpec(a.shape.common(with: b.shape), a.dtype))
    }
    return specs
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let branch = inputs[0].scalars(as: Bool.self)[0] ? whenTrue : whenFalse
    return try branch.run(
      context, feeding: Dictionary(uniqueKeysWithValues: zip(captures, inputs.dropFirst())))
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let graph = node.graph
    // What neither branch has a gradient for is not asked of the new branches.
    let wanted = captures.filter { capture in
      capture.dtype.isDifferentiable
        && [whenTrue, whenFalse].contains { graph.depends($0.outputs, on: capture) }
    }
    if wanted.isEmpty { return node.inputs.map { _ in nil } }
    func derived(_ branch: Branch, _ name: String) throws(GraphError) -> Branch {
      try Branch(graph, name, with: [branch.region]) { () throws(GraphError) in
        try graph.gradientsOrZeros(branch.outputs, wanted, outputGradients)
      }
    }
    let gradients = try graph.add(
      node[0], try derived(whenTrue, "true"), try derived(whenFalse, "false"), name: nil)
    let found = Dictionary(uniqueKeysWithValues: zip(wanted, gradients))
    return [nil] + captures.map { found[$0] }
  }
}

extension Shape {
  /// The extents that both have, unknown where they differ; both have as many axes.
  func common(with other: Shape) -> Shape {
    Shape(zip(dimensions, other.dimensions).map { $0 == $1 ? $0 : Shape.unknown })
  }
}

extension Graph {
  /// Whether one of `outputs` is computed from `x`.
  func depends(_ outputs: [Output], on x: Output) -> Bool {
    var reached: Set<Operation> = []
    var open = outputs
    while let output = open.popLast() {
      if output == x { return true }
      if reached.insert(output.operation).inserted { open += output.operation.inputs }
    }
    return false
  }

  /// The gradients of Σ outputs · seeds with respect to each of `xs`, zeros where there is none.
  func gradientsOrZeros(
    _ outputs: [Output], _ xs: [Output], _ seeds: [Output?]
  ) throws(GraphError) -> [Output] {
    var parts = xs.map { _ in [Output]() }
    for (output, seed) in zip(outputs, seeds) {
      guard let seed else { continue }
      let found = try gradients(of: output, withRespectTo: xs, seed: seed, stopsThere: true)
      for (index, gradient) in found.enumerated() {
        if let gradient { parts[index].append(gradient) }
      }
    }
    var results: [Output] = []
    for (x, parts) in zip(xs, parts) {
      results.append(parts.isEmpty ? try zerosLike(x) : try addN(parts))
    }
    return results
  }

  /// What `whenTrue` adds to the graph if `predicate` is true when it runs, else what `whenFalse`
  /// adds: TensorFlow's `tf.cond`. Of the two only one runs, with all that it changes.
  ///
  /// - Parameters:
  ///   - predicate: A `bool` scalar.
  ///   - whenTrue: Adds operations, which may use anything made before, and returns outputs.
  ///   - whenFalse: Likewise; as many outputs, of the same element types and numbers of axes.
  ///   - name: The operation's name.
  /// - Returns: The outputs of the part that runs. An extent in which they differ is unknown.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the outputs don't fit, or what the parts throw.
  public func cond(
    _ predicate: Output, _ whenTrue: () throws(GraphError) -> [Output],
    else whenFalse: () throws(GraphError) -> [Output], name: String? = nil
  ) throws(GraphError) -> [Output] {
    let scope = name ?? "cond"
    let first = try Branch(self, scope + "/true", whenTrue)
    let second = try Branch(self, scope + "/false", whenFalse)
    return try add(predicate, first, second, name: scope)
  }

  fileprivate func add(
    _ predicate: Output, _ whenTrue: Branch, _ whenFalse: Branch, name: String?
  ) throws(GraphError) -> [Output] {
    let captures = Captures([whenTrue.captures, whenFalse.captures])
    let definition = If(whenTrue: whenTrue, whenFalse: whenFalse, captures: captures.outputs)
    return try add(
      definition, [predicate] + captures.outputs, name: name, controlInputs: captures.controls
    ).outputs
  }
}
