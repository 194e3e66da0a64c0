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

  /// All rows that there were.
  private(set) var count = 0

  /// The rows of a part.
  func count(of part: DataPart) -> Int { counts[part] ?? 0 }

  /// Goes on with rows of the given parts; nil for one that is in none.
  mutating func add(_ parts: [DataPart?]) {
    count += parts.count
    hash.add(
      parts.map { part in
        guard let part else { return 3 }
        counts[part, default: 0] += 1
        switch part {
        case .train: return 0
        case .validation: return 1
        case .test: return 2
        }
      })
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
    var parts = [DataPart?](repeating: nil, count: count)
    for (part, rows) in [(DataPart.train, train), (.validation, validation), (.test, test)] {
      for row in rows { parts[row] = part }
    }
    var digest = SplitDigest()
    digest.add(parts)
    return digest.fingerprint
  }
}
