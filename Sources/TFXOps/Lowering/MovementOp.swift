package import TFXCore
package import TFXGraph

/// An operation that only moves elements to other places, whatever they are, strings among them.
package protocol MovementOp: Op, HostOp {
  /// The work of one run for elements of type `Element`, which is of the size of the outputs'
  /// elements.
  func move<Element>(_ site: Site, _ type: Element.Type) -> Kernel
}

extension MovementOp {
  package func lower(_ site: Site) -> Kernel? {
    // Only bits are moved: what matters is the size.
    switch site.outputs[0].spec.dtype.byteCount {
    case 1: move(site, UInt8.self)
    case 2: move(site, UInt16.self)
    case 4: move(site, UInt32.self)
    default: move(site, UInt64.self)
    }
  }

  package func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    try Site.evaluate(self, name: context.name, inputs) { (site) throws(KernelError) in
      try move(site, ByteString.self)()
    }
  }
}

/// An operation whose output has the elements of input 0, in order, under another shape.
package protocol AliasOp: Op, HostOp {}

extension AliasOp {
  package var memory: OutputMemory { .input(0) }

  package func lower(_ site: Site) -> Kernel? { nil }

  package func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [inputs[0].reshaped(to: Site.outputSpecs(self, inputs)[0].shape)]
  }
}

extension Site {
  /// The specs of the outputs for tensors that have passed inference.
  static func outputSpecs(_ op: some OpDefinition, _ inputs: [Tensor]) -> [TensorSpec] {
    do {
      return try op.infer(InputSpecs(inputs.map(\.spec), values: inputs))
    } catch {
      preconditionFailure("[\(type(of: op).type)] does not take \(inputs.map(\.spec)): \(error)")
    }
  }

  /// The outputs of an operation for given tensors, written by `body` at a site of their own.
  package static func evaluate(
    _ op: some OpDefinition, name: String, _ inputs: [Tensor],
    _ body: (Site) throws(KernelError) -> Void
  ) throws(KernelError) -> [Tensor] {
    var outputs = outputSpecs(op, inputs).map { Tensor(shape: $0.shape, dtype: $0.dtype) }
    // The tensors own the bytes, each of which has one owner; they stay until the end.
    let written = outputs.indices.map { index in
      outputs[index].withUnsafeMutableBytes { Site.start($0) }
    }
    let read = inputs.map { input in
      input.withUnsafeBytes { Site.start(UnsafeMutableRawBufferPointer(mutating: $0)) }
    }
    let site = Site(
      name: name, inputs: zip(read, inputs).map { Buffer($0, $1.spec) },
      outputs: zip(written, outputs).map { Buffer($0, $1.spec) }, values: inputs)
    try body(site)
    return withExtendedLifetime(inputs) { outputs }
  }

  private static func start(_ bytes: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawPointer {
    // An empty buffer may have no address; nobody looks at it then.
    bytes.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 64)!
  }
}
