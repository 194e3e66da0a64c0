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
  private var counts: [DataPart: Int] = [:]
  private var hash = XXH64()

  /// The rows of a part, and of all that there were.
  func count(of part: DataPart) -> Int { counts[part] ?? 0 }
  private(set) var count = 0

  /// Goes on with `count` rows, of which each part has those given.
  mutating func add(_ rows: [DataPart: [Int]], count: Int) {
    self.count += count
    var codes = [UInt8](repeating: 3, count: count)
    for (code, part) in [DataPart.train, .validation, .test].enumerated() {
      let rows = rows[part] ?? []
      counts[part, default: 0] += rows.count
      for row in rows { codes[row] = UInt8(code) }
    }
    hash.add(codes)
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
    var digest = SplitDigest()
    digest.add([.train: train, .validation: validation, .test: test], count: count)
    return digest.fingerprint
  }
}
