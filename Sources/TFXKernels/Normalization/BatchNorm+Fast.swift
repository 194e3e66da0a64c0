import CSIMD

/// A strip of up to 16 neighbouring channels over a range of rows of [rows, channels].
private struct Strip {
  let rows: Range<Int>
  let channels: Int
  /// The first of the channels.
  let first: Int
  let count: Int

  /// The strip's channels in a vector of all channels, or a constant where there is none.
  @inline(__always) func channel(_ values: In<Float>?, otherwise: Float = 0) -> F16 {
    guard let values else { return F16(repeating: otherwise) }
    return count == 16 ? values.vector(first) : values.part(first, count)
  }

  /// Calls `body` with each row's first element.
  @inline(__always) func forEachRow(_ body: (_ i: Int) -> Void) {
    var i = rows.lowerBound * channels + first
    for _ in rows {
      body(i)
      i += channels
    }
  }

  // Sums go over 64 rows in float, and the sums of those are added in double. Both functions are
  // written out: a closure for the term would be called for every vector.

  /// Σ d and Σ d² for d = x − shift.
  func moments(_ x: In<Float>, _ shift: F16) -> (SIMD16<Double>, SIMD16<Double>) {
    var (a, b) = (SIMD16<Double>.zero, SIMD16<Double>.zero)
    var i = rows.lowerBound * channels + first
    for start in stride(from: 0, to: rows.count, by: 64) {
      var (sum, squares) = (F16.zero, F16.zero)
      for _ in start..<min(start + 64, rows.count) {
        let d = load(x, i, count) - shift
        sum += d
        squares = tfx_fma(d, d, squares)
        i += channels
      }
      a += tfx_to_double(sum)
      b += tfx_to_double(squares)
    }
    return (a, b)
  }

  /// Σ dy and Σ dy·(x − mean).
  func dots(_ dy: In<Float>, _ x: In<Float>, _ mean: F16) -> (SIMD16<Double>, SIMD16<Double>) {
    var (a, b) = (SIMD16<Double>.zero, SIMD16<Double>.zero)
    var i = rows.lowerBound * channels + first
    for start in stride(from: 0, to: rows.count, by: 64) {
      var (sum, dot) = (F16.zero, F16.zero)
      for _ in start..<min(start + 64, rows.count) {
        let g = load(dy, i, count)
        sum += g
        dot = tfx_fma(g, load(x, i, count) - mean, dot)
        i += channels
      }
      a += tfx_to_double(sum)
      b += tfx_to_double(dot)
    }
    return (a, b)
  }

  /// `dots` of a dy that passed a relu behind y = (x − mean)·scale + offset.
  func reluDots(
    _ dy: In<Float>, _ x: In<Float>, _ mean: F16, _ scale: F16, _ offset: F16
  ) -> (SIMD16<Double>, SIMD16<Double>) {
    var (a, b) = (SIMD16<Double>.zero, SIMD16<Double>.zero)
    var i = rows.lowerBound * channels + first
    for start in stride(from: 0, to: rows.count, by: 64) {
      var (sum, dot) = (F16.zero, F16.zero)
      for _ in start..<min(start + 64, rows.count) {
        let centered = load(x, i, count) - mean
        let g = passed(load(dy, i, count), tfx_fma(centered, scale, offset))
        sum += g
        dot = tfx_fma(g, centered, dot)
        i += channels
      }
      a += tfx_to_double(sum)
      b += tfx_to_double(dot)
    }
    return (a, b)
  }
}

/// What relu hands back of dy where it was given y.
@inline(__always)
private func passed(_ dy: F16, _ y: F16) -> F16 { tfx_select(tfx_less(.zero, y), dy, .zero) }

@inline(__always)
private func load(_ p: In<Float>, _ i: Int, _ count: Int) -> F16 {
  count == 16 ? p.vector(i) : p.part(i, count)
}

@inline(__always)
private func store(_ p: Out<Float>, _ i: Int, _ v: F16, _ count: Int) {
  if count == 16 { p.store(i, v) } else { p.store(i, v, count) }
}

extension Fast {
  static func batchNormTraining(
    _ x: In<Float>, gamma: In<Float>?, beta: In<Float>?, _ y: Out<Float>, mean: Out<Float>,
    variance: Out<Float>, inverseStd: Out<Float>, rows: Int, channels: Int, epsilon: Float,
    relu: Bool
  ) {
    guard rows > 0 else {
      for c in 0..<channels { (mean[c], variance[c], inverseStd[c]) = (.nan, .nan, .nan) }
      return
    }
    // One pass for both moments, about each channel's first value: its distance from the mean is
    // of the order of the deviation, so that little cancels in E[d²] − E[d]².
    columnSums(rows, channels) { strip in
      strip.moments(x, strip.channel(x))
    } emit: { c, sum, squares in
      let d = sum / Double(rows)
      let spread = squares / Double(rows) - d * d
      mean[c] = Float(Double(x[c]) + d)
      variance[c] = spread < 0 ? 0 : Float(spread)
      inverseStd[c] = 1 / (variance[c] + epsilon).squareRoot()
    }
    normalize(x, gamma, beta, y, rows, channels, mean, inverseStd, epsilon: nil, relu)
  }

  static func batchNormInference(
    _ x: In<Float>, gamma: In<Float>?, beta: In<Float>?, mean: In<Float>, variance: In<Float>,
    _ y: Out<Float>, rows: Int, channels: Int, epsilon: Float, relu: Bool
  ) {
    normalize(x, gamma, beta, y, rows, channels, mean, variance, epsilon: epsilon, relu)
  }

  static func batchNormTrainingGrad(
    _ dy: In<Float>, _ x: In<Float>, gamma: In<Float>?, beta: In<Float>?, mean: In<Float>,
    inverseStd: In<Float>, _ dx: Out<Float>, dGamma: Out<Float>, dBeta: Out<Float>, rows: Int,
    channels: Int, relu: Bool
  ) {
    // Behind a relu y is computed again, in the very same way, rather than read: that is a
    // multiplication for four bytes of memory.
    @inline(__always) func scale(_ strip: Strip) -> F16 {
      strip.channel(gamma, otherwise: 1) * strip.channel(inverseStd)
    }
    columnSums(rows, channels) { strip in
      relu
        ? strip.reluDots(dy, x, strip.channel(mean), scale(strip), strip.channel(beta))
        : strip.dots(dy, x, strip.channel(mean))
    } emit: { c, sum, dot in
      dBeta[c] = Float(sum)
      dGamma[c] = Float(dot * Double(inverseStd[c]))
    }
    let share = 1 / Float(rows)
    forEachStrip(rows, channels) { strip in
      // dx = scale·(dy − dBeta/rows − (x − mean)·inverse·dGamma/rows)
      let slope = strip.channel(inverseStd) * (strip.channel(dGamma) * share)
      let (scale, offset, count) = (scale(strip), strip.channel(beta), strip.count)
      let (mean, meanDy) = (strip.channel(mean), strip.channel(dBeta) * share)
      if relu {
        strip.forEachRow { i in
          let centered = load(x, i, count) - mean
          let g = passed(load(dy, i, count), tfx_fma(centered, scale, offset))
          store(dx, i, scale * (g - meanDy - centered * slope), count)
        }
      } else {
        strip.forEachRow { i in
          let centered = load(x, i, count) - mean
          store(dx, i, scale * (load(dy, i, count) - meanDy - centered * slope), count)
        }
      }
    }
  }

  static func batchNormInferenceGrad(
    _ dy: In<Float>, _ x: In<Float>, gamma: In<Float>?, mean: In<Float>, variance: In<Float>,
    _ dx: Out<Float>, dGamma: Out<Float>, dBeta: Out<Float>, rows: Int, channels: Int,
    epsilon: Float
  ) {
    columnSums(rows, channels) { strip in
      strip.dots(dy, x, strip.channel(mean))
    } emit: { c, sum, dot in
      dBeta[c] = Float(sum)
      dGamma[c] = Float(dot / Double(variance[c] + epsilon).squareRoot())
    }
    forEachStrip(rows, channels) { strip in
      let scale = strip.channel(gamma, otherwise: 1) / tfx_sqrt(strip.channel(variance) + epsilon)
      strip.forEachRow { i in store(dx, i, load(dy, i, strip.count) * scale, strip.count) }
    }
  }

  /// y = (x − mean)·(gamma·inverse) + beta. `spread` is the inverse deviation, or with an epsilon
  /// the variance. With a relu, negative y become 0.
  private static func normalize(
    _ x: In<Float>, _ gamma: In<Float>?, _ beta: In<Float>?, _ y: Out<Float>, _ rows: Int,
    _ channels: Int, _ mean: In<Float>, _ spread: In<Float>, epsilon: Float?, _ relu: Bool
  ) {
    // Nothing is less than −∞: without a relu all y stay.
    let least = F16(repeating: relu ? 0 : -.infinity)
    forEachStrip(rows, channels) { strip in
      var inverse = strip.channel(spread)
      if let epsilon { inverse = 1 / tfx_sqrt(inverse + epsilon) }
      let scale = strip.channel(gamma, otherwise: 1) * inverse
      let (mean, offset) = (strip.channel(mean), strip.channel(beta))
      strip.forEachRow { i in
        let v = tfx_fma(load(x, i, strip.count) - mean, scale, offset)
        store(y, i, tfx_select(tfx_less(v, least), least, v), strip.count)
      }
    }
  }

  /// Calls `body` with strips that together make up [rows, channels]: those of one block of rows
  /// after another, so that the strips after the first find the rows in the cache.
  private static func forEachStrip(_ rows: Int, _ channels: Int, _ body: (Strip) -> Void) {
    let grain = max(1, elementwiseGrain / max(1, channels))
    ThreadPool.parallelItems(rows, grain: grain) { range in
      let block = max(1, 4096 / max(1, channels))
      for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
        let rows = start..<min(range.upperBound, start + block)
        for channel in stride(from: 0, to: channels, by: 16) {
          let count = min(16, channels - channel)
          body(Strip(rows: rows, channels: channels, first: channel, count: count))
        }
      }
    }
  }

  /// Two sums down the columns of [rows, channels] at once, of what `sum` returns for each strip,
  /// in parts whose number depends on the shape alone. `emit` gets a channel and its sums.
  private static func columnSums(
    _ rows: Int, _ channels: Int, _ sum: (Strip) -> (SIMD16<Double>, SIMD16<Double>),
    emit: (Int, Double, Double) -> Void
  ) {
    let parts = rows * channels > 2 * elementwiseGrain && rows >= 512 ? 16 : 1
    let size = (rows + parts - 1) / parts
    // A strip leaves half of each cache line, or more, to the next ones: those take the same few
    // rows while they are near.
    let block = channels <= 16 ? max(size, 1) : max(64, 8192 / channels / 64 * 64)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * parts * channels) { sums in
      let sums = UnsafeMutableBufferPointer(rebasing: sums[...])
      sums.initialize(repeating: 0)
      ThreadPool.parallelItems(parts) { range in
        for part in range {
          let last = min(rows, (part + 1) * size)
          let own = 2 * part * channels
          for start in stride(from: part * size, to: last, by: block) {
            let rows = start..<min(last, start + block)
            for channel in stride(from: 0, to: channels, by: 16) {
              let count = min(16, channels - channel)
              let (a, b) = sum(
                Strip(rows: rows, channels: channels, first: channel, count: count))
              for lane in 0..<count {
                sums[own + channel + lane] += a[lane]
                sums[own + channels + channel + lane] += b[lane]
              }
            }
          }
        }
      }
      for channel in 0..<channels {
        var (a, b) = (0.0, 0.0)
        for part in 0..<parts {
          a += sums[2 * part * channels + channel]
          b += sums[(2 * part + 1) * channels + channel]
        }
        emit(channel, a, b)
      }
    }
  }
}
