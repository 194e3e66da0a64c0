/// How an image is brought to another size.
package enum ResizeMethod: Sendable {
  case nearest, bilinear, bicubic, area
}

/// For each place along an axis of a resized image, the places of the original that it is made of,
/// and their weights. Rows and columns are independent of each other.
///
/// Places are computed in `Float`, as TensorFlow does, so that both choose the same pixels.
package struct ResizeTaps: Sendable {
  /// Where the taps of each place begin, and the number of all taps at the end.
  package private(set) var starts = [0]
  package private(set) var indices: [Int] = []
  package private(set) var weights: [Float] = []

  /// The number of places of the resized image.
  package var count: Int { starts.count - 1 }

  /// - Parameters:
  ///   - method: What is made of neighbours.
  ///   - input: The original's extent, 1 or more.
  ///   - output: The new extent, 1 or more.
  ///   - alignCorners: Whether the centres of the outermost pixels stay where they are.
  ///   - halfPixelCenters: Whether a pixel's centre is half a pixel from its corner.
  package init(
    _ method: ResizeMethod, from input: Int, to output: Int, alignCorners: Bool,
    halfPixelCenters: Bool
  ) {
    precondition(input > 0 && output > 0, "resizing \(input) pixels to \(output)")
    let scale =
      alignCorners && input > 1 && output > 1
      ? Float(input - 1) / Float(output - 1) : Float(input) / Float(output)
    for place in 0..<output {
      switch method {
      case .nearest:
        let source = (Float(place) + (halfPixelCenters ? 0.5 : 0)) * scale
        let index = Int(
          source.rounded(alignCorners ? .toNearestOrAwayFromZero : .down))
        add(min(max(index, 0), input - 1), 1)
      case .bilinear:
        let source = ResizeTaps.source(place, scale, halfPixelCenters)
        let lower = source.rounded(.down)
        let weight = source - lower
        add(max(Int(lower), 0), 1 - weight)
        add(min(Int(source.rounded(.up)), input - 1), weight)
      case .bicubic:
        addCubic(ResizeTaps.source(place, scale, halfPixelCenters), input, isKeys: halfPixelCenters)
      case .area: addArea(place, scale, input)
      }
      starts.append(indices.count)
    }
  }

  private mutating func add(_ index: Int, _ weight: Float) {
    indices.append(index)
    weights.append(weight)
  }

  private static func source(_ place: Int, _ scale: Float, _ halfPixelCenters: Bool) -> Float {
    halfPixelCenters ? (Float(place) + 0.5) * scale - 0.5 : Float(place) * scale
  }

  /// The cubic convolution of Keys (1981) with a = −½, in which pixels outside have no weight; or
  /// with a = −¾ and the outermost pixels repeated, where centres are not half pixels, as TensorFlow
  /// has always done. Like there, weights are those of 1024ths of a pixel.
  private mutating func addCubic(_ source: Float, _ input: Int, isKeys: Bool) {
    let lower = source.rounded(.down)
    let offset = ((source - lower) * 1024).rounded(.toNearestOrEven)
    let near = offset / 1024
    let far = (1024 - offset) / 1024
    let a = isKeys ? -0.5 : -0.75
    func inner(_ x: Float) -> Float {
      let x = Double(x)
      return Float(((a + 2) * x - (a + 3)) * x * x + 1)
    }
    func outer(_ x: Float) -> Float {
      let x = Double(x + 1)
      return Float(((a * x - 5 * a) * x + 8 * a) * x - 4 * a)
    }
    var taps: [(index: Int, weight: Float)] = []
    for (step, weight) in [outer(near), inner(near), inner(far), outer(far)].enumerated() {
      let wanted = Int(lower) - 1 + step
      let index = min(max(wanted, 0), input - 1)
      taps.append((index, isKeys && index != wanted ? 0 : weight))
    }
    let sum = taps[0].weight + taps[1].weight + taps[2].weight + taps[3].weight
    let norm = isKeys && abs(sum) >= 1000 * Float.leastNormalMagnitude ? 1 / sum : 1
    for tap in taps { add(tap.index, tap.weight * norm) }
  }

  /// Each pixel counts for the part of it that the new pixel covers.
  private mutating func addArea(_ place: Int, _ scale: Float, _ input: Int) {
    let begin = Float(place) * scale
    let end = Float(place + 1) * scale
    for index in Int(begin.rounded(.down))..<Int(end.rounded(.up)) {
      let (left, right) = (Float(index), Float(index + 1))
      let covered =
        left < begin ? (right > end ? scale : right - begin) : (right > end ? end - left : 1)
      add(min(index, input - 1), covered / scale)
    }
  }
}
