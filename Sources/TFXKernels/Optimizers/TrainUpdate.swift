/// An update rule of TensorFlow 1's `tf.train` with its numbers.
package enum TrainUpdate: Sendable {
  case gradientDescent(rate: Double)
  /// Slots: accumulator.
  case momentum(rate: Double, momentum: Double, isNesterov: Bool)
  /// Slots: accumulator.
  case adagrad(rate: Double)
  /// Slots: sum of gradients, sum of their squares.
  case adagradDA(rate: Double, l1: Double, l2: Double, step: Double)
  /// Slots: mean of squared gradients, mean of squared updates.
  case adadelta(rate: Double, rho: Double, epsilon: Double)
  /// Slots: m, v.
  case adam(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, beta1Power: Double,
    beta2Power: Double)
  /// Slots: accumulator, linear.
  case ftrl(rate: Double, l1: Double, l2: Double, shrinkage: Double, learningRatePower: Double)
  case proximalGradientDescent(rate: Double, l1: Double, l2: Double)
  /// Slots: accumulator.
  case proximalAdagrad(rate: Double, l1: Double, l2: Double)
  /// Slots: mean of squared gradients, momentum.
  case rmsProp(rate: Double, rho: Double, momentum: Double, epsilon: Double)
  /// Slots: mean of squared gradients, mean of gradients, momentum.
  case centeredRMSProp(rate: Double, rho: Double, momentum: Double, epsilon: Double)
}

extension Kernels {
  /// Changes `count` weights and their slots, in the order of the update's description, by
  /// their gradients.
  package static func train<T: KernelScalar>(
    _ update: TrainUpdate, _ variable: Out<T>, _ slots: [Out<T>], _ gradient: In<T>, _ count: Int
  ) {
    // A slot that there is not is never touched; the pointer only has to be one.
    let a = slots.count > 0 ? slots[0] : variable
    let b = slots.count > 1 ? slots[1] : variable
    let c = slots.count > 2 ? slots[2] : variable
    if T.isFloat {
      TrainTensors(
        variable: variable.float, a: a.float, b: b.float, c: c.float, slotCount: slots.count,
        gradient: gradient.float, count: count
      ).run(update)
    } else {
      TrainTensors(
        variable: variable.double, a: a.double, b: b.double, c: c.double, slotCount: slots.count,
        gradient: gradient.double, count: count
      ).run(update)
    }
  }
}

extension TrainTensors {
  /// Runs the rule that an update names.
  fileprivate func run(_ update: TrainUpdate) {
    func n(_ value: Double) -> SIMD16<T> { SIMD16(all: value) }
    switch update {
    case .gradientDescent(let rate):
      sweep(TrainGradientDescent<T>(rate: n(rate)))
    case .momentum(let rate, let momentum, let isNesterov):
      sweep(TrainMomentum<T>(rate: n(rate), momentum: n(momentum), isNesterov: isNesterov))
    case .adagrad(let rate):
      sweep(TrainAdagrad<T>(rate: n(rate)))
    case .adagradDA(let rate, let l1, let l2, let step):
      sweep(TrainAdagradDA<T>(rate: rate, l1: l1, l2: l2, step: step))
    case .adadelta(let rate, let rho, let epsilon):
      sweep(TrainAdadelta<T>(rate: n(rate), rho: n(rho), epsilon: n(epsilon)))
    case .adam(let rate, let beta1, let beta2, let epsilon, let beta1Power, let beta2Power):
      sweep(
        TrainAdam<T>(
          rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, beta1Power: beta1Power,
          beta2Power: beta2Power))
    case .ftrl(let rate, let l1, let l2, let shrinkage, let learningRatePower):
      sweep(
        TrainFtrl<T>(
          rate: rate, l1: l1, l2: l2, shrinkage: shrinkage, learningRatePower: learningRatePower))
    case .proximalGradientDescent(let rate, let l1, let l2):
      sweep(TrainProximalGradientDescent<T>(rate: rate, l1: l1, l2: l2))
    case .proximalAdagrad(let rate, let l1, let l2):
      sweep(TrainProximalAdagrad<T>(rate: rate, l1: l1, l2: l2))
    case .rmsProp(let rate, let rho, let momentum, let epsilon):
      sweep(TrainRMSProp<T>(rate: n(rate), rho: n(rho), momentum: n(momentum), epsilon: n(epsilon)))
    case .centeredRMSProp(let rate, let rho, let momentum, let epsilon):
      sweep(
        TrainCenteredRMSProp<T>(
          rate: n(rate), rho: n(rho), momentum: n(momentum), epsilon: n(epsilon)))
    }
  }
}
