public import TFXCore
public import TFXGraph
import TFXKernels

/// y = x in another element type: floats towards zero for whole numbers; the low bits of whole
/// numbers; x ≠ 0 for bool; the real part of complex ones; the codes of quantised ones.
/// x: [d…] → y: [d…].   ∂x = ∂y between floating and complex types.
///
/// What a float becomes that a whole type can't hold depends on the processor in TensorFlow, and for
/// `float64` on its place in the tensor. It is here what a `float32` becomes on x86: the lowest
/// number of 32 bits (64 for `int64`), of which smaller types keep the low bits.
struct Cast: Op {
  var target = DType.float32

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("DstT", &target, "the new element type")
  }

  private static let types = DType.numbers + [.qint8, .quint8]

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf(Cast.types, 0, "x")
    if !Cast.types.contains(target) {
      throw ShapeError("DstT", expected: DType.list(Cast.types), found: "\(target)")
    }
    return [TensorSpec(x.shape, target)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0], node[0].dtype.isDifferentiable else { return [nil] }
    return [try dy.graph.cast(dy, to: node[0].dtype)]
  }

  func lower(_ site: Site) -> Kernel? {
    let x = UnsafeRawPointer(site.inputs[0].pointer)
    let y = site.outputs[0].pointer
    let source = ElementType(site.inputs[0].spec.dtype)
    let destination = ElementType(target)
    let count = site.outputCount(0)
    return { Kernels.cast(x, source, y, destination, count) }
  }
}

extension ElementType {
  /// The kernels' name of a type that can be cast.
  fileprivate init(_ dtype: DType) {
    switch dtype {
    case .float32: self = .float32
    case .float64: self = .float64
    case .int8, .qint8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    case .int64: self = .int64
    case .uint8, .quint8: self = .uint8
    case .bool: self = .bool
    case .complex64: self = .complex64
    case .string, .resource:
      preconditionFailure("a cast of \(dtype) passed inference")
    }
  }
}

extension Graph {
  /// `x` in another element type; `x` itself if it is of that type already. Floats become whole
  /// towards zero, if the type can hold them; whole numbers keep the low bits that the type has room
  /// for; `bool` is `x != 0`; of complex numbers the real part counts, of quantised ones the code.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for strings and handles.
  public func cast(
    _ x: Output, to dtype: DType, name: String? = nil
  ) throws(GraphError) -> Output {
    if x.dtype == dtype, name == nil { return x }
    return try add(Cast(target: dtype), [x], name: name).output(0)
  }
}
