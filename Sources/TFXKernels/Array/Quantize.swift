/// How numbers between two limits become codes of 8 bits.
package struct Quantization: Sendable {
  /// The limits that the least and the greatest code stand for.
  package let low: Float
  package let high: Float
  /// Codes for each unit.
  let scale: Float
  /// What is taken off before scaling, and off the code.
  let shift: Float
  let offset: Float

  /// Codes from the least to the greatest for the numbers from `low` to `high`, widened to contain
  /// 0 and to be no empty range: TensorFlow's `MIN_COMBINED`.
  package init(combined low: Float, _ high: Float, isSigned: Bool) {
    let (low, high) = Quantization.widened(low, high)
    (self.low, self.high) = (low, high)
    scale = 255 / (high - low)
    shift = low
    offset = isSigned ? 128 : 0
  }

  /// Codes that are proportional to the numbers: TensorFlow's `SCALED`.
  package init(scaled low: Float, _ high: Float, isSigned: Bool) {
    let (least, greatest) = Quantization.widened(low, high)
    let codes: (least: Float, greatest: Float) = isSigned ? (-128, 127) : (0, 255)
    // The limit that needs more codes for each unit to fit decides.
    let most = Float.greatestFiniteMagnitude
    scale = min(
      isSigned && least < 0 ? codes.least / least : most,
      greatest > 0 ? codes.greatest / greatest : most)
    self.low = codes.least / scale
    self.high = codes.greatest / scale
    shift = 0
    offset = 0
  }

  private static func widened(_ low: Float, _ high: Float) -> (Float, Float) {
    let least = min(0, low)
    let narrowest = max(1, max(abs(low), abs(high))) * 0.01
    return (least, max(0, max(high, least + narrowest)))
  }
}

extension Kernels {
  /// y[i] = the code of x[i], rounded half away from zero, or half to even.
  package static func quantize<Code: FixedWidthInteger>(
    _ x: In<Float>, _ y: Out<Code>, _ count: Int, _ quantization: Quantization, toEven: Bool
  ) {
    let q = quantization
    for i in 0..<count {
      let clamped = max(min(x[i], q.high), q.low)
      let place = (clamped - q.shift) * q.scale - q.offset
      let code = place.rounded(toEven ? .toNearestOrEven : .toNearestOrAwayFromZero)
      y[i] = code.isNaN ? 0 : Code(min(max(code, Float(Code.min)), Float(Code.max)))
    }
  }

  /// y[i] = the number that x[i] stands for between two limits.
  package static func dequantize<Code: FixedWidthInteger>(
    _ x: In<Code>, _ y: Out<Float>, _ count: Int, low: Float, high: Float, isScaled: Bool
  ) {
    if isScaled {
      let fromHigh = high / Float(Code.max)
      let scale = Code.isSigned ? max(low / Float(Code.min), fromHigh) : fromHigh
      for i in 0..<count { y[i] = Float(x[i]) * scale }
    } else {
      let scale = (high - low) / 255
      let offset: Float = Code.isSigned ? 128 : 0
      for i in 0..<count { y[i] = (Float(x[i]) + offset) * scale + low }
    }
  }
}

/// The range that a fake quantisation really has: moved so that 0 is a code.
package struct FakeQuantization: Sendable {
  let low: Float
  let high: Float
  let scale: Float

  /// - Parameters:
  ///   - low: The least number.
  ///   - high: The greatest number, greater than `low`.
  ///   - bits: How many bits codes have.
  ///   - isNarrow: Whether the least code is not used.
  package init(low: Float, high: Float, bits: Int, isNarrow: Bool) {
    let least: Float = isNarrow ? 1 : 0
    let greatest = Float(1 << bits - 1)
    scale = (high - low) / (greatest - least)
    let zero = least - low / scale
    let nudged = zero < least ? least : zero > greatest ? greatest : zero.rounded()
    self.low = (least - nudged) * scale
    self.high = (greatest - nudged) * scale
  }
}

extension Kernels {
  /// y[i] = x[i] as it comes back from its code.
  package static func fakeQuantize(
    _ x: In<Float>, _ y: Out<Float>, _ count: Int, _ range: FakeQuantization
  ) {
    let inverse = 1 / range.scale
    let zero = (-range.low * inverse + 0.5).rounded(.down)
    for i in 0..<count {
      let clamped = min(max(x[i], range.low), range.high)
      let code = ((clamped - range.low) * inverse - zero + 0.5).rounded(.down)
      y[i] = code * range.scale
    }
  }

  /// dx[i] = dy[i] where x[i] is in range, else 0.
  ///
  /// - Returns: The sum of dy where x is below the range, and where it is above.
  package static func fakeQuantizeGrad(
    _ dy: In<Float>, _ x: In<Float>, _ dx: Out<Float>, _ count: Int, _ range: FakeQuantization
  ) -> (below: Float, above: Float) {
    var (below, above) = (0.0, 0.0)
    for i in 0..<count {
      dx[i] = x[i] >= range.low && x[i] <= range.high ? dy[i] : 0
      if x[i] < range.low { below += Double(dy[i]) }
      if x[i] > range.high { above += Double(dy[i]) }
    }
    return (Float(below), Float(above))
  }
}
