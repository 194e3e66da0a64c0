/// Kernels that move pixels, whose bytes they take as they are.
extension Kernels {
  /// y[b, i, j] = x[b, rows(i), columns(j)], both of `pixelBytes` bytes.
  /// - Parameters:
  ///   - shape: That of x; its channels are not looked at.
  ///   - rows: Of each row of y, the row of x.
  ///   - columns: Of each column of y, the column of x.
  package static func gatherPixels(
    _ x: UnsafeRawPointer, _ y: UnsafeMutableRawPointer, _ shape: ImageShape, pixelBytes: Int,
    rows: [Int], columns: [Int]
  ) {
    ThreadPool.parallelItems(shape.batch * rows.count, grain: 16) { range in
      for item in range {
        let (image, place) = item.quotientAndRemainder(dividingBy: rows.count)
        let source = x + (image * shape.height + rows[place]) * shape.width * pixelBytes
        let target = y + item * columns.count * pixelBytes
        for (column, from) in columns.enumerated() {
          (target + column * pixelBytes).copyMemory(
            from: source + from * pixelBytes, byteCount: pixelBytes)
        }
      }
    }
  }

  /// y[b, j, i] = x[b, rows(i), columns(j)]: rows and columns chosen, then exchanged.
  package static func gatherPixelsTransposed(
    _ x: UnsafeRawPointer, _ y: UnsafeMutableRawPointer, _ shape: ImageShape, pixelBytes: Int,
    rows: [Int], columns: [Int]
  ) {
    ThreadPool.parallelItems(shape.batch * columns.count, grain: 16) { range in
      for item in range {
        let (image, column) = item.quotientAndRemainder(dividingBy: columns.count)
        let source = x + (image * shape.height * shape.width + columns[column]) * pixelBytes
        let target = y + item * rows.count * pixelBytes
        for (row, from) in rows.enumerated() {
          (target + row * pixelBytes).copyMemory(
            from: source + from * shape.width * pixelBytes, byteCount: pixelBytes)
        }
      }
    }
  }

  /// y[b, i, j] = x[b, i + top, j + left], or zero outside of x.
  /// - Parameters:
  ///   - input: The shape of x.
  ///   - output: The shape of y, of as many images.
  package static func window(
    _ x: UnsafeRawPointer, _ y: UnsafeMutableRawPointer, _ input: ImageShape,
    _ output: ImageShape, pixelBytes: Int, top: Int, left: Int
  ) {
    let first = min(max(0, -left), output.width)
    let last = max(min(output.width, input.width - left), first)
    ThreadPool.parallelItems(output.batch * output.height, grain: 16) { range in
      for item in range {
        let (image, i) = item.quotientAndRemainder(dividingBy: output.height)
        let target = y + item * output.width * pixelBytes
        guard (0..<input.height).contains(i + top), first < last else {
          clearBytes(target, output.width * pixelBytes)
          continue
        }
        let source = x + (image * input.height + i + top) * input.width * pixelBytes
        clearBytes(target, first * pixelBytes)
        (target + first * pixelBytes).copyMemory(
          from: source + (first + left) * pixelBytes, byteCount: (last - first) * pixelBytes)
        clearBytes(target + last * pixelBytes, (output.width - last) * pixelBytes)
      }
    }
  }

  private static func clearBytes(_ bytes: UnsafeMutableRawPointer, _ count: Int) {
    bytes.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  /// y = x with some of its images mirrored: image b where the first bit of its random number is 0.
  package static func randomFlip(
    _ x: UnsafeRawPointer, _ y: UnsafeMutableRawPointer, _ shape: ImageShape, pixelBytes: Int,
    _ key: RandomKey, isVertical: Bool
  ) {
    let rowBytes = shape.width * pixelBytes
    ThreadPool.parallelItems(shape.batch) { range in
      for image in range {
        let isFlipped = Philox4x32.word(key, element: image) >> 31 == 0
        for i in 0..<shape.height {
          let row = isFlipped && isVertical ? shape.height - 1 - i : i
          let source = x + (image * shape.height + row) * rowBytes
          let target = y + (image * shape.height + i) * rowBytes
          if !isFlipped || isVertical {
            target.copyMemory(from: source, byteCount: rowBytes)
            continue
          }
          for j in 0..<shape.width {
            (target + j * pixelBytes).copyMemory(
              from: source + (shape.width - 1 - j) * pixelBytes, byteCount: pixelBytes)
          }
        }
      }
    }
  }

  /// Copies a block of `size` between a tensor of `shape`, where it begins at random places, and one
  /// of its own. `size` is at most `shape`, of which an axis of 0 has nothing to copy.
  /// - Parameter isGradient: Whether to the tensor, which is cleared, rather than from it.
  package static func randomBlock(
    _ whole: UnsafeMutableRawPointer, _ block: UnsafeMutableRawPointer, shape: [Int], size: [Int],
    elementBytes: Int, _ key: RandomKey, isGradient: Bool
  ) {
    if isGradient { clearBytes(whole, shape.reduce(elementBytes, *)) }
    if size.contains(0) { return }
    let run = (size.last ?? 1) * elementBytes
    let rows = size.dropLast().reduce(1, *)
    var (origin, stride) = (0, 1)
    for axis in shape.indices.reversed() {
      let limit = shape[axis] - size[axis] + 1
      origin += Int(Philox4x32.word(key, element: axis)) % limit * stride
      stride *= shape[axis]
    }
    for row in 0..<rows {
      // The place of the row's first element, from the last but one axis to the first.
      var (rest, place) = (row, origin)
      stride = shape.last ?? 1
      for axis in shape.indices.dropLast().reversed() {
        place += rest % size[axis] * stride
        rest /= size[axis]
        stride *= shape[axis]
      }
      let (inner, outer) = (block + row * run, whole + place * elementBytes)
      if isGradient {
        outer.copyMemory(from: inner, byteCount: run)
      } else {
        inner.copyMemory(from: outer, byteCount: run)
      }
    }
  }
}
