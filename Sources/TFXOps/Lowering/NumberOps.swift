package import TFXCore
import TFXGraph
package import TFXKernels

extension DType {
  /// The types of elementwise operations: floating ones, and others where they are taken too.
  package static func elementwise(integers: Bool = false, complex: Bool = false) -> [DType] {
    [.float32, .float64] + (integers ? [.int8, .int16, .int32, .int64, .uint8] : [])
      + (complex ? [.complex64] : [])
  }

  /// The kernels' type of whole numbers; nil for other types.
  package var integerType: (any KernelInteger.Type)? {
    switch self {
    case .int8: Int8.self
    case .int16: Int16.self
    case .int32: Int32.self
    case .int64: Int64.self
    case .uint8: UInt8.self
    case .float32, .float64, .bool, .string, .complex64, .qint8, .quint8, .resource: nil
    }
  }

  /// The kernels' type of real numbers; nil for other types.
  package var numberType: (any KernelNumber.Type)? {
    switch self {
    case .float32: Float.self
    case .float64: Double.self
    default: integerType
    }
  }
}

/// An operation on numbers of one type: with kernels of their own for floating types, one for all
/// others. Of complex numbers, if it takes them, real and imaginary parts are treated alike unless
/// it says otherwise.
package protocol NumberOp: PartwiseOp {
  /// The work of one run for whole numbers of type `N`.
  func numberKernel<N: KernelInteger>(_ site: Site, _ type: N.Type) -> Kernel
  /// The work of one run for complex numbers.
  func complexKernel(_ site: Site) -> Kernel
}

extension NumberOp {
  package func complexKernel(_ site: Site) -> Kernel { partwise(site) }

  package func lower(_ site: Site) -> Kernel? {
    let dtype = site.inputs[0].spec.dtype
    if let type = dtype.integerType { return numberKernel(site, type) }
    return dtype == .complex64 ? complexKernel(site) : partwise(site)
  }
}

/// An operation on real numbers of one type that has a kernel for floating types, and one for whole
/// ones.
package protocol RealOp: FloatingOp {
  /// The work of one run for whole numbers of type `I`.
  func integerKernel<I: KernelInteger>(_ site: Site, _ type: I.Type) -> Kernel
}

extension RealOp {
  package func lower(_ site: Site) -> Kernel? {
    let dtype = site.outputs[0].spec.dtype
    if let type = dtype.integerType { return integerKernel(site, type) }
    return dtype == .float64 ? kernel(site, Double.self) : kernel(site, Float.self)
  }
}

/// An operation on floating tensors that treats the real and imaginary parts of complex numbers
/// alike. Its kernel takes them as real ones, in the shape that ``Buffer/realShape`` has.
package protocol PartwiseOp: FloatingOp {}

extension PartwiseOp {
  package func lower(_ site: Site) -> Kernel? { partwise(site) }

  fileprivate func partwise(_ site: Site) -> Kernel {
    switch site.inputs[0].spec.dtype {
    case .float64: kernel(site, Double.self)
    default: kernel(site, Float.self)
    }
  }
}

extension Buffer {
  /// The extents of its real numbers: a complex tensor has one more axis, of its parts.
  var realShape: [Int] { spec.shape.dimensions + (spec.dtype == .complex64 ? [2] : []) }
}
