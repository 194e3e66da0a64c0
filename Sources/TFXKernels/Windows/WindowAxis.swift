/// How a window slides along one axis of its input.
package struct WindowAxis: Sendable, Hashable {
  /// Pixels along the axis.
  package let input: Int
  /// Points of the window.
  package let window: Int
  package let stride: Int
  /// The distance of the window's points; 1 is dense.
  package let dilation: Int
  /// Pixels put before the first one, and behind the last. Convolutions take them for zeros, and
  /// pools pass over them.
  package let before: Int
  package let after: Int
  /// The places of the window.
  package let output: Int

  /// - Parameter same: Whether it is padded as TensorFlow's SAME, such that there are
  ///   ⌈input / stride⌉ places and an odd pixel goes behind; nothing is put around it if not.
  package init(
    input: Int, window: Int = 1, stride: Int = 1, dilation: Int = 1, same: Bool = false
  ) {
    precondition(
      min(window, stride, dilation) > 0,
      "window \(window), stride \(stride), dilation \(dilation): each must be positive")
    (self.input, self.window) = (input, window)
    (self.stride, self.dilation) = (stride, dilation)
    let reach = (window - 1) * dilation + 1
    let wanted = (input + stride - 1) / stride
    let padding = same ? max(0, (wanted - 1) * stride + reach - input) : 0
    before = padding / 2
    after = padding - before
    output = input + padding < reach ? 0 : (input + padding - reach) / stride + 1
  }

  /// The extent with what is put around it.
  var padded: Int { before + input + after }

  /// Whether a dense window inside of the input reaches every pixel.
  var coversInput: Bool {
    stride <= window && (output - 1) * stride + window >= input + before
  }

  /// The pixel under a point of the window at a place; nil outside of the input.
  @inline(__always)
  func pixel(_ place: Int, _ point: Int) -> Int? {
    let pixel = place * stride - before + point * dilation
    return 0 <= pixel && pixel < input ? pixel : nil
  }

  /// The pixels of the input under a dense window at a place.
  @inline(__always)
  func pixels(_ place: Int) -> Range<Int> {
    let start = place * stride - before
    return max(0, start)..<min(input, start + window)
  }
}
