/// A ``Configurable`` that is itself the value of a field, such as the `fit` section of a file.
/// An empty value means every field at its default.
public protocol Section: Configurable, FieldValue {
  /// What messages call it: `the fit section`.
  static var owner: String { get }
}

extension Section {
  public static var expectation: String { "the fields of \(owner) as 'key: value'" }

  /// Its fields, defined under what messages call it: `fit` for `the fit section`.
  public static var schema: ValueSchema {
    .fields(
      owner.split(separator: " ").filter { $0 != "the" && $0 != "section" }
        .joined(separator: "_"), Self.self)
  }

  public static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> Self? {
    read(node, under: nil, &diagnostics)
  }

  public static func read(
    _ node: ConfigNode, under keySpan: SourceSpan?, _ diagnostics: inout Diagnostics
  ) -> Self? {
    FieldReader.read(Self.self, from: node, owner: owner, at: keySpan, &diagnostics)
  }

  public func write() -> ConfigNode { FieldWriter.write(self) }
}
