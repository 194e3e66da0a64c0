/// How far predictions of a number are off.
package struct NumberErrors {
  package let meanAbsolute: Double
  package let rootMeanSquare: Double
  /// 1 − Σ(y − ŷ)² ÷ Σ(y − ȳ)², which is 0 for saying always the mean.
  package let r2: Double
  /// The mean of |y − ŷ| ÷ |y|, where y is not 0.
  package let meanPercentage: Double

  /// Those of saying always the mean of the truths.
  package static func ofMean(_ truths: [Double]) -> NumberErrors {
    let mean = truths.reduce(0, +) / Double(max(truths.count, 1))
    return NumberErrors(truths, truths.map { _ in mean })
  }

  /// Those of predictions of as many truths.
  package init(_ truths: [Double], _ predictions: [Double]) {
    let count = Double(max(truths.count, 1))
    let mean = truths.reduce(0, +) / count
    var (absolute, square, variance) = (0.0, 0.0, 0.0)
    var (shares, shareCount) = (0.0, 0)
    for (truth, prediction) in zip(truths, predictions) {
      let error = prediction - truth
      absolute += abs(error)
      square += error * error
      variance += (truth - mean) * (truth - mean)
      if truth != 0 {
        shares += abs(error / truth)
        shareCount += 1
      }
    }
    meanAbsolute = absolute / count
    rootMeanSquare = (square / count).squareRoot()
    r2 = variance > 0 ? 1 - square / variance : .nan
    meanPercentage = shareCount > 0 ? shares / Double(shareCount) : .nan
  }
}
