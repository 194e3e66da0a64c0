import TFXCore

/// What tells whether rows are divided into parts as they were.
public struct SplitFingerprint: Codable, Hashable, Sendable {
  /// The rows of each part that the training file is divided into.
  public let train: Int
  public let validation: Int
  public let test: Int
  /// XXH64 of a byte a row in the order of the file: 0 if it is trained on, 1 if it is validated with,
  /// 2 if it is tested with, 3 if it is in no part.
  public let hash: String
}

/// Goes through rows in the order of their file, to know again how they were divided.
struct SplitDigest {
  /// The rows trained on, validated with, tested with, and in no part.
  private var counts = [0, 0, 0, 0]
  private var hash = XXH64()

  /// All rows that there were.
  var count: Int { counts.reduce(0, +) }

  /// The rows of a part.
  func count(of part: DataPart) -> Int { counts[Int(SplitDigest.byte(part))] }

  /// Goes on with rows of the given parts; nil for one that is in none.
  mutating func add(_ parts: [DataPart?]) { add(parts.map(SplitDigest.byte)) }

  /// Goes on with rows of which each is the byte of its part.
  fileprivate mutating func add(_ bytes: [UInt8]) {
    for byte in bytes { counts[Int(byte)] += 1 }
    hash.add(bytes)
  }

  fileprivate static func byte(_ part: DataPart?) -> UInt8 {
    switch part {
    case .train: 0
    case .validation: 1
    case .test: 2
    case nil: 3
    }
  }

  /// The fingerprint of all rows.
  var fingerprint: SplitFingerprint {
    SplitFingerprint(
      train: count(of: .train), validation: count(of: .validation), test: count(of: .test),
      hash: hash.text)
  }
}

extension PartRows {
  /// What tells whether `count` rows are divided so again.
  func fingerprint(count: Int) -> SplitFingerprint {
    var bytes = [UInt8](repeating: SplitDigest.byte(nil), count: count)
    for (part, rows) in [(DataPart.train, train), (.validation, validation), (.test, test)] {
      let byte = SplitDigest.byte(part)
      for row in rows { bytes[row] = byte }
    }
    var digest = SplitDigest()
    digest.add(bytes)
    return digest.fingerprint
  }
}
