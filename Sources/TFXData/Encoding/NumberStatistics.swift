/// Mean, deviation and range of numbers that come block by block. Those of a single block are what
/// one pass over all numbers for the mean and one for the deviation give.
struct NumberStatistics {
  private(set) var count = 0
  private(set) var mean = 0.0
  private(set) var least = Double.infinity
  private(set) var greatest = -Double.infinity
  /// The first of the numbers that are furthest from 0.
  private(set) var largest = 0.0
  /// The sum of squared differences from the mean.
  private var squares = 0.0

  /// Adds the numbers of a block. Within it mean and squares are taken in two passes, and those of
  /// two sets are joined as in Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm
  /// for computing sample variances" (1979): both stay exact where sums of squares would not.
  mutating func add(_ numbers: [Double]) {
    if numbers.isEmpty { return }
    var sum = 0.0
    for number in numbers {
      sum += number
      least = min(least, number)
      greatest = max(greatest, number)
      if number.magnitude > largest.magnitude { largest = number }
    }
    let blockMean = sum / Double(numbers.count)
    var blockSquares = 0.0
    for number in numbers { blockSquares += (number - blockMean) * (number - blockMean) }
    defer { count += numbers.count }
    if count == 0 {
      (mean, squares) = (blockMean, blockSquares)
      return
    }
    let total = Double(count + numbers.count)
    let difference = blockMean - mean
    squares +=
      blockSquares + difference * difference * Double(count) * Double(numbers.count) / total
    mean += difference * Double(numbers.count) / total
  }

  /// The population's standard deviation.
  var deviation: Double { (squares / Double(max(count, 1))).squareRoot() }
}
