/// What is done to one image. Colours are changed as TensorFlow's `tf.image.adjust_…` do it: in
/// `float32`, numbers of whole types as parts of their largest, and each change gives numbers of the
/// image's own type again.
package enum ImageChange: Hashable, Sendable {
  case none
  /// Mirrored.
  case flip(leftRight: Bool, upDown: Bool)
  /// Turned counter-clockwise by quarters of a turn, 0 to 3; for odd ones the image is square.
  case turn(quarters: Int)
  /// y[i, j] = x[i + top, j + left], zero outside of x.
  case shift(top: Int, left: Int)
  /// Added to every channel.
  case brightness(delta: Float)
  /// What differences from a channel's mean are multiplied by.
  case contrast(factor: Float)
  /// By how much of a turn hues are turned, −1 to 1; of three channels.
  case hue(delta: Float)
  /// What the saturation is multiplied by; of three channels.
  case saturation(factor: Float)
  /// The power that numbers are raised to.
  case gamma(Float)
}

extension Kernels {
  /// Changes images, each in its own way.
  ///
  /// - Parameters:
  ///   - count: How many images.
  ///   - shape: That of one of them.
  ///   - steps: How many changes are made to each.
  ///   - source: Where an image begins.
  ///   - target: Where the changed images are written, one behind the other.
  ///   - change: What step number `$1` does to image number `$0`.
  package static func changeImages(
    _ type: ImageElementType, count: Int, shape: ImageShape, steps: Int,
    source: (Int) -> UnsafeRawPointer, target: UnsafeMutableRawPointer,
    change: (Int, Int) -> ImageChange
  ) {
    precondition(shape.batch == 1, "one image at a time is changed, received \(shape.batch)")
    let byteCount = shape.image * type.byteCount
    ThreadPool.parallelItems(count) { range in
      let other = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
      let colors = Out<Float>.allocate(capacity: max(shape.image, 1))
      defer {
        other.deallocate()
        colors.deallocate()
      }
      var changes: [ImageChange] = []
      changes.reserveCapacity(steps)
      for image in range {
        changes.removeAll(keepingCapacity: true)
        for step in 0..<steps {
          let next = change(image, step)
          if next != .none { changes.append(next) }
        }
        // Back and forth between two places, such that the last change writes to the target.
        let place = target + image * byteCount
        var current = source(image)
        for (number, change) in changes.enumerated() {
          let goal = (changes.count - number) % 2 == 1 ? place : other
          self.change(type, current, goal, shape, change, colors)
          current = UnsafeRawPointer(goal)
        }
        if changes.isEmpty { place.copyMemory(from: current, byteCount: byteCount) }
      }
    }
  }

  /// y = x changed.
  private static func change(
    _ type: ImageElementType, _ x: UnsafeRawPointer, _ y: UnsafeMutableRawPointer,
    _ shape: ImageShape, _ change: ImageChange, _ colors: Out<Float>
  ) {
    let pixelBytes = shape.channels * type.byteCount
    func reorient(flipsRows: Bool, flipsColumns: Bool, transposes: Bool = false) {
      let (rows, columns) = (Array(0..<shape.height), Array(0..<shape.width))
      let gather = transposes ? gatherPixelsTransposed : gatherPixels
      gather(
        x, y, shape, pixelBytes, flipsRows ? rows.reversed() : rows,
        flipsColumns ? columns.reversed() : columns)
    }
    switch change {
    case .none: y.copyMemory(from: x, byteCount: shape.image * type.byteCount)
    case .flip(let leftRight, let upDown):
      reorient(flipsRows: upDown, flipsColumns: leftRight)
    case .turn(let quarters):
      precondition(
        (0..<4).contains(quarters) && (quarters % 2 == 0 || shape.height == shape.width),
        "\(quarters) quarter turns of \(shape.height)×\(shape.width)")
      // Counter-clockwise, columns turned round become rows.
      reorient(
        flipsRows: quarters >= 2, flipsColumns: quarters == 1 || quarters == 2,
        transposes: quarters % 2 == 1)
    case .shift(let top, let left):
      window(x, y, shape, shape, pixelBytes: pixelBytes, top: top, left: left)
    case .brightness, .contrast, .hue, .saturation, .gamma:
      changeColors(type, x, y, shape, change, colors)
    }
  }

  private static func changeColors(
    _ type: ImageElementType, _ x: UnsafeRawPointer, _ y: UnsafeMutableRawPointer,
    _ shape: ImageShape, _ change: ImageChange, _ colors: Out<Float>
  ) {
    func run<Element: ImageElement>(_ element: Element.Type) {
      changeColors(
        x.assumingMemoryBound(to: element), y.assumingMemoryBound(to: element), shape, change,
        colors)
    }
    switch type {
    case .uint8: run(UInt8.self)
    case .int8: run(Int8.self)
    case .int16: run(Int16.self)
    case .int32: run(Int32.self)
    case .int64: run(Int64.self)
    case .float32: run(Float.self)
    case .float64: run(Double.self)
    }
  }

  private static func changeColors<Element: ImageElement>(
    _ x: In<Element>, _ y: Out<Element>, _ shape: ImageShape, _ change: ImageChange,
    _ colors: Out<Float>
  ) {
    let (count, channels) = (shape.image, shape.channels)
    switch change {
    case .brightness(let delta):
      mapNumbers(x, y, first: 0, stride: 1, count) { $0 + delta }
    case .gamma(let power):
      mapNumbers(x, y, first: 0, stride: 1, count) { Float.pow($0, power) }
    case .contrast(let factor):
      for channel in 0..<channels {
        var sum = 0.0
        for i in stride(from: channel, to: count, by: channels) { sum += Double(x[i].asUnit) }
        let mean = Float(sum / Double(count / channels))
        mapNumbers(x, y, first: channel, stride: channels, count) { ($0 - mean) * factor + mean }
      }
    case .hue, .saturation:
      precondition(channels == 3, "colours of \(channels) channels")
      for i in 0..<count { colors[i] = x[i].asUnit }
      if case .hue(let delta) = change {
        adjustHue(colors, colors, count / 3, delta: delta)
      } else if case .saturation(let factor) = change {
        adjustSaturation(colors, colors, count / 3, scale: factor)
      }
      for i in 0..<count { y[i] = Element.fromUnit(colors[i]) }
    case .none, .flip, .turn, .shift:
      preconditionFailure("\(change) changes no colours")
    }
  }

  /// y = a function of every `stride`th number of x from `first` on. Of 256 different numbers, each
  /// is computed once.
  @inline(__always)
  private static func mapNumbers<Element: ImageElement>(
    _ x: In<Element>, _ y: Out<Element>, first: Int, stride: Int, _ count: Int,
    _ function: (Float) -> Float
  ) {
    if MemoryLayout<Element>.size == 1, count > 256 * stride {
      withUnsafeTemporaryAllocation(of: Element.self, capacity: 256) { table in
        for byte in 0..<256 {
          let number = unsafeBitCast(UInt8(byte), to: Element.self)
          table[byte] = Element.fromUnit(function(number.asUnit))
        }
        for i in Swift.stride(from: first, to: count, by: stride) {
          y[i] = table[Int(unsafeBitCast(x[i], to: UInt8.self))]
        }
      }
      return
    }
    for i in Swift.stride(from: first, to: count, by: stride) {
      y[i] = Element.fromUnit(function(x[i].asUnit))
    }
  }
}
