import Foundation
import TFXCore

/// A tensor as the fixtures write it, see Tests/Fixtures/README.md.
struct FixtureTensor: Decodable, Sendable {
  let name: String?
  let shape: [Int]
  let values: [Double]
  let dtype: String?

  /// The tensor in a floating type, or in its own if it is of whole numbers.
  func tensor(_ floating: DType) -> Tensor {
    let double = Tensor(values, shape: Shape(shape))
    return double.converted(to: dtype.flatMap(DType.init(rawValue:)) ?? floating)
  }
}

/// An attribute's or argument's value.
enum FixtureValue: Decodable, Sendable {
  case bool(Bool)
  case number(Double)
  case numbers([Int])
  case text(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([Int].self) {
      self = .numbers(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }
}

extension [String: FixtureValue] {
  func bool(_ name: String, default value: Bool = false) -> Bool {
    if case .bool(let value)? = self[name] { value } else { value }
  }

  func number(_ name: String, default value: Double) -> Double {
    if case .number(let value)? = self[name] { value } else { value }
  }

  func numbers(_ name: String) -> [Int] {
    if case .numbers(let value)? = self[name] { value } else { [] }
  }

  func text(_ name: String) -> String {
    if case .text(let value)? = self[name] { value } else { "" }
  }

  /// Height and width of an attribute [1, height, width, 1].
  func pair(_ name: String) -> Pair {
    let all = numbers(name)
    return all.count > 2 ? Pair(all[1], all[2]) : Pair(0)
  }
}

/// A file of fixtures.
struct FixtureFile<Case: Decodable>: Decodable {
  let cases: [Case]

  /// Reads a file of Tests/Fixtures.
  static func read(_ name: String) throws -> [Case] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: tests.appending(path: "Fixtures/\(name)"))
    return try JSONDecoder().decode(FixtureFile<Case>.self, from: data).cases
  }
}

/// A case of ops.json.
struct OpFixture: Decodable, Sendable {
  let name: String
  let op: String
  let attributes: [String: FixtureValue]
  let inputs: [FixtureTensor]
  let outputs: [FixtureTensor]
  let cotangents: [FixtureTensor?]
  let gradients: [FixtureTensor?]
}

/// A case of optimizers.json.
struct OptimizerFixture: Decodable, Sendable {
  struct Step: Decodable, Sendable {
    let gradients: [FixtureTensor]
    let variables: [FixtureTensor]
  }

  let name: String
  let kind: String
  let arguments: [String: FixtureValue]
  let variables: [FixtureTensor]
  let steps: [Step]
}
