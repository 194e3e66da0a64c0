import TFXCore

/// The bucket of a number between boundaries: how many of them are not above it, as in TensorFlow's
/// `bucketized_column` and Keras's `Discretization`. Boundaries 0 and 10 make three buckets: below 0;
/// 0 to below 10; 10 and above.
struct BucketizeStep: ColumnStep {
  static let kind = "bucketize"
  static let mainField: String? = "boundaries"
  static let input = ColumnContent.numbers
  var output: ColumnContent { .buckets(boundaries.count + 1) }

  /// From small to large.
  var boundaries: [Double] = []

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("boundaries", &boundaries, "numbers between buckets, from small to large")
  }

  func problems() -> [FieldProblem] {
    if boundaries.isEmpty {
      return [FieldProblem("boundaries", "expected at least 1 boundary, found none")]
    }
    for (low, high) in zip(boundaries, boundaries.dropFirst()) where low >= high {
      return [
        FieldProblem(
          "boundaries",
          "boundaries must go from small to large, found \(Column.text(of: high)) behind "
            + Column.text(of: low))
      ]
    }
    return []
  }

  func bucketName(_ bucket: Int) -> String {
    if bucket == 0 { return "(-inf,\(Column.text(of: boundaries[0])))" }
    let start = "[\(Column.text(of: boundaries[bucket - 1])),"
    return bucket == boundaries.count
      ? start + "inf)" : start + "\(Column.text(of: boundaries[bucket])))"
  }

  /// Up to so many boundaries it is quicker to compare with each of them, eight numbers at a time.
  private static let fewBoundaries = 24

  var work: StepWork {
    let boundaries = boundaries
    if boundaries.count > BucketizeStep.fewBoundaries {
      return .numbers { values in
        for index in values.indices {
          values[index] = BucketizeStep.bucket(of: values[index], boundaries)
        }
        return nil
      }
    }
    return .numbers { values in
      let wide = values.count / 8 * 8
      for start in stride(from: 0, to: wide, by: 8) {
        let place = UnsafeMutableRawPointer(values.baseAddress! + start)
        let value = place.loadUnaligned(as: SIMD8<Double>.self)
        var bucket = SIMD8<Double>(repeating: 0)
        for boundary in boundaries {
          bucket += SIMD8(repeating: 0).replacing(with: 1, where: value .>= boundary)
        }
        bucket.replace(with: value, where: value .!= value)
        place.storeBytes(of: bucket, as: SIMD8<Double>.self)
      }
      for index in wide..<values.count {
        values[index] = BucketizeStep.bucket(of: values[index], boundaries)
      }
      return nil
    }
  }

  /// By bisection; not-a-number for not-a-number.
  private static func bucket(of value: Double, _ boundaries: [Double]) -> Double {
    if value.isNaN { return value }
    var low = 0
    var high = boundaries.count
    while low < high {
      let middle = (low + high) / 2
      if boundaries[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return Double(low)
  }
}
