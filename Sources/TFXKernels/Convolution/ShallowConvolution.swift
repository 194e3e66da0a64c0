import CSIMD

/// The convolution of images with few channels, such as the first of a model: y = x ∗ kernel + bias,
/// then max(·, 0) where asked. oneDNN finds too little to do for an output there: 28×28×1 to 32
/// channels took it 0.68 ms for 128 images on two cores of a Zen 5, this loop takes 0.34.
struct ShallowConvolution {
  private let shape: ConvolutionShape
  private let hasRelu: Bool
  /// Where each factor of an output lies in the input, from the window's first element on.
  private let offsets: [Int]

  /// Nil for a convolution that oneDNN does better, or that needs padding.
  init?(_ shape: ConvolutionShape, relu: Bool) {
    let factors = shape.kernelHeight * shape.kernelWidth * shape.inputChannels
    guard shape.groups == 1, shape.inputChannels <= 4, factors <= 48, !shape.window.isPadded,
      shape.outputChannels % 16 == 0, shape.outputCount > 0
    else { return nil }
    self.shape = shape
    hasRelu = relu
    var offsets: [Int] = []
    for row in 0..<shape.kernelHeight {
      for column in 0..<shape.kernelWidth {
        let pixel =
          row * shape.dilationHeight * shape.inputWidth + column * shape.dilationWidth
        for channel in 0..<shape.inputChannels {
          offsets.append(pixel * shape.inputChannels + channel)
        }
      }
    }
    self.offsets = offsets
  }

  func forward(_ x: In<Float>, _ kernel: In<Float>, _ bias: In<Float>?, _ y: Out<Float>) {
    let s = shape
    let rowCount = s.outputWidth * s.outputChannels
    let grain = max(1, elementwiseGrain / max(rowCount * offsets.count / 16, 1))
    offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      ThreadPool.parallelItems(s.batch * s.outputHeight, grain: grain) { rows in
        for row in rows {
          let (image, place) = row.quotientAndRemainder(dividingBy: s.outputHeight)
          let line = (image * s.inputHeight + place * s.strideHeight) * s.inputWidth
          forwardRow(x + line * s.inputChannels, kernel, bias, y + row * rowCount, offsets)
        }
      }
    }
  }

  /// One row of the output: eight pixels at a time for 16 channels, so that a vector of the kernel
  /// is loaded once for eight products.
  private func forwardRow(
    _ x: In<Float>, _ kernel: In<Float>, _ bias: In<Float>?, _ y: Out<Float>,
    _ offsets: UnsafePointer<Int>
  ) {
    let n = shape.outputChannels
    let step = shape.strideWidth * shape.inputChannels
    let factors = self.offsets.count
    let low = F16(repeating: hasRelu ? 0 : -.infinity)
    for channel in stride(from: 0, to: n, by: 16) {
      let start = bias.map { $0.vector(channel) } ?? .zero
      var pixel = 0
      while pixel + 8 <= shape.outputWidth {
        let x = x + pixel * step
        var (a, b, c, d) = (start, start, start, start)
        var (e, f, g, h) = (start, start, start, start)
        for factor in 0..<factors {
          let w = kernel.vector(factor * n + channel)
          let x = x + offsets[factor]
          a = tfx_fma(F16(repeating: x[0]), w, a)
          b = tfx_fma(F16(repeating: x[step]), w, b)
          c = tfx_fma(F16(repeating: x[2 * step]), w, c)
          d = tfx_fma(F16(repeating: x[3 * step]), w, d)
          e = tfx_fma(F16(repeating: x[4 * step]), w, e)
          f = tfx_fma(F16(repeating: x[5 * step]), w, f)
          g = tfx_fma(F16(repeating: x[6 * step]), w, g)
          h = tfx_fma(F16(repeating: x[7 * step]), w, h)
        }
        let y = y + pixel * n + channel
        y.store(0, tfx_max(low, a))
        y.store(n, tfx_max(low, b))
        y.store(2 * n, tfx_max(low, c))
        y.store(3 * n, tfx_max(low, d))
        y.store(4 * n, tfx_max(low, e))
        y.store(5 * n, tfx_max(low, f))
        y.store(6 * n, tfx_max(low, g))
        y.store(7 * n, tfx_max(low, h))
        pixel += 8
      }
      while pixel < shape.outputWidth {
        let x = x + pixel * step
        var sum = start
        for factor in 0..<factors {
          sum = tfx_fma(
            F16(repeating: x[offsets[factor]]), kernel.vector(factor * n + channel), sum)
        }
        y.store(pixel * n + channel, tfx_max(low, sum))
        pixel += 1
      }
    }
  }

  // MARK: With a 2×2 max pool behind it

  /// y = the pool of the convolution's output, which never reaches memory; places: of the maxima, as
  /// `Kernels.maxPool` has them, if wanted.
  func forwardPooled(
    _ x: In<Float>, _ kernel: In<Float>, _ bias: In<Float>?, _ y: Out<Float>,
    _ places: Out<UInt8>?, _ pool: WindowShape
  ) {
    let s = shape
    let rowCount = pool.outputWidth * s.outputChannels
    let grain = max(1, elementwiseGrain / max(rowCount * offsets.count / 4, 1))
    offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      ThreadPool.parallelItems(pool.batch * pool.outputHeight, grain: grain) { rows in
        for row in rows {
          let (image, place) = row.quotientAndRemainder(dividingBy: pool.outputHeight)
          let line = (image * s.inputHeight + 2 * place * s.strideHeight) * s.inputWidth
          forwardPooledRow(
            x + line * s.inputChannels, kernel, bias, y + row * rowCount,
            places.map { $0 + row * rowCount }, pool.outputWidth, offsets)
        }
      }
    }
  }

  /// One row of the pool's output: two windows at a time for 16 channels, so that a vector of the
  /// kernel is loaded once for eight products.
  private func forwardPooledRow(
    _ x: In<Float>, _ kernel: In<Float>, _ bias: In<Float>?, _ y: Out<Float>,
    _ places: Out<UInt8>?, _ width: Int, _ offsets: UnsafePointer<Int>
  ) {
    let n = shape.outputChannels
    let step = shape.strideWidth * shape.inputChannels
    let line = shape.strideHeight * shape.inputWidth * shape.inputChannels
    let factors = self.offsets.count
    for channel in stride(from: 0, to: n, by: 16) {
      let start = bias.map { $0.vector(channel) } ?? .zero
      var column = 0
      while column + 2 <= width {
        let x = x + 2 * column * step
        var (a, b, c, d) = (start, start, start, start)
        var (e, f, g, h) = (start, start, start, start)
        for factor in 0..<factors {
          let w = kernel.vector(factor * n + channel)
          let upper = x + offsets[factor]
          let lower = upper + line
          a = tfx_fma(F16(repeating: upper[0]), w, a)
          b = tfx_fma(F16(repeating: upper[step]), w, b)
          c = tfx_fma(F16(repeating: upper[2 * step]), w, c)
          d = tfx_fma(F16(repeating: upper[3 * step]), w, d)
          e = tfx_fma(F16(repeating: lower[0]), w, e)
          f = tfx_fma(F16(repeating: lower[step]), w, f)
          g = tfx_fma(F16(repeating: lower[2 * step]), w, g)
          h = tfx_fma(F16(repeating: lower[3 * step]), w, h)
        }
        pool(a, b, e, f, y, places, column * n + channel)
        pool(c, d, g, h, y, places, (column + 1) * n + channel)
        column += 2
      }
      if column < width {
        let x = x + 2 * column * step
        var (a, b, c, d) = (start, start, start, start)
        for factor in 0..<factors {
          let w = kernel.vector(factor * n + channel)
          let upper = x + offsets[factor]
          let lower = upper + line
          a = tfx_fma(F16(repeating: upper[0]), w, a)
          b = tfx_fma(F16(repeating: upper[step]), w, b)
          c = tfx_fma(F16(repeating: lower[0]), w, c)
          d = tfx_fma(F16(repeating: lower[step]), w, d)
        }
        pool(a, b, c, d, y, places, column * n + channel)
      }
    }
  }

  /// The maximum of a window, and its place.
  @inline(__always)
  private func pool(
    _ a: F16, _ b: F16, _ c: F16, _ d: F16, _ y: Out<Float>, _ places: Out<UInt8>?, _ index: Int
  ) {
    let low = F16(repeating: hasRelu ? 0 : -.infinity)
    if let places {
      let (most, place) = Fast.greatest(
        tfx_max(low, a), tfx_max(low, b), tfx_max(low, c), tfx_max(low, d))
      y.store(index, most)
      tfx_store_bytes(places + index, place)
    } else {
      y.store(index, tfx_max(low, tfx_greatest(a, b, c, d)))
    }
  }
}
