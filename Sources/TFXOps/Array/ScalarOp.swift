package import TFXCore
import TFXGraph

/// An operation on numbers of any type that is bits, complex ones among them, computed by a kernel
/// that is generic over it.
package protocol ScalarOp: Op {
  /// The work of one run where output 0, or the last input if there is no output, is of a type.
  func kernel<Scalar: TensorScalar>(_ site: Site, _ type: Scalar.Type) -> Kernel
}

extension ScalarOp {
  package func lower(_ site: Site) -> Kernel? {
    let dtype = (site.outputs.first ?? site.inputs[site.inputs.count - 1]).spec.dtype
    return switch dtype {
    case .float32: kernel(site, Float.self)
    case .float64: kernel(site, Double.self)
    case .int8: kernel(site, Int8.self)
    case .int16: kernel(site, Int16.self)
    case .int32: kernel(site, Int32.self)
    case .int64: kernel(site, Int64.self)
    case .uint8: kernel(site, UInt8.self)
    case .bool: kernel(site, Bool.self)
    case .complex64: kernel(site, Complex.self)
    case .qint8: kernel(site, QInt8.self)
    case .quint8: kernel(site, QUInt8.self)
    case .string, .resource:
      preconditionFailure("'\(site.name)' on \(dtype) passed inference")
    }
  }
}

extension DType {
  /// Whether elements can be made from a number: all real ones, and complex ones.
  var hasNumbers: Bool { isNumeric || self == .complex64 }

  /// All types for which ``hasNumbers`` holds, for messages.
  static let numbers = DType.allCases.filter(\.hasNumbers)
}

extension InputSpecs {
  /// The spec of an input that must be of real numbers, `bool` not among them.
  func real(_ index: Int, _ argument: String) throws(ShapeError) -> TensorSpec {
    try oneOf([.float32, .float64, .int8, .int16, .int32, .int64, .uint8], index, argument)
  }

  /// The spec of an input that must be of indices.
  func indices(_ index: Int, _ argument: String = "indices") throws(ShapeError) -> TensorSpec {
    try oneOf([.int32, .int64], index, argument)
  }

  /// The extents that an input has as its values, where ``Shape/unknown`` is not allowed; nil
  /// where they are not known yet. The number of extents is the number of elements, which must be
  /// known.
  func extents(_ index: Int, _ argument: String) throws(ShapeError) -> (values: [Int]?, rank: Int) {
    let values = try integers(index, argument)
    let spec = try ranked(index, 1, argument)
    if let values, let negative = values.first(where: { $0 < 0 }) {
      throw ShapeError(argument, expected: "extents of 0 or more", found: "\(negative)")
    }
    guard let rank = values?.count ?? spec.shape.knownCount else {
      throw ShapeError(argument, expected: "a vector of known length", found: "\(spec)")
    }
    return (values, rank)
  }
}

extension Graph {
  /// A gradient, or zeros in the shape of `output` if it has none.
  func gradient(
    _ gradient: Output?, orZerosLike output: Output
  ) throws(GraphError) -> Output {
    if let gradient { return gradient }
    return try zerosLike(output)
  }
}
