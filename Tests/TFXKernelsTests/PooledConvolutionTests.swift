import TFXKernels
import Testing

/// Convolutions with a 2×2 max pool behind them, and their gradients from the pooled ones.
@Suite struct PooledConvolutionTests {
  private static func shape(
    _ batch: Int, _ height: Int, _ width: Int, _ inputs: Int, _ outputs: Int, same: Bool = false
  ) -> ConvolutionShape {
    func axis(_ input: Int) -> WindowAxis { WindowAxis(input: input, window: 3, same: same) }
    return ConvolutionShape(
      WindowShape(batch: batch, height: axis(height), width: axis(width), channels: inputs),
      outputChannels: outputs)
  }

  private static func pool(_ s: ConvolutionShape, _ window: Int = 2) -> WindowShape {
    func axis(_ input: Int) -> WindowAxis {
      WindowAxis(input: input, window: window, stride: window)
    }
    return WindowShape(
      batch: s.batch, height: axis(s.outputHeight), width: axis(s.outputWidth),
      channels: s.outputChannels)
  }

  /// Even and odd outputs, one band of rows and several, blocks of 16 and of 32 channels, images
  /// that don't divide by the threads.
  private static let shapes = [
    shape(2, 13, 13, 32, 64), shape(1, 9, 8, 16, 16, same: true), shape(3, 6, 7, 64, 32),
    shape(2, 12, 12, 1, 32), shape(3, 9, 10, 3, 16, same: true), shape(1, 40, 35, 32, 16),
    shape(5, 7, 6, 48, 96, same: true), shape(1, 4, 4, 16, 16), shape(2, 11, 24, 1, 16, same: true),
    shape(1, 6, 8, 3, 48),
  ]

  @Test(arguments: shapes)
  func gradientsAgreeWithReference(_ s: ConvolutionShape) {
    let pool = Self.pool(s)
    var numbers = Numbers(71)
    let x = numbers.floats(s.inputCount, -1...1)
    let kernel = numbers.floats(s.kernelCount, -1...1)
    // Zeros as relu and dropout leave them, and a channel without any other number.
    let dy = numbers.floats(pool.outputCount, -1...1).enumerated().map { index, v in
      v < 0.2 || index % s.outputChannels == 5 ? 0 : v
    }
    let places = (0..<pool.outputCount).map { _ in UInt8(numbers.integer(0..<4)) }

    #expect(PooledConvolutionGradient.handlesKernel(s, pool: pool))
    let (one, two) = onThreads {
      let prepared = PooledConvolutionGradient(s, pool: pool, passes: .all)
      return output(s.kernelCount) { prepared.backwardKernel(x, dy, places, $0) }
    }
    let expected = output(s.kernelCount) {
      Reference.pooledConvolution2DBackwardKernel(x, dy, places, $0, s, pool)
    }
    expectClose(one, expected, relative: 1e-4, absolute: 1e-4, "dKernel on a thread")
    expectClose(two, expected, relative: 1e-4, absolute: 1e-4, "dKernel on two")

    if s.inputChannels < 16 {
      #expect(!PooledConvolutionGradient.handlesInput(s, pool: pool))
      return
    }
    let (dxOne, dxTwo) = onThreads {
      let prepared = PooledConvolutionGradient(s, pool: pool, passes: .backwardInput)
      return output(s.inputCount) { prepared.backwardInput(dy, places, kernel, $0) }
    }
    expectClose(
      dxOne,
      output(s.inputCount) {
        Reference.pooledConvolution2DBackwardInput(dy, places, kernel, $0, s, pool)
      }, relative: 1e-4, absolute: 1e-4, "dx")
    expectSame(dxOne, dxTwo, "dx does not depend on threads")
    let prepared = PooledConvolutionGradient(s, pool: pool, passes: .backwardInput)
    let passed = output(s.inputCount) { dx in
      x.withUnsafeBufferPointer {
        prepared.backwardInput(dy, places, kernel, dx, passing: $0.baseAddress!)
      }
    }
    expectSame(passed, zip(dxOne, x).map { $1 > 0 ? $0 : 0 }, "through relu")
  }

  @Test(arguments: shapes, [true, false])
  func forwardAgreesWithReference(_ s: ConvolutionShape, _ relu: Bool) {
    let pool = Self.pool(s)
    guard PooledConvolution2D.handles(s, pool: pool, .always) else {
      // Few channels with padding.
      #expect(s.inputChannels < 16 && s.window.isPadded)
      return
    }
    var numbers = Numbers(72)
    // Quarters, so that sums are exact and maxima meet in several places.
    let x = numbers.floats(s.inputCount, -2...2).map { ($0).rounded() }
    let kernel = numbers.floats(s.kernelCount, -2...2).map { $0.rounded() / 4 }
    let bias = numbers.floats(s.outputChannels).map { $0.rounded() }
    let prepared = PooledConvolution2D(s, pool: pool, relu: relu)
    var expectedPlaces = [UInt8](repeating: 9, count: pool.outputCount)
    let expected = output(pool.outputCount) { y in
      bias.withUnsafeBufferPointer { bias in
        expectedPlaces.withUnsafeMutableBufferPointer {
          Reference.pooledConvolution2D(
            x, kernel, bias.baseAddress!, y, $0.baseAddress!, s, pool, relu: relu)
        }
      }
    }
    var places = [UInt8](repeating: 9, count: pool.outputCount)
    let noted = output(pool.outputCount) { y in
      places.withUnsafeMutableBufferPointer {
        prepared.forward(x, kernel, bias, y, $0.baseAddress!)
      }
    }
    let plain = output(pool.outputCount) { prepared.forward(x, kernel, bias, $0, nil) }
    expectClose(noted, expected, relative: 1e-5, absolute: 1e-4, "with places")
    expectSame(noted, plain, "places change nothing")
    // Winograd's sums are not exact, so that equal numbers may come out unequal.
    if s.inputChannels < 16 { #expect(places == expectedPlaces) }
    #expect(places.allSatisfy { $0 < 4 })
  }

  @Test func whatIsNotHandled() {
    let s = Self.shape(2, 13, 13, 32, 64)
    #expect(!PooledConvolutionGradient.handlesKernel(s, pool: Self.pool(s, 3)))
    #expect(!PooledConvolution2D.handles(s, pool: Self.pool(s, 3), .always))
    #expect(!PooledConvolution2D.handles(s, pool: Self.pool(s), .never))
    var (strided, dilated, grouped) = (s, s, s)
    strided.window.width = WindowAxis(input: 13, window: 3, stride: 2)
    dilated.window.height = WindowAxis(input: 13, window: 3, dilation: 2)
    grouped.groups = 2
    for other in [strided, dilated, grouped] {
      #expect(!PooledConvolutionGradient.handlesInput(other, pool: Self.pool(other)))
    }
    let odd = Self.shape(2, 13, 13, 17, 64)
    #expect(!PooledConvolutionGradient.handlesInput(odd, pool: Self.pool(odd)))
    // Handled, but slower than without.
    let deep = Self.shape(2, 10, 10, 256, 256)
    #expect(PooledConvolutionGradient.handlesInput(deep, pool: Self.pool(deep)))
    #expect(!PooledConvolutionGradient.pays(deep, pool: Self.pool(deep)))
    #expect(PooledConvolutionGradient.pays(s, pool: Self.pool(s)))
    let none = Self.shape(0, 13, 13, 32, 64)
    #expect(!PooledConvolutionGradient.handlesKernel(none, pool: Self.pool(none)))
  }

  /// More threads than groups of channels: parts of the batch are added up.
  @Test func moreThreadsThanGroups() {
    let s = Self.shape(7, 6, 6, 16, 16)
    let pool = Self.pool(s)
    var numbers = Numbers(73)
    let x = numbers.floats(s.inputCount, -1...1)
    let dy = numbers.floats(pool.outputCount, -1...1)
    let places = (0..<pool.outputCount).map { _ in UInt8(numbers.integer(0..<4)) }
    ThreadPool.setThreads(3)
    let prepared = PooledConvolutionGradient(s, pool: pool, passes: .all)
    let found = output(s.kernelCount) { prepared.backwardKernel(x, dy, places, $0) }
    ThreadPool.setThreads(2)
    // What was prepared for three runs on two, with the same bytes.
    expectSame(found, output(s.kernelCount) { prepared.backwardKernel(x, dy, places, $0) })
    expectClose(
      found,
      output(s.kernelCount) {
        Reference.pooledConvolution2DBackwardKernel(x, dy, places, $0, s, pool)
      }, relative: 1e-4, absolute: 1e-4)
  }
}
