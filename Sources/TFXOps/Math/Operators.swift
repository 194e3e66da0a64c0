import TFXCore
public import TFXGraph

/// The product of matrices, or of stacks of matrices.
infix operator • : MultiplicationPrecedence

extension Output {
  /// Element by element, broadcast as in NumPy: ``Graph/add(_:_:name:)``.
  public static func + (a: Output, b: Output) throws(GraphError) -> Output {
    try a.graph.add(a, b)
  }

  /// Element by element, broadcast as in NumPy: ``Graph/subtract(_:_:name:)``.
  public static func - (a: Output, b: Output) throws(GraphError) -> Output {
    try a.graph.subtract(a, b)
  }

  /// Element by element, broadcast as in NumPy: ``Graph/multiply(_:_:name:)``.
  public static func * (a: Output, b: Output) throws(GraphError) -> Output {
    try a.graph.multiply(a, b)
  }

  /// Element by element, broadcast as in NumPy: ``Graph/divide(_:_:name:)``.
  public static func / (a: Output, b: Output) throws(GraphError) -> Output {
    try a.graph.divide(a, b)
  }

  /// ``Graph/negative(_:name:)``.
  public static prefix func - (a: Output) throws(GraphError) -> Output {
    try a.graph.negative(a)
  }

  /// The product of two matrices, or of two stacks of matrices:
  /// ``Graph/matMul(_:_:transposeA:transposeB:name:)``.
  public static func • (a: Output, b: Output) throws(GraphError) -> Output {
    try a.graph.matMul(a, b)
  }

  /// A number in the type of the tensor, converted as ``Graph/cast(_:to:name:)`` does, added to each
  /// element.
  public static func + (a: Output, b: Double) throws(GraphError) -> Output {
    try a + a.graph.constant(b, a.dtype)
  }

  /// A number in the type of the tensor added to each element.
  public static func + (a: Double, b: Output) throws(GraphError) -> Output {
    try b.graph.constant(a, b.dtype) + b
  }

  /// A number in the type of the tensor taken from each element.
  public static func - (a: Output, b: Double) throws(GraphError) -> Output {
    try a - a.graph.constant(b, a.dtype)
  }

  /// Each element taken from a number in the type of the tensor.
  public static func - (a: Double, b: Output) throws(GraphError) -> Output {
    try b.graph.constant(a, b.dtype) - b
  }

  /// Each element times a number in the type of the tensor.
  public static func * (a: Output, b: Double) throws(GraphError) -> Output {
    try a * a.graph.constant(b, a.dtype)
  }

  /// Each element times a number in the type of the tensor.
  public static func * (a: Double, b: Output) throws(GraphError) -> Output {
    try b.graph.constant(a, b.dtype) * b
  }

  /// Each element divided by a number in the type of the tensor.
  public static func / (a: Output, b: Double) throws(GraphError) -> Output {
    try a / a.graph.constant(b, a.dtype)
  }

  /// A number in the type of the tensor divided by each element.
  public static func / (a: Double, b: Output) throws(GraphError) -> Output {
    try b.graph.constant(a, b.dtype) / b
  }
}
