import TFXKernels
import Testing

@Suite struct PoolingTests {
  private static func shape(
    _ batch: Int, _ height: Int, _ width: Int, _ channels: Int, window: (Int, Int),
    stride: (Int, Int), same: Bool = false
  ) -> WindowShape {
    WindowShape(
      batch: batch,
      height: WindowAxis(input: height, window: window.0, stride: stride.0, same: same),
      width: WindowAxis(input: width, window: window.1, stride: stride.1, same: same),
      channels: channels)
  }

  private static let shapes = [
    shape(2, 8, 8, 1, window: (2, 2), stride: (2, 2)),
    shape(3, 7, 9, 17, window: (3, 3), stride: (2, 2), same: true),
    shape(2, 7, 5, 32, window: (3, 2), stride: (1, 1), same: true),
    shape(1, 5, 5, 33, window: (2, 3), stride: (3, 1)),
    shape(0, 4, 4, 3, window: (2, 2), stride: (2, 2)),
    shape(1, 1, 1, 3, window: (2, 2), stride: (2, 2)),
    shape(3, 7, 9, 17, window: (2, 2), stride: (2, 2)),
    shape(2, 9, 6, 32, window: (2, 2), stride: (2, 2)),
    shape(64, 13, 13, 16, window: (2, 2), stride: (2, 2)),
  ]

  @Test(arguments: shapes)
  func agreesWithReference(_ s: WindowShape) {
    var numbers = Numbers(61)
    // Few different values, so that windows have several maxima.
    let x = numbers.floats(s.inputCount, 0...3).map { $0.rounded() }
    let dy = numbers.floats(s.outputCount)
    let (y, yTwo) = onThreads { output(s.outputCount) { Kernels.maxPool(x, $0, s) } }
    expectSame(y, output(s.outputCount) { Reference.maxPool(x, $0, s) }, "max")
    expectSame(y, yTwo)
    let (dx, dxTwo) = onThreads { output(s.inputCount) { Kernels.maxPoolGrad(x, y, dy, $0, s) } }
    expectSame(
      dx, output(s.inputCount) { Reference.maxPoolGrad(x, y, dy, $0, s) }.map { $0 + 0 }, "grad")
    expectSame(dx, dxTwo)
    expectClose(
      output(s.outputCount) { Kernels.averagePool(x, $0, s) },
      output(s.outputCount) { Reference.averagePool(x, $0, s) }, "average")
    expectClose(
      output(s.inputCount) { Kernels.averagePoolGrad(dy, $0, s) },
      output(s.inputCount) { Reference.averagePoolGrad(dy, $0, s) }, "average grad")
  }

  @Test(arguments: shapes)
  func placesAreOfTheFirstMaximum(_ s: WindowShape) {
    var numbers = Numbers(62)
    let x = numbers.floats(s.inputCount, 0...3).map { $0.rounded() == 3 ? .nan : $0.rounded() }
    let dy = numbers.floats(s.outputCount)
    func pooled(_ pool: (Out<Float>, Out<UInt8>) -> Void) -> ([Float], [UInt8]) {
      var places = [UInt8](repeating: 255, count: s.outputCount + 1)
      let y = output(s.outputCount) { y in
        places.withUnsafeMutableBufferPointer { pool(y, $0.baseAddress!) }
      }
      return (y, places)
    }
    let (y, places) = pooled { Kernels.maxPool(x, $0, $1, s) }
    let (_, expected) = pooled { Reference.maxPool(x, $0, $1, s) }
    #expect(places == expected)
    expectClose(y, output(s.outputCount) { Kernels.maxPool(x, $0, s) }, relative: 0, absolute: 0)
    let dx = output(s.inputCount) { Kernels.maxPoolGrad(dy, places, $0, s) }
    expectSame(
      dx, output(s.inputCount) { Reference.maxPoolGrad(dy, places, $0, s) }.map { $0 + 0 })
    expectClose(
      dx, output(s.inputCount) { Kernels.maxPoolGrad(x, y, dy, $0, s) }, relative: 0,
      absolute: 0)
  }

  @Test func paddingIsNotAveraged() {
    let s = Self.shape(1, 3, 3, 1, window: (2, 2), stride: (2, 2), same: true)
    let y = output(4) { Kernels.averagePool([1, 2, 3, 4, 5, 6, 7, 8, 9], $0, s) }
    #expect(y == [3, 4.5, 7.5, 9])
  }

  @Test func theFirstMaximumTakesTheGradient() {
    let s = Self.shape(1, 2, 2, 1, window: (2, 2), stride: (2, 2))
    let dx = output(4) { Kernels.maxPoolGrad([1, 5, 5, 5], [5], [3], $0, s) }
    #expect(dx == [0, 3, 0, 0])
  }
}
