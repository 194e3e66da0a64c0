import CSIMD

/// A per-channel vector, or a constant where there is none.
private struct Channel {
  let values: In<Float>?
  let otherwise: Float

  @inline(__always) func load(_ c: Int, _ count: Int) -> F16 {
    guard let values else { return F16(repeating: otherwise) }
    return count == 16 ? values.vector(c) : values.part(c, count)
  }
}

extension Fast {
  static func batchNormTraining(
    _ x: In<Float>, gamma: In<Float>?, beta: In<Float>?, _ y: Out<Float>, mean: Out<Float>,
    variance: Out<Float>, inverseStd: Out<Float>, rows: Int, channels: Int, epsilon: Float
  ) {
    guard rows > 0 else {
      for c in 0..<channels { (mean[c], variance[c], inverseStd[c]) = (.nan, .nan, .nan) }
      return
    }
    // One pass for both moments, about each channel's first value: its distance from the mean is
    // of the order of the deviation, so that little cancels in E[d²] − E[d]².
    let shift = x
    columnSums(rows, channels) { i, c, count in
      let d = load(x, i, count) - load(shift, c, count)
      return (d, d * d)
    } emit: { c, sum, squares in
      let d = sum / Double(rows)
      let spread = max(0, squares / Double(rows) - d * d)
      mean[c] = Float(Double(shift[c]) + d)
      variance[c] = spread.isNaN || squares.isNaN ? .nan : Float(spread)
      inverseStd[c] = 1 / (variance[c] + epsilon).squareRoot()
    }
    normalize(x, gamma, beta, y, rows, channels) { c, count in
      (load(mean, c, count), load(inverseStd, c, count))
    }
  }

  static func batchNormInference(
    _ x: In<Float>, gamma: In<Float>?, beta: In<Float>?, mean: In<Float>, variance: In<Float>,
    _ y: Out<Float>, rows: Int, channels: Int, epsilon: Float
  ) {
    normalize(x, gamma, beta, y, rows, channels) { c, count in
      (load(mean, c, count), 1 / tfx_sqrt(load(variance, c, count) + epsilon))
    }
  }

  static func batchNormTrainingGrad(
    _ dy: In<Float>, _ x: In<Float>, gamma: In<Float>?, mean: In<Float>, inverseStd: In<Float>,
    _ dx: Out<Float>, dGamma: Out<Float>, dBeta: Out<Float>, rows: Int, channels: Int
  ) {
    columnSums(rows, channels) { i, c, count in
      let g = load(dy, i, count)
      return (g, g * ((load(x, i, count) - load(mean, c, count)) * load(inverseStd, c, count)))
    } emit: { c, sum, dot in
      dBeta[c] = Float(sum)
      dGamma[c] = Float(dot)
    }
    let gamma = Channel(values: gamma, otherwise: 1)
    let share = 1 / Float(rows)
    forEachVector(rows, channels) { i, c, count in
      let inverse = load(inverseStd, c, count)
      let normal = (load(x, i, count) - load(mean, c, count)) * inverse
      let centered = load(dy, i, count) - load(dBeta, c, count) * share
      let result = centered - normal * (load(dGamma, c, count) * share)
      store(dx, i, gamma.load(c, count) * inverse * result, count)
    }
  }

  static func batchNormInferenceGrad(
    _ dy: In<Float>, _ x: In<Float>, gamma: In<Float>?, mean: In<Float>, variance: In<Float>,
    _ dx: Out<Float>, dGamma: Out<Float>, dBeta: Out<Float>, rows: Int, channels: Int,
    epsilon: Float
  ) {
    columnSums(rows, channels) { i, c, count in
      let g = load(dy, i, count)
      return (g, g * (load(x, i, count) - load(mean, c, count)))
    } emit: { c, sum, dot in
      dBeta[c] = Float(sum)
      dGamma[c] = Float(dot / Double(variance[c] + epsilon).squareRoot())
    }
    let gamma = Channel(values: gamma, otherwise: 1)
    forEachVector(rows, channels) { i, c, count in
      let inverse = 1 / tfx_sqrt(load(variance, c, count) + epsilon)
      store(dx, i, load(dy, i, count) * (gamma.load(c, count) * inverse), count)
    }
  }

  @inline(__always)
  private static func load(_ p: In<Float>, _ i: Int, _ count: Int) -> F16 {
    count == 16 ? p.vector(i) : p.part(i, count)
  }

  @inline(__always)
  private static func load(_ p: Out<Float>, _ i: Int, _ count: Int) -> F16 {
    count == 16 ? p.vector(i) : p.part(i, count)
  }

  @inline(__always)
  private static func store(_ p: Out<Float>, _ i: Int, _ v: F16, _ count: Int) {
    if count == 16 { p.store(i, v) } else { p.store(i, v, count) }
  }

  /// y = (x − mean)·(gamma·inverse) + beta, with `statistics` giving a channel's (mean, inverse).
  @inline(__always)
  private static func normalize(
    _ x: In<Float>, _ gamma: In<Float>?, _ beta: In<Float>?, _ y: Out<Float>, _ rows: Int,
    _ channels: Int, _ statistics: (_ channel: Int, _ count: Int) -> (F16, F16)
  ) {
    let (gamma, beta) = (
      Channel(values: gamma, otherwise: 1), Channel(values: beta, otherwise: 0)
    )
    forEachVector(rows, channels) { i, c, count in
      let (mean, inverse) = statistics(c, count)
      let scale = gamma.load(c, count) * inverse
      store(y, i, tfx_fma(load(x, i, count) - mean, scale, beta.load(c, count)), count)
    }
  }

  /// Calls `body` with the element, channel and length of each vector of [rows, channels]. Goes
  /// down the rows one strip of channels after another, so that what depends on the channel alone
  /// stays in registers.
  @inline(__always)
  private static func forEachVector(
    _ rows: Int, _ channels: Int, _ body: (_ i: Int, _ channel: Int, _ count: Int) -> Void
  ) {
    let grain = max(1, elementwiseGrain / max(1, channels))
    ThreadPool.parallelItems(rows, grain: grain) { range in
      // Few enough rows that the strips of one block find it in the cache.
      let block = max(1, 8192 / max(1, channels))
      for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
        let end = min(range.upperBound, start + block)
        vectorLoop(0..<channels) { c in
          for row in start..<end { body(row * channels + c, c, 16) }
        } rest: { c, count in
          for row in start..<end { body(row * channels + c, c, count) }
        }
      }
    }
  }

  /// Two sums down the columns of [rows, columns] at once: 64 rows in float, their sums in double;
  /// in parts whose number depends on the shape alone. `emit` gets a column and its sums.
  @inline(__always)
  private static func columnSums(
    _ rows: Int, _ columns: Int, _ term: (_ i: Int, _ column: Int, _ count: Int) -> (F16, F16),
    emit: (Int, Double, Double) -> Void
  ) {
    let parts = rows * columns > 2 * elementwiseGrain && rows >= 512 ? 16 : 1
    let size = (rows + parts - 1) / parts
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * parts * columns) { sums in
      let sums = UnsafeMutableBufferPointer(rebasing: sums[...])
      ThreadPool.parallelItems(parts) { range in
        for part in range {
          let end = min(rows, (part + 1) * size)
          for column in stride(from: 0, to: columns, by: 16) {
            let count = min(16, columns - column)
            var (a, b) = (SIMD16<Double>.zero, SIMD16<Double>.zero)
            for start in stride(from: part * size, to: end, by: 64) {
              var (u, v) = (F16.zero, F16.zero)
              for row in start..<min(end, start + 64) {
                let (s, t) =
                  count == 16
                  ? term(row * columns + column, column, 16)
                  : term(row * columns + column, column, count)
                u += s
                v += t
              }
              a += tfx_to_double(u)
              b += tfx_to_double(v)
            }
            for lane in 0..<count {
              sums[(part * 2) * columns + column + lane] = a[lane]
              sums[(part * 2 + 1) * columns + column + lane] = b[lane]
            }
          }
        }
      }
      for column in 0..<columns {
        var (a, b) = (0.0, 0.0)
        for part in 0..<parts {
          a += sums[(part * 2) * columns + column]
          b += sums[(part * 2 + 1) * columns + column]
        }
        emit(column, a, b)
      }
    }
  }
}
