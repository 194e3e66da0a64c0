import TFXReport
import Testing

/// What is known of the target without looking at anything else.
@Suite struct GuessingTests {
  @Test func classes() {
    let balance = ClassBalance([30, 60, 10])
    #expect(balance.rows == 100 && balance.mostFrequent == 1 && balance.share == 0.6)
    // −0.3 ln 0.3 − 0.6 ln 0.6 − 0.1 ln 0.1
    #expect(abs(balance.entropy - 0.8979457) < 1e-6)
    #expect(ClassBalance([5, 5]).mostFrequent == 0)
    #expect(ClassBalance([]).mostFrequent == nil && ClassBalance([0, 4]).entropy == 0)
  }

  @Test(arguments: [
    ([80, 20], true), ([79, 21], false), ([100, 50, 10], true), ([100, 50, 11], false),
    ([100, 50, 9], false), ([40, 0, 10], true), ([40, 0, 0], false), ([7], false), ([], false),
  ])
  func imbalance(_ counts: [Int], _ isImbalanced: Bool) {
    #expect(ClassBalance(counts).isImbalanced == isImbalanced)
  }

  @Test func numbers() throws {
    let guess = try #require(NumberGuess([1, 2, 3, 10]))
    #expect(guess.mean == 4 && guess.median == 2.5)
    #expect(guess.least == 1 && guess.greatest == 10)
    #expect(guess.medianError == 2.5)
    #expect(guess.deviation == 12.5.squareRoot())
    #expect(NumberGuess([]) == nil)
    #expect(NumberGuess([7])?.deviation == 0)
  }
}
