/// The form in which a loss wants its targets.
public enum TargetKind: String, Hashable, Sendable, Codable {
  /// Class numbers, int32 [rows]: sparse categorical cross-entropy.
  case classIndices = "class_indices"
  /// A 1 in the place of the class, float32 [rows, classes]: categorical cross-entropy.
  case oneHotClasses = "one_hot_classes"
  /// 0 or 1, float32 [rows, 1], 1 for the second of two sorted classes: binary cross-entropy.
  case binary
  /// Numbers, float32 [rows, 1], or [rows, …] from an IDX file: mean squared error and its kin.
  case numbers

  /// Whether the targets are classes.
  public var isClasses: Bool { self != .numbers }
}
