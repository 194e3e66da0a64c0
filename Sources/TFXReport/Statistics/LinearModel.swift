/// A linear model of numbers, to have something to compare with: ridge regression in closed form
/// (Hoerl and Kennard 1970), w = (XᵀX + λI)⁻¹Xᵀy of standardized columns; of classes, one for each, of
/// which the greatest output is said, as
/// [RidgeClassifier](https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.RidgeClassifier.html)
/// does.
package struct LinearModel {
  private let means: [Double]
  private let deviations: [Double]
  /// [features + 1, outputs], the constant last.
  private let weights: [Double]
  private let outputs: Int

  /// Fits to rows of features and of outputs, one behind the other; nil if that cannot be done.
  package init?(
    _ features: [Double], _ targets: [Double], rows: Int, outputs: Int, penalty: Double = 1
  ) {
    guard rows > 1, outputs > 0 else { return nil }
    let width = features.count / rows
    var (means, deviations) = (
      [Double](repeating: 0, count: width), [Double](repeating: 0, count: width)
    )
    for row in 0..<rows {
      for column in 0..<width { means[column] += features[row * width + column] / Double(rows) }
    }
    for row in 0..<rows {
      for column in 0..<width {
        let distance = features[row * width + column] - means[column]
        deviations[column] += distance * distance / Double(rows)
      }
    }
    deviations = deviations.map { $0 > 1e-20 ? $0.squareRoot() : 1 }
    var centers = [Double](repeating: 0, count: outputs)
    for row in 0..<rows {
      for output in 0..<outputs {
        centers[output] += targets[row * outputs + output] / Double(rows)
      }
    }
    var gram = [Double](repeating: 0, count: width * width)
    var right = [Double](repeating: 0, count: width * outputs)
    var standard = [Double](repeating: 0, count: width)
    for row in 0..<rows {
      for column in 0..<width {
        standard[column] = (features[row * width + column] - means[column]) / deviations[column]
      }
      for column in 0..<width {
        let value = standard[column]
        if value == 0 { continue }
        for other in 0...column { gram[column * width + other] += value * standard[other] }
        for output in 0..<outputs {
          right[column * outputs + output] +=
            value * (targets[row * outputs + output] - centers[output])
        }
      }
    }
    for column in 0..<width { gram[column * width + column] += penalty }
    guard LinearModel.solve(&gram, &right, width, outputs) else { return nil }
    (self.means, self.deviations, self.outputs) = (means, deviations, outputs)
    weights = right + centers
  }

  /// Solves A·X = B for a symmetric positive definite A, of which the lower half is given, by Cholesky's
  /// decomposition; whether it is one.
  private static func solve(
    _ a: inout [Double], _ b: inout [Double], _ n: Int, _ outputs: Int
  ) -> Bool {
    for i in 0..<n {
      for j in 0...i {
        var sum = a[i * n + j]
        for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
        if i == j {
          guard sum > 0, sum.isFinite else { return false }
          a[i * n + i] = sum.squareRoot()
        } else {
          a[i * n + j] = sum / a[j * n + j]
        }
      }
    }
    for output in 0..<outputs {
      for i in 0..<n {
        var sum = b[i * outputs + output]
        for k in 0..<i { sum -= a[i * n + k] * b[k * outputs + output] }
        b[i * outputs + output] = sum / a[i * n + i]
      }
      for i in stride(from: n - 1, through: 0, by: -1) {
        var sum = b[i * outputs + output]
        for k in (i + 1)..<max(n, i + 1) { sum -= a[k * n + i] * b[k * outputs + output] }
        b[i * outputs + output] = sum / a[i * n + i]
      }
    }
    return true
  }

  /// What it makes of a row.
  package func callAsFunction(_ features: some Sequence<Double>) -> [Double] {
    var result = Array(weights[(weights.count - outputs)...])
    for (column, feature) in features.enumerated() {
      let value = (feature - means[column]) / deviations[column]
      for output in 0..<outputs { result[output] += value * weights[column * outputs + output] }
    }
    return result
  }
}
