import TFXCore

/// The columns of a CSV file whose values are kept as they are written, even if all are numbers.
public struct TextColumns: Hashable, Sendable, ExpressibleByArrayLiteral {
  private var names: Set<ExactText>
  /// The column that names the rows. None of its values is missing: `NA` is a name like any other.
  private let id: ExactText?

  /// Features whose options say whether they are read as texts, by patterns too.
  private var features: FeatureList?

  /// Columns of texts, and the one that names the rows.
  public init(_ names: some Sequence<String>, id: String? = nil) {
    self.init(names, id: id, features: nil)
  }

  /// The same with features whose options say whether they are read as texts.
  init(_ names: some Sequence<String>, id: String? = nil, features: FeatureList?) {
    // A look at a set is quicker than one at each of thousands of features.
    self.features = features?.hasPatterns == true ? features : nil
    self.names = Set(names.map { ExactText($0) })
    self.id = id.map { ExactText($0) }
  }

  public init(arrayLiteral names: String...) { self.init(names) }

  /// Whether values of a column are kept as they are written.
  func contains(_ name: String) -> Bool {
    isID(name) || names.contains(ExactText(name))
      || features?.options(of: name)?.readsText == true
  }

  /// Whether a column names the rows.
  func isID(_ name: String) -> Bool { id?.text.isWritten(name) ?? false }

  /// Adds columns of texts.
  mutating func add(_ names: some Sequence<String>) {
    self.names.formUnion(names.map { ExactText($0) })
  }
}
