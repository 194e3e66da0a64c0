public import TFXCore
public import TFXGraph

/// Values changed by a region as long as another one says so.
/// loop variables, captures → loop variables.
struct While: HostOp {
  static let unnamed: String? = Unnamed.regions

  /// What the regions call the loop variables.
  var variables: [Output] = []
  /// Makes one boolean scalar.
  var condition = Branch()
  /// Makes the next values of the loop variables.
  var body = Branch()
  var captures: [Output] = []
  /// As many rounds at most.
  var maximumIterations: Int?

  var hasSideEffect: Bool { !(condition.effects + body.effects).isEmpty }

  mutating func fields(_ f: inout some FieldVisitor) {
    if let maximumIterations { f.show("maximum_iterations", .int(maximumIterations)) }
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(variables.count + captures.count)
    for (index, variable) in variables.enumerated() {
      let found = inputs[index]
      if found.dtype != variable.dtype || !variable.shape.couldBe(found.shape) {
        throw ShapeError("loop_vars", expected: "\(variable.spec)", found: "\(found)")
      }
    }
    return variables.map(\.spec)
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    try trajectory(inputs, context).last!
  }

  /// The values of the loop variables before each round, and after the last.
  func trajectory(
    _ inputs: [Tensor], _ context: any HostContext, keepsAll: Bool = false
  ) throws(KernelError) -> [[Tensor]] {
    var feeds = Dictionary(
      uniqueKeysWithValues: zip(variables + captures, inputs[..<(variables.count + captures.count)])
    )
    var values = [Array(inputs[..<variables.count])]
    var round = 0
    while round < maximumIterations ?? .max {
      if context.isCancelled { throw .sessionClosed }
      if !(try condition.run(context, feeding: feeds)[0].scalars(as: Bool.self)[0]) { break }
      let next = try body.run(context, feeding: feeds)
      for (variable, value) in zip(variables, next) {
        if !variable.shape.accepts(value.shape) {
          throw KernelError(
            "loop variable '\(variable.operation.name)': expected \(variable.spec), found "
              + "\(value.spec) after round \(round + 1)")
        }
        feeds[variable] = value
      }
      if keepsAll { values.append(next) } else { values = [next] }
      round += 1
    }
    return values
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    let graph = node.graph
    let places = variables.indices.filter { variables[$0].dtype.isDifferentiable }
    let wanted = captures.filter { $0.dtype.isDifferentiable }
    var seeds: [Output] = []
    for place in places {
      if let seed = outputGradients[place] {
        seeds.append(seed)
      } else {
        seeds.append(try graph.zerosLike(node.output(place)))
      }
    }
    // The gradients of one round: from those of what it makes to those of what it gets.
    var arriving: [Output] = []
    var sums: [Output] = []
    let step = try Branch(graph, "round", with: [condition.region, body.region]) {
      () throws(GraphError) in
      var dys: [Output?] = variables.map { _ in nil }
      for place in places {
        let dy = try graph.placeholder(variables[place].dtype, shape: variables[place].shape)
        arriving.append(dy)
        dys[place] = dy
      }
      for capture in wanted {
        sums.append(try graph.placeholder(capture.dtype, shape: capture.shape))
      }
      let xs = places.map { variables[$0] } + wanted
      let found = try graph.gradientsOrZeros(body.outputs, xs, dys)
      var results = Array(found[..<places.count])
      for (sum, gradient) in zip(sums, found[places.count...]) {
        results.append(try graph.add(sum, gradient))
      }
      return results
    }
    let inside = Set(variables + arriving + sums + captures)
    let more = step.captures.outputs.filter { !inside.contains($0) }
    let definition = WhileGrad(
      loop: self, step: step, places: places, arriving: arriving, wanted: wanted, sums: sums,
      more: more)
    let zeros = try wanted.map { (x) throws(GraphError) in try graph.zerosLike(x) }
    let gradients = try graph.add(definition, node.inputs + seeds + zeros + more).outputs
    var results: [Output?] = node.inputs.map { _ in nil }
    for (index, place) in places.enumerated() { results[place] = gradients[index] }
    for (index, capture) in wanted.enumerated() {
      results[variables.count + captures.firstIndex(of: capture)!] =
        gradients[places.count + index]
    }
    return results
  }
}

/// The gradients of While with respect to its floating inputs. It runs the loop again, keeping the
/// variables of each round, and then goes back through the rounds.
/// inputs of While, ∂ of its floating outputs, zeros like its floating captures, what the gradient
/// needs besides → ∂ of the floating loop variables and captures.
struct WhileGrad: HostOp {
  static let unnamed: String? = Unnamed.regions
  static let nodeForm = NodeForm.gradient

  var loop = While()
  /// One round back.
  var step = Branch()
  /// The loop variables that have gradients.
  var places: [Int] = []
  var arriving: [Output] = []
  var wanted: [Output] = []
  var sums: [Output] = []
  var more: [Output] = []

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    places.map { inputs[$0] } + wanted.map(\.spec)
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let rounds = try loop.trajectory(inputs, context, keepsAll: true)
    let count = loop.variables.count + loop.captures.count
    var current = Array(inputs[count..<(count + places.count + wanted.count)])
    var feeds = Dictionary(
      uniqueKeysWithValues: zip(loop.captures, inputs[loop.variables.count..<count]))
    for (output, value) in zip(more, inputs.suffix(more.count)) { feeds[output] = value }
    for values in rounds.dropLast().reversed() {
      if context.isCancelled { throw .sessionClosed }
      for (variable, value) in zip(loop.variables, values) { feeds[variable] = value }
      for (placeholder, value) in zip(arriving + sums, current) { feeds[placeholder] = value }
      current = try step.run(context, feeding: feeds)
    }
    return current
  }
}

extension Shape {
  /// Whether a tensor of this shape could have the shape `other`, as far as both are known.
  func couldBe(_ other: Shape) -> Bool { merged(with: other) != nil }
}

extension Graph {
  /// `body` run again and again on its own results as long as `condition` holds of them:
  /// TensorFlow's `tf.while_loop`.
  ///
  /// - Parameters:
  ///   - variables: What the loop begins with.
  ///   - condition: Adds operations that make a `bool` scalar of the loop variables.
  ///   - body: Adds operations that make the next loop variables, of the same types.
  ///   - shapes: The shapes that the loop variables have in every round, if some change: extents
  ///     that do are ``Shape/unknown``. Those of `variables` if nil.
  ///   - maximumIterations: The loop ends after as many rounds in any case.
  ///   - name: The operation's name.
  /// - Returns: The loop variables after the last round.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if types or shapes don't fit, or what the parts
  ///   throw.
  public func whileLoop(
    _ variables: [Output], while condition: ([Output]) throws(GraphError) -> Output,
    do body: ([Output]) throws(GraphError) -> [Output], shapes: [Shape]? = nil,
    maximumIterations: Int? = nil, name: String? = nil
  ) throws(GraphError) -> [Output] {
    let scope = name ?? "while"
    func mistake(_ argument: String, _ expected: String, _ found: String) -> GraphError {
      .invalid(
        op: While.type, node: scope, ShapeError(argument, expected: expected, found: found))
    }
    if let shapes, shapes.count != variables.count {
      throw mistake("shape_invariants", "\(variables.count) shapes", "\(shapes.count)")
    }
    // Both parts see the same loop variables, which belong to neither.
    var inner: [Output] = []
    let test = try Branch(self, scope + "/cond") { () throws(GraphError) in
      for (index, variable) in variables.enumerated() {
        inner.append(
          try placeholder(variable.dtype, shape: shapes?[index] ?? variable.shape, name: "var"))
      }
      return [try condition(inner)]
    }
    if test.outputs[0].spec != TensorSpec(.scalar, .bool) {
      throw mistake("cond", "bool[]", "\(test.outputs[0].spec)")
    }
    let round = try Branch(self, scope + "/body", with: [test.region]) { () throws(GraphError) in
      try body(inner)
    }
    if round.outputs.count != inner.count {
      throw mistake("body", "\(inner.count) loop variables", "\(round.outputs.count)")
    }
    for (variable, next) in zip(inner, round.outputs) {
      if next.dtype != variable.dtype || !variable.shape.accepts(next.shape) {
        throw mistake(
          "body",
          "\(variable.spec) as the loop variable '\(variable.operation.name)' is "
            + "(shapes that change need `shapes`)", "\(next.spec)")
      }
    }
    let all = Captures([test.captures, round.captures])
    let captures = all.outputs
    let definition = While(
      variables: inner, condition: test, body: round, captures: captures,
      maximumIterations: maximumIterations)
    return try add(definition, variables + captures, name: scope, controlInputs: all.controls)
      .outputs
  }
}
