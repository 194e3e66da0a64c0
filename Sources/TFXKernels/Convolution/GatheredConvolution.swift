/// Elements of the matrix of factors: 4 MB of floats, which a processor's cache holds.
private let columnElements = 1 << 20

/// The passes of a convolution without groups as matrix products: the factors of some places are
/// gathered into the rows of a matrix. Holds scratch memory, so only one thread at a time may use
/// it.
final class GatheredConvolution<T: KernelScalar> {
  private let window: WindowShape
  private let outputChannels: Int
  /// The products that make an output.
  private let factors: Int
  /// [chunk, factors].
  private let columns: UnsafeMutablePointer<T>
  /// The most places at a time.
  private let chunk: Int

  init(_ shape: ConvolutionShape) {
    window = shape.window
    outputChannels = shape.outputChannels
    factors = shape.factorCount
    chunk = max(1, min(window.placeCount, columnElements / max(1, factors)))
    columns = .allocate(capacity: max(1, chunk * factors))
  }

  deinit { columns.deallocate() }

  func forward(_ x: In<T>, _ kernel: In<T>, _ y: Out<T>) {
    forEachChunk { places in
      gather(x, places)
      Kernels.matMul(
        In(columns), kernel, y + places.lowerBound * outputChannels, m: places.count,
        n: outputChannels, k: factors)
    }
  }

  /// dx: the gradient of the input, from that of the output.
  func backwardInput(_ dy: In<T>, _ kernel: In<T>, _ dx: Out<T>) {
    dx.update(repeating: 0, count: window.inputCount)
    forEachChunk { places in
      Kernels.matMul(
        dy + places.lowerBound * outputChannels, kernel, columns, m: places.count, n: factors,
        k: outputChannels, transposeB: true)
      scatter(places, dx)
    }
  }

  /// dKernel: the gradient of the kernel, from the input and the gradient of the output.
  func backwardKernel(_ x: In<T>, _ dy: In<T>, _ dKernel: Out<T>) {
    dKernel.update(repeating: 0, count: factors * outputChannels)
    forEachChunk { places in
      gather(x, places)
      Kernels.matMul(
        In(columns), dy + places.lowerBound * outputChannels, dKernel, m: factors,
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
