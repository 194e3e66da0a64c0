/// What a file may have in the place of a value, as far as a schema can say it: what editors complete
/// and check by, and what `--set` completes. What it leaves open, such as combinations of fields, only
/// the reading of a file decides.
public struct ValueSchema: Sendable {
  package indirect enum Form: Sendable {
    /// Nothing is said.
    case any
    case null
    case boolean
    case integer(ValueBounds)
    case number(ValueBounds)
    /// A text, which a plain number or truth value is too.
    case text(ValueBounds)
    /// One of some words.
    case words([String])
    /// Values of one kind, as many as the range says.
    case list(ValueSchema, count: ClosedRange<Int>)
    /// A mapping from names of the user's choice.
    case names(ValueSchema)
    case either([ValueSchema])
    /// A mapping of known fields.
    case fields(FieldGroup)
    /// `Name`, or `Name: {fields}`.
    case catalog(CatalogGroup)
  }

  package let form: Form

  package init(_ form: Form) { self.form = form }

  /// Anything.
  public static let any = ValueSchema(.any)
}

extension ValueSchema {
  package static let null = ValueSchema(.null)
  package static let boolean = ValueSchema(.boolean)
  package static let integer = ValueSchema(.integer(.int32))
  package static let number = ValueSchema(.number(ValueBounds()))
  package static let text = ValueSchema(.text(ValueBounds()))

  /// A text that matches a regular expression of JavaScript's syntax.
  package static func text(_ pattern: String) -> ValueSchema {
    ValueSchema(.text(ValueBounds(pattern: pattern)))
  }

  package static func words(_ words: [String]) -> ValueSchema { ValueSchema(.words(words)) }

  package static func list(
    _ item: ValueSchema, count: ClosedRange<Int> = 0...Int.max
  ) -> ValueSchema {
    ValueSchema(.list(item, count: count))
  }

  package static func names(_ value: ValueSchema) -> ValueSchema { ValueSchema(.names(value)) }

  package static func either(_ all: ValueSchema...) -> ValueSchema { ValueSchema(.either(all)) }

  /// One value, or a list of them.
  package static func oneOrList(
    _ item: ValueSchema, count: ClosedRange<Int> = 0...Int.max
  ) -> ValueSchema {
    .either(item, .list(item, count: count))
  }

  /// The fields of a type, under the name of a definition.
  package static func fields<Value: Configurable>(
    _ name: String, _ type: Value.Type
  ) -> ValueSchema {
    ValueSchema(.fields(FieldGroup(name) { FieldReference.fields(of: Value.self) }))
  }

  /// The same with the limits of a field.
  package func limited(by bounds: ValueBounds) -> ValueSchema {
    switch form {
    case .integer(let own): return ValueSchema(.integer(own.and(bounds)))
    case .number(let own): return ValueSchema(.number(own.and(bounds)))
    case .text(let own): return ValueSchema(.text(own.and(bounds)))
    case .words(let words): return .words(words.filter { bounds.words?.contains($0) ?? true })
    case .list(let item, let count):
      let least = bounds.isNotEmpty ? max(1, count.lowerBound) : count.lowerBound
      var ofItems = bounds
      ofItems.isNotEmpty = false
      return .list(item.limited(by: ofItems), count: least...count.upperBound)
    case .names(let value): return .names(value.limited(by: bounds))
    case .either(let all): return ValueSchema(.either(all.map { $0.limited(by: bounds) }))
    case .any, .null, .boolean, .fields, .catalog: return self
    }
  }

  /// What of it can stand in the place of a mapping and be told from it: values and lists; nil if nothing can.
  package var withoutNames: ValueSchema? {
    let plain = alternatives.filter { one in
      switch one.form {
      case .boolean, .integer, .number, .text, .words, .list: true
      case .any, .null, .names, .either, .fields, .catalog: false
      }
    }
    if plain.isEmpty { return nil }
    return plain.count == 1 ? plain[0] : ValueSchema(.either(plain))
  }

  /// Whether a list is one of the alternatives.
  package var takesLists: Bool {
    alternatives.contains { if case .list = $0.form { true } else { false } }
  }

  /// The alternatives, one by one.
  package var alternatives: [ValueSchema] {
    if case .either(let all) = form { all.flatMap(\.alternatives) } else { [self] }
  }
}

/// Bounds of numbers and texts, as far as a rule has such.
package struct ValueBounds: Sendable, Hashable {
  /// The least number.
  package var minimum: Double?
  /// All numbers are larger.
  package var above: Double?
  /// The largest number.
  package var maximum: Double?
  /// All numbers are smaller.
  package var below: Double?
  /// What texts match, in JavaScript's syntax.
  package var pattern: String?
  /// Whether a text or list has something in it.
  package var isNotEmpty = false
  /// Those of the words that may stand here; nil for all.
  package var words: [String]?

  package init(
    minimum: Double? = nil, above: Double? = nil, maximum: Double? = nil, below: Double? = nil,
    pattern: String? = nil, isNotEmpty: Bool = false, words: [String]? = nil
  ) {
    self.minimum = minimum
    self.above = above
    self.maximum = maximum
    self.below = below
    self.pattern = pattern
    self.isNotEmpty = isNotEmpty
    self.words = words
  }

  /// Those that any whole number of a file has.
  static let int32 = ValueBounds(maximum: Double(Int32.max))

  /// Both together; where both say one thing, `other` counts.
  func and(_ other: ValueBounds) -> ValueBounds {
    ValueBounds(
      minimum: other.minimum ?? minimum, above: other.above ?? above,
      maximum: other.maximum ?? maximum, below: other.below ?? below,
      pattern: other.pattern ?? pattern, isNotEmpty: other.isNotEmpty || isNotEmpty,
      words: other.words ?? words)
  }
}

/// The fields of a mapping, which are listed when they are asked for: they may hold mappings of their
/// own kind.
package struct FieldGroup: Sendable {
  /// Names it among the definitions of a schema.
  package let name: String
  private let list: @Sendable () -> [FieldReference]

  package init(_ name: String, _ list: @escaping @Sendable () -> [FieldReference]) {
    self.name = name
    self.list = list
  }

  package var fields: [FieldReference] { list() }
}

/// The types of a catalogue, as they may stand in a file.
package struct CatalogGroup: Sendable {
  /// One type.
  package struct Entry: Sendable {
    package let type: any NamedConfigurable.Type
    /// The fields that a file may give it, those that all types of the catalogue have among them.
    package let group: FieldGroup
    /// The fields that a file may give without their names, in order.
    package var shorthand: [String] = []

    /// Its name, and those that mean the same.
    package var names: [String] { [type.kind] + type.aliases }

    /// Whether its name alone says all that is needed.
    package var standsAlone: Bool { !group.fields.contains { $0.isRequired } }
  }

  /// What an entry is: `layer`.
  package let noun: String
  private let list: @Sendable () -> [Entry]

  package init(_ noun: String, _ list: @escaping @Sendable () -> [Entry]) {
    self.noun = noun
    self.list = list
  }

  package var entries: [Entry] { list() }
}

extension Catalog {
  /// The fields of a type, by a type of its own that has more than those.
  package typealias FieldLister = @Sendable (any NamedConfigurable.Type) -> [FieldReference]

  /// What a file may have where one of the types stands.
  ///
  /// - Parameters:
  ///   - fields: The fields that a file may give a type, if not its own alone.
  ///   - shorthand: Those that it may give without their names, in order; the first, if nothing else is said
  ///     and the catalogue allows it.
  package func schema(
    fields: @escaping FieldLister = { FieldReference.fields(of: $0) },
    shorthand: (@Sendable (any NamedConfigurable.Type) -> [String])? = nil
  ) -> ValueSchema {
    ValueSchema(
      .catalog(
        CatalogGroup(noun) {
          types.map { type in
            CatalogGroup.Entry(
              type: type, group: FieldGroup("\(noun).\(type.kind)") { fields(type) },
              shorthand: shorthand?(type) ?? firstField(of: type).map { [$0.name] } ?? [])
          }
        }))
  }
}
