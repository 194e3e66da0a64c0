// Grey-scale dilation and erosion of images [batch, height, width, channels] by a structuring
// element [height, width, channels], the window.

/// Which extremum of which combination of a pixel and the structuring element is taken.
package enum Morphology: Sendable {
  /// The greatest pixel + element.
  case dilation
  /// The least pixel − element, the element turned by 180°: minus the dilation of minus the image.
  case erosion
}

extension Kernels {
  /// y = the extremum of each window and channel.
  package static func morphology<T: KernelScalar>(
    _ morphology: Morphology, _ x: In<T>, _ filter: In<T>, _ y: Out<T>, _ window: WindowShape
  ) {
    let n = window.channels
    window.parallelItems { places in
      for place in places {
        for c in 0..<n {
          y[place * n + c] = best(morphology, x, filter, window, place, c).value
        }
      }
    }
  }

  /// dx: each dy goes to the pixel that made the extremum, the first in row-major order.
  package static func morphologyInputGrad<T: KernelScalar>(
    _ morphology: Morphology, _ x: In<T>, _ filter: In<T>, _ dy: In<T>, _ dx: Out<T>,
    _ window: WindowShape
  ) {
    let n = window.channels
    dx.update(repeating: 0, count: window.inputCount)
    window.parallelItems { places in
      for place in places {
        for c in 0..<n {
          let pixel = best(morphology, x, filter, window, place, c).pixel
          dx[pixel * n + c] += dy[place * n + c]
        }
      }
    }
  }

  /// dFilter: each dy goes to the element that made the extremum, with the sign that it has there.
  package static func morphologyFilterGrad<T: KernelScalar>(
    _ morphology: Morphology, _ x: In<T>, _ filter: In<T>, _ dy: In<T>, _ dFilter: Out<T>,
    _ window: WindowShape
  ) {
    let n = window.channels
    dFilter.update(repeating: 0, count: window.pointCount * n)
    // Places share the elements but not the channels.
    ThreadPool.parallelItems(n, grain: window.channelGrain) { channels in
      for place in 0..<window.placeCount {
        for c in channels {
          let point = best(morphology, x, filter, window, place, c).point
          let share = dy[place * n + c]
          dFilter[point * n + c] += morphology == .dilation ? share : -share
        }
      }
    }
  }

  /// The extremum at a place, the pixel, and the element of the filter that make it.
  @inline(__always)
  private static func best<T: KernelScalar>(
    _ morphology: Morphology, _ x: In<T>, _ filter: In<T>, _ window: WindowShape, _ place: Int,
    _ c: Int
  ) -> (value: T, pixel: Int, point: Int) {
    let n = window.channels
    let isDilation = morphology == .dilation
    let last = window.pointCount - 1
    // As TensorFlow, which begins with the lowest number: NaN never wins.
    var best = (value: -T.greatestFiniteMagnitude, pixel: -1, point: 0)
    window.forEachPoint(place) { point, pixel in
      guard let pixel else { return }
      let element = isDilation ? point : last - point
      let value = (isDilation ? x[pixel * n + c] : -x[pixel * n + c]) + filter[element * n + c]
      if best.pixel < 0 { best = (best.value, pixel, element) }
      if value > best.value { best = (value, pixel, element) }
    }
    return (isDilation ? best.value : -best.value, best.pixel, best.point)
  }
}
