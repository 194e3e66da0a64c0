package import TFXCore
package import TFXKernels

/// Bytes with a spec: where a plan has put a tensor.
package struct Buffer {
  package let pointer: UnsafeMutableRawPointer
  /// Fully known.
  package let spec: TensorSpec

  package init(_ pointer: UnsafeMutableRawPointer, _ spec: TensorSpec) {
    self.pointer = pointer
    self.spec = spec
  }
}

/// The place in a plan where an operation is to be computed: where its inputs and outputs lie.
/// A handle's buffer is the storage of its variable.
package struct Site {
  /// The operation's name, for messages.
  package let name: String
  package let inputs: [Buffer]
  package let outputs: [Buffer]
  package let options: LoweringOptions
  /// The values of inputs that are known when the plan is made.
  private let values: [Tensor?]

  package init(
    name: String, inputs: [Buffer], outputs: [Buffer],
    options: LoweringOptions = LoweringOptions(), values: [Tensor?] = []
  ) {
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.options = options
    self.values = values
  }

  /// The value of an input that is known when the plan is made: a constant, or one of the
  /// operation's ``Op/valueInputs``.
  package func value(_ index: Int) -> Tensor? {
    values.indices.contains(index) ? values[index] : nil
  }

  /// The whole numbers of an input that is known when the plan is made.
  package func integers(_ index: Int) -> [Int] {
    guard let value = value(index) else {
      preconditionFailure("input \(index) of '\(name)' is not known (planner bug)")
    }
    return value.integers()
  }

  /// The elements of an input.
  package func input<Scalar>(_ index: Int, _ type: Scalar.Type = Scalar.self) -> UnsafePointer<
    Scalar
  > {
    UnsafePointer(inputs[index].pointer.assumingMemoryBound(to: type))
  }

  /// The elements of a variable whose handle is an input, to write to.
  package func variable<Scalar>(
    _ index: Int, _ type: Scalar.Type = Scalar.self
  ) -> UnsafeMutablePointer<Scalar> {
    inputs[index].pointer.assumingMemoryBound(to: type)
  }

  /// The elements of an output, to write to.
  package func output<Scalar>(
    _ index: Int, _ type: Scalar.Type = Scalar.self
  ) -> UnsafeMutablePointer<Scalar> {
    outputs[index].pointer.assumingMemoryBound(to: type)
  }

  /// The dimensions of an input.
  package func inputShape(_ index: Int) -> [Int] { inputs[index].spec.shape.dimensions }

  /// The dimensions of an output.
  package func outputShape(_ index: Int) -> [Int] { outputs[index].spec.shape.dimensions }

  /// The number of elements of an input.
  package func inputCount(_ index: Int) -> Int { inputs[index].spec.shape.elementCount }

  /// The number of elements of an output.
  package func outputCount(_ index: Int) -> Int { outputs[index].spec.shape.elementCount }

  /// The sites of the operations that were merged into this one: equal shares of the inputs and
  /// the outputs, in order.
  package func parts(_ count: Int) -> [Site] {
    let (ins, outs) = (inputs.count / count, outputs.count / count)
    return (0..<count).map { part in
      Site(
        name: name, inputs: Array(inputs[part * ins..<(part + 1) * ins]),
        outputs: Array(outputs[part * outs..<(part + 1) * outs]))
    }
  }

  /// An input taken as a matrix whose columns are its last axis.
  package func matrix(_ index: Int) -> (rows: Int, columns: Int) {
    let shape = inputShape(index)
    let columns = shape.last ?? 1
    return (shape.dropLast().reduce(1, *), columns)
  }
}

/// An operation on floating tensors of one type, computed by a kernel that is generic over it.
package protocol FloatingOp: Op {
  /// The work of one run for elements of type `T`.
  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel
}

extension FloatingOp {
  package func lower(_ site: Site) -> Kernel? {
    let dtypes = (site.outputs + site.inputs).map(\.spec.dtype)
    guard let dtype = dtypes.first(where: \.isFloating) else {
      preconditionFailure("'\(site.name)' has no floating tensor, but \(dtypes)")
    }
    return dtype == .float64 ? kernel(site, Double.self) : kernel(site, Float.self)
  }
}
