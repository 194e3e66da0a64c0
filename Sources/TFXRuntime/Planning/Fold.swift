import TFXCore
import TFXOps

extension Program {
  /// The bytes of the largest result that is kept as a constant: beyond it computing is cheap beside
  /// the memory that a constant takes for as long as the plan lives.
  static let largestConstant = 1 << 16

  /// Computes now, once, what every run would compute again from constants: the operation becomes
  /// the constant that it makes.
  ///
  /// Its kernel is the one that runs would use, so that the bytes are the same.
  mutating func foldConstants() {
    for index in nodes.indices {
      if let result = result(of: nodes[index]) {
        nodes[index].op = Const(value: result)
        nodes[index].inputs = []
      }
    }
  }

  /// The result of an operation on constants alone; nil if it has other inputs, is not to be folded, or
  /// refuses the values, which is for the run to report.
  private func result(of node: Node) -> Tensor? {
    guard node.op.isFoldable, node.outputs.count == 1, node.waitsFor.isEmpty,
      (1...Program.largestConstant).contains(values[node.outputs[0]].spec.byteCount)
    else { return nil }
    var inputs: [Tensor?] = []
    for (place, value) in node.inputs.enumerated() {
      let tensor = constant(value)
      if tensor == nil && !node.op.shapeOnlyInputs.contains(place) { return nil }
      inputs.append(tensor)
    }
    let spec = values[node.outputs[0]].spec
    switch node.op.memory {
    case .constant, .variable, .feed: return nil
    case .input(let place):
      // Others that share bytes check them, or take them for another type.
      return node.op is any AliasOp ? inputs[place]?.reshaped(to: spec.shape) : nil
    case .buffer: return run(node, inputs, spec)
    }
  }

  private func run(_ node: Node, _ inputs: [Tensor?], _ spec: TensorSpec) -> Tensor? {
    var isComputed = false
    let result = Tensor(shape: spec.shape, dtype: spec.dtype) { bytes in
      let output = Buffer(bytes.baseAddress!, spec)
      let buffers = zip(node.inputs, inputs).map { value, tensor in
        // Of an input that is no constant only the shape is read.
        let pointer = tensor?.withUnsafeBytes { UnsafeMutableRawPointer(mutating: $0.baseAddress!) }
        return Buffer(pointer ?? output.pointer, values[value].spec)
      }
      withExtendedLifetime(inputs) {
        let site = Site(
          name: node.name, inputs: buffers, outputs: [output], values: inputs)
        guard let kernel = node.op.lower(site) else { return }
        isComputed = (try? kernel()) != nil
      }
    }
    return isComputed ? result : nil
  }
}
