import CSIMD

// Batch normalisation over the last axis of [rows, channels] (NHWC: rows = batch·height·width).
// Ioffe and Szegedy (2015) as TensorFlow's FusedBatchNormV3 and Keras compute it.

extension Kernels {
  /// y = gamma·(x − mean)·inverseStd + beta with the batch's own mean and biased variance;
  /// inverseStd = 1/√(variance + epsilon). A nil gamma is 1, a nil beta 0. With `relu`, y is
  /// max(y, 0). `y` may be `x`.
  package static func batchNormTraining<T: KernelScalar>(
    _ x: In<T>, gamma: In<T>?, beta: In<T>?, _ y: Out<T>, mean: Out<T>, variance: Out<T>,
    inverseStd: Out<T>, rows: Int, channels: Int, epsilon: T, relu: Bool = false
  ) {
    if T.isFloat {
      Fast.batchNormTraining(
        x.float, gamma: gamma?.float, beta: beta?.float, y.float, mean: mean.float,
        variance: variance.float, inverseStd: inverseStd.float, rows: rows, channels: channels,
        epsilon: Float(epsilon), relu: relu)
    } else {
      Reference.batchNormTraining(
        x.double, gamma: gamma?.double, beta: beta?.double, y.double, mean: mean.double,
        variance: variance.double, inverseStd: inverseStd.double, rows: rows, channels: channels,
        epsilon: Double(epsilon), relu: relu)
    }
  }

  /// The gradients of `batchNormTraining`, through the batch's mean and variance too. With `relu`,
  /// dy is that of max(y, 0), and `beta` is read. `dx` may be `dy` or `x`.
  package static func batchNormTrainingGrad<T: KernelScalar>(
    _ dy: In<T>, _ x: In<T>, gamma: In<T>?, beta: In<T>? = nil, mean: In<T>, inverseStd: In<T>,
    _ dx: Out<T>, dGamma: Out<T>, dBeta: Out<T>, rows: Int, channels: Int, relu: Bool = false
  ) {
    if T.isFloat {
      Fast.batchNormTrainingGrad(
        dy.float, x.float, gamma: gamma?.float, beta: beta?.float, mean: mean.float,
        inverseStd: inverseStd.float, dx.float, dGamma: dGamma.float, dBeta: dBeta.float,
        rows: rows, channels: channels, relu: relu)
    } else {
      Reference.batchNormTrainingGrad(
        dy.double, x.double, gamma: gamma?.double, beta: beta?.double, mean: mean.double,
        inverseStd: inverseStd.double, dx.double, dGamma: dGamma.double, dBeta: dBeta.double,
        rows: rows, channels: channels, relu: relu)
    }
  }

  /// y = gamma·(x − mean)/√(variance + epsilon) + beta with given statistics; with `relu`,
  /// max(y, 0). `y` may be `x`.
  package static func batchNormInference<T: KernelScalar>(
    _ x: In<T>, gamma: In<T>?, beta: In<T>?, mean: In<T>, variance: In<T>, _ y: Out<T>, rows: Int,
    channels: Int, epsilon: T, relu: Bool = false
  ) {
    if T.isFloat {
      Fast.batchNormInference(
        x.float, gamma: gamma?.float, beta: beta?.float, mean: mean.float,
        variance: variance.float, y.float, rows: rows, channels: channels, epsilon: Float(epsilon),
        relu: relu)
    } else {
      Reference.batchNormInference(
        x.double, gamma: gamma?.double, beta: beta?.double, mean: mean.double,
        variance: variance.double, y.double, rows: rows, channels: channels,
        epsilon: Double(epsilon), relu: relu)
    }
  }

  /// The gradients of `batchNormInference`; mean and variance are constants. `dx` may be `dy`.
  package static func batchNormInferenceGrad<T: KernelScalar>(
    _ dy: In<T>, _ x: In<T>, gamma: In<T>?, mean: In<T>, variance: In<T>, _ dx: Out<T>,
    dGamma: Out<T>, dBeta: Out<T>, rows: Int, channels: Int, epsilon: T
  ) {
    if T.isFloat {
      Fast.batchNormInferenceGrad(
        dy.float, x.float, gamma: gamma?.float, mean: mean.float, variance: variance.float,
        dx.float, dGamma: dGamma.float, dBeta: dBeta.float, rows: rows, channels: channels,
        epsilon: Float(epsilon))
    } else {
      Reference.batchNormInferenceGrad(
        dy.double, x.double, gamma: gamma?.double, mean: mean.double, variance: variance.double,
        dx.double, dGamma: dGamma.double, dBeta: dBeta.double, rows: rows, channels: channels,
        epsilon: Double(epsilon))
    }
  }
}

extension Reference {
  package static func batchNormTraining<T: KernelScalar>(
    _ x: In<T>, gamma: In<T>?, beta: In<T>?, _ y: Out<T>, mean: Out<T>, variance: Out<T>,
    inverseStd: Out<T>, rows: Int, channels: Int, epsilon: T, relu: Bool = false
  ) {
    for c in 0..<channels {
      var sum = 0.0
      for r in 0..<rows { sum += Double(x[r * channels + c]) }
      let center = sum / Double(rows)
      var squares = 0.0
      for r in 0..<rows {
        let d = Double(x[r * channels + c]) - center
        squares += d * d
      }
      mean[c] = T(center)
      variance[c] = T(squares / Double(rows))
      inverseStd[c] = 1 / (variance[c] + epsilon).squareRoot()
      let scale = (gamma?[c] ?? 1) * inverseStd[c]
      for i in stride(from: c, to: rows * channels, by: channels) {
        y[i] = normalized(x[i], mean[c], scale, beta?[c] ?? 0, relu)
      }
    }
  }

  /// (x − mean)·scale + offset, or 0 if that is negative and a relu follows.
  private static func normalized<T: KernelScalar>(
    _ x: T, _ mean: T, _ scale: T, _ offset: T, _ relu: Bool
  ) -> T {
    let y = (x - mean) * scale + offset
    return relu && y < 0 ? 0 : y
  }

  package static func batchNormTrainingGrad<T: KernelScalar>(
    _ dy: In<T>, _ x: In<T>, gamma: In<T>?, beta: In<T>? = nil, mean: In<T>, inverseStd: In<T>,
    _ dx: Out<T>, dGamma: Out<T>, dBeta: Out<T>, rows: Int, channels: Int, relu: Bool = false
  ) {
    for c in 0..<channels {
      let scale = (gamma?[c] ?? 1) * inverseStd[c]
      func passed(_ i: Int) -> T {
        !relu || normalized(x[i], mean[c], scale, beta?[c] ?? 0, true) > 0 ? dy[i] : 0
      }
      var (sum, dot) = (0.0, 0.0)
      for r in 0..<rows {
        let i = r * channels + c
        sum += Double(passed(i))
        dot += Double(passed(i)) * Double((x[i] - mean[c]) * inverseStd[c])
      }
      dBeta[c] = T(sum)
      dGamma[c] = T(dot)
      let (meanDy, meanDot) = (T(sum / Double(rows)), T(dot / Double(rows)))
      for r in 0..<rows {
        let i = r * channels + c
        let normal = (x[i] - mean[c]) * inverseStd[c]
        dx[i] = scale * (passed(i) - meanDy - normal * meanDot)
      }
    }
  }

  package static func batchNormInference<T: KernelScalar>(
    _ x: In<T>, gamma: In<T>?, beta: In<T>?, mean: In<T>, variance: In<T>, _ y: Out<T>, rows: Int,
    channels: Int, epsilon: T, relu: Bool = false
  ) {
    for r in 0..<rows {
      for c in 0..<channels {
        let i = r * channels + c
        let scale = (gamma?[c] ?? 1) / (variance[c] + epsilon).squareRoot()
        y[i] = normalized(x[i], mean[c], scale, beta?[c] ?? 0, relu)
      }
    }
  }

  package static func batchNormInferenceGrad<T: KernelScalar>(
    _ dy: In<T>, _ x: In<T>, gamma: In<T>?, mean: In<T>, variance: In<T>, _ dx: Out<T>,
    dGamma: Out<T>, dBeta: Out<T>, rows: Int, channels: Int, epsilon: T
  ) {
    for c in 0..<channels {
      let inverseStd = 1 / (variance[c] + epsilon).squareRoot()
      var (sum, dot) = (0.0, 0.0)
      for r in 0..<rows {
        let i = r * channels + c
        sum += Double(dy[i])
        dot += Double(dy[i]) * Double((x[i] - mean[c]) * inverseStd)
        dx[i] = dy[i] * (gamma?[c] ?? 1) * inverseStd
      }
      dBeta[c] = T(sum)
      dGamma[c] = T(dot)
    }
  }
}
