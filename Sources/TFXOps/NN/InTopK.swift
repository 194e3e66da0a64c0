import TFXCore
public import TFXGraph
import TFXKernels

/// y = whether fewer than k of a row's predictions are greater than that of its target; false for a
/// target that is no class, or if a prediction that decides is not finite.
/// predictions: [n, c], targets: int32 or int64 [n] → y: bool [n].   No gradient.
struct InTopK: FloatingOp {
  static let nodeForm = NodeForm("InTopK", "InTopKV2")

  var k = 1

  mutating func fields(_ f: inout some FieldVisitor) {
    f.required("k", &k, "how many classes count as top")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(2)
    _ = try inputs.floating(0, "predictions")
    let predictions = try inputs.ranked(0, 2, "predictions").shape
    let targets = try inputs.oneOf([.int32, .int64], 1, "targets")
    try inputs.expectShape([predictions[0]], 1, "targets")
    return [TensorSpec([max(predictions[0], targets.shape[0])], .bool)]
  }

  static let stopsGradient = true

  func kernel<T: KernelScalar>(_ site: Site, _ type: T.Type) -> Kernel {
    let (rows, classes) = site.matrix(0)
    let k = k
    let predictions = site.input(0, type)
    let hits = site.output(0, Bool.self)
    if site.inputs[1].spec.dtype == .int32 {
      let targets = site.input(1, Int32.self)
      return { Kernels.inTopK(predictions, targets, hits, rows: rows, classes: classes, k: k) }
    }
    let targets = site.input(1, Int64.self)
    return { Kernels.inTopK(predictions, targets, hits, rows: rows, classes: classes, k: k) }
  }
}

extension Graph {
  /// Whether each target is among the `k` classes with the greatest predictions; ties count for the
  /// target, as in TensorFlow's `tf.nn.in_top_k`.
  ///
  /// - Parameters:
  ///   - predictions: [batch, classes].
  ///   - targets: The numbers of classes, `int32` or `int64` [batch].
  ///   - k: How many classes count.
  ///   - name: The operation's name.
  /// - Returns: `bool` [batch].
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other shapes or types.
  public func inTopK(
    predictions: Output, targets: Output, k: Int, name: String? = nil
  ) throws(GraphError) -> Output {
    try add(InTopK(k: k), [predictions, targets], name: name).output(0)
  }
}
