/// The constants of local response normalisation (Krizhevsky et al., 2012):
/// y[c] = x[c] · norm[c]^−beta, norm[c] = bias + alpha · Σ x² over the channels c − radius … c + radius.
package struct LocalResponse: Sendable {
  package var radius: Int
  package var bias: Double
  package var alpha: Double
  package var beta: Double

  package init(radius: Int, bias: Double, alpha: Double, beta: Double) {
    self.radius = radius
    self.bias = bias
    self.alpha = alpha
    self.beta = beta
  }

  @inline(__always)
  private func norm<T: KernelScalar>(_ x: In<T>, _ channel: Int, _ channels: Int) -> Double {
    var sum = 0.0
    for c in neighbours(channel, channels) { sum += Double(x[c]) * Double(x[c]) }
    return bias + alpha * sum
  }

  @inline(__always)
  private func neighbours(_ channel: Int, _ channels: Int) -> Range<Int> {
    max(0, channel - radius)..<min(channels, channel + radius + 1)
  }

  private func grain(_ channels: Int) -> Int {
    max(1, elementwiseGrain / max(1, channels * (2 * min(radius, channels) + 1)))
  }

  /// x, y: [rows, channels]. Computed in `Double`, so that the power costs no accuracy.
  package func forward<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, rows: Int, channels: Int) {
    ThreadPool.parallelItems(rows, grain: grain(channels)) { range in
      for row in range {
        let (x, y) = (x + row * channels, y + row * channels)
        for c in 0..<channels { y[c] = T(Double(x[c]) * Double.pow(norm(x, c, channels), -beta)) }
      }
    }
  }

  /// dx from x, y and dy.
  package func backward<T: KernelScalar>(
    _ dy: In<T>, _ x: In<T>, _ y: In<T>, _ dx: Out<T>, rows: Int, channels: Int
  ) {
    ThreadPool.parallelItems(rows, grain: grain(channels)) { range in
      for row in range {
        let start = row * channels
        let (dy, x, y, dx) = (dy + start, x + start, y + start, dx + start)
        dx.update(repeating: 0, count: channels)
        for c in 0..<channels {
          let norm = norm(x, c, channels)
          let shared = -2 * alpha * beta * Double(y[c]) / norm * Double(dy[c])
          for other in neighbours(c, channels) {
            let own = other == c ? Double.pow(norm, -beta) * Double(dy[c]) : 0
            dx[other] += T(shared * Double(x[other]) + own)
          }
        }
      }
    }
  }
}
