import COneDNN

/// oneDNN refused to prepare a convolution.
package struct ConvolutionError: Error, Sendable, Equatable {
  package let shape: ConvolutionShape
  package let pass: Convolution.Passes
  /// oneDNN's `dnnl_status_t`, or −1 where there is no oneDNN.
  package let status: Int
}

/// A convolution (cross-correlation) prepared once for given sizes: y = x ∗ kernel + bias, and its
/// two gradients. Holds scratch memory, so only one thread at a time may use it.
///
/// That of volumes has neither bias, relu nor groups.
package final class Convolution {
  /// Which of the three computations to prepare.
  package struct Passes: OptionSet, Sendable, Hashable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let forward = Passes(rawValue: 1)
    package static let backwardInput = Passes(rawValue: 2)
    package static let backwardKernel = Passes(rawValue: 4)
    package static let all: Passes = [.forward, .backwardInput, .backwardKernel]
    /// The shim's number of a single pass.
    var code: Int { rawValue.trailingZeroBitCount }
  }

  package let shape: ConvolutionShape
  private let hasBias: Bool
  private let hasRelu: Bool
  /// The forward pass, where a loop of ours is faster.
  private var shallow: ShallowConvolution?
  /// The three passes where Winograd's algorithm pays.
  private var winograd:
    (
      forward: WinogradConvolution?, backwardInput: WinogradConvolution?,
      backwardKernel: WinogradKernelGradient?
    )
  /// All three passes of volumes.
  private var gathered: (float: GatheredConvolution<Float>?, double: GatheredConvolution<Double>?)
  /// By the shim's number of the pass.
  private var prepared: [OpaquePointer?] = [nil, nil, nil]

  /// - Parameters:
  ///   - scalar: what it will run in; only `Float` needs preparing.
  ///   - passes: calling a pass that was not prepared traps.
  ///   - bias: whether `forward` will be given a bias.
  ///   - relu: whether `forward` ends with max(·, 0).
  ///   - winograd: whether sums may be taken by Winograd's algorithm.
  package init<T: KernelScalar>(
    _ shape: ConvolutionShape, scalar: T.Type = Float.self, passes: Passes = .all,
    bias: Bool = false, relu: Bool = false, winograd choice: WinogradChoice = .auto
  ) throws(ConvolutionError) {
    self.shape = shape
    hasBias = bias
    hasRelu = relu
    if !shape.window.isFlat {
      precondition(!bias && !relu && shape.groups == 1, "bias, relu or groups of volumes")
      if T.isFloat {
        gathered.float = GatheredConvolution(shape)
      } else {
        gathered.double = GatheredConvolution(shape)
      }
      return
    }
    guard T.isFloat, shape.outputCount > 0, shape.inputCount > 0 else { return }
    ThreadPool.adopt()
    var passes = passes
    if passes.contains(.forward) { shallow = ShallowConvolution(shape, relu: relu) }
    if WinogradConvolution.pays(shape, choice) {
      if passes.contains(.forward) { winograd.forward = WinogradConvolution(shape, relu: relu) }
      if passes.contains(.backwardInput) {
        winograd.backwardInput = WinogradConvolution(shape, isBackward: true)
      }
      if passes.contains(.backwardKernel) {
        winograd.backwardKernel = WinogradKernelGradient(shape)
      }
    }
    if shallow != nil || winograd.forward != nil { passes.remove(.forward) }
    if winograd.backwardInput != nil { passes.remove(.backwardInput) }
    if winograd.backwardKernel != nil { passes.remove(.backwardKernel) }
    for pass in [Passes.forward, .backwardInput, .backwardKernel] where passes.contains(pass) {
      var handle: OpaquePointer?
      var sizes = tfx_conv_shape(shape)
      let status = tfx_conv_create(
        &handle, &sizes, Int32(pass.code), bias && pass == .forward ? 1 : 0, relu ? 1 : 0)
      guard status == 0, let handle else {
        throw ConvolutionError(shape: shape, pass: pass, status: Int(status))
      }
      prepared[pass.code] = handle
    }
  }

  deinit {
    for handle in prepared { tfx_conv_destroy(handle) }
  }

  /// y = x ∗ kernel + bias, then max(·, 0) if prepared so.
  package func forward<T: KernelScalar>(
    _ x: In<T>, _ kernel: In<T>, _ bias: In<T>?, _ y: Out<T>
  ) {
    precondition((bias != nil) == hasBias, "convolution prepared with bias \(hasBias)")
    guard shape.outputCount > 0 else { return }
    if let gathered = gathered.float {
      gathered.forward(x.float, kernel.float, y.float)
    } else if let gathered = gathered.double {
      gathered.forward(x.double, kernel.double, y.double)
    } else if T.isFloat, let shallow {
      shallow.forward(x.float, kernel.float, bias?.float, y.float)
    } else if T.isFloat, let winograd = winograd.forward {
      winograd.run(x.float, kernel.float, bias?.float, y.float)
    } else if T.isFloat, shape.inputCount > 0 {
      execute(.forward, x.float, kernel.float, bias?.float, y.float)
    } else if T.isFloat {
      Reference.convolution(x.float, kernel.float, bias?.float, y.float, shape, relu: hasRelu)
    } else {
      Reference.convolution(
        x.double, kernel.double, bias?.double, y.double, shape, relu: hasRelu)
    }
  }

  /// dx: the gradient of the input, from that of the output; 0 where `passing` is not above 0, if
  /// that is given: the gradient through a relu whose result the input is.
  package func backwardInput<T: KernelScalar>(
    _ dy: In<T>, _ kernel: In<T>, _ dx: Out<T>, passing: In<T>? = nil
  ) {
    if shape.outputCount == 0 || shape.inputCount == 0 {
      dx.update(repeating: 0, count: shape.inputCount)
    } else if let gathered = gathered.float {
      gathered.backwardInput(dy.float, kernel.float, dx.float)
    } else if let gathered = gathered.double {
      gathered.backwardInput(dy.double, kernel.double, dx.double)
    } else if T.isFloat, let winograd = winograd.backwardInput {
      return winograd.run(dy.float, kernel.float, nil, dx.float, passing: passing?.float)
    } else if T.isFloat {
      execute(.backwardInput, dx.float, kernel.float, nil, dy.float)
    } else {
      Reference.convolutionBackwardInput(dy.double, kernel.double, dx.double, shape)
    }
    if let passing { BinaryKernel.reluGrad(In(dx), passing, dx, shape.inputCount) }
  }

  /// dKernel: the gradient of the kernel, from the input and the gradient of the output.
  package func backwardKernel<T: KernelScalar>(_ x: In<T>, _ dy: In<T>, _ dKernel: Out<T>) {
    if shape.outputCount == 0 || shape.inputCount == 0 {
      dKernel.update(repeating: 0, count: shape.kernelCount)
    } else if let gathered = gathered.float {
      gathered.backwardKernel(x.float, dy.float, dKernel.float)
    } else if let gathered = gathered.double {
      gathered.backwardKernel(x.double, dy.double, dKernel.double)
    } else if T.isFloat, let winograd = winograd.backwardKernel {
      winograd.run(x.float, dy.float, dKernel.float)
    } else if T.isFloat {
      execute(.backwardKernel, x.float, dKernel.float, nil, dy.float)
    } else {
      Reference.convolutionBackwardKernel(x.double, dy.double, dKernel.double, shape)
    }
  }

  /// oneDNN's name of the algorithm behind each prepared pass, for profiles.
  package func implementation(_ pass: Passes) -> String? {
    prepared[pass.code].map { String(cString: tfx_conv_implementation($0)) }
  }

  private func execute(
    _ pass: Passes, _ x: UnsafePointer<Float>, _ kernel: UnsafePointer<Float>,
    _ bias: UnsafePointer<Float>?, _ y: UnsafePointer<Float>
  ) {
    guard let handle = prepared[pass.code] else {
      preconditionFailure("convolution pass \(pass) of \(shape) was not prepared")
    }
    ThreadPool.adopt()
    let status = tfx_conv_execute(handle, x, kernel, bias, y)
    precondition(status == 0, "oneDNN status \(status) in pass \(pass) of \(shape)")
  }
}

extension tfx_conv_shape {
  init(_ s: ConvolutionShape) {
    self.init(
      batch: Int64(s.batch), input_height: Int64(s.inputHeight), input_width: Int64(s.inputWidth),
      input_channels: Int64(s.inputChannels), kernel_height: Int64(s.kernelHeight),
      kernel_width: Int64(s.kernelWidth), output_channels: Int64(s.outputChannels),
      groups: Int64(s.groups), output_height: Int64(s.outputHeight),
      output_width: Int64(s.outputWidth), stride_height: Int64(s.strideHeight),
      stride_width: Int64(s.strideWidth), dilation_height: Int64(s.dilationHeight),
      dilation_width: Int64(s.dilationWidth), top: Int64(s.window.height.before),
      bottom: Int64(s.window.height.after), left: Int64(s.window.width.before),
      right: Int64(s.window.width.after))
  }
}

extension Reference {
  package static func convolution<T: KernelScalar>(
    _ x: In<T>, _ kernel: In<T>, _ bias: In<T>?, _ y: Out<T>, _ shape: ConvolutionShape,
    relu: Bool = false
  ) {
    for i in 0..<shape.outputCount { y[i] = bias?[i % shape.outputChannels] ?? 0 }
    shape.forEachProduct { i, k, o in y[o] += x[i] * kernel[k] }
    if relu { map(Relu(), y, y, shape.outputCount) }
  }

  package static func convolutionBackwardInput<T: KernelScalar>(
    _ dy: In<T>, _ kernel: In<T>, _ dx: Out<T>, _ shape: ConvolutionShape
  ) {
    dx.update(repeating: 0, count: shape.inputCount)
    shape.forEachProduct { i, k, o in dx[i] += dy[o] * kernel[k] }
  }

  package static func convolutionBackwardKernel<T: KernelScalar>(
    _ x: In<T>, _ dy: In<T>, _ dKernel: Out<T>, _ shape: ConvolutionShape
  ) {
    dKernel.update(repeating: 0, count: shape.kernelCount)
    shape.forEachProduct { i, k, o in dKernel[k] += x[i] * dy[o] }
  }
}
