import TFXKernels
import Testing

/// Recurrent kernels in `Float` against the same in `Double`, which multiplies and activates number by
/// number.
@Suite struct RecurrentTests {
  /// What a run reads and writes, in one element type.
  private struct Run<T: KernelScalar> {
    var gates: Int
    var shape: RecurrentShape
    var x: [T]
    var kernel: [T]
    var bias: [T]
    var factors: [T]?
    var mask: [Bool]?
    var y: [T]
    var kept: [T]
    var states: [T]
    var extras: [T]
    var dy: [T]
    var dx: [T]
    var dProduct: [T]

    init(
      _ shape: RecurrentShape, gates: Int, _ seed: UInt64, isMasked: Bool, isScaled: Bool
    ) {
      var numbers = Numbers(seed)
      func some(_ count: Int, _ range: ClosedRange<Float>) -> [T] {
        numbers.floats(count, range).map { T($0) }
      }
      let (steps, batch, units) = (shape.steps, shape.batch, shape.units)
      self.gates = gates
      self.shape = shape
      x = some(steps * batch * gates * units, -2...2)
      let scale = 1 / Float(units).squareRoot()
      kernel = some(units * gates * units, -scale...scale)
      bias = some(gates * units, -1...1)
      factors = isScaled ? some(gates * batch * units, 0...2) : nil
      mask = isMasked ? (0..<batch * steps).map { _ in numbers.integer(0..<3) > 0 } : nil
      let outputs = batch * units * (shape.returnsSequences ? steps : 1)
      dy = some(outputs, -1...1)
      y = Array(repeating: -77, count: outputs)
      kept = Array(repeating: -77, count: x.count)
      states = Array(repeating: -77, count: steps * batch * units)
      extras = states
      dx = kept
      dProduct = kept
    }

    /// Runs a layer and its gradient.
    mutating func run(
      _ forward: (RecurrentTensors) -> () -> Void,
      _ backward: (RecurrentTensors, UnsafeMutableRawPointer) -> () -> Void
    ) {
      func start(_ numbers: inout [T]) -> UnsafeMutableRawPointer {
        numbers.withUnsafeMutableBytes {
          $0.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 64)!
        }
      }
      // The arrays stay where they are: nothing below changes their length.
      var tensors = RecurrentTensors(x: start(&x), kernel: start(&kernel), y: start(&y))
      tensors.gates = start(&kept)
      tensors.states = start(&states)
      tensors.extras = start(&extras)
      tensors.bias = gates == 3 ? start(&bias) : nil
      var copies = factors ?? []
      if factors != nil { tensors.factors = start(&copies) }
      let flags = mask ?? []
      flags.withUnsafeBufferPointer { flags in
        tensors.mask = mask == nil ? nil : flags.baseAddress
        forward(tensors)()
        tensors.x = start(&dx)
        tensors.y = start(&dy)
        backward(tensors, start(&dProduct))()
      }
    }
  }

  private struct Sizes: CustomTestStringConvertible {
    let steps: Int, batch: Int, units: Int
    var testDescription: String { "\(steps) steps, batch \(batch), \(units) units" }
  }

  private static let sizes: [Sizes] = [
    Sizes(steps: 1, batch: 1, units: 1), Sizes(steps: 3, batch: 7, units: 5),
    Sizes(steps: 4, batch: 9, units: 16), Sizes(steps: 2, batch: 17, units: 33),
    Sizes(steps: 3, batch: 4, units: 70), Sizes(steps: 2, batch: 5, units: 129),
    Sizes(steps: 5, batch: 0, units: 3), Sizes(steps: 9, batch: 64, units: 80),
  ]

  private func compare(
    _ sizes: Sizes, gates: Int,
    _ forward: (RecurrentShape, RecurrentTensors, Bool) -> () -> Void,
    _ backward: (RecurrentShape, RecurrentTensors, UnsafeMutableRawPointer, Bool) -> () -> Void
  ) {
    for variant in 0..<4 {
      let shape = RecurrentShape(
        steps: sizes.steps, batch: sizes.batch, units: sizes.units,
        goesBackwards: variant % 2 == 1, returnsSequences: variant < 2, zeroesMasked: variant == 1)
      func run<T: KernelScalar>(_ type: T.Type) -> Run<T> {
        var run = Run<T>(
          shape, gates: gates, 5, isMasked: variant > 0, isScaled: variant == 2)
        let isDouble = type == Double.self
        run.run({ forward(shape, $0, isDouble) }, { backward(shape, $0, $1, isDouble) })
        return run
      }
      let exact = run(Double.self)
      let (one, two) = onThreads { run(Float.self) }
      expectSame(one.y, two.y, "y on two threads")
      expectSame(one.dx, two.dx, "dx on two threads")
      expectClose(one.y, exact.y.map { Float($0) }, relative: 1e-5, absolute: 3e-6, "y")
      expectClose(one.dx, exact.dx.map { Float($0) }, relative: 1e-5, absolute: 1e-5, "dx")
      if gates == 3 {
        expectClose(
          one.dProduct, exact.dProduct.map { Float($0) }, relative: 1e-5, absolute: 1e-5,
          "the product's gradient")
      }
    }
  }

  @Test(arguments: sizes) private func simpleRNN(_ sizes: Sizes) {
    compare(sizes, gates: 1) {
      Kernels.simpleRNN($0, $1, .tanh, isDouble: $2)
    } _: {
      Kernels.simpleRNNGrad($0, $1, .tanh, isDouble: $3)
    }
  }

  @Test(arguments: sizes) private func lstm(_ sizes: Sizes) {
    let functions = GateFunctions(.tanh, recurrent: .sigmoid)
    compare(sizes, gates: 4) {
      Kernels.lstm($0, $1, functions, isDouble: $2)
    } _: {
      Kernels.lstmGrad($0, $1, functions, isDouble: $3)
    }
  }

  @Test(arguments: sizes) private func gru(_ sizes: Sizes) {
    let functions = GateFunctions(.tanh, recurrent: .sigmoid)
    for resetAfter in [true, false] {
      compare(sizes, gates: 3) { shape, tensors, isDouble in
        var tensors = tensors
        if !resetAfter { (tensors.bias, tensors.extras) = (nil, nil) }
        return Kernels.gru(shape, tensors, functions, resetAfter: resetAfter, isDouble: isDouble)
      } _: { shape, tensors, product, isDouble in
        Kernels.gruGrad(
          shape, tensors, functions, inner: resetAfter ? product : nil, isDouble: isDouble)
      }
    }
  }

  /// Each activation on vectors against its definition, through one step from states of 0.
  @Test(arguments: GateFunction.allCases) func activations(_ function: GateFunction) {
    let shape = RecurrentShape(
      steps: 1, batch: 3, units: 21, goesBackwards: false, returnsSequences: false,
      zeroesMasked: false)
    func run<T: KernelScalar>(_ type: T.Type) -> Run<T> {
      var run = Run<T>(shape, gates: 1, 7, isMasked: false, isScaled: false)
      for i in run.x.indices { run.x[i] *= 3 }
      let isDouble = type == Double.self
      run.run(
        { Kernels.simpleRNN(shape, $0, function, isDouble: isDouble) },
        { tensors, _ in Kernels.simpleRNNGrad(shape, tensors, function, isDouble: isDouble) })
      return run
    }
    let (float, exact) = (run(Float.self), run(Double.self))
    expectClose(float.y, exact.y.map { Float($0) }, relative: 1e-6, absolute: 1e-6, "y")
    expectClose(float.dx, exact.dx.map { Float($0) }, relative: 5e-6, absolute: 1e-6, "dx")
  }
}
