import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  /// Recurrent layers: all directions, outputs, masks and factors of states, at sizes below, at and
  /// above a vector's.
  static let recurrent: [GradientCase] =
    RecurrentCase.all.flatMap { test in
      [
        test.gradientCase("SimpleRNN", gates: 1) { graph, x, mask, factors in
          try graph.simpleRNN(
            x[0], x[1], activation: test.activation, mask: mask, dropout: factors,
            options: test.options)
        },
        test.gradientCase("LSTM", gates: 4) { graph, x, mask, factors in
          try graph.lstm(
            x[0], x[1], activation: test.activation,
            recurrentActivation: test.recurrentActivation, mask: mask, dropout: factors,
            options: test.options)
        },
        test.gradientCase("GRU", gates: 3) { graph, x, mask, factors in
          try graph.gru(
            x[0], x[1], activation: test.activation,
            recurrentActivation: test.recurrentActivation, resetAfter: false, mask: mask,
            dropout: factors, options: test.options)
        },
        test.gradientCase("GRU", gates: 3, hasBias: true) { graph, x, mask, factors in
          try graph.gru(
            x[0], x[1], bias: x[2], activation: test.activation,
            recurrentActivation: test.recurrentActivation, mask: mask, dropout: factors,
            options: test.options)
        },
      ]
    }
}

/// How a recurrent layer goes along which sequences.
private struct RecurrentCase: Sendable {
  var steps = 3
  var batch = 2
  var units = 3
  var activation = RecurrentActivation.tanh
  var recurrentActivation = RecurrentActivation.sigmoid
  var options = RecurrentOptions()
  var hasMask = false
  var hasFactors = false

  static let all: [RecurrentCase] = {
    var sequences = RecurrentOptions()
    sequences.returnSequences = true
    var kept = sequences
    kept.isTraining = true
    var backwards = kept
    backwards.goBackwards = true
    var zeroed = backwards
    zeroed.zeroOutputForMask = true
    var last = RecurrentOptions()
    last.isTraining = true
    var lastBackwards = last
    lastBackwards.goBackwards = true
    return [
      RecurrentCase(),
      RecurrentCase(steps: 1, batch: 7, units: 1, options: kept),
      RecurrentCase(batch: 1, options: sequences, hasMask: true),
      RecurrentCase(steps: 4, activation: .softsign, options: backwards, hasMask: true),
      RecurrentCase(
        steps: 4, activation: .softplus, recurrentActivation: .hardSigmoid, options: zeroed,
        hasMask: true),
      RecurrentCase(steps: 4, options: last, hasMask: true, hasFactors: true),
      RecurrentCase(options: lastBackwards, hasFactors: true),
      RecurrentCase(
        steps: 2, batch: 3, units: 17, activation: .elu, recurrentActivation: .tanh,
        options: kept, hasMask: true, hasFactors: true),
    ]
  }()

  func gradientCase(
    _ type: String, gates: Int, hasBias: Bool = false,
    build: @escaping @Sendable (Graph, [Output], Output?, Output?) throws -> Output
  ) -> GradientCase {
    let (steps, batch, units) = (steps, batch, units)
    let (hasMask, hasFactors) = (hasMask, hasFactors)
    var inputs = [
      numbers([steps, batch, gates * units]),
      numbers([units, gates * units], from: -0.8, to: 0.8, seed: 2),
    ]
    if hasBias { inputs.append(numbers([gates * units], seed: 3)) }
    return GradientCase(covers: [type, "\(type)Grad"], inputs: inputs) { graph, x in
      // One sequence is padded in front, one in the middle, one at the end.
      let counts = (0..<batch * steps).map { place in
        place / steps % 3 != [0, 2, 1][place % steps % 3] || steps == 1
      }
      let mask = hasMask ? try graph.constant(Tensor(counts, shape: [batch, steps])) : nil
      let factors = numbers([gates, batch, units], from: 0, to: 2, seed: 4)
      let dropout =
        hasFactors ? try graph.constant(factors.converted(to: x[0].dtype)) : nil
      return try build(graph, x, mask, dropout)
    }
  }
}
