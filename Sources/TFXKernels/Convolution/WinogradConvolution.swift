import CSIMD

/// A 3×3 convolution by Winograd's F(4×4, 3×3), or the gradient of its input, which is one too, of
/// the turned kernel. Every 4×4 tile of the output takes 36 products for a pair of channels instead
/// of 144; the sums go through other numbers than the definition's, and rounding errors are about
/// twice as large. Holds scratch memory, so only one thread at a time may use it.
final class WinogradConvolution {
  /// Sizes of what is convolved and what comes out.
  private let batch, height, width, channels: Int
  private let outputHeight, outputWidth, outputChannels: Int
  /// Pixels of zeros above and to the left of what is convolved.
  private let top, left: Int
  private let isBackward: Bool
  private let hasRelu: Bool
  private let pool: WindowShape?

  /// Tiles of the output, down, across and in one block, whose products go through the cache
  /// together.
  private let tilesDown, tilesAcross, blockTiles: Int
  private let parts: Int
  /// Floats from one of the 36 points to the next, in the transformed input and the products. A
  /// vector more than needed: else they could all fall into one set of the cache.
  private let inputStride, productStride: Int
  /// Columns of the products that are computed together.
  private let panels: [(start: Int, width: Int)]
  private let turned, kernels, inputs, products, squares: Scratch
  /// For each tile of a block, in the bits: which outputs see nothing but zeros.
  private let blanks: UnsafeMutablePointer<UInt16>

  /// Nil unless the window is 3×3 at stride 1 and all channels fill whole vectors.
  ///
  /// - Parameters:
  ///   - isBackward: Whether it is the gradient of the input that is wanted.
  ///   - relu: Whether it ends with max(·, 0).
  ///   - pool: A 2×2 max pool behind it.
  init?(
    _ s: ConvolutionShape, isBackward: Bool = false, relu: Bool = false,
    pool: WindowShape? = nil
  ) {
    guard WinogradConvolution.handles(s), pool?.isTwoByTwo ?? true, pool?.outputCount ?? 1 > 0
    else { return nil }
    batch = s.batch
    self.isBackward = isBackward
    hasRelu = relu
    self.pool = pool
    if isBackward {
      (height, width, channels) = (s.outputHeight, s.outputWidth, s.outputChannels)
      (outputHeight, outputWidth, outputChannels) = (s.inputHeight, s.inputWidth, s.inputChannels)
      (top, left) = (2 - s.window.height.before, 2 - s.window.width.before)
    } else {
      (height, width, channels) = (s.inputHeight, s.inputWidth, s.inputChannels)
      (outputHeight, outputWidth, outputChannels) = (
        s.outputHeight, s.outputWidth, s.outputChannels
      )
      (top, left) = (s.window.height.before, s.window.width.before)
    }
    // What a pool leaves out need not be computed.
    tilesDown = ((pool.map { 2 * $0.outputHeight } ?? outputHeight) + 3) / 4
    tilesAcross = ((pool.map { 2 * $0.outputWidth } ?? outputWidth) + 3) / 4
    // Input and products of a block take half of a second-level cache of 1 MiB at most.
    let fitting = 131_072 / (36 * (channels + outputChannels)) / WinogradProduct.rows
    blockTiles = WinogradProduct.rows * max(1, min(fitting, 4))
    inputStride = blockTiles * channels + 16
    productStride = blockTiles * outputChannels + 16
    var panels: [(start: Int, width: Int)] = []
    var start = 0
    while start < outputChannels {
      let rest = outputChannels - start
      let width = rest >= 64 ? 64 : rest >= 32 ? 32 : 16
      panels.append((start, width))
      start += width
    }
    self.panels = panels
    parts = ThreadPool.threads
    turned = Scratch(isBackward ? s.kernelCount : 0)
    kernels = Scratch(36 * channels * outputChannels)
    inputs = Scratch(parts * 36 * inputStride)
    products = Scratch(parts * 36 * productStride)
    squares = Scratch(parts * 1152)
    blanks = .allocate(capacity: parts * blockTiles)
    // Rows behind the last tile are multiplied as well.
    inputs.base.update(repeating: 0, count: parts * 36 * inputStride)
  }

  deinit { blanks.deallocate() }

  /// Whether there is a loop, and it is to be taken.
  static func pays(_ s: ConvolutionShape, _ choice: WinogradChoice) -> Bool {
    switch choice {
    case .never: return false
    case .always: return handles(s)
    case .auto:
      if !handles(s) { return false }
      // Tiles that hang over the edge compute for nothing; with few tiles the kernel's transform
      // costs more than it saves, with few channels those of the tiles do (16 to 16: 1.0 against
      // 0.8 ms for 64 images of 32×32), and large kernels don't fit the cache at 36 points (512 to
      // 512 on 4×4: 9.8 against 6.9 ms for the gradient of 32 images).
      let tiles = (s.outputHeight + 3) / 4 * ((s.outputWidth + 3) / 4)
      return 16 * tiles <= 2 * s.outputHeight * s.outputWidth && s.batch * tiles >= 96
        && (1_024...65_536).contains(s.inputChannels * s.outputChannels)
    }
  }

  /// Whether sizes are such that there is a loop.
  static func handles(_ s: ConvolutionShape) -> Bool {
    s.kernelHeight == 3 && s.kernelWidth == 3 && s.groups == 1 && s.strideHeight == 1
      && s.strideWidth == 1 && s.dilationHeight == 1 && s.dilationWidth == 1
      && s.inputChannels % 16 == 0 && s.outputChannels % 16 == 0 && s.inputCount > 0
      && s.outputCount > 0
  }

  /// y = x ∗ kernel + bias, then max(·, 0) and the pool if prepared so; places: of the pool's maxima,
  /// if wanted. Backward, x is the gradient of the output and y that of the input, which is 0 where
  /// `passing` is not above 0.
  func run(
    _ x: In<Float>, _ kernel: In<Float>, _ bias: In<Float>?, _ y: Out<Float>,
    _ places: Out<UInt8>? = nil, passing: In<Float>? = nil
  ) {
    transformKernel(kernel)
    let tiles = batch * tilesDown * tilesAcross
    let blocks = (tiles + blockTiles - 1) / blockTiles
    ThreadPool.parallelItems(parts) { parts in
      for part in parts {
        for block in part * blocks / self.parts..<(part + 1) * blocks / self.parts {
          let first = block * self.blockTiles
          let count = min(self.blockTiles, tiles - first)
          self.transformInput(part, first..<first + count, x)
          self.multiply(part, count)
          self.transformOutput(part, first..<first + count, bias, y, places, passing)
        }
      }
    }
  }

  /// The kernel at the 36 points: [point, panel, channel, output of the panel].
  private func transformKernel(_ kernel: In<Float>) {
    let (channels, outputs) = (self.channels, outputChannels)
    var source = kernel
    if isBackward {
      // [3, 3, outputs, channels] becomes [3, 3, channels, outputs] with its window turned round.
      let turned = self.turned.base
      ThreadPool.parallelItems(9, grain: max(1, elementwiseGrain / (channels * outputs))) { taps in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 256) { square in
          guard let square = square.baseAddress else { return }
          for tap in taps {
            let (from, to) = (kernel + tap * channels * outputs, (8 - tap) * channels * outputs)
            for output in stride(from: 0, to: outputs, by: 16) {
              for channel in stride(from: 0, to: channels, by: 16) {
                tfx_transpose(from + output * channels + channel, channels, 16, square)
                for row in 0..<16 {
                  turned.store(
                    to + (channel + row) * outputs + output, square.vector(16 * row))
                }
              }
            }
          }
        }
      }
      source = In(turned)
    }
    let (kernels, panels) = (self.kernels.base, self.panels)
    let grain = max(1, elementwiseGrain / (outputs * 36))
    ThreadPool.parallelItems(channels, grain: grain) { rows in
      for channel in rows {
        for panel in panels {
          for output in stride(from: panel.start, to: panel.start + panel.width, by: 16) {
            WinogradTransforms.kernel(
              source + channel * outputs + output, channels * outputs,
              kernels + channels * panel.start + channel * panel.width + output - panel.start,
              channels * outputs)
          }
        }
      }
    }
  }

  private func transformInput(_ part: Int, _ tiles: Range<Int>, _ x: In<Float>) {
    let inputs = self.inputs.base + part * 36 * inputStride
    let square = squares.base + part * 1152
    let line = width * channels
    for (row, tile) in tiles.enumerated() {
      let (image, place) = tile.quotientAndRemainder(dividingBy: tilesDown * tilesAcross)
      let y = place / tilesAcross * 4 - top
      let x0 = place % tilesAcross * 4 - left
      let source = x + image * height * line
      blanks[part * blockTiles + row] = blankOutputs(source, y, x0)
      WinogradTransforms.inputTile(
        source, height: height, width: width, channels: channels, y: y, x: x0, square,
        inputs + row * channels, inputStride)
    }
  }

  /// The outputs of a tile, by rows in the bits, in whose windows there is nothing but zeros, as
  /// around the digits of MNIST. Their sums are 0, and relu passes no gradient back; sums that went
  /// through the rest of the tile would be rounding errors, of which relu passes every second.
  private func blankOutputs(_ source: In<Float>, _ y: Int, _ x: Int) -> UInt16 {
    let isInside = y >= 0 && x >= 0 && y + 6 <= height && x + 6 <= width
    func isSeen(_ i: Int, _ j: Int) -> Bool {
      if !isInside, y + i < 0 || y + i >= height || x + j < 0 || x + j >= width { return false }
      let pixel = source + ((y + i) * width + x + j) * channels
      var channel = 0
      while channel < channels, tfx_any_nonzero(pixel.vector(channel)) == 0 { channel += 16 }
      return channel < channels
    }
    // Every window has one of the four pixels in the middle.
    if isSeen(2, 2), isSeen(2, 3), isSeen(3, 2), isSeen(3, 3) { return 0 }
    var seen: UInt64 = 0
    for i in 0..<6 {
      for j in 0..<6 where isSeen(i, j) { seen |= 1 << (6 * i + j) }
    }
    var blank: UInt16 = 0
    for i in 0..<4 {
      for j in 0..<4 where (seen >> (6 * i + j)) & 0b111_000_111_000_111 == 0 {
        blank |= 1 << (4 * i + j)
      }
    }
    return blank
  }

  private func multiply(_ part: Int, _ count: Int) {
    let inputs = In(self.inputs.base + part * 36 * inputStride)
    let products = self.products.base + part * 36 * productStride
    let kernels = In(self.kernels.base)
    for point in 0..<36 {
      for panel in panels {
        let w = kernels + point * channels * outputChannels + channels * panel.start
        for row in stride(from: 0, to: count, by: WinogradProduct.rows) {
          WinogradProduct.twelve(
            inputs + point * inputStride + row * channels, channels, w,
            products + point * productStride + row * outputChannels + panel.start,
            outputChannels, depth: channels, width: panel.width)
        }
      }
    }
  }

  private func transformOutput(
    _ part: Int, _ tiles: Range<Int>, _ bias: In<Float>?, _ y: Out<Float>, _ places: Out<UInt8>?,
    _ passing: In<Float>?
  ) {
    let products = In(self.products.base + part * 36 * productStride)
    let square = squares.base + part * 1152
    let half = square + 576
    let low = F16(repeating: hasRelu ? 0 : -.infinity)
    for (row, tile) in tiles.enumerated() {
      let (image, place) = tile.quotientAndRemainder(dividingBy: tilesDown * tilesAcross)
      let (down, across) = place.quotientAndRemainder(dividingBy: tilesAcross)
      let rows = min(4, outputHeight - 4 * down)
      let columns = min(4, outputWidth - 4 * across)
      let first = ((image * outputHeight + 4 * down) * outputWidth + 4 * across) * outputChannels
      // Whole tiles go where they belong, others by way of a square of their own.
      let isWhole = pool == nil && rows == 4 && columns == 4
      let (line, pixel) = isWhole ? (outputWidth * outputChannels, outputChannels) : (64, 16)
      for channel in stride(from: 0, to: outputChannels, by: 16) {
        let start = bias.map { $0.vector(channel) } ?? .zero
        let target = isWhole ? y + first + channel : square
        WinogradTransforms.output(
          products + row * outputChannels + channel, productStride, half, start, low, to: target,
          line, pixel)
        var blank = blanks[part * blockTiles + row]
        while blank != 0 {
          let (i, j) = blank.trailingZeroBitCount.quotientAndRemainder(dividingBy: 4)
          target.store(i * line + j * pixel, tfx_max(low, start))
          blank &= blank - 1
        }
        if let pool {
          storePooled(square, image, down, across, channel, y, places, pool)
          continue
        }
        if isWhole, passing == nil { continue }
        for i in 0..<rows {
          for j in 0..<columns {
            let index = first + (i * outputWidth + j) * outputChannels + channel
            var v = target.vector(i * line + j * pixel)
            if let passing { v = tfx_select(tfx_less(.zero, passing.vector(index)), v, .zero) }
            y.store(index, v)
          }
        }
      }
    }
  }

  /// Writes the maxima of a tile's windows.
  @inline(__always)
  private func storePooled(
    _ square: Out<Float>, _ image: Int, _ down: Int, _ across: Int, _ channel: Int,
    _ y: Out<Float>, _ places: Out<UInt8>?, _ pool: WindowShape
  ) {
    for i in 0..<min(2, pool.outputHeight - 2 * down) {
      for j in 0..<min(2, pool.outputWidth - 2 * across) {
        let window = square + (8 * i + 2 * j) * 16
        let (most, place) = Fast.greatest(
          window.vector(0), window.vector(16), window.vector(64), window.vector(80))
        let pixel = (image * pool.outputHeight + 2 * down + i) * pool.outputWidth + 2 * across + j
        y.store(pixel * outputChannels + channel, most)
        if let places { tfx_store_bytes(places + pixel * outputChannels + channel, place) }
      }
    }
  }
}
