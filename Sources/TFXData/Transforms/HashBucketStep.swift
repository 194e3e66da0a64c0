import TFXCore

/// The bucket of a text by its hash: TensorFlow's own numbers, those of
/// `tf.strings.to_hash_bucket_fast` (FarmHash), or with a key of `to_hash_bucket_strong` (SipHash).
///
/// Values are hashed as they are written: `7` and `7.0` are two texts.
struct HashBucketStep: ColumnStep {
  static let kind = "hash_bucket"
  static let mainField: String? = "num_buckets"
  static let input = ColumnContent.text
  var output: ColumnContent { .buckets(numBuckets) }

  /// How many buckets there are.
  var numBuckets = 0
  /// Two numbers that decide the hash; nobody who does not know them can fill one bucket on purpose.
  var key: [UInt64]?

  mutating func fields(_ f: inout some FieldVisitor) {
    // Float has all whole numbers up to this.
    f.required("num_buckets", &numBuckets, in: .from(1, to: 1 << 24), "number of buckets")
    f.optional(
      "key", &key, "two numbers, for a hash that nobody can steer who does not know them")
  }

  func problems() -> [FieldProblem] {
    guard let key, key.count != 2 else { return [] }
    return [FieldProblem("key", "expected 2 numbers, found \(key.count)", help: "write [1, 2]")]
  }

  var work: StepWork {
    let count = UInt64(numBuckets)
    guard let key else {
      return .number { WrittenNumber(Double(FarmHash.fingerprint64($0) % count)) }
    }
    let words = (key[0], key[1])
    return .number { WrittenNumber(Double(SipHash.hash64($0, key: words) % count)) }
  }
}
