import TFXCore
public import TFXGraph

/// An operation that puts strings into buckets: y[i] = hash(x[i]) mod num_buckets.
/// x: string [d…] → y: int64 [d…].
protocol HashBucketOp: StringMapOp where Mapped == Int64 {
  var numBuckets: Int { get set }
  func hash(_ bytes: [UInt8]) -> UInt64
}

extension HashBucketOp {
  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_buckets", &numBuckets, "how many buckets")
  }

  func check() throws(ShapeError) {
    if numBuckets < 1 {
      throw ShapeError("num_buckets", expected: "1 or more", found: "\(numBuckets)")
    }
  }

  func map(_ text: ByteString) -> Int64 { Int64(hash(text.bytes) % UInt64(numBuckets)) }
}

/// y = the bucket by MurmurHash64A.   x: string [d…] → y: int64 [d…].   No gradient.
struct StringToHashBucket: HashBucketOp {
  var numBuckets = 1

  func hash(_ bytes: [UInt8]) -> UInt64 { MurmurHash.hash64(bytes) }
}

/// y = the bucket by FarmHash's Fingerprint64.   x: string [d…] → y: int64 [d…].   No gradient.
struct StringToHashBucketFast: HashBucketOp {
  var numBuckets = 1

  func hash(_ bytes: [UInt8]) -> UInt64 { FarmHash.fingerprint64(bytes) }
}

/// y = the bucket by SipHash under a key.   x: string [d…] → y: int64 [d…].   No gradient.
struct StringToHashBucketStrong: HashBucketOp {
  var numBuckets = 1
  /// Two numbers, whose bits are the key.
  var key = [0, 0]

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("num_buckets", &numBuckets, "how many buckets")
    f.numbers("key", &key, "two numbers that nobody else knows")
  }

  func check() throws(ShapeError) {
    if key.count != 2 { throw ShapeError("key", expected: "2 numbers", found: "\(key)") }
    if numBuckets < 1 {
      throw ShapeError("num_buckets", expected: "1 or more", found: "\(numBuckets)")
    }
  }

  func hash(_ bytes: [UInt8]) -> UInt64 {
    SipHash.hash64(
      bytes, key: (UInt64(bitPattern: Int64(key[0])), UInt64(bitPattern: Int64(key[1]))))
  }
}

extension Graph {
  /// The bucket, `0..<buckets`, of each string, by TensorFlow's first hash.
  ///
  /// - Returns: `int64` in the shape of `input`: TensorFlow's numbers.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the input is of strings and there is a
  ///   bucket.
  public func stringToHashBucket(
    _ input: Output, buckets: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StringToHashBucket(numBuckets: buckets), [input], name: name).output(0)
  }

  /// The bucket, `0..<buckets`, of each string, by FarmHash's Fingerprint64: what TensorFlow's
  /// feature columns use.
  ///
  /// - Returns: `int64` in the shape of `input`: TensorFlow's numbers.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the input is of strings and there is a
  ///   bucket.
  public func stringToHashBucketFast(
    _ input: Output, buckets: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StringToHashBucketFast(numBuckets: buckets), [input], name: name).output(0)
  }

  /// The bucket, `0..<buckets`, of each string, by SipHash under a secret key, so that nobody can
  /// choose strings that fall into one bucket.
  ///
  /// - Parameters:
  ///   - input: Strings.
  ///   - buckets: How many.
  ///   - key: Two numbers of 64 bits.
  ///   - name: The operation's name.
  /// - Returns: `int64` in the shape of `input`: TensorFlow's numbers.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the input is of strings, there is a bucket
  ///   and the key has two numbers.
  public func stringToHashBucketStrong(
    _ input: Output, buckets: Int, key: [Int], name: String? = nil
  ) throws(GraphError) -> Output {
    try add(StringToHashBucketStrong(numBuckets: buckets, key: key), [input], name: name).output(0)
  }
}
