import TFXCore
public import TFXGraph

// Softmax along an axis that is not the last one: the axes change places before and after it, as in
// TensorFlow.

extension Graph {
  /// `eˣ / Σ eˣ` along an axis; a negative one is counted from the end.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis.
  public func softmax(_ x: Output, axis: Int, name: String? = nil) throws(GraphError) -> Output {
    try alongLastAxis(x, axis, op: "Softmax", name: name) { (x) throws(GraphError) in
      try softmax(x)
    }
  }

  /// `x − ln Σ eˣ` along an axis; a negative one is counted from the end.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` if there is no such axis.
  public func logSoftmax(
    _ x: Output, axis: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try alongLastAxis(x, axis, op: "LogSoftmax", name: name) { (x) throws(GraphError) in
      try logSoftmax(x)
    }
  }

  /// What `body` makes of `x` with an axis and the last one exchanged, exchanged back.
  private func alongLastAxis(
    _ x: Output, _ axis: Int, op: String, name: String?,
    _ body: (Output) throws(GraphError) -> Output
  ) throws(GraphError) -> Output {
    let place: Int
    do {
      place = try x.shape.checkedAxis(axis)
    } catch {
      throw .invalid(op: op, node: scopedName(name ?? op), error)
    }
    return try nameScope(name ?? op) { (_) throws(GraphError) in
      let last = x.shape.rank - 1
      if place == last { return try body(x) }
      var order = Array(0...last)
      order.swapAt(place, last)
      return try transpose(body(transpose(x, order)), order)
    }
  }
}
