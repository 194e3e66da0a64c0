package import TFXCore

/// One step of a column's `transform`: its name, its fields, and its change of values.
/// `stepCatalog` lists all.
///
/// A missing value goes past every step. Steps learn nothing from the data, so that they do the same
/// to every part, file and row.
protocol ColumnStep: NamedConfigurable, Hashable {
  /// The field that a value without a name means: `hash_bucket: 100`.
  static var mainField: String? { get }
  /// The content that the step takes: text or numbers.
  static var input: ColumnContent { get }
  /// The content that the step gives.
  var output: ColumnContent { get }
  /// Whether it takes a column as text in which all values are numbers.
  static var takesNumbersAsText: Bool { get }
  /// The function, with everything prepared for many calls.
  var work: StepWork { get }
  /// What undoes the step in predictions of a target; nil if nothing can.
  var inverse: StepInverse? { get }
  /// The name of a bucket, where the step gives buckets.
  func bucketName(_ bucket: Int) -> String
}

extension ColumnStep {
  static var mainField: String? { nil }
  static var takesNumbersAsText: Bool { true }
  func bucketName(_ bucket: Int) -> String { "#\(bucket)" }

  var erased: AnyHashable { AnyHashable(self) }
}

/// The content of a column before, between and behind steps.
enum ColumnContent: Hashable {
  case text
  case numbers
  /// Whole numbers from 0 to below a count, each a category.
  case buckets(Int)

  /// Its name in messages.
  var noun: String {
    switch self {
    case .text: "text"
    case .numbers: "numbers"
    case .buckets: "categories"
    }
  }
}

/// The function of a step.
enum StepWork: Sendable {
  /// Changes the bytes of a text. An empty text is a missing value then.
  case text(@Sendable (inout [UInt8]) -> Void)
  /// The number in a text: not-a-number if it is missing, nil if there is none.
  case number(@Sendable ([UInt8]) -> WrittenNumber?)
  /// Changes numbers, and leaves those that are not-a-number. Before it changes any it returns the
  /// place of the first one that it cannot take.
  case numbers(@Sendable (UnsafeMutableBufferPointer<Double>) -> StepRefusal?)
}

/// A number that a step cannot take.
struct StepRefusal: Hashable {
  /// Its place among the numbers.
  var place: Int
  /// The step needs numbers above this.
  var bound: Double
}

/// Every step, in the order of the reference.
package let stepCatalog = Catalog(
  "transform",
  [
    StripStep.self, LowerStep.self, UpperStep.self, RegexReplaceStep.self, ToNumberStep.self,
    LogStep.self, Log1pStep.self, ClipStep.self, QuantizeStep.self,
    BucketizeStep.self, HashBucketStep.self,
  ])
