import Foundation
package import TFXCore

/// A file of cases in `Tests/Fixtures`, made by the script of its name there.
package struct Fixture<Case: Decodable & Sendable>: Decodable, Sendable {
  package let cases: [Case]

  /// The cases of `Tests/Fixtures/NAME.json`. Traps if they cannot be read: it is part of the
  /// repository.
  package static func cases(_ name: String) -> [Case] {
    do {
      let data = try Data(contentsOf: URL(filePath: Repository.fixture(name + ".json")))
      return try JSONDecoder().decode(Fixture.self, from: data).cases
    } catch {
      preconditionFailure("\(name).json: \(error)")
    }
  }

  /// The cases of all files whose names begin with `name`, in the order of the names.
  package static func allCases(_ name: String) -> [Case] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: Repository.fixture(""))) ?? []
    let names = files.filter { $0.hasPrefix(name) && $0.hasSuffix(".json") }.sorted()
    return names.flatMap { cases(String($0.dropLast(5))) }
  }
}

/// A tensor as the fixtures have it.
package struct FixtureTensor: Decodable, Sendable {
  package let name: String?
  package let shape: [Int]
  package let values: [Double]
  package let dtype: String?

  /// The tensor, floating ones in the given type, whole numbers in their own.
  package func tensor(_ floating: DType) -> Tensor {
    let own = dtype.flatMap { DType(rawValue: $0) }
    return Tensor(values, shape: Shape(shape)).converted(to: own ?? floating)
  }
}

/// Keras's keyword arguments of a case, as a configuration would have them.
package struct Arguments: Decodable, Sendable {
  /// The arguments as a mapping.
  package let node: ConfigNode

  package init(from decoder: any Decoder) throws {
    node = try Arguments.node(decoder)
  }

  /// The names of the arguments, in order.
  package var names: [String] {
    guard case .mapping(let entries) = node.content else { return [] }
    return entries.map(\.key)
  }

  /// The same without one of them.
  package func without(_ name: String) -> ConfigNode {
    guard case .mapping(let entries) = node.content else { return node }
    return ConfigNode(.mapping(entries.filter { $0.key != name }))
  }

  private static func node(_ decoder: any Decoder) throws -> ConfigNode {
    if let keyed = try? decoder.container(keyedBy: Key.self) {
      let keys = keyed.allKeys.sorted { $0.stringValue < $1.stringValue }
      return ConfigNode(
        .mapping(
          try keys.map {
            ConfigNode.Entry($0.stringValue, try node(try keyed.superDecoder(forKey: $0)))
          }))
    }
    if var list = try? decoder.unkeyedContainer() {
      var items: [ConfigNode] = []
      while !list.isAtEnd { items.append(try node(try list.superDecoder())) }
      return ConfigNode(.sequence(items))
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() { return ConfigNode(.null) }
    if let bool = try? value.decode(Bool.self) { return bool.write() }
    if let whole = try? value.decode(Int.self) { return whole.write() }
    if let number = try? value.decode(Double.self) { return number.write() }
    return .plain(try value.decode(String.self))
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

/// Where the repository's files are.
package enum Repository {
  /// The path of a file in `Tests/Fixtures`.
  package static func fixture(_ name: String) -> String { path("Tests/Fixtures/\(name)") }

  /// The path of one of the data sets.
  package static func dataset(_ name: String) -> String { path("datasets/\(name)") }

  private static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: name).path
  }
}
