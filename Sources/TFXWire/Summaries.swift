extension MessageWriter {
  /// A number, in a message `Summary`: {1 value: {1 tag, 2 simple_value}}.
  package mutating func addScalar(_ tag: String, _ value: Double) {
    add(1) {
      $0.add(1, tag)
      $0.add(2, Float(value))
    }
  }

  /// How many of the values, all of them finite, lie in each of TensorFlow's buckets:
  /// {1 value: {1 tag, 5 histo: {1 min, 2 max, 3 num, 4 sum, 5 sum_squares, 6 bucket_limit*, 7 bucket*}}}.
  package mutating func addHistogram(_ tag: String, _ values: [Double]) {
    let limits = Histogram.limits
    var counts = [Double](repeating: 0, count: limits.count)
    var (least, greatest, sum, squares) = (Double.greatestFiniteMagnitude, 0.0, 0.0, 0.0)
    greatest = -least
    for value in values {
      // The first limit that is greater.
      var (low, high) = (0, limits.count)
      while low < high {
        let middle = (low + high) / 2
        if limits[middle] > value { high = middle } else { low = middle + 1 }
      }
      counts[min(low, counts.count - 1)] += 1
      least = min(least, value)
      greatest = max(greatest, value)
      sum += value
      squares += value * value
    }
    var kept: (limits: [Double], counts: [Double]) = ([], [])
    var place = 0
    while place < limits.count {
      var (end, count) = (limits[place], counts[place])
      place += 1
      // Empty buckets next to each other are one.
      if count <= 0 {
        while place < limits.count, counts[place] <= 0 {
          (end, count) = (limits[place], counts[place])
          place += 1
        }
      }
      kept.limits.append(end)
      kept.counts.append(count)
    }
    if values.isEmpty { kept = ([.greatestFiniteMagnitude], [0]) }
    add(1) { value in
      value.add(1, tag)
      value.add(5) { histogram in
        histogram.add(1, least)
        histogram.add(2, greatest)
        histogram.add(3, Double(values.count))
        histogram.add(4, sum)
        histogram.add(5, squares)
        histogram.add(6, packed: kept.limits)
        histogram.add(7, packed: kept.counts)
      }
    }
  }

  /// An image, as a PNG file: {1 value: {1 tag, 4 image: {1 height, 2 width, 3 colorspace,
  /// 4 encoded_image_string}}}.
  package mutating func addImage(
    _ tag: String, height: Int, width: Int, channels: Int, png: [UInt8]
  ) {
    add(1) {
      $0.add(1, tag)
      $0.add(4) {
        $0.add(1, height)
        $0.add(2, width)
        $0.add(3, channels)
        $0.add(4, bytes: png)
      }
    }
  }
}

private enum Histogram {
  /// Limits that grow by a tenth, on both sides of 0.
  static let limits: [Double] = {
    var positive: [Double] = []
    var limit = 1e-12
    while limit < 1e20 {
      positive.append(limit)
      limit *= 1.1
    }
    positive.append(.greatestFiniteMagnitude)
    return positive.reversed().map { -$0 } + [0] + positive
  }()
}
