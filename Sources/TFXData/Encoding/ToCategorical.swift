public import TFXCore

/// One-hot rows of class numbers, as [Keras's
/// to_categorical](https://keras.io/api/utils/python_utils/#to_categorical-function) makes them for
/// the categorical cross-entropy.
///
///     try toCategorical(Tensor([0, 2, 1] as [Int32]))   // [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
///
/// - Parameters:
///   - labels: Class numbers from 0, of any shape; a last axis of one element is left out.
///   - numClasses: How many classes there are; one more than the largest label if nil.
/// - Returns: float32 of the labels' shape with an axis of `numClasses` behind it.
/// - Throws: ``CategoryError`` for a label that is no class.
public func toCategorical(
  _ labels: Tensor, numClasses: Int? = nil
) throws(CategoryError) -> Tensor {
  guard labels.dtype.isNumeric, labels.dtype != .complex64 else {
    throw .notNumbers(labels.spec)
  }
  let numbers = labels.doubles()
  let largest = numbers.filter(\.isFinite).max() ?? -1
  let count = numClasses ?? Int(min(max(largest, -1), 1e9)) + 1
  var dimensions = labels.shape.dimensions
  if dimensions.count > 1 && dimensions.last == 1 { dimensions.removeLast() }
  var rows = [Float](repeating: 0, count: numbers.count * max(count, 0))
  for (index, number) in numbers.enumerated() {
    guard let label = Int(exactly: number), label >= 0, label < count else {
      throw .notAClass(index: index, label: number, classes: count)
    }
    rows[index * count + label] = 1
  }
  return Tensor(rows, shape: Shape(dimensions + [max(count, 0)]))
}

/// A label that is no class.
public enum CategoryError: Error, Hashable, Sendable {
  /// The label at a place of all labels is no whole number from 0 to below the number of classes.
  case notAClass(index: Int, label: Double, classes: Int)
  /// The labels are no numbers.
  case notNumbers(TensorSpec)
}

extension CategoryError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAClass(let index, let label, let classes):
      "label \(index): expected a class from 0 to \(classes - 1), found \(label)"
    case .notNumbers(let spec):
      "labels: expected class numbers, found \(spec)"
    }
  }
}
