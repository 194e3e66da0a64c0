public import TFXCore
public import TFXGraph
import TFXKernels

/// How codes stand for numbers.
public enum QuantizeMode: String, Choice, Hashable {
  /// The least code for the least number, the greatest for the greatest.
  case minCombined = "MIN_COMBINED"
  /// Codes proportional to the numbers, 0 for 0.
  case scaled = "SCALED"
}

/// How what is between two codes is rounded.
public enum QuantizeRounding: String, Choice, Hashable {
  case halfAwayFromZero = "HALF_AWAY_FROM_ZERO"
  /// Only for ``QuantizeMode/scaled``, as in TensorFlow.
  case halfToEven = "HALF_TO_EVEN"
}

/// y = codes for the numbers from low to high; and the limits that they really stand for.
/// x: [d…], low, high: [] → y: qint8 or quint8 [d…], low, high: [].   No gradient.
struct QuantizeV2: Op {
  static let nodeForm = NodeForm(expecting: ["narrow_range": .bool(false), "axis": .int(-1)])

  var dtype = DType.quint8
  var mode = QuantizeMode.minCombined
  var rounding = QuantizeRounding.halfAwayFromZero

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("T", &dtype, "`qint8` or `quint8`")
    f.optional("mode", &mode, "how codes stand for numbers")
    f.optional("round_mode", &rounding, "how what is between two codes is rounded")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let x = try inputs.oneOf([.float32], 0, "input")
    try inputs.expectLimits("min_range", "max_range", first: 1)
    if dtype != .qint8, dtype != .quint8 {
      throw ShapeError("T", expected: "qint8 or quint8", found: "\(dtype)")
    }
    if mode == .minCombined && rounding == .halfToEven {
      throw ShapeError(
        "round_mode", expected: "HALF_AWAY_FROM_ZERO for MIN_COMBINED", found: rounding.rawValue)
    }
    return [TensorSpec(x.shape, dtype), TensorSpec([]), TensorSpec([])]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? {
    dtype == .qint8 ? kernel(site, Int8.self) : kernel(site, UInt8.self)
  }

  private func kernel<Code: FixedWidthInteger>(_ site: Site, _ type: Code.Type) -> Kernel {
    let (isScaled, toEven) = (mode == .scaled, rounding == .halfToEven)
    let x = site.input(0, Float.self)
    let (low, high) = (site.input(1, Float.self), site.input(2, Float.self))
    let y = site.output(0, type)
    let (outLow, outHigh) = (site.output(1, Float.self), site.output(2, Float.self))
    let count = site.outputCount(0)
    return { () throws(KernelError) in
      try KernelError.checkLimits(low[0], high[0])
      let quantization =
        isScaled
        ? Quantization(scaled: low[0], high[0], isSigned: type.isSigned)
        : Quantization(combined: low[0], high[0], isSigned: type.isSigned)
      Kernels.quantize(x, y, count, quantization, toEven: toEven)
      outLow[0] = quantization.low
      outHigh[0] = quantization.high
    }
  }
}

/// y = the numbers that codes stand for.   x: qint8 or quint8 [d…], low, high: [] → y: [d…].
/// No gradient.
struct Dequantize: Op {
  static let nodeForm = NodeForm(
    expecting: ["dtype": .type(.float32), "narrow_range": .bool(false), "axis": .int(-1)])

  var mode = QuantizeMode.minCombined

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("mode", &mode, "how codes stand for numbers")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let x = try inputs.oneOf([.qint8, .quint8], 0, "input")
    try inputs.expectLimits("min_range", "max_range", first: 1)
    return [TensorSpec(x.shape)]
  }

  static let stopsGradient = true

  func lower(_ site: Site) -> Kernel? {
    site.inputs[0].spec.dtype == .qint8 ? kernel(site, Int8.self) : kernel(site, UInt8.self)
  }

  private func kernel<Code: FixedWidthInteger>(_ site: Site, _ type: Code.Type) -> Kernel {
    let isScaled = mode == .scaled
    let x = site.input(0, type)
    let (low, high) = (site.input(1, Float.self), site.input(2, Float.self))
    let y = site.output(0, Float.self)
    let count = site.outputCount(0)
    return { Kernels.dequantize(x, y, count, low: low[0], high: high[0], isScaled: isScaled) }
  }
}

extension InputSpecs {
  /// Throws unless two inputs are `float32` scalars.
  func expectLimits(_ low: String, _ high: String, first: Int) throws(ShapeError) {
    for (index, argument) in [(first, low), (first + 1, high)] {
      _ = try oneOf([.float32], index, argument)
      _ = try ranked(index, 0, argument)
    }
  }
}

extension KernelError {
  /// Throws unless two numbers are limits of a range.
  static func checkLimits(_ low: Float, _ high: Float) throws(KernelError) {
    if !(low.isFinite && high.isFinite && low <= high) {
      throw KernelError("expected limits of a range, found \(low) to \(high)")
    }
  }
}

extension Graph {
  /// Codes of 8 bits for the numbers in a range, which is widened to contain 0.
  ///
  /// - Parameters:
  ///   - x: `float32`; what is out of range becomes its nearest limit.
  ///   - low: The least number: a `float32` scalar.
  ///   - high: The greatest number: a `float32` scalar.
  ///   - dtype: `qint8` or `quint8`.
  ///   - mode: How codes stand for numbers.
  ///   - rounding: How what is between two codes is rounded.
  ///   - name: The operation's name.
  /// - Returns: The codes, and the limits that the least and the greatest code stand for.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types; a run throws if `low` is greater
  ///   than `high`.
  public func quantize(
    _ x: Output, low: Output, high: Output, _ dtype: DType = .quint8,
    mode: QuantizeMode = .minCombined, rounding: QuantizeRounding = .halfAwayFromZero,
    name: String? = nil
  ) throws(GraphError) -> (codes: Output, low: Output, high: Output) {
    let definition = QuantizeV2(dtype: dtype, mode: mode, rounding: rounding)
    let node = try add(definition, [x, low, high], name: name)
    return (node.output(0), node.output(1), node.output(2))
  }

  /// The `float32` numbers that codes stand for, given the limits that ``quantize`` returned.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the codes are `qint8` or `quint8`, and the
  ///   limits `float32` scalars.
  public func dequantize(
    _ codes: Output, low: Output, high: Output, mode: QuantizeMode = .minCombined,
    name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Dequantize(mode: mode), [codes, low, high], name: name).output(0)
  }
}
