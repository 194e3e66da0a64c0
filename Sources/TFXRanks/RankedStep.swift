#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What connects hosts.
package struct Network: Hashable, Sendable {
  /// Bytes that a host sends and receives in a second, in both directions at once.
  package var bytesPerSecond: Double
  /// Seconds until a message without content has arrived.
  package var latency: Double

  package init(bytesPerSecond: Double, latency: Double) {
    (self.bytesPerSecond, self.latency) = (bytesPerSecond, latency)
  }

  /// The networks of docs/cluster.md: bits in a second as they are sold, and what comes of them.
  private static let known: [(bits: Double, network: Network)] = [
    (1e9, Network(bytesPerSecond: 117e6, latency: 60e-6)),
    (10e9, Network(bytesPerSecond: 1.1e9, latency: 30e-6)),
    (25e9, Network(bytesPerSecond: 2.8e9, latency: 20e-6)),
    (100e9, Network(bytesPerSecond: 11e9, latency: 5e-6)),
  ]

  /// A network of so many bits in a second: as much of them is used, and the latency is as great, as with the
  /// known network that is nearest.
  package init(bitsPerSecond: Double) {
    let nearest = Network.known.min {
      abs(log($0.bits / bitsPerSecond)) < abs(log($1.bits / bitsPerSecond))
    }!
    self.init(
      bytesPerSecond: nearest.network.bytesPerSecond * (bitsPerSecond / nearest.bits),
      latency: nearest.network.latency)
  }
}

/// How long a step of a training takes that several ranks share, one rank a host and all equally fast: the
/// model of docs/cluster.md.
package struct RankedStep: Sendable {
  /// Gradients that are computed together.
  package struct Gradients: Hashable, Sendable {
    package var byteCount: Double
    /// The part of the step that is done when they are there.
    package var readyAt: Double

    package init(byteCount: Double, readyAt: Double) {
      (self.byteCount, self.readyAt) = (byteCount, readyAt)
    }
  }

  /// Seconds of a step on one rank.
  package var seconds: Double
  /// In the order in which they are computed: those of the last layers first.
  package var gradients: [Gradients]

  package init(seconds: Double, gradients: [Gradients]) {
    (self.seconds, self.gradients) = (seconds, gradients)
  }

  package var byteCount: Double { gradients.reduce(0) { $0 + $1.byteCount } }

  /// Gradients are sent while others are computed whenever there is as much of them.
  private static let pieceByteCount = 1e6

  /// Seconds of a step on several ranks.
  ///
  /// - Parameter growsBatch: Whether each rank has a batch as large as that of one rank; if not, they share
  ///   it, and each computes its part alone.
  package func seconds(ranks: Int, over network: Network, growsBatch: Bool) -> Double {
    let computing = growsBatch ? seconds : seconds / Double(ranks)
    if ranks < 2 { return computing }
    // Each rank sends and receives all but its own part twice: sums go out, and come back.
    let traffic = 2 * Double(ranks - 1) / Double(ranks) / network.bytesPerSecond
    var waiting = 0.0
    var sent = 0.0
    for gradient in gradients {
      waiting += gradient.byteCount
      if waiting < RankedStep.pieceByteCount { continue }
      sent = max(sent, gradient.readyAt * computing) + waiting * traffic
      waiting = 0
    }
    return max(computing, sent) + waiting * traffic + 2 * log2(Double(ranks)) * network.latency
  }

  /// The part of the N-fold speed of one rank that N ranks have.
  package func efficiency(ranks: Int, over network: Network, growsBatch: Bool) -> Double {
    let one = growsBatch ? seconds : seconds / Double(ranks)
    return one / seconds(ranks: ranks, over: network, growsBatch: growsBatch)
  }
}
