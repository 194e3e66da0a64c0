public import TFXCore
package import TFXOps

/// What lies around an image when a window slides over it.
public enum PaddingMode: String, Choice {
  /// Nothing: the window stays inside.
  case valid
  /// Zeros, so that at stride 1 the output is as large as the input.
  case same
}

extension PaddingMode {
  /// The same in the graph's terms.
  package var op: Padding { self == .valid ? .valid : .same }
}

extension Shape {
  /// Throws if a window without padding is larger than the images of this shape.
  func requireRoom(for window: Pair, _ padding: PaddingMode) throws(LayerError) {
    let tooHigh = self[1] != Shape.unknown && window.height > self[1]
    let tooWide = self[2] != Shape.unknown && window.width > self[2]
    if padding == .valid, tooHigh || tooWide {
      throw LayerError(
        expected: "images of at least \(window.height)×\(window.width)", found: self,
        help: "use a smaller window, fewer layers that shrink the image, or padding: same")
    }
  }
}
