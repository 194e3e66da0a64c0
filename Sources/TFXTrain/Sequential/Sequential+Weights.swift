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

  /// Which weights of a file a model took.
  package struct FittingWeights: Sendable {
    /// How many weights have a value from the file, and how many there are.
    package var taken: Int
    package var count: Int
    /// What was left out, a line for each: weights that the file does not have or has otherwise, and
    /// tensors that no layer has a weight for.
    package var left: [String]
  }

  /// Gives those weights a value for which there is a tensor of their name that fits; the others stay as
  /// they are.
  ///
  /// - Throws: ``TrainError/weights(file:_:)`` if there is none.
  package func setFittingWeights(
    _ tensors: [String: Tensor], from file: String
  ) throws(TrainError) -> FittingWeights {
    let weights = try graph.weights
    let (fitting, problems) = Sequential.match(weights, tensors)
    if fitting.isEmpty { throw .weights(file: file, problems) }
    try set(fitting, tensors)
    let state = Set(try graph.state.map(\.name))
    let unused = tensors.keys.filter { !state.contains($0) && !Sequential.isTrainingState($0) }
    return FittingWeights(
      taken: fitting.count, count: weights.count,
      left: problems + unused.sorted().map { "no layer has a weight '\($0)'" })
  }

  /// Whether a tensor of a checkpoint is no weight but something that training remembers.
  private static func isTrainingState(_ name: String) -> Bool {
    name.hasPrefix("optimizer/") || name.hasPrefix("callbacks/")
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
    let (_, problems) = Sequential.match(variables, tensors)
    if !problems.isEmpty { throw .weights(file: file, problems) }
    try set(variables, tensors)
  }

  /// The variables for which there is a tensor that fits, and what is wrong with the others.
  private static func match(
    _ variables: [Variable], _ tensors: [String: Tensor]
  ) -> (fitting: [Variable], problems: [String]) {
    var fitting: [Variable] = []
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
      if fits {
        fitting.append(variable)
      } else {
        problems.append("'\(variable.name)': expected \(variable.spec), found \(tensor.spec)")
      }
    }
    return (fitting, problems)
  }

  /// Gives variables their values, which fit.
  private func set(
    _ variables: [Variable], _ tensors: [String: Tensor]
  ) throws(TrainError) {
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
