import COneDNN

/// oneDNN refused to prepare a convolution.
package struct ConvolutionError: Error, Sendable, Equatable {
  package let shape: Convolution2DShape
  package let pass: Convolution2D.Passes
  /// oneDNN's `dnnl_status_t`, or −1 where there is no oneDNN.
  package let status: Int
}

/// A 2-D convolution (cross-correlation) prepared once for given sizes: y = x ∗ kernel + bias, and
/// its two gradients. Holds scratch memory, so only one thread at a time may use it.
package final class Convolution2D {
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

  package let shape: Convolution2DShape
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
  /// By the shim's number of the pass.
  private var prepared: [OpaquePointer?] = [nil, nil, nil]

  /// - Parameters:
  ///   - scalar: what it will run in; only `Float` needs preparing.
  ///   - passes: calling a pass that was not prepared traps.
  ///   - bias: whether `forward` will be given a bias.
  ///   - relu: whether `forward` ends with max(·, 0).
  ///   - winograd: whether sums may be taken by Winograd's algorithm.
  package init<T: KernelScalar>(
    _ shape: Convolution2DShape, scalar: T.Type = Float.self, passes: Passes = .all,
    bias: Bool = false, relu: Bool = false, winograd choice: WinogradChoice = .auto
  ) throws(ConvolutionError) {
    self.shape = shape
    hasBias = bias
    hasRelu = relu
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
    if T.isFloat, let shallow {
      shallow.forward(x.float, kernel.float, bias?.float, y.float)
    } else if T.isFloat, let winograd = winograd.forward {
      winograd.run(x.float, kernel.float, bias?.float, y.float)
    } else if T.isFloat, shape.inputCount > 0 {
      execute(.forward, x.float, kernel.float, bias?.float, y.float)
    } else if T.isFloat {
      Reference.convolution2D(x.float, kernel.float, bias?.float, y.float, shape, relu: hasRelu)
    } else {
      Reference.convolution2D(
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
    } else if T.isFloat, let winograd = winograd.backwardInput {
      return winograd.run(dy.float, kernel.float, nil, dx.float, passing: passing?.float)
    } else if T.isFloat {
      execute(.backwardInput, dx.float, kernel.float, nil, dy.float)
    } else {
      Reference.convolution2DBackwardInput(dy.double, kernel.double, dx.double, shape)
    }
    if let passing { BinaryKernel.reluGrad(In(dx), passing, dx, shape.inputCount) }
  }

  /// dKernel: the gradient of the kernel, from the input and the gradient of the output.
  package func backwardKernel<T: KernelScalar>(_ x: In<T>, _ dy: In<T>, _ dKernel: Out<T>) {
    if shape.outputCount == 0 || shape.inputCount == 0 {
      dKernel.update(repeating: 0, count: shape.kernelCount)
    } else if T.isFloat, let winograd = winograd.backwardKernel {
      winograd.run(x.float, dy.float, dKernel.float)
    } else if T.isFloat {
      execute(.backwardKernel, x.float, dKernel.float, nil, dy.float)
    } else {
      Reference.convolution2DBackwardKernel(x.double, dy.double, dKernel.double, shape)
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
  init(_ s: Convolution2DShape) {
    self.init(
      batch: Int64(s.batch), input_height: Int64(s.inputHeight), input_width: Int64(s.inputWidth),
      input_channels: Int64(s.inputChannels), kernel_height: Int64(s.kernelHeight),
      kernel_width: Int64(s.kernelWidth), output_channels: Int64(s.outputChannels),
      groups: Int64(s.groups), output_height: Int64(s.outputHeight),
      output_width: Int64(s.outputWidth), stride_height: Int64(s.strideHeight),
      stride_width: Int64(s.strideWidth), dilation_height: Int64(s.dilationHeight),
      dilation_width: Int64(s.dilationWidth), top: Int64(s.padding.top),
      bottom: Int64(s.padding.bottom), left: Int64(s.padding.left), right: Int64(s.padding.right))
  }
}

extension Reference {
  package static func convolution2D<T: KernelScalar>(
    _ x: In<T>, _ kernel: In<T>, _ bias: In<T>?, _ y: Out<T>, _ shape: Convolution2DShape,
    relu: Bool = false
  ) {
    for i in 0..<shape.outputCount { y[i] = bias?[i % shape.outputChannels] ?? 0 }
    shape.forEachProduct { i, k, o in y[o] += x[i] * kernel[k] }
    if relu { map(Relu(), y, y, shape.outputCount) }
  }

  package static func convolution2DBackwardInput<T: KernelScalar>(
    _ dy: In<T>, _ kernel: In<T>, _ dx: Out<T>, _ shape: Convolution2DShape
  ) {
    dx.update(repeating: 0, count: shape.inputCount)
    shape.forEachProduct { i, k, o in dx[i] += dy[o] * kernel[k] }
  }

  package static func convolution2DBackwardKernel<T: KernelScalar>(
    _ x: In<T>, _ dy: In<T>, _ dKernel: Out<T>, _ shape: Convolution2DShape
  ) {
    dKernel.update(repeating: 0, count: shape.kernelCount)
    shape.forEachProduct { i, k, o in dKernel[k] += x[i] * dy[o] }
  }
}
