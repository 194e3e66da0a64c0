import TFXCore
import TFXGraph
import TFXKernels

/// a ← ρ a + (1 − ρ) g², u = √(b + ε) / √(a + ε) g, variable ← variable − η u,
/// b ← ρ b + (1 − ρ) u².   Zeiler, 2012.
struct ApplyAdadelta: ApplyOp {
  static let slotNames: [String] = ["accum", "accum_update"]
  var rho = 0.95
  var epsilon = 1e-7

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("rho", &rho, "how much of the mean squares stays")
    f.optional("epsilon", &epsilon, "keeps the divisor from 0")
  }

  func update(_ scalar: (Int) -> Double) -> TrainUpdate {
    .adadelta(rate: scalar(0), rho: rho, epsilon: epsilon)
  }
}

/// Adadelta, as TensorFlow 1's `tf.train.AdadeltaOptimizer`. Zeiler, 2012.
public final class AdadeltaOptimizer: TrainOptimizer {
  private let rho: Double
  private let epsilon: Double

  /// - Parameters:
  ///   - learningRate: How far a step goes.
  ///   - rho: How much of the means stays.
  ///   - epsilon: Added to the means.
  ///   - name: Its name, of which its variables have theirs.
  public init(
    learningRate: LearningRate, rho: Double = 0.95, epsilon: Double = 1e-8,
    name: String = "Adadelta"
  ) {
    self.rho = rho
    self.epsilon = epsilon
    super.init(learningRate, name: name)
  }

  override var slotKinds: [TrainSlot] { [TrainSlot("accum"), TrainSlot("accum_update")] }

  override func operation(for variable: Variable) throws(GraphError) -> (any ApplyOp, [Output]) {
    (ApplyAdadelta(rho: rho, epsilon: epsilon), [])
  }
}
