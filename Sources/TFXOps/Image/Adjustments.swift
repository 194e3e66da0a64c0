import TFXCore
public import TFXGraph

/// Adjustments of images, made of other operations as in `tf.image`. Images are computed in
/// `float32`; those of other types are converted before and after.
extension Graph {
  /// Images with a number added to every channel.
  ///
  /// - Parameters:
  ///   - image: Images in [0, 1] in a floating type, or of the whole range of a whole type.
  ///   - delta: What is added, of the range [0, 1].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types.
  public func adjustBrightness(_ image: Output, delta: Double) throws(GraphError) -> Output {
    try adjustBrightness(image, delta: constant(Tensor(Float(delta))))
  }

  /// Images with a `float32` scalar added to every channel.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types.
  public func adjustBrightness(_ image: Output, delta: Output) throws(GraphError) -> Output {
    try adjusted(image, saturate: true) { (image) throws(GraphError) in try add(image, delta) }
  }

  /// Images with the differences from each channel's mean over the image multiplied.
  ///
  /// - Parameters:
  ///   - images: [height, width, channels], with any axes before.
  ///   - factor: What differences are multiplied by.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func adjustContrast(_ images: Output, factor: Double) throws(GraphError) -> Output {
    try adjustContrast(images, factor: constant(Tensor(Float(factor))))
  }

  /// Images with the differences from each channel's mean over the image multiplied by a `float32`
  /// scalar.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func adjustContrast(_ images: Output, factor: Output) throws(GraphError) -> Output {
    try adjusted(images, saturate: true) { (images) throws(GraphError) in
      let mean = try mean(images, axes: [-3, -2], keepDims: true)
      return try add(multiply(subtract(images, mean), factor), mean)
    }
  }

  /// `gain · image ^ gamma`, channel by channel.
  ///
  /// - Parameters:
  ///   - image: Images in [0, 1] in a floating type, or of the whole range of a whole type.
  ///   - gamma: 0 or more; more than 1 is darker.
  ///   - gain: A factor.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another gamma or type.
  public func adjustGamma(
    _ image: Output, gamma: Double = 1, gain: Double = 1
  ) throws(GraphError) -> Output {
    if !(gamma >= 0) {
      throw .invalid(
        op: "AdjustGamma", node: image.name,
        ShapeError("gamma", expected: "0 or more", found: "\(gamma)"))
    }
    return try adjusted(image, saturate: true) { (image) throws(GraphError) in
      try multiply(
        constant(Tensor(Float(gain))), pow(image, constant(Tensor(Float(gamma)))))
    }
  }

  /// Images whose hues are turned.
  ///
  /// - Parameters:
  ///   - image: Red, green and blue in the last axis of three or more.
  ///   - delta: By how much of a turn, from −1 to 1.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for another delta, shape or type.
  public func adjustHue(
    _ image: Output, delta: Double, name: String? = nil
  ) throws(GraphError) -> Output {
    if !(-1...1).contains(delta) {
      throw .invalid(
        op: AdjustHue.type, node: name ?? image.name,
        ShapeError("delta", expected: "from -1 to 1", found: "\(delta)"))
    }
    return try adjustHue(image, delta: constant(Tensor(Float(delta))), name: name)
  }

  /// Images whose hues are turned by a `float32` scalar of turns. Like in TensorFlow, there is no
  /// gradient.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func adjustHue(
    _ image: Output, delta: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try adjusted(image, saturate: false) { (image) throws(GraphError) in
      try add(AdjustHue(), [image, delta], name: name).output(0)
    }
  }

  /// Images whose saturation is multiplied, and kept in [0, 1].
  ///
  /// - Parameters:
  ///   - image: Red, green and blue in the last axis of three or more.
  ///   - factor: What it is multiplied by.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func adjustSaturation(
    _ image: Output, factor: Double, name: String? = nil
  ) throws(GraphError) -> Output {
    try adjustSaturation(image, factor: constant(Tensor(Float(factor))), name: name)
  }

  /// Images whose saturation is multiplied by a `float32` scalar, and kept in [0, 1]. Like in
  /// TensorFlow, there is no gradient.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func adjustSaturation(
    _ image: Output, factor: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    try adjusted(image, saturate: false) { (image) throws(GraphError) in
      try add(AdjustSaturation(), [image, factor], name: name).output(0)
    }
  }

  /// Colour images in gray: 0.2989 red, 0.587 green and 0.114 blue.
  ///
  /// - Parameters:
  ///   - images: Red, green and blue in the last axis.
  ///   - name: The name of the operation that adds them up.
  /// - Returns: One channel in the last axis, in the type of `images`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func rgbToGrayscale(_ images: Output, name: String? = nil) throws(GraphError) -> Output {
    try adjusted(images, saturate: false) { (images) throws(GraphError) in
      let weights = try constant(Tensor([0.2989, 0.587, 0.114] as [Float]))
      return try sum(multiply(images, weights), axes: [-1], keepDims: true, name: name)
    }
  }

  /// Each image with mean 0 and variance 1; of an image of hardly any contrast, the deviation is
  /// taken as 1 / √n for n numbers.
  ///
  /// - Parameters:
  ///   - image: [height, width, channels], or a batch of such.
  ///   - name: The name of the last operation.
  /// - Returns: `float32`.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func perImageStandardization(
    _ image: Output, name: String? = nil
  ) throws(GraphError) -> Output {
    let image = try cast(image, to: .float32)
    let axes = [-3, -2, -1]
    let centered = try subtract(image, mean(image, axes: axes, keepDims: true))
    let deviation = try sqrt(mean(square(centered), axes: axes, keepDims: true))
    let count = try sum(onesLike(image), axes: axes, keepDims: true)
    return try divide(centered, maximum(deviation, rsqrt(count)), name: name)
  }

  /// What `adjust` makes of images in `float32`, in their own type again.
  private func adjusted(
    _ image: Output, saturate: Bool, _ adjust: (Output) throws(GraphError) -> Output
  ) throws(GraphError) -> Output {
    let y = try adjust(convertImageDtype(image, to: .float32))
    return try convertImageDtype(y, to: image.dtype, saturate: saturate)
  }
}
