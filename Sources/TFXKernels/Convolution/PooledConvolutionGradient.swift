/// The gradients of a 3×3 convolution from that of its output behind a 2×2 max pool and the places of
/// the maxima: a quarter of the products of the whole convolution at most, as the pool passes
/// nothing on to three of four pixels. Holds scratch memory, so only one thread at a time may use it.
package final class PooledConvolutionGradient {
  private let shape: ConvolutionShape
  private let pool: WindowShape
  private let deep: DeepPooledGradient?
  private let shallow: ShallowPooledGradient?

  /// - Parameters:
  ///   - shape: Sizes that `handlesInput` or `handlesKernel` takes, as far as `Float` is concerned.
  ///   - passes: Calling one that was not prepared traps.
  package init(
    _ shape: ConvolutionShape, pool: WindowShape, passes: Convolution.Passes
  ) {
    self.shape = shape
    self.pool = pool
    deep = DeepPooledGradient(shape, pool: pool)
    shallow =
      passes.contains(.backwardKernel) ? ShallowPooledGradient(shape, pool: pool) : nil
  }

  /// Whether there is a loop for the gradient of the input.
  package static func handlesInput(_ shape: ConvolutionShape, pool: WindowShape) -> Bool {
    PooledGradient(shape, pool: pool) != nil
  }

  /// Whether there is a loop for the gradient of the kernel.
  package static func handlesKernel(_ shape: ConvolutionShape, pool: WindowShape) -> Bool {
    handlesInput(shape, pool: pool) || ShallowPooledGradient(shape, pool: pool) != nil
  }

  /// Whether such a loop is faster than spreading the gradient out and convolving with it: lists are
  /// long enough to load a channel's kernel for, and all kernels fit the second-level cache.
  package static func pays(_ shape: ConvolutionShape, pool: WindowShape) -> Bool {
    shape.inputChannels < 16
      || (pool.outputHeight * pool.outputWidth >= 9
        && shape.inputChannels * shape.outputChannels <= 32_768)
  }

  /// dx: the gradient of the input; 0 where `passing` is not above 0, if that is given: the gradient
  /// through a relu whose result the input is.
  package func backwardInput<T: KernelScalar>(
    _ dy: In<T>, _ places: In<UInt8>, _ kernel: In<T>, _ dx: Out<T>, passing: In<T>? = nil
  ) {
    if T.isFloat {
      guard let deep else { preconditionFailure("no pooled gradient of the input for \(shape)") }
      deep.backwardInput(dy.float, places, kernel.float, dx.float, passing: passing?.float)
    } else {
      Reference.pooledConvolution2DBackwardInput(
        dy.double, places, kernel.double, dx.double, shape, pool)
      if let passing { BinaryKernel.reluGrad(In(dx), passing, dx, shape.inputCount) }
    }
  }

  /// dKernel: the gradient of the kernel.
  package func backwardKernel<T: KernelScalar>(
    _ x: In<T>, _ dy: In<T>, _ places: In<UInt8>, _ dKernel: Out<T>
  ) {
    if !T.isFloat {
      Reference.pooledConvolution2DBackwardKernel(
        x.double, dy.double, places, dKernel.double, shape, pool)
    } else if let shallow {
      shallow.backwardKernel(x.float, dy.float, places, dKernel.float)
    } else if let deep {
      deep.backwardKernel(x.float, dy.float, places, dKernel.float)
    } else {
      preconditionFailure("no pooled gradient of the kernel for \(shape)")
    }
  }
}

extension Reference {
  /// The gradient of the input of a convolution, from that of the pooled output and its places.
  package static func pooledConvolution2DBackwardInput<T: KernelScalar>(
    _ dy: In<T>, _ places: In<UInt8>, _ kernel: In<T>, _ dx: Out<T>, _ shape: ConvolutionShape,
    _ pool: WindowShape
  ) {
    withUnsafeTemporaryAllocation(of: T.self, capacity: max(shape.outputCount, 1)) { whole in
      guard let whole = whole.baseAddress else { return }
      maxPoolGrad(dy, places, whole, pool)
      convolutionBackwardInput(whole, kernel, dx, shape)
    }
  }

  /// The gradient of the kernel of a convolution, from that of the pooled output and its places.
  package static func pooledConvolution2DBackwardKernel<T: KernelScalar>(
    _ x: In<T>, _ dy: In<T>, _ places: In<UInt8>, _ dKernel: Out<T>, _ shape: ConvolutionShape,
    _ pool: WindowShape
  ) {
    withUnsafeTemporaryAllocation(of: T.self, capacity: max(shape.outputCount, 1)) { whole in
      guard let whole = whole.baseAddress else { return }
      maxPoolGrad(dy, places, whole, pool)
      convolutionBackwardKernel(x, whole, dKernel, shape)
    }
  }
}
