/// How a bucket becomes features: the number that `bucketize` or `hash_bucket` gave.
package struct BucketEncoding: Codable, Hashable, Sendable {
  /// The fill for a missing value.
  enum Fill: Codable, Hashable {
    /// Nothing: it is an error.
    case error
    /// Zero; an error as an index. The training part had no missing value, or it is embedded.
    case unknown
    /// This bucket; one behind all others if the training part had missing values.
    case bucket(number: Int)
  }

  /// Which numbers stand for a bucket.
  let encoding: FeatureOptions.Encoding
  /// The number of buckets.
  let count: Int
  /// The fill for a missing value.
  let fill: Fill

  /// The number of features.
  var width: Int { encoding == .oneHot ? count + (hasMissingBucket ? 1 : 0) : 1 }

  /// Whether missing values have a bucket of their own.
  var hasMissingBucket: Bool { fill == .bucket(number: count) }

  /// Whether every value is one that fitting can give.
  var isSound: Bool {
    if case .bucket(let bucket) = fill, !(0...count).contains(bucket) { return false }
    if encoding == .embedding, hasMissingBucket { return false }
    return count > 0
  }

  /// The names of the features of the column `name`: `age=[18,30)`.
  func featureNames(_ name: String, _ transform: ColumnTransform) -> [String] {
    if encoding != .oneHot { return [name] }
    return (0..<count).map { "\(name)=\(transform.bucketName($0))" }
      + (hasMissingBucket ? ["\(name)=(missing)"] : [])
  }

  /// Writes the features of `rows` to `output` and on, `stride` apart. They are zero before.
  func encode(
    _ table: Table, _ column: Column, rows: ArraySlice<Int>,
    into output: UnsafeMutablePointer<Float>, stride: Int, _ drift: inout ColumnDrift
  ) throws(DataError) {
    guard case .numbers(let buckets) = column.values else {
      preconditionFailure("buckets of '\(column.name)' that are texts")
    }
    var place = output
    for row in rows {
      let bucket = buckets[row]
      if bucket.isNaN { drift.missing += 1 }
      if !bucket.isNaN {
        set(Int(bucket), place)
      } else if case .bucket(let bucket) = fill {
        set(bucket, place)
      } else if fill == .error || encoding == .index {
        throw table.error(
          .missingValue(fill == .error ? .categories : .knownCategories), row: row, in: column)
      }
      place += stride
    }
  }

  @inline(__always)
  private func set(_ bucket: Int, _ place: UnsafeMutablePointer<Float>) {
    switch encoding {
    case .oneHot: place[bucket] = 1
    case .embedding: place.pointee = Float(bucket + 1)
    default: place.pointee = Float(bucket)
    }
  }
}

/// Fits a ``BucketEncoding``, block by block.
struct BucketFitter {
  private let options: FeatureOptions
  private let count: Int
  private var frequencies: [Int: Int] = [:]
  private var hasValue = false
  private var firstMissing: DataError?

  /// - Parameter count: The number of buckets.
  init(_ options: FeatureOptions, count: Int) {
    self.options = options
    self.count = count
  }

  /// Adds the buckets of `rows`.
  mutating func add(_ table: Table, _ column: Column, rows: [Int]) {
    guard case .numbers(let buckets) = column.values else {
      preconditionFailure("buckets of '\(column.name)' that are texts")
    }
    for row in rows {
      let bucket = buckets[row]
      if bucket.isNaN {
        firstMissing = firstMissing ?? table.error(.missingValue(.categories), row: row, in: column)
      } else {
        hasValue = true
        if options.missing == .mostFrequent { frequencies[Int(bucket), default: 0] += 1 }
      }
    }
  }

  /// The encoding; `header` is the place of the column's name.
  func finish(_ header: DataError) throws(DataError) -> BucketEncoding {
    let missing = options.missing ?? .category
    if missing == .error, let firstMissing { throw firstMissing }
    if !hasValue { throw header.with(.noValues) }
    let fill: BucketEncoding.Fill =
      switch missing {
      case .category where firstMissing == nil || options.encode == .embedding: .unknown
      case .category: .bucket(number: count)
      case .mostFrequent: .bucket(number: mostFrequent)
      default: .error
      }
    return BucketEncoding(encoding: options.encode ?? .oneHot, count: count, fill: fill)
  }

  /// The first in order among equals, so that the choice does not depend on hashing.
  private var mostFrequent: Int {
    frequencies.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
  }
}
