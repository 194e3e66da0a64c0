public import TFXCore
public import TFXGraph

// Convolution and pooling of sequences [batch, width, channels]: those of images of height 1, as in
// TensorFlow.

extension Graph {
  /// The convolution of sequences with a filter, as TensorFlow's `tf.nn.conv1d`.
  ///
  /// - Parameters:
  ///   - x: Sequences [batch, width, channels].
  ///   - filter: [width, channels, output channels].
  ///   - stride: The step of the window.
  ///   - padding: What lies around the sequences: nothing or zeros.
  ///   - dilation: The distance of the window's points.
  ///   - name: A scope for the operations.
  /// - Returns: [batch, width′, output channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if the channels differ or a window without padding
  ///   is larger than the sequences.
  public func conv1D(
    _ x: Output, _ filter: Output, stride: Int = 1, padding: Padding = .valid, dilation: Int = 1,
    name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "conv1d") { (_) throws(GraphError) in
      let y = try conv2D(
        expandDims(x, axis: 1), expandDims(filter, axis: 0), strides: Pair(1, stride),
        padding: padding, dilations: Pair(1, dilation))
      return try squeeze(y, axes: [1])
    }
  }

  /// The transpose of a convolution of sequences, as TensorFlow's `tf.nn.conv1d_transpose`.
  ///
  /// - Parameters:
  ///   - value: [batch, width, channels].
  ///   - filter: [width, output channels, channels].
  ///   - outputShape: [batch, width′, output channels], of which the batch and the channels may be
  ///     unknown.
  ///   - stride: The step of the convolution's window.
  ///   - padding: What the convolution puts around its sequences.
  ///   - dilation: The distance of the window's points.
  ///   - name: A scope for the operations.
  /// - Returns: A tensor of the output shape.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless a convolution of the output shape makes the
  ///   shape of `value`.
  public func conv1DTranspose(
    _ value: Output, _ filter: Output, outputShape: Shape, stride: Int = 1,
    padding: Padding = .same, dilation: Int = 1, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "conv1d_transpose") { (_) throws(GraphError) in
      try expectOutputShape(
        outputShape, rank: 3, value, filter, op: "Conv1DTranspose", name: nil)
      let y = try conv2DTranspose(
        expandDims(value, axis: 1), expandDims(filter, axis: 0),
        outputShape: [outputShape[0], 1, outputShape[1], outputShape[2]],
        strides: Pair(1, stride), padding: padding, dilations: Pair(1, dilation))
      return try squeeze(y, axes: [1])
    }
  }

  /// The greatest element of each window and channel of sequences.
  ///
  /// - Parameters:
  ///   - x: Sequences [batch, width, channels].
  ///   - window: The window's width.
  ///   - stride: Its step; its width if nil.
  ///   - padding: What lies around the sequences; it never counts.
  ///   - name: A scope for the operations.
  /// - Returns: [batch, width′, channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if a window without padding is larger than the
  ///   sequences.
  public func maxPool1D(
    _ x: Output, window: Int, stride: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "max_pool1d") { (_) throws(GraphError) in
      let y = try maxPool(
        expandDims(x, axis: 1), window: Pair(1, window), strides: Pair(1, stride ?? window),
        padding: padding)
      return try squeeze(y, axes: [1])
    }
  }

  /// The mean of each window and channel of sequences; padding does not count.
  ///
  /// - Parameters:
  ///   - x: Sequences [batch, width, channels].
  ///   - window: The window's width.
  ///   - stride: Its step; its width if nil.
  ///   - padding: What lies around the sequences; it never counts.
  ///   - name: A scope for the operations.
  /// - Returns: [batch, width′, channels].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if a window without padding is larger than the
  ///   sequences.
  public func avgPool1D(
    _ x: Output, window: Int, stride: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) throws(GraphError) -> Output {
    try nameScope(name ?? "avg_pool1d") { (_) throws(GraphError) in
      let y = try avgPool(
        expandDims(x, axis: 1), window: Pair(1, window), strides: Pair(1, stride ?? window),
        padding: padding)
      return try squeeze(y, axes: [1])
    }
  }
}
