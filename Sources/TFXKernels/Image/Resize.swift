/// The extents of a batch of images of several channels.
package struct ImageShape: Sendable, Hashable {
  package var batch: Int
  package var height: Int
  package var width: Int
  package var channels: Int

  package init(batch: Int, height: Int, width: Int, channels: Int) {
    (self.batch, self.height, self.width) = (batch, height, width)
    self.channels = channels
  }

  /// Elements of a row.
  package var row: Int { width * channels }
  /// Elements of an image.
  package var image: Int { height * row }
}

extension Kernels {
  /// y[b, i, j, c] = Σ over the taps of row i and column j: their weights times x.
  /// - Parameter shape: That of x.
  package static func resize<Element: ImageElement>(
    _ x: In<Element>, _ y: Out<Float>, _ shape: ImageShape, rows: ResizeTaps, columns: ResizeTaps
  ) {
    let outputRow = columns.count * shape.channels
    ThreadPool.parallelItems(shape.batch * rows.count) { range in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(shape.row, 1)) { blend in
        for item in range {
          let (image, place) = item.quotientAndRemainder(dividingBy: rows.count)
          blend.initialize(repeating: 0)
          for tap in rows.starts[place]..<rows.starts[place + 1] {
            let weight = rows.weights[tap]
            let source = x + (image * shape.image + rows.indices[tap] * shape.row)
            for i in 0..<shape.row { blend[i] += weight * source[i].asFloat }
          }
          let target = y + item * outputRow
          for column in 0..<columns.count {
            let taps = columns.starts[column]..<columns.starts[column + 1]
            for channel in 0..<shape.channels {
              var sum: Float = 0
              for tap in taps {
                sum += columns.weights[tap] * blend[columns.indices[tap] * shape.channels + channel]
              }
              target[column * shape.channels + channel] = sum
            }
          }
        }
      }
    }
  }

  /// ``resize(_:_:_:rows:columns:)`` for bilinear taps, in the order of TensorFlow: between the two
  /// pixels of a row, then between the two rows. So an infinite pixel spreads as it does there.
  /// - Parameter shape: That of x.
  package static func resizeBilinear<Element: ImageElement>(
    _ x: In<Element>, _ y: Out<Float>, _ shape: ImageShape, rows: ResizeTaps, columns: ResizeTaps
  ) {
    ThreadPool.parallelItems(shape.batch * rows.count) { range in
      resizeBilinear(x, y, shape, rows: rows, columns: columns, items: range)
    }
  }

  /// The same for some rows of y, counted through all images, by this thread alone.
  package static func resizeBilinear<Element: ImageElement>(
    _ x: In<Element>, _ y: Out<Float>, _ shape: ImageShape, rows: ResizeTaps, columns: ResizeTaps,
    items: Range<Int>
  ) {
    let channels = shape.channels
    for item in items {
      let (image, row) = item.quotientAndRemainder(dividingBy: rows.count)
      let upper = x + (image * shape.image + rows.indices[2 * row] * shape.row)
      let lower = x + (image * shape.image + rows.indices[2 * row + 1] * shape.row)
      let down = rows.weights[2 * row + 1]
      var target = y + item * columns.count * channels
      for column in 0..<columns.count {
        let left = columns.indices[2 * column] * channels
        let right = columns.indices[2 * column + 1] * channels
        let along = columns.weights[2 * column + 1]
        for c in 0..<channels {
          let (a, b) = (upper[left + c].asFloat, upper[right + c].asFloat)
          let (d, e) = (lower[left + c].asFloat, lower[right + c].asFloat)
          let (top, bottom) = (a + (b - a) * along, d + (e - d) * along)
          target[c] = top + (bottom - top) * down
        }
        target += channels
      }
    }
  }

  /// dx = the gradient of ``resize(_:_:_:rows:columns:)`` for dy: each element of dy spread over the
  /// taps that it was made of.
  /// - Parameter shape: That of dx.
  package static func resizeGradient<Gradient: ImageElement, T: KernelScalar>(
    _ dy: In<Gradient>, _ dx: Out<T>, _ shape: ImageShape, rows: ResizeTaps, columns: ResizeTaps,
    _ convert: (Gradient) -> T
  ) {
    let outputRow = columns.count * shape.channels
    dx.initialize(repeating: 0, count: shape.batch * shape.image)
    // Rows of an image share taps, images don't.
    ThreadPool.parallelItems(shape.batch) { range in
      withUnsafeTemporaryAllocation(of: T.self, capacity: max(shape.row, 1)) { spread in
        for image in range {
          for place in 0..<rows.count {
            spread.initialize(repeating: 0)
            let source = dy + (image * rows.count + place) * outputRow
            for column in 0..<columns.count {
              for tap in columns.starts[column]..<columns.starts[column + 1] {
                let weight = T(columns.weights[tap])
                let first = columns.indices[tap] * shape.channels
                for channel in 0..<shape.channels {
                  spread[first + channel] +=
                    weight * convert(source[column * shape.channels + channel])
                }
              }
            }
            for tap in rows.starts[place]..<rows.starts[place + 1] {
              let weight = T(rows.weights[tap])
              let target = dx + (image * shape.image + rows.indices[tap] * shape.row)
              for i in 0..<shape.row { target[i] += weight * spread[i] }
            }
          }
        }
      }
    }
  }
}
