import Foundation
import TFXCore
import Testing

/// A case of a file of Tests/Fixtures/tensorflow: what TensorFlow makes of inputs. The format is
/// described in golden.py there.
struct GoldenCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let op: String
  let attributes: [String: FixtureValue]
  let inputs: [GoldenTensor]
  let outputs: [GoldenTensor]
  /// The gradients for ``cotangent(of:)``, one an input; nil where the operation has none.
  let gradients: [GoldenTensor?]?

  var testDescription: String { name }

  /// The cases of all files.
  static let all: [GoldenCase] = {
    let folder = URL(filePath: #filePath).appending(path: "../../../Fixtures/tensorflow")
      .standardized
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter {
      $0.pathExtension == "json" && $0.lastPathComponent.hasPrefix("ops_")
    }.sorted { $0.path() < $1.path() }
      .flatMap { file in
        do {
          return try JSONDecoder().decode(
            FixtureFile<GoldenCase>.self, from: Data(contentsOf: file)
          )
          .cases
        } catch {
          fatalError("\(file.lastPathComponent): \(error)")
        }
      }
  }()

  /// 1, −2, 3, −1, 2, −3, repeated: what gradients are derived with.
  static func cotangent(of output: TensorSpec) -> Tensor {
    let values = (0..<output.shape.elementCount).map { [1.0, -2, 3, -1, 2, -3][$0 % 6] }
    return Tensor(values, shape: output.shape).converted(to: output.dtype)
  }
}

/// A tensor of a ``GoldenCase``.
struct GoldenTensor: Decodable, Sendable {
  let value: Tensor

  private enum CodingKeys: String, CodingKey {
    case dtype, shape, values
  }

  private struct Element: Decodable {
    var number = 0.0
    var text: String?
    var bytes: [UInt8] = []

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self.text = text
        bytes = Array(text.utf8)
        number = Double(text) ?? .nan
      } else if let value = try? container.decode(Bool.self) {
        number = value ? 1 : 0
      } else if let value = try? container.decode(Double.self) {
        number = value
      } else {
        let hex = Array(try container.decode([String: String].self)["hex", default: ""])
        bytes = stride(from: 0, to: hex.count, by: 2).map {
          UInt8(String(hex[$0..<$0 + 2]), radix: 16)!
        }
      }
    }

    var int64: Int64 { text.flatMap(Int64.init) ?? Int64(number) }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let shape = Shape(try container.decode([Int].self, forKey: .shape))
    let elements = try container.decode([Element].self, forKey: .values)
    let name = try container.decode(String.self, forKey: .dtype)
    switch DType(rawValue: name) {
    case .string: value = Tensor(elements.map { ByteString($0.bytes) }, shape: shape)
    case .int64: value = Tensor(elements.map(\.int64), shape: shape)
    case .qint8: value = Tensor(elements.map { QInt8(Int8($0.number)) }, shape: shape)
    case .quint8: value = Tensor(elements.map { QUInt8(UInt8($0.number)) }, shape: shape)
    case .complex64:
      let numbers = elements.map { Float($0.number) }
      let pairs = stride(from: 0, to: numbers.count, by: 2).map {
        Complex(numbers[$0], numbers[$0 + 1])
      }
      value = Tensor(pairs, shape: shape)
    case .resource, nil:
      throw DecodingError.dataCorruptedError(
        forKey: .dtype, in: container, debugDescription: "element type '\(name)'")
    case .some(let dtype): value = Tensor(elements.map(\.number), shape: shape).converted(to: dtype)
    }
  }
}

extension [String: FixtureValue] {
  /// An attribute that is a whole number.
  func integer(_ name: String, default value: Int = 0) -> Int {
    let number = number(name, default: Double(value))
    return Int(exactly: number.rounded()) ?? (number > 0 ? .max : .min)
  }

  /// An attribute that names an element type.
  func dtype(_ name: String, default value: DType) -> DType {
    DType(rawValue: text(name)) ?? value
  }
}
