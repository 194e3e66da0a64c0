public import TFXCore
public import TFXGraph
import TFXKernels

/// y = images in another type, scaled so that 1 of a floating type is the largest number of a whole
/// one.   image: [d…] → y: [d…].   ∂image = ∂y between floating types.
struct ConvertImageDtype: Op {
  static let nodeForm = NodeForm.preparation

  var dtype = DType.float32
  /// Whether numbers out of range become the nearest one; whole ones wrap otherwise.
  var saturate = false

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("dtype", &dtype, "the new element type")
    f.optional("saturate", &saturate, "whether numbers out of range become the nearest one")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let x = try inputs.oneOf(imageTypes, 0, "image")
    if !imageTypes.contains(dtype) {
      throw ShapeError("dtype", expected: DType.list(imageTypes), found: "\(dtype)")
    }
    return [TensorSpec(x.shape, dtype)]
  }

  func gradient(
    _ node: Operation, _ outputGradients: [Output?]
  ) throws(GraphError) -> [Output?] {
    guard let dy = outputGradients[0], node[0].dtype.isFloating else { return [nil] }
    return [try dy.graph.convertImageDtype(dy, to: node[0].dtype)]
  }

  func lower(_ site: Site) -> Kernel? {
    switch site.inputs[0].spec.dtype {
    case .float64: fromFloating(site, Double.self)
    case .float32: fromFloating(site, Float.self)
    case .int8: fromWhole(site, Int8.self)
    case .int16: fromWhole(site, Int16.self)
    case .int32: fromWhole(site, Int32.self)
    case .int64: fromWhole(site, Int64.self)
    default: fromWhole(site, UInt8.self)
    }
  }

  private func fromFloating<X: BinaryFloatingPoint & ImageElement>(
    _ site: Site, _ type: X.Type
  ) -> Kernel {
    switch dtype {
    case .float64: map(site, type) { Double($0) }
    case .float32: map(site, type) { Float($0) }
    case .int8: toWhole(site, type, Int8.self)
    case .int16: toWhole(site, type, Int16.self)
    case .int32: toWhole(site, type, Int32.self)
    case .int64: toWhole(site, type, Int64.self)
    default: toWhole(site, type, UInt8.self)
    }
  }

  /// Half a step more than the largest number, so that each whole number has as much room.
  private func toWhole<X: BinaryFloatingPoint & ImageElement, Y: FixedWidthInteger & ImageElement>(
    _ site: Site, _ type: X.Type, _ target: Y.Type
  ) -> Kernel {
    let scale = X(Double(Y.max) + 0.5)
    return map(site, type) { x -> Y in
      let scaled = x * scale
      if scaled.isNaN { return 0 }
      return scaled >= X(Y.max) ? .max : scaled <= X(Y.min) ? .min : Y(scaled)
    }
  }

  private func fromWhole<X: FixedWidthInteger & ImageElement>(
    _ site: Site, _ type: X.Type
  ) -> Kernel {
    switch dtype {
    case .float64:
      let scale = 1 / Double(X.max)
      return map(site, type) { Double($0) * scale }
    case .float32:
      let scale = Float(1 / Double(X.max))
      return map(site, type) { Float($0) * scale }
    case .int8: return rescaled(site, type, Int8.self)
    case .int16: return rescaled(site, type, Int16.self)
    case .int32: return rescaled(site, type, Int32.self)
    case .int64: return rescaled(site, type, Int64.self)
    default: return rescaled(site, type, UInt8.self)
    }
  }

  /// By powers of two, so that there and back changes nothing.
  private func rescaled<X: FixedWidthInteger & ImageElement, Y: FixedWidthInteger & ImageElement>(
    _ site: Site, _ type: X.Type, _ target: Y.Type
  ) -> Kernel {
    let bits = (Y.bitWidth - (Y.isSigned ? 1 : 0)) - (X.bitWidth - (X.isSigned ? 1 : 0))
    let saturate = saturate
    return map(site, type) { x -> Y in
      let scaled = bits < 0 ? x >> X(-bits) : x
      let converted = saturate ? Y(clamping: scaled) : Y(truncatingIfNeeded: scaled)
      return bits > 0 ? converted << Y(bits) : converted
    }
  }

  private func map<X: ImageElement, Y: ImageElement>(
    _ site: Site, _ type: X.Type, _ function: @escaping (X) -> Y
  ) -> Kernel {
    let x = site.input(0, type)
    let y = site.output(0, Y.self)
    let count = site.outputCount(0)
    return {
      ThreadPool.parallelFor(count: count, grain: 16_384) { range in
        for i in range { y[i] = function(x[i]) }
      }
    }
  }
}

extension Graph {
  /// Images in another type, scaled so that 1 in a floating type is the largest number of a whole
  /// type; the images themselves if they are of that type already. Between whole types numbers are
  /// multiplied or divided by a power of two.
  ///
  /// - Parameters:
  ///   - image: Numbers of any type but `bool`.
  ///   - dtype: Of these types too.
  ///   - saturate: Whether whole numbers out of range become the nearest one instead of wrapping.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types.
  public func convertImageDtype(
    _ image: Output, to dtype: DType, saturate: Bool = false, name: String? = nil
  ) throws(GraphError) -> Output {
    if image.dtype == dtype, name == nil { return image }
    return try add(ConvertImageDtype(dtype: dtype, saturate: saturate), [image], name: name)
      .output(0)
  }
}
