import TFXKernels
import Testing

@Suite struct ConvolutionTests {
  private static func shape(
    _ batch: Int, _ height: Int, _ width: Int, _ inputs: Int, _ kernel: (Int, Int),
    _ outputs: Int, stride: (Int, Int) = (1, 1), dilation: (Int, Int) = (1, 1),
    same: Bool = false, groups: Int = 1
  ) -> ConvolutionShape {
    ConvolutionShape(
      WindowShape(
        batch: batch,
        height: WindowAxis(
          input: height, window: kernel.0, stride: stride.0, dilation: dilation.0, same: same),
        width: WindowAxis(
          input: width, window: kernel.1, stride: stride.1, dilation: dilation.1, same: same),
        channels: inputs), outputChannels: outputs, groups: groups)
  }

  private static let shapes = [
    shape(2, 8, 8, 1, (3, 3), 32), shape(1, 7, 9, 3, (3, 3), 17, same: true),
    shape(3, 9, 7, 17, (3, 2), 3, stride: (2, 1), same: true),
    shape(2, 11, 21, 3, (3, 2), 32, stride: (2, 1)), shape(1, 9, 30, 2, (2, 3), 16, stride: (1, 3)),
    shape(3, 12, 13, 4, (3, 3), 48, dilation: (2, 1)),
    shape(2, 13, 13, 32, (3, 3), 64), shape(1, 11, 11, 4, (3, 3), 8, dilation: (2, 3)),
    shape(2, 12, 10, 5, (5, 5), 7, stride: (2, 3), same: true),
    shape(2, 10, 10, 16, (3, 3), 16, dilation: (2, 2), same: true),
    shape(1, 6, 6, 8, (1, 1), 16), shape(1, 5, 5, 6, (3, 3), 6, same: true, groups: 6),
    shape(2, 7, 7, 8, (3, 3), 12, groups: 4), shape(1, 3, 3, 1, (3, 3), 1),
    shape(0, 8, 8, 3, (3, 3), 4), shape(1, 2, 2, 3, (3, 3), 4),
    shape(2, 9, 14, 16, (3, 3), 48, same: true), shape(1, 7, 5, 48, (3, 3), 112),
    shape(3, 3, 4, 32, (3, 3), 16, same: true), shape(4, 28, 28, 1, (3, 3), 32),
    shape(1, 1, 40, 9, (1, 5), 16, stride: (1, 2)),
  ]

  @Test(arguments: shapes, [WinogradChoice.always, .never])
  func agreesWithReference(_ s: ConvolutionShape, _ winograd: WinogradChoice) throws {
    var numbers = Numbers(51)
    let x = numbers.floats(s.inputCount, -1...1)
    let kernel = numbers.floats(s.kernelCount, -1...1)
    let bias = numbers.floats(s.outputChannels)
    let dy = numbers.floats(s.outputCount, -1...1)

    let plain = try Convolution(s, winograd: winograd)
    let fused = try Convolution(
      s, passes: .forward, bias: true, relu: true, winograd: winograd)
    expectClose(
      output(s.outputCount) { plain.forward(x, kernel, nil, $0) },
      output(s.outputCount) { Reference.convolution(x, kernel, nil, $0, s) },
      absolute: 1e-4, "forward")
    expectClose(
      output(s.outputCount) { y in
        bias.withUnsafeBufferPointer { fused.forward(x, kernel, $0.baseAddress!, y) }
      },
      output(s.outputCount) { y in
        bias.withUnsafeBufferPointer {
          Reference.convolution(x, kernel, $0.baseAddress!, y, s, relu: true)
        }
      }, absolute: 1e-4, "fused")
    expectClose(
      output(s.inputCount) { plain.backwardInput(dy, kernel, $0) },
      output(s.inputCount) { Reference.convolutionBackwardInput(dy, kernel, $0, s) },
      absolute: 1e-4, "backwardInput")
    expectSame(
      output(s.inputCount) { dx in
        x.withUnsafeBufferPointer {
          plain.backwardInput(dy, kernel, dx, passing: x.isEmpty ? nil : $0.baseAddress!)
        }
      },
      zip(output(s.inputCount) { plain.backwardInput(dy, kernel, $0) }, x).map { $1 > 0 ? $0 : 0 },
      "backwardInput through relu")
    expectClose(
      output(s.kernelCount) { plain.backwardKernel(x, dy, $0) },
      output(s.kernelCount) { Reference.convolutionBackwardKernel(x, dy, $0, s) },
      relative: 1e-4, absolute: 5e-4, "backwardKernel")
  }

  /// How far results are from the exact ones, relative to their size: what the documentation says.
  @Test(arguments: [32, 128])
  func roundsAsDocumented(_ channels: Int) throws {
    let s = Self.shape(2, 12, 12, channels, (3, 3), 32)
    var numbers = Numbers(53)
    let x = numbers.floats(s.inputCount, -1...1)
    let kernel = numbers.floats(s.kernelCount, -1...1)
    let (wide, wideKernel) = (x.map(Double.init), kernel.map(Double.init))
    let exact = output64(s.outputCount) { y in
      Reference.convolution(wide, wideKernel, nil, y, s)
    }
    func error(_ choice: WinogradChoice) throws -> Double {
      let c = try Convolution(s, passes: .forward, winograd: choice)
      let y = output(s.outputCount) { c.forward(x, kernel, nil, $0) }
      let squares = zip(y, exact).reduce(0.0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
      return (squares / exact.reduce(0.0) { $0 + $1 * $1 }).squareRoot()
    }
    let (direct, winograd) = (try error(.never), try error(.always))
    #expect(direct < 8e-7 && winograd < 1.2e-6, "direct \(direct), Winograd \(winograd)")
    #expect(winograd != direct)
  }

  /// Where a window sees only zeros, the sum is 0 and not a rounding error: relu has no gradient
  /// there.
  @Test func zerosStayZeros() throws {
    let s = Self.shape(2, 12, 13, 32, (3, 3), 16, same: true)
    var numbers = Numbers(54)
    var x = numbers.floats(s.inputCount, -1...1)
    // An island of numbers, one pixel of them at the edge of a window.
    for pixel in 0..<s.inputCount / 32 {
      let (row, column) = (pixel / 13 % 12, pixel % 13)
      let isIsland = (3...6).contains(row) && (4...7).contains(column)
      for channel in 0..<32 where !isIsland || channel < 16 { x[pixel * 32 + channel] = 0 }
    }
    let kernel = numbers.floats(s.kernelCount, -1...1)
    let bias = numbers.floats(s.outputChannels)
    let c = try Convolution(s, passes: .forward, bias: true, winograd: .always)
    let y = output(s.outputCount) { y in
      bias.withUnsafeBufferPointer { c.forward(x, kernel, $0.baseAddress!, y) }
    }
    for (index, value) in y.enumerated() {
      let (row, column) = (index / 16 / 13 % 12, index / 16 % 13)
      let isNear = (2...7).contains(row) && (3...8).contains(column)
      #expect((value == bias[index % 16]) == !isNear, "\(row), \(column): \(value)")
    }
  }

  /// Running twice gives the same bytes, and one thread nearly the same numbers as two.
  @Test func repeatsAndThreads() throws {
    let s = Self.shape(16, 13, 13, 32, (3, 3), 64)
    var numbers = Numbers(52)
    let (x, dy) = (numbers.floats(s.inputCount), numbers.floats(s.outputCount))
    let kernel = numbers.floats(s.kernelCount)
    func run() throws -> [[Float]] {
      let c = try Convolution(s)
      return [
        output(s.outputCount) { c.forward(x, kernel, nil, $0) },
        output(s.inputCount) { c.backwardInput(dy, kernel, $0) },
        output(s.kernelCount) { c.backwardKernel(x, dy, $0) },
      ]
    }
    let (one, two) = onThreads { Result { try run() } }
    let again = try run()
    for (i, (a, b)) in zip(try one.get(), try two.get()).enumerated() {
      expectClose(a, b, relative: 1e-4, absolute: 2e-3, "pass \(i)")
    }
    for (a, b) in zip(try two.get(), again) { expectSame(a, b) }
  }

  @Test func doubleNeedsNoPreparing() throws {
    let s = Self.shape(1, 3, 3, 1, (2, 2), 1)
    let c = try Convolution(s, scalar: Double.self)
    let x = (0..<9).map(Double.init)
    #expect(output64(4) { c.forward(x, [1, 0, 0, 1], nil, $0) } == [4, 6, 10, 12])
  }

  @Test func samePaddingIsTensorFlows() {
    func padding(_ input: Int, _ window: Int, _ stride: Int, dilation: Int = 1) -> (Int, Int) {
      let axis = WindowAxis(
        input: input, window: window, stride: stride, dilation: dilation, same: true)
      return (axis.before, axis.after)
    }
    #expect(padding(5, 3, 1) == (1, 1))
    #expect(padding(5, 2, 1) == (0, 1))
    #expect(padding(6, 3, 2) == (0, 1))
    #expect(padding(5, 3, 2) == (1, 1))
    #expect(padding(4, 1, 3) == (0, 0))
    #expect(padding(8, 3, 1, dilation: 2) == (2, 2))
  }
}
