package import TFXCore
package import TFXGraph

// Windows whose extents are lists of numbers, for callers that serve images and volumes alike: two
// numbers are those of images, three those of volumes.

extension Graph {
  /// ``conv2D(_:_:strides:padding:dilations:name:)`` or
  /// ``conv3D(_:_:strides:padding:dilations:name:)``.
  package func convolution(
    _ x: Output, _ filter: Output, strides: [Int], padding: Padding, dilations: [Int]
  ) throws(GraphError) -> Output {
    strides.count == 2
      ? try conv2D(
        x, filter, strides: Pair(all: strides), padding: padding, dilations: Pair(all: dilations))
      : try conv3D(
        x, filter, strides: Triple(all: strides), padding: padding,
        dilations: Triple(all: dilations))
  }

  /// ``conv2DTranspose(_:_:outputShape:strides:padding:dilations:name:)`` or
  /// ``conv3DTranspose(_:_:outputShape:strides:padding:dilations:name:)``.
  package func convolutionTranspose(
    _ value: Output, _ filter: Output, outputShape: Shape, strides: [Int], padding: Padding,
    dilations: [Int]
  ) throws(GraphError) -> Output {
    strides.count == 2
      ? try conv2DTranspose(
        value, filter, outputShape: outputShape, strides: Pair(all: strides), padding: padding,
        dilations: Pair(all: dilations))
      : try conv3DTranspose(
        value, filter, outputShape: outputShape, strides: Triple(all: strides), padding: padding,
        dilations: Triple(all: dilations))
  }

  /// ``maxPool(_:window:strides:padding:name:)`` or ``maxPool3D(_:window:strides:padding:name:)``.
  package func maxPool(
    _ x: Output, window: [Int], strides: [Int], padding: Padding
  ) throws(GraphError) -> Output {
    window.count == 2
      ? try maxPool(x, window: Pair(all: window), strides: Pair(all: strides), padding: padding)
      : try maxPool3D(
        x, window: Triple(all: window), strides: Triple(all: strides), padding: padding)
  }

  /// ``avgPool(_:window:strides:padding:name:)`` or ``avgPool3D(_:window:strides:padding:name:)``.
  package func avgPool(
    _ x: Output, window: [Int], strides: [Int], padding: Padding
  ) throws(GraphError) -> Output {
    window.count == 2
      ? try avgPool(x, window: Pair(all: window), strides: Pair(all: strides), padding: padding)
      : try avgPool3D(
        x, window: Triple(all: window), strides: Triple(all: strides), padding: padding)
  }
}

extension Pair {
  fileprivate init(all: [Int]) { self.init(all[0], all[1]) }
}

extension Triple {
  fileprivate init(all: [Int]) { self.init(all[0], all[1], all[2]) }
}
