public import TFXGraph

extension Graph {
  /// The gradients of `y`, summed over its elements, with respect to each of `xs`: what
  /// TensorFlow's `tf.gradients` adds to a graph, by reverse accumulation.
  ///
  /// - Parameters:
  ///   - y: Usually a scalar, such as a loss.
  ///   - xs: What to derive by.
  ///   - seed: The gradient to start from at `y`; ones if nil.
  ///   - colocateGradientsWithOps: Whether the gradient of an operation asks for the device that the
  ///     operation asks for, rather than for that of the current scope.
  /// - Returns: A gradient in the shape of each x; nil where y does not depend on it.
  /// - Throws: ``GraphError/noGradient(op:node:)`` if an operation between has none.
  public func gradients(
    of y: Output, withRespectTo xs: [Output], seed: Output? = nil,
    colocateGradientsWithOps: Bool = false
  ) throws(GraphError) -> [Output?] {
    try gradients(
      of: y, withRespectTo: xs, seed: seed, stopsThere: false, colocates: colocateGradientsWithOps)
  }

  /// The gradients of `y` with respect to each of `xs`.
  ///
  /// - Parameter stopsThere: Whether each x is taken as a constant, although it may depend on
  ///   another one.
  /// - Parameter colocates: Whether gradients ask for the devices of what they are gradients of.
  func gradients(
    of y: Output, withRespectTo xs: [Output], seed: Output?, stopsThere: Bool,
    colocates: Bool = false
  ) throws(GraphError) -> [Output?] {
    let ends = stopsThere ? Set(xs) : []
    let depends = dependents(on: xs)
    let wanted = ancestors(of: y).filter { depends[$0] }
    return try nameScope("gradients") { (_) throws(GraphError) in
      var arriving: [Output: [Output]] = [:]
      let start: Output
      if let seed { start = seed } else { start = try onesLike(y) }
      arriving[y] = [start]

      // Operations are in topological order: going down, all uses of an output come before it.
      for id in wanted.reversed() {
        let node = operations[id]
        func placed<Result>(
          _ body: () throws(GraphError) -> Result
        ) throws(GraphError) -> Result {
          try colocates ? colocate(with: node, body) : body()
        }
        var gradients: [Output?] = []
        for output in node.outputs {
          var whole: Output?
          if let parts = arriving[output] {
            whole = try placed { () throws(GraphError) in try addN(parts) }
          }
          if let whole { arriving[output] = [whole] }
          gradients.append(ends.contains(output) ? nil : whole)
        }
        // What makes an x is derived only if it depends on another one.
        let leads = node.inputs.contains { depends[$0.operation.id] }
        if !leads || gradients.allSatisfy({ $0 == nil }) { continue }
        let inputGradients = try nameScope(node.name + "_grad") { (_) throws(GraphError) in
          try placed { () throws(GraphError) in try node.definition.gradient(node, gradients) }
        }
        for (input, gradient) in zip(node.inputs, inputGradients) {
          guard let gradient, depends[input.operation.id] else { continue }
          arriving[input, default: []].append(gradient)
        }
      }
      var results: [Output?] = []
      for x in xs {
        var whole: Output?
        if let parts = arriving[x] { whole = try addN(parts) }
        results.append(whole)
      }
      return results
    }
  }

  /// Whether each operation depends on one of `xs`, or makes it.
  private func dependents(on xs: [Output]) -> [Bool] {
    var depends = [Bool](repeating: false, count: operations.count)
    for x in xs { depends[x.operation.id] = true }
    for operation in operations where !depends[operation.id] {
      depends[operation.id] = operation.inputs.contains { depends[$0.operation.id] }
    }
    return depends
  }

  /// The ids, in order, of the operations that `y` depends on.
  private func ancestors(of y: Output) -> [Int] {
    var reached = [Bool](repeating: false, count: operations.count)
    reached[y.operation.id] = true
    for operation in operations.reversed() where reached[operation.id] {
      for input in operation.inputs { reached[input.operation.id] = true }
    }
    return operations.indices.filter { reached[$0] }
  }
}
