import CSIMD

/// The transforms of Winograd's minimal filtering F(4×4, 3×3): 4×4 outputs of a 3×3 convolution from
/// 36 products for each pair of channels, where the definition takes 144 (Lavin and Gray, "Fast
/// algorithms for convolutional neural networks", 2015; Winograd, 1980).
///
/// Polynomials are evaluated at 0, ±a, ±b and ∞. With a = √½ and b = √2 the numbers that rounding
/// errors are multiplied with are smaller than with the usual 1 and 2.
enum WinogradTransforms {
  static let a: Float = 0.707_106_77
  static let b: Float = 1.414_213_5
  /// a², b² and a² + b²; a²b² is 1.
  private static let aa: Float = 0.5
  private static let bb: Float = 2
  private static let sum: Float = 2.5

  /// Six numbers of an input, evaluated at the six points.
  @inline(__always)
  static func input(
    _ d: (F16, F16, F16, F16, F16, F16)
  ) -> (F16, F16, F16, F16, F16, F16) {
    let evenA = tfx_fma(F16(repeating: -bb), d.2, d.4)
    let oddA = tfx_fma(F16(repeating: -bb), d.1, d.3)
    let evenB = tfx_fma(F16(repeating: -aa), d.2, d.4)
    let oddB = tfx_fma(F16(repeating: -aa), d.1, d.3)
    return (
      tfx_fma(F16(repeating: -sum), d.2, d.4 + d.0),
      tfx_fma(F16(repeating: a), oddA, evenA), tfx_fma(F16(repeating: -a), oddA, evenA),
      tfx_fma(F16(repeating: b), oddB, evenB), tfx_fma(F16(repeating: -b), oddB, evenB),
      tfx_fma(F16(repeating: -sum), d.3, d.5 + d.1)
    )
  }

  /// Three numbers of a kernel, evaluated at the six points and scaled.
  @inline(__always)
  static func kernel(_ g: (F16, F16, F16)) -> (F16, F16, F16, F16, F16, F16) {
    // 1 / (2a²(a² − b²)) and 1 / (2b²(b² − a²)).
    let (scaleA, scaleB) = (F16(repeating: -2 / 3), F16(repeating: 1 / 6))
    let evenA = tfx_fma(F16(repeating: aa), g.2, g.0)
    let evenB = tfx_fma(F16(repeating: bb), g.2, g.0)
    let (oddA, oddB) = (F16(repeating: a) * g.1, F16(repeating: b) * g.1)
    return (
      g.0, scaleA * (evenA + oddA), scaleA * (evenA - oddA), scaleB * (evenB + oddB),
      scaleB * (evenB - oddB), g.2
    )
  }

  /// Four outputs from the products at the six points.
  @inline(__always)
  static func output(
    _ m: (F16, F16, F16, F16, F16, F16)
  ) -> (F16, F16, F16, F16) {
    let (sumA, differenceA) = (m.1 + m.2, m.1 - m.2)
    let (sumB, differenceB) = (m.3 + m.4, m.3 - m.4)
    return (
      m.0 + sumA + sumB,
      tfx_fma(F16(repeating: b), differenceB, F16(repeating: a) * differenceA),
      tfx_fma(F16(repeating: bb), sumB, F16(repeating: aa) * sumA),
      tfx_fma(
        F16(repeating: b * bb), differenceB,
        tfx_fma(F16(repeating: a * aa), differenceA, m.5))
    )
  }

  /// Four numbers of an output's gradient at the six points: `output` turned round.
  @inline(__always)
  static func gradient(
    _ y: (F16, F16, F16, F16)
  ) -> (F16, F16, F16, F16, F16, F16) {
    let evenA = tfx_fma(F16(repeating: aa), y.2, y.0)
    let oddA = tfx_fma(F16(repeating: aa), y.3, y.1)
    let evenB = tfx_fma(F16(repeating: bb), y.2, y.0)
    let oddB = tfx_fma(F16(repeating: bb), y.3, y.1)
    return (
      y.0, tfx_fma(F16(repeating: a), oddA, evenA), tfx_fma(F16(repeating: -a), oddA, evenA),
      tfx_fma(F16(repeating: b), oddB, evenB), tfx_fma(F16(repeating: -b), oddB, evenB), y.3
    )
  }

  /// Three numbers of a kernel's gradient from those at the six points: `kernel` turned round.
  @inline(__always)
  static func kernelGradient(
    _ u: (F16, F16, F16, F16, F16, F16)
  ) -> (F16, F16, F16) {
    let (scaleA, scaleB) = (F16(repeating: -2 / 3), F16(repeating: 1 / 6))
    let (sumA, differenceA) = (scaleA * (u.1 + u.2), scaleA * (u.1 - u.2))
    let (sumB, differenceB) = (scaleB * (u.3 + u.4), scaleB * (u.3 - u.4))
    return (
      u.0 + sumA + sumB, F16(repeating: a) * differenceA + F16(repeating: b) * differenceB,
      tfx_fma(F16(repeating: aa), sumA, tfx_fma(F16(repeating: bb), sumB, u.5))
    )
  }
}

// Along both axes.

extension WinogradTransforms {
  /// 6×6 vectors of an image at the 36 points, which lie `stride` floats apart in `y`. `square` is
  /// scratch for 36 vectors.
  @inline(__always)
  static func input(
    _ x: In<Float>, _ line: Int, _ pixel: Int, _ square: Out<Float>, _ y: Out<Float>,
    _ stride: Int
  ) {
    for column in 0..<6 {
      let p = x + column * pixel
      let t = input(
        (
          p.vector(0), p.vector(line), p.vector(2 * line), p.vector(3 * line), p.vector(4 * line),
          p.vector(5 * line)
        ))
      let q = square + column * 16
      q.store(0, t.0)
      q.store(96, t.1)
      q.store(192, t.2)
      q.store(288, t.3)
      q.store(384, t.4)
      q.store(480, t.5)
    }
    for row in 0..<6 {
      let p = square + row * 96
      let t = input(
        (p.vector(0), p.vector(16), p.vector(32), p.vector(48), p.vector(64), p.vector(80)))
      let q = y + row * 6 * stride
      q.store(0, t.0)
      q.store(stride, t.1)
      q.store(2 * stride, t.2)
      q.store(3 * stride, t.3)
      q.store(4 * stride, t.4)
      q.store(5 * stride, t.5)
    }
  }

  /// 3×3 vectors of a kernel, `tap` floats apart, at the 36 points, which lie `stride` apart in `y`.
  @inline(__always)
  static func kernel(_ g: In<Float>, _ tap: Int, _ y: Out<Float>, _ stride: Int) {
    let left = kernel((g.vector(0), g.vector(3 * tap), g.vector(6 * tap)))
    let middle = kernel((g.vector(tap), g.vector(4 * tap), g.vector(7 * tap)))
    let right = kernel((g.vector(2 * tap), g.vector(5 * tap), g.vector(8 * tap)))
    let rows = [
      (left.0, middle.0, right.0), (left.1, middle.1, right.1), (left.2, middle.2, right.2),
      (left.3, middle.3, right.3), (left.4, middle.4, right.4), (left.5, middle.5, right.5),
    ]
    for (row, g) in rows.enumerated() {
      let t = kernel(g)
      let q = y + row * 6 * stride
      q.store(0, t.0)
      q.store(stride, t.1)
      q.store(2 * stride, t.2)
      q.store(3 * stride, t.3)
      q.store(4 * stride, t.4)
      q.store(5 * stride, t.5)
    }
  }

  /// The 4×4 outputs from products at the 36 points, `stride` apart, plus `bias` and at least `low`.
  /// `half` is scratch for 24 vectors.
  @inline(__always)
  static func output(
    _ m: In<Float>, _ stride: Int, _ half: Out<Float>, _ bias: F16, _ low: F16,
    to y: Out<Float>, _ line: Int, _ pixel: Int
  ) {
    for column in 0..<6 {
      let p = m + column * stride
      let t = output(
        (
          p.vector(0), p.vector(6 * stride), p.vector(12 * stride), p.vector(18 * stride),
          p.vector(24 * stride), p.vector(30 * stride)
        ))
      let q = half + column * 16
      q.store(0, t.0)
      q.store(96, t.1)
      q.store(192, t.2)
      q.store(288, t.3)
    }
    for row in 0..<4 {
      let p = half + row * 96
      let t = output(
        (p.vector(0), p.vector(16), p.vector(32), p.vector(48), p.vector(64), p.vector(80)))
      let q = y + row * line
      q.store(0, tfx_max(low, t.0 + bias))
      q.store(pixel, tfx_max(low, t.1 + bias))
      q.store(2 * pixel, tfx_max(low, t.2 + bias))
      q.store(3 * pixel, tfx_max(low, t.3 + bias))
    }
  }

  /// A tile's 6×6 pixels, of which (y, x) is the first, at the 36 points: all channels, which lie
  /// side by side in `target`. `square` is scratch for 72 vectors.
  @inline(__always)
  static func inputTile(
    _ image: In<Float>, height: Int, width: Int, channels: Int, y: Int, x: Int,
    _ square: Out<Float>, _ target: Out<Float>, _ stride: Int
  ) {
    let line = width * channels
    let patch = square + 576
    let isInside = y >= 0 && x >= 0 && y + 6 <= height && x + 6 <= width
    for channel in Swift.stride(from: 0, to: channels, by: 16) {
      if isInside {
        input(
          image + y * line + x * channels + channel, line, channels, square, target + channel,
          stride)
        continue
      }
      for i in 0..<6 {
        for j in 0..<6 {
          let isPixel = y + i >= 0 && y + i < height && x + j >= 0 && x + j < width
          patch.store(
            (6 * i + j) * 16,
            isPixel ? image.vector((y + i) * line + (x + j) * channels + channel) : .zero)
        }
      }
      input(In(patch), 96, 16, square, target + channel, stride)
    }
  }

  /// 4×4 vectors of an output's gradient at the 36 points, which lie `stride` floats apart in
  /// `target`. `square` is scratch for 24 vectors.
  @inline(__always)
  static func gradient(
    _ dy: In<Float>, _ line: Int, _ pixel: Int, _ square: Out<Float>, _ target: Out<Float>,
    _ stride: Int
  ) {
    for column in 0..<4 {
      let p = dy + column * pixel
      let t = gradient((p.vector(0), p.vector(line), p.vector(2 * line), p.vector(3 * line)))
      let q = square + column * 16
      q.store(0, t.0)
      q.store(64, t.1)
      q.store(128, t.2)
      q.store(192, t.3)
      q.store(256, t.4)
      q.store(320, t.5)
    }
    for row in 0..<6 {
      let p = square + row * 64
      let t = gradient((p.vector(0), p.vector(16), p.vector(32), p.vector(48)))
      let q = target + row * 6 * stride
      q.store(0, t.0)
      q.store(stride, t.1)
      q.store(2 * stride, t.2)
      q.store(3 * stride, t.3)
      q.store(4 * stride, t.4)
      q.store(5 * stride, t.5)
    }
  }

  /// The 3×3 vectors of a kernel's gradient, `tap` floats apart, from the 36 vectors of `square`,
  /// which are lost.
  @inline(__always)
  static func kernelGradient(_ square: Out<Float>, _ dKernel: Out<Float>, _ tap: Int) {
    for column in 0..<6 {
      let p = square + column * 16
      let t = kernelGradient(
        (p.vector(0), p.vector(96), p.vector(192), p.vector(288), p.vector(384), p.vector(480)))
      p.store(0, t.0)
      p.store(96, t.1)
      p.store(192, t.2)
    }
    for row in 0..<3 {
      let p = square + row * 96
      let t = kernelGradient(
        (p.vector(0), p.vector(16), p.vector(32), p.vector(48), p.vector(64), p.vector(80)))
      let q = dKernel + 3 * row * tap
      q.store(0, t.0)
      q.store(tap, t.1)
      q.store(2 * tap, t.2)
    }
  }
}
