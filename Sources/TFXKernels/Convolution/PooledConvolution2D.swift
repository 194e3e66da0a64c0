/// A convolution with a bias, max(·, 0) where asked, and a 2×2 max pool behind it, whose output
/// between the two never reaches memory.
package struct PooledConvolution2D {
  private let shape: ConvolutionShape
  private let pool: WindowShape
  private let hasRelu: Bool
  private let shallow: ShallowConvolution?
  private let winograd: WinogradConvolution?

  /// - Parameter shape: Sizes that `handles` takes, as far as `Float` is concerned.
  package init(_ shape: ConvolutionShape, pool: WindowShape, relu: Bool) {
    self.shape = shape
    self.pool = pool
    hasRelu = relu
    shallow = ShallowConvolution(shape, relu: relu)
    winograd = shallow == nil ? WinogradConvolution(shape, relu: relu, pool: pool) : nil
  }

  /// Whether there is a loop for the two in one.
  package static func handles(
    _ shape: ConvolutionShape, pool: WindowShape, _ choice: WinogradChoice
  ) -> Bool {
    pool.isTwoByTwo && pool.outputCount > 0
      && (ShallowConvolution(shape, relu: false) != nil || WinogradConvolution.pays(shape, choice))
  }

  /// y = the maxima of the windows, [batch, height, width, channels] of the pool's output; places: of
  /// the maxima, as `Kernels.maxPool` has them, if wanted.
  package func forward<T: KernelScalar>(
    _ x: In<T>, _ kernel: In<T>, _ bias: In<T>, _ y: Out<T>, _ places: Out<UInt8>?
  ) {
    if !T.isFloat {
      Reference.pooledConvolution2D(
        x.double, kernel.double, bias.double, y.double, places, shape, pool, relu: hasRelu)
    } else if let shallow {
      shallow.forwardPooled(x.float, kernel.float, bias.float, y.float, places, pool)
    } else if let winograd {
      winograd.run(x.float, kernel.float, bias.float, y.float, places)
    } else {
      preconditionFailure("no pooled convolution for \(shape)")
    }
  }
}

extension Reference {
  package static func pooledConvolution2D<T: KernelScalar>(
    _ x: In<T>, _ kernel: In<T>, _ bias: In<T>, _ y: Out<T>, _ places: Out<UInt8>?,
    _ shape: ConvolutionShape, _ pool: WindowShape, relu: Bool
  ) {
    withUnsafeTemporaryAllocation(of: T.self, capacity: max(shape.outputCount, 1)) { whole in
      guard let whole = whole.baseAddress else { return }
      convolution(x, kernel, bias, whole, shape, relu: relu)
      if let places {
        maxPool(whole, y, places, pool)
      } else {
        maxPool(whole, y, pool)
      }
    }
  }
}
