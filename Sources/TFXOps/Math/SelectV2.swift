import TFXCore
public import TFXGraph
import TFXKernels

/// y = a where the condition holds, else b.   condition: bool [d…], a, b: [d…] → y: [d…].
/// ∂a = ∂y where it holds, ∂b = ∂y elsewhere.
struct SelectV2: Op {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    _ = try inputs.oneOf([.bool], 0, "condition")
    _ = try inputs.withValues(1, "t")
    let spec = try inputs.agreeing(1, 2, "e")
    guard let shape = spec.shape.merged(with: inputs[0].shape) else {
      throw ShapeError("condition", expected: "bool\(spec.shape)", found: "\(inputs[0])")
    }
    return [TensorSpec(shape, spec.dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0] else { return [nil, nil, nil] }
    let graph = dy.graph
    let zeros = try graph.zerosLike(dy)
    return [
      nil, try graph.select(node[0], dy, zeros), try graph.select(node[0], zeros, dy),
    ]
  }

  func lower(_ site: Site) -> Kernel? {
    // Only bits are moved: what matters is the size.
    switch site.outputs[0].spec.dtype.byteCount {
    case 1: kernel(site, UInt8.self)
    case 2: kernel(site, UInt16.self)
    case 4: kernel(site, Float.self)
    default: kernel(site, Double.self)
    }
  }

  private func kernel<Element: BitwiseCopyable>(_ site: Site, _ type: Element.Type) -> Kernel {
    let condition = site.input(0, UInt8.self)
    let a = site.input(1, type)
    let b = site.input(2, type)
    let y = site.output(0, type)
    let count = site.outputCount(0)
    return { Kernels.select(condition: condition, a, b, y, count) }
  }
}

extension Graph {
  /// `a` where `condition` holds, else `b`, element by element.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the condition is a `bool` tensor and all
  ///   three have one shape.
  public func select(
    _ condition: Output, _ a: Output, _ b: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(SelectV2(), [condition, a, b], name: name).output(0)
  }
}
