/// Kernels that compute colours, three numbers each: red, green, blue; or hue, saturation, value.
extension Kernels {
  /// y = a function of each colour of x.
  @inline(__always)
  private static func mapColors<T: KernelScalar>(
    _ x: In<T>, _ y: Out<T>, _ count: Int, _ function: (T, T, T) -> (T, T, T)
  ) {
    ThreadPool.parallelItems(count, grain: 4096) { range in
      for i in range {
        (y[3 * i], y[3 * i + 1], y[3 * i + 2]) = function(x[3 * i], x[3 * i + 1], x[3 * i + 2])
      }
    }
  }

  /// Hue, saturation and value, in [0, 1], of `count` colours.
  package static func rgbToHSV<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, _ count: Int) {
    mapColors(x, y, count) { r, g, b in hsv(r, g, b) }
  }

  private static func hsv<T: KernelScalar>(_ r: T, _ g: T, _ b: T) -> (T, T, T) {
    let value = max(r, g, b)
    let range = value - min(r, g, b)
    if !(range > 0) { return (0, value > 0 ? range / value : 0, value) }
    let norm = 1 / (6 * range)
    var hue: T
    if r == value {
      hue = norm * (g - b)
    } else if g == value {
      hue = norm * (b - r) + 2 / 6
    } else {
      hue = norm * (r - g) + 4 / 6
    }
    if hue < 0 { hue += 1 }
    return (hue, value > 0 ? range / value : 0, value)
  }

  /// Red, green and blue of `count` colours.
  package static func hsvToRGB<T: KernelScalar>(_ x: In<T>, _ y: Out<T>, _ count: Int) {
    mapColors(x, y, count) { hue, saturation, value in
      let h = hue * 6
      func clamped(_ x: T) -> T { min(max(x, 0), 1) }
      func channel(_ share: T) -> T { (1 - saturation + saturation * share) * value }
      return (
        channel(clamped(abs(h - 3) - 1)), channel(clamped(2 - abs(h - 2))),
        channel(clamped(2 - abs(h - 4)))
      )
    }
  }

  /// dx = the gradient of ``rgbToHSV(_:_:_:)`` as TensorFlow has it: where channels are equal, the
  /// first is the largest and the last the smallest; what would be infinite is 0, and the saturation
  /// does not depend on a channel of 0.
  package static func rgbToHSVGradient<T: KernelScalar>(
    _ dy: In<T>, _ x: In<T>, _ dx: Out<T>, _ count: Int
  ) {
    ThreadPool.parallelItems(count, grain: 1024) { range in
      for i in range {
        let (x, dy, dx) = (x + 3 * i, dy + 3 * i, dx + 3 * i)
        let (dHue, dSaturation, dValue) = (dy[0], dy[1], dy[2])
        let (r, g, b) = (x[0], x[1], x[2])
        let most = r >= b && r >= g ? 0 : g >= b ? 1 : 2
        let least = r < b && r < g ? 0 : g <= r && g < b ? 1 : 2
        let (top, bottom) = (x[most], x[least])
        let range = top - bottom
        let (next, last) = ((most + 1) % 3, (most + 2) % 3)
        func reciprocal(_ x: T) -> T { x == 0 ? 0 : 1 / x }
        (dx[0], dx[1], dx[2]) = (0, 0, 0)
        dx[most] = dValue
        if top > 0 {
          dx[most] += dSaturation * bottom * reciprocal(top * top)
          // Sixths of a turn.
          let scale = dHue / 6
          let inverse = reciprocal(range)
          dx[most] -= scale * (x[next] - x[last]) * inverse * inverse
          if least == next {
            dx[next] += scale * (top - x[last]) * inverse * inverse
            dx[last] -= scale * inverse
          } else if least == last {
            dx[last] += scale * (x[next] - top) * inverse * inverse
            dx[next] += scale * inverse
          }
        }
        if bottom > 0 { dx[least] -= dSaturation * reciprocal(top) }
      }
    }
  }

  /// Colours whose hues are turned by `delta` turns.
  package static func adjustHue(_ x: In<Float>, _ y: Out<Float>, _ count: Int, delta: Float) {
    // Whole turns change nothing, and would take as many steps below.
    let turn = delta.isFinite ? delta.truncatingRemainder(dividingBy: 1) : 0
    mapColors(x, y, count) { r, g, b in
      let (top, bottom) = (max(r, g, b), min(r, g, b))
      if !(top > bottom) { return (top, top, top) }
      var hue = sixths(r, g, b, top, bottom) + turn * 6
      if hue < 0 { hue += 6 }
      if hue >= 6 { hue -= 6 }
      // What is no number, of infinite colours, has no sector.
      let sector = hue >= 0 && hue < 6 ? Int(hue) : 5
      let part = hue - Float(sector)
      let middle = bottom + (sector % 2 == 0 ? part : 1 - part) * (top - bottom)
      return switch sector {
      case 0: (top, middle, bottom)
      case 1: (middle, top, bottom)
      case 2: (bottom, top, middle)
      case 3: (bottom, middle, top)
      case 4: (middle, bottom, top)
      default: (top, bottom, middle)
      }
    }
  }

  /// The hue of a colour that is not gray, in sixths of a turn.
  private static func sixths(
    _ r: Float, _ g: Float, _ b: Float, _ top: Float, _ bottom: Float
  ) -> Float {
    let part = (middle(r, g, b) - bottom) / (top - bottom)
    let sector = r < g ? (b < r ? 1 : b > g ? 3 : 2) : (b < g ? 0 : b > r ? 4 : 5)
    return Float(sector) + (sector % 2 == 0 ? part : 1 - part)
  }

  /// The second of three numbers.
  private static func middle(_ a: Float, _ b: Float, _ c: Float) -> Float {
    max(min(a, b), min(max(a, b), c))
  }

  /// Colours whose saturation is multiplied by `scale` and kept in [0, 1].
  package static func adjustSaturation(_ x: In<Float>, _ y: Out<Float>, _ count: Int, scale: Float)
  {
    mapColors(x, y, count) { r, g, b in
      let (hue, saturation, value) = hsv(r, g, b)
      let chroma = min(1, max(0, saturation * scale)) * value
      let base = value - chroma
      let h = hue * 6
      let sector = h >= 0 && h < 6 ? Int(h) : 6
      let within = h - Float(sector / 2 * 2)
      let second = chroma * (1 - abs(within - 1))
      return switch sector {
      case 0: (chroma + base, second + base, base)
      case 1: (second + base, chroma + base, base)
      case 2: (base, chroma + base, second + base)
      case 3: (base, second + base, chroma + base)
      case 4: (second + base, base, chroma + base)
      case 5: (chroma + base, base, second + base)
      default: (base, base, base)
      }
    }
  }
}
