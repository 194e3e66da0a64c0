import TFXCore

/// The options that one file has of its own; for all others those of the `data` section count.
public struct CSVOverride: Hashable, Sendable {
  private var options: CSVOptions
  private var given: Set<String>

  /// No options.
  public init() {
    options = CSVOptions()
    given = []
  }

  /// All options, so that no others count.
  init(all options: CSVOptions) {
    self.options = options
    given = Set(CSVOverride.names)
  }

  /// The options with the given keys, as a file has them.
  init(_ options: CSVOptions, keys: some Sequence<String>) {
    self.options = options
    given = Set(CSVOverride.names).intersection(keys)
  }

  /// The keys that a file may have.
  static let names = FieldReference.fields(of: CSVOptions.self).map(\.name)

  /// Whether it says nothing.
  var isEmpty: Bool { given.isEmpty }

  /// All options of the file, if `base` are those of the section.
  func applied(to base: CSVOptions) -> CSVOptions {
    var result = base
    var (source, target) = (options, Copier(names: given))
    source.fields(&target)
    target.isReading = false
    result.fields(&target)
    return result
  }

  /// The keys of options that are not at their defaults.
  static func changed(_ options: CSVOptions) -> [String] {
    guard case .mapping(let entries) = FieldWriter.write(options).content,
      case .mapping(let usual) = FieldWriter.write(CSVOptions()).content
    else { return [] }
    return zip(entries, usual).filter { !$0.value.isSame(as: $1.value) }.map(\.0.key)
  }

  /// The keys with their values.
  var entries: [ConfigNode.Entry] {
    guard case .mapping(let entries) = FieldWriter.write(options).content else { return [] }
    return entries.filter { given.contains($0.key) }
  }

  /// Takes fields from one value, and puts them into another.
  private struct Copier: FieldVisitor {
    let names: Set<String>
    var isReading = true
    private var values: [String: any FieldValue] = [:]

    init(names: Set<String>) { self.names = names }

    mutating func visit<Value: FieldValue>(_ field: Field<Value>, _ value: inout Value) {
      guard names.contains(field.name) else { return }
      if isReading {
        values[field.name] = value
      } else if let found = values[field.name] as? Value {
        value = found
      }
    }
  }
}
