import TFXCore
import TFXModel
import TestSupport
import Testing

/// Every argument of every layer, initializer and regularizer: a value outside of its limits, or of
/// another kind, is an error at its place that says what it must be.
@Suite struct ArgumentTests {
  /// An argument of a type that a file can name.
  struct Argument: Sendable, CustomTestStringConvertible {
    let catalog: Catalog
    let kind: String
    let field: FieldReference

    var testDescription: String { "\(kind).\(field.name)" }

    static let all: [Argument] =
      [layerCatalog, initializerCatalog, regularizerCatalog].flatMap { catalog in
        catalog.types.flatMap { type in
          FieldReference.fields(of: type).map {
            Argument(catalog: catalog, kind: type.kind, field: $0)
          }
        }
      }

    /// What reading the argument with a value reports, where it stands.
    func messages(_ value: ConfigNode) -> [String] {
      let place = SourceSpan(file: "model.yaml", line: 4, column: 17)
      var value = value
      value.span = place
      let fields = ConfigNode(.mapping([ConfigNode.Entry(field.name, value)]))
      let node = ConfigNode(.mapping([ConfigNode.Entry(kind, fields)]))
      var diagnostics = Diagnostics()
      if catalog.noun == "layer" {
        _ = LayerEntry.read(node, &diagnostics)
      } else {
        _ = catalog.read(node, &diagnostics)
      }
      return diagnostics.all.filter { $0.span == place }.map(\.message)
    }
  }

  /// Values that break rules which no number alone breaks.
  private static let others = [
    "at least 1, or -1": "0",
    "false: a shard of a batch has its own": "true",
    "extents of at least 1, of which one may be -1": "[0]",
    "the numbers from 1 on in some order, such as [2, 1]": "[1, 3]",
    "one axis or more": "[]",
    "axes from 1 on": "[0]",
    "one of one_hot, multi_hot, count": "int",
    "one whole number or more, each once and within 32 bits": "[2, 2]",
    "one number or more, each above the one before": "[2, 1]",
    "one number or more": "[]",
    "an equation such as ab,bc->ac, ...ab,bc->...ac or ab...,bc->ac...": "\"ab,bc\"",
    "one extent or more, each at least 1 or null": "0",
    "nearest or bilinear": "bicubic",
    "false, as nothing behind the layer could take the state": "true",
    "false, as samples are shuffled, so that no batch continues another": "true",
    "a list of branches": "[]",
    "a list of one layer or more": "[]",
    "another axis than the batch, 0": "0",
  ]

  /// A value that the rule of some words forbids; nil if the words are not known here.
  private static func outside(_ limits: String) -> ConfigNode? {
    if let other = others[limits] {
      if other.hasPrefix("\"") {
        return ConfigNode(.scalar(String(other.dropFirst().dropLast()), isQuoted: true))
      }
      return try? node(other)
    }
    if limits.hasPrefix("lists of values "), let one = outside(String(limits.dropFirst(16))) {
      return ConfigNode(.sequence([one]))
    }
    let words = limits.split(separator: " ").map(String.init)
    let numbers = words.compactMap(Double.init)
    switch (words.first, words.last.flatMap(Double.init)) {
    case ("more", let last?): return .plain("\(Int(last))")
    case ("at", _): return numbers.first.map { .plain("\(Int($0) - 1)") }
    case ("from", let last?): return .plain("\(Int(last) + 1)")
    default: return nil
    }
  }

  @Test(arguments: Argument.all.filter { $0.field.limits != nil })
  func outsideOfItsLimits(_ argument: Argument) throws {
    let limits = try #require(argument.field.limits)
    let value = try #require(
      ArgumentTests.outside(limits), "add a value that breaks '\(limits)' to this test")
    let message = "'\(argument.field.name)' must be \(limits), found \(value.found)"
    #expect(argument.messages(value) == [message])
  }

  /// What is a text anyway is not of another kind, and a layer or another named thing is asked for
  /// by its name.
  @Test(arguments: Argument.all.filter { $0.field.expectation != "a text" })
  func ofAnotherKind(_ argument: Argument) {
    let value = ConfigNode(.scalar("some text!", isQuoted: true))
    let messages = argument.messages(value)
    #expect(messages.count == 1)
    let starts = ["expected \(argument.field.expectation), found", "unknown ", "expected "]
    #expect(starts.contains { messages.first?.hasPrefix($0) ?? false }, "\(messages)")
  }
}
