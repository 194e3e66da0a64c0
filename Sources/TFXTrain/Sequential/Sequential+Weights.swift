public import TFXCore
import TFXGraph
import TFXModel
import TFXRuntime

extension Sequential {
  /// The weights of all layers under their names in checkpoints: `conv2d/kernel`.
  public var weights: [(name: String, value: Tensor)] {
    get throws(TrainError) { try values(of: try graph.weights) }
  }

  /// Everything that training needs to go on exactly: weights, optimizer slots, step count.
  package var state: [(name: String, value: Tensor)] {
    get throws(TrainError) { try values(of: try graph.state) }
  }

  /// Gives every weight of every layer a value by its name.
  ///
  /// - Parameters:
  ///   - tensors: Values by name; numbers of any type are rounded to the nearest of the weight's.
  ///     Others than the layers' weights are not read.
  ///   - file: Where they come from, for messages.
  /// - Throws: ``TrainError/weights(file:_:)`` naming every weight that is missing or of another
  ///   shape; the model is unchanged then.
  public func setWeights(
    _ tensors: [String: Tensor], from file: String = "weights"
  ) throws(TrainError) {
    try set(try graph.weights, tensors, file)
  }

  /// Gives every variable its value as ``state`` held it.
  package func setState(_ tensors: [String: Tensor], from file: String) throws(TrainError) {
    try set(try graph.state, tensors, file)
  }

  /// How far the next step of training goes.
  ///
  /// - Throws: ``TrainError/notCompiled``.
  public var learningRate: Double {
    get throws(TrainError) {
      guard let training = try graph.training else { throw .notCompiled }
      let session = try session
      do {
        if let variable = training.learningRateVariable {
          return try session.value(of: variable).doubles()[0]
        }
        return try session.run(training.learningRate).doubles()[0]
      } catch {
        throw .run(error)
      }
    }
  }

  /// Settles how far steps go from now on.
  ///
  /// - Throws: ``TrainError/scheduled`` where the rate follows a schedule; ``TrainError/notCompiled``.
  public func setLearningRate(_ rate: Double) throws(TrainError) {
    guard let training = try graph.training else { throw .notCompiled }
    guard let variable = training.learningRateVariable else { throw .scheduled }
    let session = try session
    do {
      try session.setValue(Tensor(rate).converted(to: variable.spec.dtype), of: variable)
    } catch {
      throw .run(error)
    }
  }

  private func values(
    of variables: [Variable]
  ) throws(TrainError) -> [(name: String, value: Tensor)] {
    let session = try session
    var values: [(name: String, value: Tensor)] = []
    for variable in variables {
      do {
        values.append((variable.name, try session.value(of: variable)))
      } catch {
        throw .run(error)
      }
    }
    return values
  }

  private func set(
    _ variables: [Variable], _ tensors: [String: Tensor], _ file: String
  ) throws(TrainError) {
    var problems: [String] = []
    // Only a tensor that is no other variable's can be a misspelt one.
    let names = Set(variables.map(\.name))
    let strangers = tensors.keys.filter { !names.contains($0) }.sorted()
    for variable in variables {
      guard let tensor = tensors[variable.name] else {
        let near = Spelling.suggestion(for: variable.name, among: strangers)
        problems.append("'\(variable.name)' is missing\(near.map { "; \($0)" } ?? "")")
        continue
      }
      let fits =
        tensor.shape == variable.spec.shape
        && (variable.spec.dtype.isFloating
          ? tensor.dtype.isNumeric : tensor.dtype.isNumeric && !tensor.dtype.isFloating)
      if !fits {
        problems.append("'\(variable.name)': expected \(variable.spec), found \(tensor.spec)")
      }
    }
    if !problems.isEmpty { throw .weights(file: file, problems) }
    let session = try session
    for variable in variables {
      do {
        try session.setValue(
          tensors[variable.name]!.converted(to: variable.spec.dtype), of: variable)
      } catch {
        throw .run(error)
      }
    }
  }
}
