import CSIMD

/// The gradient of the 3×3 kernel of a convolution of images with one or three channels, from that
/// of its output behind a 2×2 max pool and the places of the maxima. Across output channels maxima
/// stand in different places, so that each of the four takes a part of a vector.
final class ShallowPooledGradient {
  private let shape: ConvolutionShape
  private let pool: WindowShape
  private let parts: Int
  private let paddedWidth: Int
  private let paddedCount: Int
  /// A padded image for each part.
  private let padded: Scratch
  /// Sums for each part of the images: [part, output / 16, factor, 16].
  private let sums: Scratch

  init?(_ shape: ConvolutionShape, pool: WindowShape) {
    guard pool.isTwoByTwo, pool.outputCount > 0, shape.inputCount > 0, shape.kernelHeight == 3,
      shape.kernelWidth == 3, shape.groups == 1, shape.strideHeight == 1, shape.strideWidth == 1,
      shape.dilationHeight == 1, shape.dilationWidth == 1,
      shape.inputChannels == 1 || shape.inputChannels == 3, shape.outputChannels % 16 == 0
    else { return nil }
    self.shape = shape
    self.pool = pool
    parts = min(ThreadPool.threads, shape.batch)
    paddedWidth = shape.window.width.padded
    paddedCount =
      (shape.window.height.padded) * paddedWidth
      * shape.inputChannels
    padded = Scratch(!shape.window.isPadded ? 0 : parts * paddedCount)
    sums = Scratch(parts * shape.kernelCount)
  }

  func backwardKernel(
    _ x: In<Float>, _ dy: In<Float>, _ places: In<UInt8>, _ dKernel: Out<Float>
  ) {
    ThreadPool.parallelItems(parts) { parts in
      for part in parts { self.add(part, x, dy, places) }
    }
    let outputs = shape.outputChannels
    let factors = shape.kernelCount / outputs
    for factor in 0..<factors {
      for output in stride(from: 0, to: outputs, by: 16) {
        var sum = F16.zero
        for part in 0..<parts {
          sum += sums.base.vector(part * shape.kernelCount + output * factors + factor * 16)
        }
        dKernel.store(factor * outputs + output, sum)
      }
    }
  }

  /// The sums of a part of the images.
  private func add(_ part: Int, _ x: In<Float>, _ dy: In<Float>, _ places: In<UInt8>) {
    let s = shape
    let sums = self.sums.base + part * s.kernelCount
    sums.update(repeating: 0, count: s.kernelCount)
    let imageCount = s.inputHeight * s.inputWidth * s.inputChannels
    let (pixel, line) = (s.inputChannels, paddedWidth * s.inputChannels)
    // Nine factors in a go: a whole window of one channel, or a row of a window of three.
    let isGray = s.inputChannels == 1
    let blocks = isGray ? 1 : 3
    let triple = isGray ? line : 3
    for image in part * s.batch / parts..<(part + 1) * s.batch / parts {
      var source = x + image * imageCount
      if s.window.isPadded {
        let copy = padded.base + part * paddedCount
        s.pad(source, copy)
        source = In(copy)
      }
      for channel in stride(from: 0, to: s.outputChannels, by: 16) {
        for block in 0..<blocks {
          let sum = sums + channel * 9 * blocks + block * 144
          var nine = Nine(sum)
          for row in 0..<pool.outputHeight {
            let top = source + (2 * row + block) * line
            var index =
              (image * pool.outputHeight + row) * pool.outputWidth * s.outputChannels + channel
            for column in 0..<pool.outputWidth {
              let window = top + 2 * column * pixel
              let whole = dy.vector(index)
              let place = tfx_load_places(places + index)
              nine.add(window, triple, share(whole, place, 0))
              nine.add(window + pixel, triple, share(whole, place, 1))
              nine.add(window + line, triple, share(whole, place, 2))
              nine.add(window + line + pixel, triple, share(whole, place, 3))
              index += s.outputChannels
            }
          }
          nine.store(sum)
        }
      }
    }
  }

  @inline(__always)
  private func share(_ whole: F16, _ place: I16, _ own: Int32) -> F16 {
    tfx_select(tfx_equal_places(place, own), whole, .zero)
  }

  /// Sums of nine factors for 16 output channels.
  private struct Nine {
    var a, b, c, d, e, f, g, h, i: F16

    @inline(__always) init(_ p: Out<Float>) {
      (a, b, c) = (p.vector(0), p.vector(16), p.vector(32))
      (d, e, f) = (p.vector(48), p.vector(64), p.vector(80))
      (g, h, i) = (p.vector(96), p.vector(112), p.vector(128))
    }

    /// Adds three times three numbers of x, the threes `triple` apart, times `value`.
    @inline(__always) mutating func add(_ x: In<Float>, _ triple: Int, _ value: F16) {
      a = tfx_fma(F16(repeating: x[0]), value, a)
      b = tfx_fma(F16(repeating: x[1]), value, b)
      c = tfx_fma(F16(repeating: x[2]), value, c)
      let middle = x + triple
      d = tfx_fma(F16(repeating: middle[0]), value, d)
      e = tfx_fma(F16(repeating: middle[1]), value, e)
      f = tfx_fma(F16(repeating: middle[2]), value, f)
      let lower = middle + triple
      g = tfx_fma(F16(repeating: lower[0]), value, g)
      h = tfx_fma(F16(repeating: lower[1]), value, h)
      i = tfx_fma(F16(repeating: lower[2]), value, i)
    }

    @inline(__always) func store(_ p: Out<Float>) {
      p.store(0, a)
      p.store(16, b)
      p.store(32, c)
      p.store(48, d)
      p.store(64, e)
      p.store(80, f)
      p.store(96, g)
      p.store(112, h)
      p.store(128, i)
    }
  }
}
