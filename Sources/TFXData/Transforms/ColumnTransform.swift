public import TFXCore

/// The steps, in their order, that change the values of a column before they become features.
///
///     FeatureOptions(transform: [.strip, .lower, .hashBucket(100)])
///
/// Steps must fit together: those for text come before those for numbers, with
/// ``TransformStep/toNumber(decimalComma:)`` between them, and a step that gives buckets is the last.
/// Steps in a file are checked; steps in a program that don't fit trap when they are used.
public struct ColumnTransform: FieldValue, Hashable, ExpressibleByArrayLiteral {
  /// The steps in their order, at least one.
  public var steps: [TransformStep]

  /// The given steps.
  public init(_ steps: [TransformStep]) { self.steps = steps }

  public init(arrayLiteral steps: TransformStep...) { self.steps = steps }

  /// The content that the column must have.
  var input: ColumnContent { type(of: first).input }

  /// The content that the column gets.
  var output: ColumnContent { last.output }

  /// The name of the last step, which decides the content that the column gets.
  var lastKind: String { last.kind }

  /// The name of a bucket: `[18,30)`, `#7`.
  func bucketName(_ bucket: Int) -> String { last.bucketName(bucket) }

  /// The name of the first step, if it says that the column has words in it.
  var needsWords: String? {
    type(of: first).input == .text && !type(of: first).takesNumbersAsText ? first.kind : nil
  }

  private var first: any ColumnStep {
    guard let first = steps.first else { preconditionFailure("a transform without steps") }
    return first.step
  }

  private var last: any ColumnStep { steps[steps.count - 1].step }

  public static var expectation: String { "a step such as 'log1p', or a list of steps" }

  public static var schema: ValueSchema {
    .oneOrList(
      stepCatalog.schema(shorthand: { type in
        (type as? any ColumnStep.Type)?.mainField.map { [$0] } ?? []
      }), count: 1...Int.max)
  }

  /// Reads a list of steps, or one: `log1p`, `{hash_bucket: 100}`.
  public static func read(
    _ node: ConfigNode, _ diagnostics: inout Diagnostics
  ) -> ColumnTransform? {
    let nodes: [ConfigNode]
    switch node.content {
    case .sequence(let items): nodes = items
    case .scalar, .mapping: nodes = [node]
    case .null: return mismatch(node, &diagnostics)
    }
    if nodes.isEmpty { return mismatch(node, &diagnostics, help: "leave it out for none") }
    var steps: [TransformStep] = []
    for node in nodes {
      if let step = TransformStep.read(node, &diagnostics) { steps.append(step) }
    }
    guard steps.count == nodes.count else { return nil }
    if let misfit = ColumnTransform.misfit(steps) {
      diagnostics.error(
        at: TransformStep.nameSpan(nodes[misfit.index]), misfit.message, help: misfit.help)
      return nil
    }
    return ColumnTransform(steps)
  }

  public func write() -> ConfigNode {
    ConfigNode(.sequence(steps.map { Catalog.write($0.step) }))
  }

  /// The first step that does not take the content that the step before it gives.
  static func misfit(
    _ steps: [TransformStep]
  ) -> (index: Int, message: String, help: String)? {
    for (index, (before, after)) in zip(steps, steps.dropFirst()).enumerated() {
      let needed = type(of: after.step).input
      let (name, earlier) = (after.step.kind, before.step.kind)
      let found = before.step.output
      if found == needed { continue }
      let message =
        "'\(name)' is for \(needed.noun), but '\(earlier)' before it gives \(found.noun)"
      let help =
        switch (found, after.step.output) {
        case (.buckets, _): "'\(earlier)' is the last step"
        case (.text, _): "put 'to_number' between them"
        case (.numbers, .buckets): "numbers become categories by 'bucketize'"
        case (.numbers, _) where name == earlier: "once is enough"
        case (.numbers, _): "put it before '\(earlier)'"
        }
      return (index + 1, message, help)
    }
    return nil
  }
}

/// One step of a ``ColumnTransform``.
public struct TransformStep: Hashable, Sendable {
  let step: any ColumnStep

  init(_ step: any ColumnStep) { self.step = step }

  public static func == (left: TransformStep, right: TransformStep) -> Bool {
    left.step.erased == right.step.erased
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(step.erased) }

  /// Text without ASCII's white space at its ends.
  public static var strip: TransformStep { TransformStep(StripStep()) }

  /// Text in small letters.
  public static var lower: TransformStep { TransformStep(LowerStep()) }

  /// Text in capital letters.
  public static var upper: TransformStep { TransformStep(UpperStep()) }

  /// Text in which matches of a regular expression of RE2's syntax are replaced.
  public static func regexReplace(
    _ pattern: String, with rewrite: String, replaceGlobal: Bool = true
  ) -> TransformStep {
    TransformStep(RegexReplaceStep(pattern: pattern, with: rewrite, replaceGlobal: replaceGlobal))
  }

  /// The number in a text such as `$1,200`; with a comma before fractions if `decimalComma`.
  public static func toNumber(decimalComma: Bool = false) -> TransformStep {
    TransformStep(ToNumberStep(decimal: decimalComma ? .comma : .point))
  }

  /// The natural logarithm of x.
  public static var log: TransformStep { TransformStep(LogStep()) }

  /// The natural logarithm of 1 + x.
  public static var log1p: TransformStep { TransformStep(Log1pStep()) }

  /// Numbers brought into a range.
  public static func clip(min: Double? = nil, max: Double? = nil) -> TransformStep {
    TransformStep(ClipStep(min: min, max: max))
  }

  /// Numbers brought to the nearest of `levels` that lie evenly from `min` to `max`.
  public static func quantize(levels: Int, min: Double, max: Double) -> TransformStep {
    TransformStep(QuantizeStep(levels: levels, min: min, max: max))
  }

  /// The bucket of a number between boundaries, from small to large.
  public static func bucketize(_ boundaries: [Double]) -> TransformStep {
    TransformStep(BucketizeStep(boundaries: boundaries))
  }

  /// The bucket of a text by its hash, under a key if there is one.
  public static func hashBucket(
    _ numBuckets: Int, key: (UInt64, UInt64)? = nil
  ) -> TransformStep {
    TransformStep(HashBucketStep(numBuckets: numBuckets, key: key.map { [$0.0, $0.1] }))
  }

  /// Reads `log1p`, `{clip: {min: 0}}`, or `{hash_bucket: 100}` with a step's main field alone.
  static func read(_ node: ConfigNode, _ diagnostics: inout Diagnostics) -> TransformStep? {
    if case .mapping(let entries) = node.content, entries.count > 1,
      entries.allSatisfy({ stepCatalog.type(named: $0.key) != nil })
    {
      diagnostics.error(
        at: entries[1].keySpan ?? node.span,
        "expected one transform, found a mapping of \(entries.count) keys",
        help: "steps have an order: write them as a list, each with a '-' or in {…}")
      return nil
    }
    guard let named = stepCatalog.resolve(node, &diagnostics),
      let type = named.type as? any ColumnStep.Type
    else { return nil }
    return read(type, named, &diagnostics)
  }

  private static func read<Step: ColumnStep>(
    _ type: Step.Type, _ named: Catalog.Named, _ diagnostics: inout Diagnostics
  ) -> TransformStep? {
    var fields = named.fields
    switch fields.content {
    case .scalar, .sequence:
      if let field = type.mainField {
        fields = ConfigNode(.mapping([ConfigNode.Entry(field, fields)]), span: fields.span)
      }
    case .null, .mapping: break
    }
    let step = FieldReader.read(
      type, from: fields, owner: named.name, at: named.span, &diagnostics)
    return step.map { TransformStep($0) }
  }

  /// Where the name of a step stands.
  static func nameSpan(_ node: ConfigNode) -> SourceSpan? {
    if case .mapping(let entries) = node.content, let first = entries.first {
      return first.keySpan ?? node.span
    }
    return node.span
  }
}
