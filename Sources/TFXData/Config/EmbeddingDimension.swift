public import TFXCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The length of the vectors that stand for a column's categories.
public enum EmbeddingDimension: FieldValue, Hashable {
  /// By the number of categories.
  case auto
  /// So many numbers.
  case numbers(Int)

  /// Longer vectors are a mistake.
  static let limit = 65_536

  public static var expectation: String { "a whole number or auto" }

  public static var schema: ValueSchema { .either(.integer, .words(["auto"])) }

  /// Reads a number or `auto`.
  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> EmbeddingDimension? {
    if case .scalar("auto", _) = node.content { return .auto }
    var findings = Diagnostics()
    guard let number = Int.read(node, &findings) else {
      return mismatch(node, &diagnostics, help: findings.all.first?.help)
    }
    return .numbers(number)
  }

  public func write() -> ConfigNode {
    switch self {
    case .auto: .plain("auto")
    case .numbers(let number): number.write()
    }
  }

  /// The values that a configuration may give.
  static let allowed = Limits<EmbeddingDimension>(
    "from 1 to \(limit), or auto", bounds: ValueBounds(minimum: 1, maximum: Double(limit))
  ) { dimension in
    if case .numbers(let number) = dimension { (1...limit).contains(number) } else { true }
  }

  /// The length for so many categories. `auto` is [fastai's
  /// rule](https://docs.fast.ai/tabular.model.html#emb_sz_rule), 1.6 · n^0.56 rounded, up to 50.
  package func length(categories: Int) -> Int {
    switch self {
    case .auto: min(50, max(1, Int((1.6 * pow(Double(categories), 0.56)).rounded())))
    case .numbers(let number): number
    }
  }
}
