import CSIMD

/// The gradient of a 3×3 convolution's kernel by Winograd's F(4×4, 3×3) turned round: tiles of the
/// output's gradient at the 36 points, times those of the input, summed up over all tiles, and only
/// then brought back to 3×3. Holds scratch memory, so only one thread at a time may use it.
final class WinogradKernelGradient {
  private let shape: ConvolutionShape
  private let tilesDown, tilesAcross, blockTiles: Int
  /// Parts of the tiles, each with sums of its own; fixed when prepared.
  private let parts: Int
  /// Floats from one of the 36 points to the next, as in `WinogradConvolution`.
  private let inputStride, gradientStride: Int
  private let inputs, gradients, sums, squares: Scratch

  /// Nil where `WinogradConvolution` has no loop either.
  init?(_ s: ConvolutionShape) {
    guard WinogradConvolution.handles(s) else { return nil }
    shape = s
    tilesDown = (s.outputHeight + 3) / 4
    tilesAcross = (s.outputWidth + 3) / 4
    blockTiles = max(12, min(48, 131_072 / (36 * (s.inputChannels + s.outputChannels))))
    inputStride = blockTiles * s.inputChannels + 16
    gradientStride = blockTiles * s.outputChannels + 16
    parts = ThreadPool.threads
    inputs = Scratch(parts * 36 * inputStride)
    gradients = Scratch(parts * 36 * gradientStride)
    sums = Scratch(parts * 36 * s.inputChannels * s.outputChannels)
    squares = Scratch(parts * 1152)
  }

  /// dKernel from the input and the gradient of the output.
  func run(_ x: In<Float>, _ dy: In<Float>, _ dKernel: Out<Float>) {
    let tiles = shape.batch * tilesDown * tilesAcross
    let blocks = (tiles + blockTiles - 1) / blockTiles
    let count = 36 * shape.inputChannels * shape.outputChannels
    ThreadPool.parallelItems(parts) { parts in
      for part in parts {
        (self.sums.base + part * count).update(repeating: 0, count: count)
        for block in part * blocks / self.parts..<(part + 1) * blocks / self.parts {
          let first = block * self.blockTiles
          let own = first..<min(first + self.blockTiles, tiles)
          self.transformInput(part, own, x)
          self.transformGradient(part, own, dy)
          self.multiply(part, own.count)
        }
      }
    }
    bringBack(dKernel)
  }

  private func transformInput(_ part: Int, _ tiles: Range<Int>, _ x: In<Float>) {
    let s = shape
    let inputs = self.inputs.base + part * 36 * inputStride
    let square = squares.base + part * 1152
    let line = s.inputWidth * s.inputChannels
    for (row, tile) in tiles.enumerated() {
      let (image, place) = tile.quotientAndRemainder(dividingBy: tilesDown * tilesAcross)
      let (down, across) = place.quotientAndRemainder(dividingBy: tilesAcross)
      WinogradTransforms.inputTile(
        x + image * s.inputHeight * line, height: s.inputHeight, width: s.inputWidth,
        channels: s.inputChannels, y: 4 * down - s.window.height.before,
        x: 4 * across - s.window.width.before,
        square, inputs + row * s.inputChannels, inputStride)
    }
  }

  private func transformGradient(_ part: Int, _ tiles: Range<Int>, _ dy: In<Float>) {
    let s = shape
    let gradients = self.gradients.base + part * 36 * gradientStride
    let square = squares.base + part * 1152
    let patch = square + 576
    let line = s.outputWidth * s.outputChannels
    for (row, tile) in tiles.enumerated() {
      let (image, place) = tile.quotientAndRemainder(dividingBy: tilesDown * tilesAcross)
      let (down, across) = place.quotientAndRemainder(dividingBy: tilesAcross)
      let rows = min(4, s.outputHeight - 4 * down)
      let columns = min(4, s.outputWidth - 4 * across)
      let source = dy + (image * s.outputHeight + 4 * down) * line + 4 * across * s.outputChannels
      for channel in stride(from: 0, to: s.outputChannels, by: 16) {
        let target = gradients + row * s.outputChannels + channel
        if rows == 4, columns == 4 {
          WinogradTransforms.gradient(
            source + channel, line, s.outputChannels, square, target, gradientStride)
          continue
        }
        for i in 0..<4 {
          for j in 0..<4 {
            let isPixel = i < rows && j < columns
            patch.store(
              (4 * i + j) * 16,
              isPixel ? source.vector(i * line + j * s.outputChannels + channel) : .zero)
          }
        }
        WinogradTransforms.gradient(In(patch), 64, 16, square, target, gradientStride)
      }
    }
  }

  /// Adds the products of a block's tiles to the part's sums: [point, channel, output].
  private func multiply(_ part: Int, _ tiles: Int) {
    let (channels, outputs) = (shape.inputChannels, shape.outputChannels)
    let inputs = In(self.inputs.base + part * 36 * inputStride)
    let gradients = In(self.gradients.base + part * 36 * gradientStride)
    let sums = self.sums.base + part * 36 * channels * outputs
    for point in 0..<36 {
      let a = inputs + point * inputStride
      let b = gradients + point * gradientStride
      let c = sums + point * channels * outputs
      for output in stride(from: 0, to: outputs, by: 32) {
        for channel in stride(from: 0, to: channels, by: 8) {
          let target = c + channel * outputs + output
          if output + 32 <= outputs {
            WinogradProduct.add8x32(
              a + channel, channels, b + output, outputs, target, outputs, depth: tiles)
          } else {
            WinogradProduct.add8x16(
              a + channel, channels, b + output, outputs, target, outputs, depth: tiles)
          }
        }
      }
    }
  }

  /// Adds the parts up and brings them from 36 points to 3×3.
  private func bringBack(_ dKernel: Out<Float>) {
    let (channels, outputs) = (shape.inputChannels, shape.outputChannels)
    let (sums, squares, parts) = (self.sums.base, self.squares.base, self.parts)
    let count = 36 * channels * outputs
    ThreadPool.parallelItems(parts) { own in
      for part in own {
        let square = squares + part * 1152
        for channel in part * channels / parts..<(part + 1) * channels / parts {
          for output in stride(from: 0, to: outputs, by: 16) {
            let place = channel * outputs + output
            for point in 0..<36 {
              var sum = sums.vector(point * channels * outputs + place)
              for other in 1..<max(parts, 1) {
                sum += sums.vector(other * count + point * channels * outputs + place)
              }
              square.store(16 * point, sum)
            }
            WinogradTransforms.kernelGradient(square, dKernel + place, channels * outputs)
          }
        }
      }
    }
  }
}
