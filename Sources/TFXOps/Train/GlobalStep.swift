import TFXCore
public import TFXGraph

extension Graph {
  /// The number of steps done, as TensorFlow 1's `tf.train.get_or_create_global_step`: the variable
  /// `global_step` of the collection ``GraphKeys/globalStep``, `int64`, not trained, made if there is
  /// none.
  ///
  /// - Throws: ``GraphError/variableExists(name:)`` if another variable has that name.
  public func getOrCreateGlobalStep() throws(GraphError) -> Variable {
    if let existing = collection(GraphKeys.globalStep).compactMap(\.variable).first {
      return existing
    }
    return try exactScope("") { () throws(GraphError) in
      let step = try variable("global_step", Tensor(Int64(0)), isTrainable: false)
      addToCollection(GraphKeys.globalStep, .variable(step))
      return step
    }
  }
}
