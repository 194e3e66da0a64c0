import TFXRanks
import Testing

/// The arithmetic of docs/cluster.md gives the numbers of its table.
@Suite struct RankedStepTests {
  /// 0.14 MB, and 5.4 ms for 128 samples.
  private let small = RankedStep(
    seconds: 5.4e-3, gradients: [RankedStep.Gradients(byteCount: 0.14e6, readyAt: 0.9)])
  /// 5.0 MB, and 32 ms for 64 samples: 4.7 MB are there with 47 % of the step still to come.
  private let large = RankedStep(
    seconds: 32e-3,
    gradients: [
      RankedStep.Gradients(byteCount: 4.7e6, readyAt: 0.53),
      RankedStep.Gradients(byteCount: 0.3e6, readyAt: 1),
    ])
  private let huge = RankedStep(
    seconds: 1,
    gradients: [
      RankedStep.Gradients(byteCount: 99e6, readyAt: 0.4),
      RankedStep.Gradients(byteCount: 0.99e6, readyAt: 1),
    ])

  /// Expects percents of the N-fold speed, to 1: the guide's megabytes and shares are rounded.
  private func expect(
    _ step: RankedStep, gigabits: Double, _ percents: [Double],
    ranks: [Int] = [2, 8, 16, 32, 64], growsBatch: Bool = true
  ) {
    let network = Network(bitsPerSecond: gigabits * 1e9)
    for (ranks, percent) in zip(ranks, percents) {
      let found = 100 * step.efficiency(ranks: ranks, over: network, growsBatch: growsBatch)
      #expect(abs(found - percent) < 1.1, "\(found) at \(ranks) ranks and \(gigabits) Gbit/s")
    }
  }

  @Test func theTableOfTheGuide() {
    expect(small, gigabits: 1, [80, 69, 66, 65, 64])
    expect(small, gigabits: 10, [97, 93, 92, 91, 90])
    expect(large, gigabits: 1, [53, 35, 33, 32, 31])
    expect(large, gigabits: 10, [99, 98, 98, 98, 97])
    expect(large, gigabits: 25, [100, 99, 99, 99, 99])
    expect(huge, gigabits: 1, [80, 53, 50, 49, 48])
    expect(huge, gigabits: 10, [100, 100, 100, 100, 100])
  }

  @Test func ranksThatShareTheBatch() {
    expect(large, gigabits: 10, [98, 71, 38], ranks: [2, 4, 8], growsBatch: false)
  }

  @Test func oneRankSendsNothing() {
    let network = Network(bitsPerSecond: 1e6)
    #expect(large.seconds(ranks: 1, over: network, growsBatch: true) == large.seconds)
    #expect(large.efficiency(ranks: 1, over: network, growsBatch: false) == 1)
  }

  @Test func networksBetweenThoseThatAreKnown() {
    let network = Network(bitsPerSecond: 40e9)
    #expect(abs(network.bytesPerSecond - 4.48e9) < 1)
    #expect(network.latency == 20e-6)
    #expect(Network(bitsPerSecond: 400e9).bytesPerSecond == 44e9)
  }
}
