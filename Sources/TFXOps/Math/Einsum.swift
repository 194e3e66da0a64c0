import TFXCore
public import TFXGraph
import TFXKernels

/// y = the sum of products that an equation describes, for one or two inputs: `ij,jk->ik` is a
/// matrix product. A letter twice in a term stands for the diagonal of two axes.
/// a: [d…], b: [e…] → y: [f…].   ∂a, ∂b: such sums again.
struct Einsum: Op {
  var equation = EinsumEquation(inputs: [], output: [])
  /// The equation as a file gives it.
  private var text = ""

  init() {}

  init(equation: EinsumEquation) {
    self.equation = equation
    text = equation.description
  }

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("equation", &text, "letters for axes, as in `ij,jk->ik`")
  }

  mutating func settle(in graph: Graph, _ inputs: [Output], name: String) throws(ShapeError) {
    if inputs.count > 2 {
      throw ShapeError("inputs", expected: "one or two", found: "\(inputs.count)")
    }
    equation = try EinsumEquation(text, ranks: inputs.map(\.shape.rank))
    text = equation.description
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(equation.inputs.count)
    let first = try inputs.oneOf(
      DType.elementwise(complex: true) + [.int32, .int64], 0, "inputs")
    var extents: [Character: Int] = [:]
    for (index, labels) in equation.inputs.enumerated() {
      try inputs.sameType(0, index, "inputs")
      let shape = try inputs.ranked(index, labels.count, "inputs").shape
      if shape.rank > 8 {
        throw ShapeError("inputs", expected: "at most 8 axes", found: "\(inputs[index])")
      }
      for (label, extent) in zip(labels, shape.dimensions) where extent != Shape.unknown {
        if let other = extents[label], other != extent {
          throw ShapeError(
            "inputs", expected: "\(other) for '\(label)' of \(equation)", found: "\(inputs[index])")
        }
        extents[label] = extent
      }
    }
    return [
      TensorSpec(Shape(equation.output.map { extents[$0] ?? Shape.unknown }), first.dtype)
    ]
  }

  func gradient(_ node: Operation, _ dy: Output) throws(GraphError) -> [Output?] {
    let graph = dy.graph
    var gradients: [Output?] = []
    for index in node.inputs.indices {
      let lost = equation.lost(index)
      let term = equation.inputs[index]
      let diagonal = EinsumEquation.distinct(term)
      let others = node.inputs.indices.filter { $0 != index }
      let adjoint = EinsumEquation(
        inputs: [equation.output] + others.map { equation.inputs[$0] },
        output: diagonal.filter { !lost.contains($0) })
      var gradient = try graph.add(
        Einsum(equation: adjoint),
        [dy]
          + others.map { (other) throws(GraphError) in
            try graph.conj(node.inputs[other])
          }
      ).output(0)
      if !lost.isEmpty {
        var input = node.inputs[index]
        if diagonal != term {
          let part = EinsumEquation(inputs: [term], output: diagonal)
          input = try graph.add(Einsum(equation: part), [input]).output(0)
        }
        gradient = try graph.add(
          ReductionGrad(axes: lost.map { diagonal.firstIndex(of: $0)! }, isMean: false),
          [gradient, input]
        ).output(0)
      }
      if diagonal != term {
        let whole = EinsumEquation(inputs: [diagonal], output: term)
        gradient = try graph.add(Einsum(equation: whole), [gradient]).output(0)
      }
      gradients.append(gradient)
    }
    return gradients
  }

  func lower(_ site: Site) -> Kernel? {
    switch site.outputs[0].spec.dtype {
    case .float64: floatingKernel(site, Double.self)
    case .int32: integerKernel(site, Int32.self)
    case .int64: integerKernel(site, Int64.self)
    case .complex64:
      kernel(
        site,
        EinsumSteps<ComplexPair>(
          sumAxes: { Kernels.reduceRing($0, $1, $2, isProduct: false) },
          multiplyStacks: { Kernels.complexBatchMatMul($0, $1, $2, $3, conjugates: false) }))
    default: floatingKernel(site, Float.self)
    }
  }

  private func floatingKernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    kernel(
      site,
      EinsumSteps<T>(
        sumAxes: { Kernels.reduce(.sum, $0, $1, $2) },
        multiplyStacks: { Kernels.batchMatMul($0, $1, $2, $3) }
      ))
  }

  private func integerKernel<I: KernelInteger>(_ site: Site, _ type: I.Type) -> Kernel {
    kernel(
      site,
      EinsumSteps<I>(
        sumAxes: { Kernels.reduceRing($0, $1, $2, isProduct: false) },
        multiplyStacks: { Kernels.integerBatchMatMul($0, $1, $2, $3) }))
  }

  private func kernel<T: KernelRing>(_ site: Site, _ empty: EinsumSteps<T>) -> Kernel {
    var steps = empty
    var operands = equation.inputs.indices.map { index in
      let whole = EinsumSteps<T>.Operand(
        pointer: site.input(index, T.self), labels: equation.inputs[index],
        shape: site.inputShape(index))
      let distinct = steps.diagonal(whole)
      return steps.sum(distinct, over: equation.lost(index))
    }
    let y = site.output(0, T.self)
    let output = EinsumEquation.distinct(equation.output)
    guard output == equation.output else {
      // The diagonal of y; all else is 0.
      let extents = equation.inputs.indices.flatMap {
        zip(equation.inputs[$0], site.inputShape($0))
      }
      let shape = output.map { label in extents.first { $0.0 == label }!.1 }
      let part = steps.room(shape.reduce(1, *))
      product(&operands, output, into: part, &steps)
      steps.spread(part, output, shape, equation.output, site.outputShape(0), into: y)
      return steps.kernel
    }
    product(&operands, output, into: y, &steps)
    return steps.kernel
  }

  /// Adds the steps that make of one or two operands, whose letters all differ, what has the given
  /// letters.
  private func product<T: KernelRing>(
    _ operands: inout [EinsumSteps<T>.Operand], _ output: [Character], into y: Out<T>,
    _ steps: inout EinsumSteps<T>
  ) {
    if operands.count == 1 {
      steps.copy(operands[0], to: output, into: y)
      return
    }
    let (a, b) = (operands[0], operands[1])
    let batch = output.filter { a.labels.contains($0) && b.labels.contains($0) }
    let left = output.filter { a.labels.contains($0) && !batch.contains($0) }
    let right = output.filter { b.labels.contains($0) && !batch.contains($0) }
    let inner = a.labels.filter { b.labels.contains($0) && !batch.contains($0) }
    let transposeA = a.labels == batch + inner + left && !inner.isEmpty && !left.isEmpty
    let transposeB = b.labels == batch + right + inner && !inner.isEmpty && !right.isEmpty
    if !transposeA { operands[0] = steps.ordered(a, as: batch + left + inner) }
    if !transposeB { operands[1] = steps.ordered(b, as: batch + inner + right) }
    let stack = [a.count(batch)]
    let plan = BatchProductPlan(
      a: stack, b: stack, m: a.count(left), n: b.count(right), k: a.count(inner),
      transposeA: transposeA, transposeB: transposeB)
    steps.multiply(
      operands[0], operands[1], plan, labels: batch + left + right,
      shape: batch.map(a.extent) + left.map(a.extent) + right.map(b.extent), to: output, into: y)
  }

  func floatingPointOperations(_ inputs: [TensorSpec], _ outputs: [TensorSpec]) -> Int {
    guard inputs.count == 2 else { return 0 }
    let inner = zip(equation.inputs[0], inputs[0].shape.dimensions).filter { label, _ in
      equation.inputs[1].contains(label) && !equation.output.contains(label)
    }
    return 2 * outputs[0].shape.elementCount * inner.reduce(1) { $0 * $1.1 }
  }
}

/// The kernels that compute an einsum one after the other, with the memory between them.
private struct EinsumSteps<T: KernelRing> {
  /// The sums over the axes of a plan.
  let sumAxes: (In<T>, Out<T>, ReductionPlan) -> Void
  /// The products of two stacks of matrices.
  let multiplyStacks: (In<T>, In<T>, Out<T>, BatchProductPlan) -> Void

  struct Operand {
    let pointer: In<T>
    let labels: [Character]
    let shape: [Int]

    func extent(_ label: Character) -> Int { shape[labels.firstIndex(of: label)!] }
    func count(_ labels: [Character]) -> Int { labels.reduce(1) { $0 * extent($1) } }
  }

  private var steps: [Kernel] = []
  private var memory: [Workspace<T>] = []

  init(
    sumAxes: @escaping (In<T>, Out<T>, ReductionPlan) -> Void,
    multiplyStacks: @escaping (In<T>, In<T>, Out<T>, BatchProductPlan) -> Void
  ) {
    (self.sumAxes, self.multiplyStacks) = (sumAxes, multiplyStacks)
  }

  var kernel: Kernel {
    let (steps, memory) = (steps, memory)
    return { () throws(KernelError) in
      for step in steps { try step() }
      withExtendedLifetime(memory) {}
    }
  }

  /// The elements whose places along axes of one letter are the same.
  mutating func diagonal(_ x: Operand) -> Operand {
    let labels = EinsumEquation.distinct(x.labels)
    if labels == x.labels { return x }
    let shape = labels.map(x.extent)
    let y = room(shape.reduce(1, *))
    let plan = MovePlan(
      shape: shape, from: strides(of: labels, in: x.labels, x.shape), to: MovePlan.steps(shape))
    let from = x.pointer
    steps.append { Kernels.move(from, y, plan) }
    return Operand(pointer: UnsafePointer(y), labels: labels, shape: shape)
  }

  /// The reverse: the elements as a diagonal, 0 beside it.
  mutating func spread(
    _ x: Out<T>, _ labels: [Character], _ shape: [Int], _ output: [Character], _ whole: [Int],
    into y: Out<T>
  ) {
    let plan = MovePlan(
      shape: shape, from: MovePlan.steps(shape), to: strides(of: labels, in: output, whole))
    let count = whole.reduce(1, *)
    steps.append {
      y.update(repeating: .zeroNumber, count: count)
      Kernels.move(UnsafePointer(x), y, plan)
    }
  }

  /// How far it is from one place of a letter to the next in a tensor that may have it twice.
  private func strides(of labels: [Character], in all: [Character], _ shape: [Int]) -> [Int] {
    let steps = MovePlan.steps(shape)
    return labels.map { label in
      all.indices.filter { all[$0] == label }.reduce(0) { $0 + steps[$1] }
    }
  }

  /// The sum over axes.
  mutating func sum(_ x: Operand, over lost: [Character]) -> Operand {
    if lost.isEmpty { return x }
    let axes = lost.map { x.labels.firstIndex(of: $0)! }
    let plan = ReductionPlan(shape: x.shape, axes: axes)
    let y = room(plan.outputCount)
    let sumAxes = sumAxes
    steps.append { sumAxes(x.pointer, y, plan) }
    let kept = x.labels.indices.filter { !axes.contains($0) }
    return Operand(
      pointer: UnsafePointer(y), labels: kept.map { x.labels[$0] }, shape: kept.map { x.shape[$0] })
  }

  /// The same numbers with the axes in another order.
  mutating func ordered(_ x: Operand, as labels: [Character]) -> Operand {
    if x.labels == labels { return x }
    let y = room(x.shape.reduce(1, *))
    copy(x, to: labels, into: y)
    return Operand(pointer: UnsafePointer(y), labels: labels, shape: labels.map(x.extent))
  }

  /// The same numbers with the axes in another order, to a given place.
  mutating func copy(_ x: Operand, to labels: [Character], into y: Out<T>) {
    let plan = TransposePlan(
      shape: x.shape, permutation: labels.map { x.labels.firstIndex(of: $0)! })
    let (from, to) = (UnsafeRawPointer(x.pointer), UnsafeMutableRawPointer(y))
    // Only bits are moved: what matters is the size.
    if MemoryLayout<T>.size == 4 {
      let (from, to) = (
        from.assumingMemoryBound(to: UInt32.self), to.assumingMemoryBound(to: UInt32.self)
      )
      steps.append { Kernels.transpose(from, to, plan) }
    } else {
      let (from, to) = (
        from.assumingMemoryBound(to: UInt64.self), to.assumingMemoryBound(to: UInt64.self)
      )
      steps.append { Kernels.transpose(from, to, plan) }
    }
  }

  /// The products of two stacks, to a given place in another order of axes.
  mutating func multiply(
    _ a: Operand, _ b: Operand, _ plan: BatchProductPlan, labels: [Character], shape: [Int],
    to output: [Character], into y: Out<T>
  ) {
    let product = labels == output ? y : room(shape.reduce(1, *))
    let multiplyStacks = multiplyStacks
    steps.append { multiplyStacks(a.pointer, b.pointer, product, plan) }
    if labels != output {
      copy(
        Operand(pointer: UnsafePointer(product), labels: labels, shape: shape), to: output, into: y)
    }
  }

  mutating func room(_ count: Int) -> Out<T> {
    let workspace = Workspace<T>(count: count)
    memory.append(workspace)
    return workspace.pointer
  }
}

extension Graph {
  /// The sum of products that an equation describes in the notation of NumPy's `einsum`: each letter
  /// is an axis, those that the output lacks are summed over. `ij,jk->ik` is a matrix product,
  /// `ii->i` the diagonal of a matrix, `i->ii` a matrix of a diagonal,
  /// `bij->bji` a transpose, `i,j->ij` an outer product. More than two tensors are multiplied from
  /// left to right.
  ///
  /// - Parameters:
  ///   - equation: Letters, commas, `->`; `...` for axes that all tensors have in front.
  ///   - inputs: Tensors of one type, floating, `int32`, `int64` or `complex64`, as many as the
  ///     equation has terms.
  ///   - name: The scope's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the equation does not fit the tensors.
  public func einsum(
    _ equation: String, _ inputs: [Output], name: String? = nil
  ) throws(GraphError) -> Output {
    let parsed: EinsumEquation
    do throws(ShapeError) {
      parsed = try EinsumEquation(equation, ranks: inputs.map(\.shape.rank))
    } catch {
      throw .invalid(op: Einsum.type, node: name ?? Einsum.type, error)
    }
    guard inputs.count > 2 else {
      return try add(Einsum(equation: parsed), inputs, name: name).output(0)
    }
    return try nameScope(name ?? Einsum.type) { (_) throws(GraphError) in
      var (product, labels) = (inputs[0], parsed.inputs[0])
      for index in 1..<inputs.count {
        let next = parsed.inputs[index]
        // What the output or a later term needs.
        let needed = Set(parsed.output + parsed.inputs[(index + 1)...].joined())
        let all = EinsumEquation.distinct(labels + next)
        let kept = index == inputs.count - 1 ? parsed.output : all.filter { needed.contains($0) }
        let step = EinsumEquation(inputs: [labels, next], output: kept)
        product = try add(Einsum(equation: step), [product, inputs[index]]).output(0)
        labels = kept
      }
      return product
    }
  }
}
