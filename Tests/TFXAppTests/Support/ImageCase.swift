import TestSupport

/// A small file of an image, or of arrays, from `images.json`.
struct ImageCase: Decodable, Sendable {
  var name: String
  var path: String?
  var file: String

  var bytes: [UInt8] {
    let digits = Array(file)
    return stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(digits[$0..<$0 + 2]), radix: 16)!
    }
  }

  static let all: [ImageCase] = Fixture.cases("images")

  /// Writes files of an image into folders of classes, as `photos/dark/0.png`.
  static func write(_ path: String, _ folder: String, numbers: [String], to workshop: Workshop)
    throws
  {
    try workshop.makeDirectory(folder)
    guard let image = all.first(where: { $0.path == path }) else {
      preconditionFailure("images.json has no \(path)")
    }
    for number in numbers {
      _ = try workshop.directory.write("\(folder)/\(number).\(path.suffix(3))", image.bytes)
    }
  }
}
