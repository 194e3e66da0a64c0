import TFXCore
import TFXGraph
import TFXOps

/// Attributes of golden cases with one of them wrong.
enum AttributeMutation {
  /// Everything that is tried with the attributes of a case.
  static func all(
    of attributes: [String: FixtureValue]
  ) -> [(name: String, attributes: [String: FixtureValue])] {
    // The other two are the cases' own, about their inputs.
    attributes.keys.filter { $0 != "known" && $0 != "fixed" }.sorted().flatMap { key in
      changes(of: attributes[key]!).map { name, value in
        ("\(key) \(name)", attributes.merging([key: value]) { $1 })
      }
    }
  }

  /// One case of each operation and each set of attributes that are given.
  static let cases: [GoldenCase] = {
    var seen: Set<String> = []
    return GoldenCase.all.filter { test in
      seen.insert("\(test.op) \(test.attributes.keys.sorted())").inserted
    }
  }()

  private static let wholeNumbers = [
    0, -1, -2, 3, 100, -100, 1 << 31, 1 << 40, 1 << 62, -(1 << 62), Int.max, Int.min,
  ]

  private static func changes(of value: FixtureValue) -> [(String, FixtureValue)] {
    switch value {
    case .bool(let value): return [("\(!value)", .bool(!value))]
    // Names are those of Swift's enumerations, of which there are no wrong ones.
    case .text: return []
    case .number:
      return (wholeNumbers.map(Double.init) + [0.5, -0.5, 1e300, -1e300, .nan, .infinity]).map {
        ("\($0)", .number($0))
      }
    case .numbers(let list):
      var changes: [[Int]] = [[], list + [1], list + [0], Array(list.dropLast()), list + list]
      for place in list.indices {
        for number in wholeNumbers {
          var changed = list
          changed[place] = number
          changes.append(changed)
        }
      }
      changes += [Int.max, Int.min, 1 << 40].map { number in list.map { _ in number } }
      return changes.map { ("\($0)", .numbers($0)) }
    }
  }
}

extension Attempt {
  /// As ``complaint(_:_:_:)`` for a golden case with other attributes.
  static func complaint(
    _ test: GoldenCase, _ attributes: [String: FixtureValue], _ knowledge: Knowledge
  ) -> String? {
    guard let build = GoldenTests.builders[test.op] else { return "no builder" }
    return complaint { graph in
      let known = Set(test.attributes.numbers("known"))
      var feeds: [Output: Tensor] = [:]
      let inputs = try test.inputs.enumerated().map { index, input in
        if knowledge == .constants { return try graph.constant(input.value) }
        let shape = input.value.shape
        let unknown = Shape(shape.dimensions.map { _ in Shape.unknown })
        let placeholder = try graph.placeholder(
          input.value.dtype, shape: known.contains(index) ? shape : unknown)
        feeds[placeholder] = input.value
        return placeholder
      }
      return (inputs, try build(graph, inputs, attributes), feeds, [])
    }
  }
}
