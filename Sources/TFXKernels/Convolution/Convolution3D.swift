/// Elements of the matrix of factors: 4 MB of floats, which a processor's cache holds.
private let columnElements = 1 << 20

/// A 3-D convolution (cross-correlation) prepared once for given sizes, y = x ∗ filter, and its two
/// gradients: the factors of some places are gathered into the rows of a matrix, so that the work
/// is matrix products. Holds scratch memory, so only one thread at a time may use it.
///
/// x: [batch, depth, height, width, channels]; filter: [depth, height, width, channels,
/// outputChannels].
package final class Convolution3D<T: KernelScalar> {
  private let window: VolumeWindow
  private let outputChannels: Int
  /// [chunk, factors].
  private let columns: UnsafeMutablePointer<T>
  /// The most places at a time.
  private let chunk: Int

  package init(_ window: VolumeWindow, outputChannels: Int) {
    self.window = window
    self.outputChannels = outputChannels
    let factors = window.pointCount * window.channels
    chunk = max(1, min(window.placeCount, columnElements / max(1, factors)))
    columns = .allocate(capacity: max(1, chunk * factors))
  }

  deinit { columns.deallocate() }

  /// The products that make an output.
  private var factors: Int { window.pointCount * window.channels }

  package func forward(_ x: In<T>, _ filter: In<T>, _ y: Out<T>) {
    forEachChunk { places in
      gather(x, places)
      Kernels.matMul(
        In(columns), filter, y + places.lowerBound * outputChannels, m: places.count,
        n: outputChannels, k: factors)
    }
  }

  /// dx: the gradient of the input, from that of the output.
  package func backwardInput(_ dy: In<T>, _ filter: In<T>, _ dx: Out<T>) {
    dx.update(repeating: 0, count: window.inputCount)
    forEachChunk { places in
      Kernels.matMul(
        dy + places.lowerBound * outputChannels, filter, columns, m: places.count, n: factors,
        k: outputChannels, transposeB: true)
      scatter(places, dx)
    }
  }

  /// dFilter: the gradient of the filter, from the input and the gradient of the output.
  package func backwardFilter(_ x: In<T>, _ dy: In<T>, _ dFilter: Out<T>) {
    dFilter.update(repeating: 0, count: factors * outputChannels)
    forEachChunk { places in
      gather(x, places)
      Kernels.matMul(
        In(columns), dy + places.lowerBound * outputChannels, dFilter, m: factors,
        n: outputChannels, k: places.count, transposeA: true, beta: 1)
    }
  }

  private func forEachChunk(_ body: (Range<Int>) -> Void) {
    var start = 0
    while start < window.placeCount {
      let end = min(start + chunk, window.placeCount)
      body(start..<end)
      start = end
    }
  }

  /// The factors of some places, a row each; zeros outside of the volume.
  private func gather(_ x: In<T>, _ places: Range<Int>) {
    let (n, factors) = (window.channels, factors)
    let grain = max(1, elementwiseGrain / max(1, factors))
    ThreadPool.parallelItems(places.count, grain: grain) { rows in
      for row in rows {
        let line = columns + row * factors
        window.forEachPoint(places.lowerBound + row) { point, pixel in
          let column = line + point * n
          if let pixel {
            column.update(from: x + pixel * n, count: n)
          } else {
            column.update(repeating: 0, count: n)
          }
        }
      }
    }
  }

  /// Adds the rows to the pixels that they belong to. Places share pixels but not channels, so
  /// that threads take channels.
  private func scatter(_ places: Range<Int>, _ dx: Out<T>) {
    let (n, factors) = (window.channels, factors)
    let grain = max(16, elementwiseGrain / max(1, places.count * window.pointCount))
    ThreadPool.parallelFor(count: n, grain: grain) { channels in
      for (row, place) in places.enumerated() {
        let line = columns + row * factors
        window.forEachPoint(place) { point, pixel in
          guard let pixel else { return }
          let (column, dx) = (line + point * n, dx + pixel * n)
          for channel in channels { dx[channel] += column[channel] }
        }
      }
    }
  }
}
