/// Zeros (for pooling: nothing) put around an image, in pixels.
package struct Padding2D: Sendable, Hashable {
  package var top: Int
  package var bottom: Int
  package var left: Int
  package var right: Int

  package static let zero = Padding2D(top: 0, bottom: 0, left: 0, right: 0)

  package init(top: Int, bottom: Int, left: Int, right: Int) {
    (self.top, self.bottom, self.left, self.right) = (top, bottom, left, right)
  }

  /// TensorFlow's SAME padding of an image.
  package static func same(
    inputHeight: Int, inputWidth: Int, windowHeight: Int, windowWidth: Int, strideHeight: Int = 1,
    strideWidth: Int = 1, dilationHeight: Int = 1, dilationWidth: Int = 1
  ) -> Padding2D {
    let rows = SamePadding.padding(
      input: inputHeight, window: windowHeight, stride: strideHeight, dilation: dilationHeight)
    let columns = SamePadding.padding(
      input: inputWidth, window: windowWidth, stride: strideWidth, dilation: dilationWidth)
    return Padding2D(
      top: rows.before, bottom: rows.after, left: columns.before, right: columns.after)
  }
}

/// TensorFlow's SAME: the output has ⌈input/stride⌉ places; an odd pixel goes after.
package enum SamePadding {
  package static func padding(
    input: Int, window: Int, stride: Int, dilation: Int = 1
  ) -> (before: Int, after: Int) {
    let output = (input + stride - 1) / stride
    let extent = (window - 1) * dilation + 1
    let total = max(0, (output - 1) * stride + extent - input)
    return (total / 2, total - total / 2)
  }
}

/// Output places of a window that moves over `input` pixels and `padding` more.
func windowOutput(_ input: Int, _ padding: Int, _ window: Int, _ stride: Int, _ dilation: Int)
  -> Int
{
  let extent = (window - 1) * dilation + 1
  return input + padding < extent ? 0 : (input + padding - extent) / stride + 1
}
