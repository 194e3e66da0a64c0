/// The connectionist temporal classification of sequences, prepared for tensors of certain extents.
/// Graves et al., 2006.
///
/// A path gives each time step a class; it stands for the labels that are left when repeated classes
/// become one and blanks, class 0, are dropped. The loss is −ln of the probability of all paths of a
/// sample's labels. Forward variables are the probabilities of the beginnings of paths that end at a
/// place of the labels, with a blank before, between and behind them; backward variables those of what
/// follows. Both are logarithms, in double precision whatever the type of the logits.
package final class CTC {
  private let (steps, classes, labels): (Int, Int, Int)
  /// The places of a sample: its labels with blanks around them.
  private var places: Int { 2 * labels + 1 }
  /// For each sample: forward variables [steps, places], ln Σ eˣ [steps], two rows of backward ones.
  private let memory: Out<Double>
  private var memoryOfSample: Int { steps * places + steps + 2 * places }

  /// Memory for samples of the given extents.
  package init(batch: Int, steps: Int, classes: Int, labels: Int) {
    (self.steps, self.classes, self.labels) = (steps, classes, labels)
    let count = batch * (steps * (2 * labels + 1) + steps + 2 * (2 * labels + 1))
    memory = .allocate(capacity: max(1, count))
  }

  deinit { memory.deallocate() }

  /// How many labels a sample has: those that are not 0, which is padding.
  package static func count(_ labels: In<Int32>, _ size: Int) -> Int {
    (0..<size).reduce(0) { $0 + (labels[$1] == 0 ? 0 : 1) }
  }

  /// How many time steps the labels of a sample need at least: one each, and one for the blank between
  /// two that are equal.
  package static func stepsNeeded(_ labels: In<Int32>, _ count: Int) -> Int {
    (1..<max(1, count)).reduce(count) { $0 + (labels[$1] == labels[$1 - 1] ? 1 : 0) }
  }

  /// The loss of each sample, [batch], and its gradient with respect to the logits.
  ///
  /// - Parameters:
  ///   - logits: [batch, steps, classes].
  ///   - labels: Below the number of classes, [batch, labels], of which those of a sample fit into its
  ///     time steps.
  ///   - loss: [batch].
  ///   - backprop: [batch, steps, classes].
  package func run<T: KernelScalar>(
    _ logits: In<T>, _ labels: In<Int32>, _ loss: Out<T>, _ backprop: Out<T>, batch: Int
  ) {
    ThreadPool.parallelItems(batch) { range in
      for sample in range {
        let place = sample * self.steps * self.classes
        loss[sample] = T(
          self.run(
            logits + place, labels + sample * self.labels, backprop + place,
            self.memory + sample * self.memoryOfSample))
      }
    }
  }

  private func run<T: KernelScalar>(
    _ x: In<T>, _ labels: In<Int32>, _ dx: Out<T>, _ memory: Out<Double>
  ) -> Double {
    let count = 2 * CTC.count(labels, self.labels) + 1
    let (forward, sums) = (memory, memory + steps * places)
    var (next, own) = (sums + steps, sums + steps + places)
    for step in 0..<steps { sums[step] = CTC.logSumExp(x + step * classes, classes) }
    func logProbability(_ step: Int, _ place: Int) -> Double {
      let label = place % 2 == 0 ? 0 : Int(labels[place / 2])
      return Double(x[step * classes + label]) - sums[step]
    }
    /// Whether a path may go from the place before last to this one: not over a blank that parts equal
    /// labels, and not from blank to blank.
    func mayLeap(to place: Int) -> Bool {
      place % 2 == 1 && place >= 3 && labels[place / 2] != labels[place / 2 - 1]
    }

    for place in 0..<count {
      forward[place] = place < 2 ? logProbability(0, place) : -.infinity
    }
    for step in 1..<max(1, steps) {
      let (before, now) = (forward + (step - 1) * places, forward + step * places)
      for place in 0..<count {
        var sum = before[place]
        if place >= 1 { sum = CTC.logAdd(sum, before[place - 1]) }
        if mayLeap(to: place) { sum = CTC.logAdd(sum, before[place - 2]) }
        now[place] = sum + logProbability(step, place)
      }
    }
    let end = forward + (steps - 1) * places
    let total = count == 1 ? end[0] : CTC.logAdd(end[count - 1], end[count - 2])

    for place in 0..<count { next[place] = place >= count - 2 ? 0 : -.infinity }
    for step in (0..<steps).reversed() {
      if step < steps - 1 {
        for place in 0..<count {
          var sum = next[place] + logProbability(step + 1, place)
          if place + 1 < count {
            sum = CTC.logAdd(sum, next[place + 1] + logProbability(step + 1, place + 1))
          }
          if place + 2 < count, mayLeap(to: place + 2) {
            sum = CTC.logAdd(sum, next[place + 2] + logProbability(step + 1, place + 2))
          }
          own[place] = sum
        }
        swap(&next, &own)
      }
      let row = dx + step * classes
      for index in 0..<classes {
        row[index] = T(Double.exp(Double(x[step * classes + index]) - sums[step]))
      }
      for place in 0..<count {
        let label = place % 2 == 0 ? 0 : Int(labels[place / 2])
        let part = forward[step * places + place] + next[place] - total
        row[label] -= T(Double.exp(part))
      }
    }
    return -total
  }

  private static func logSumExp<T: KernelScalar>(_ x: In<T>, _ count: Int) -> Double {
    let top = (0..<count).reduce(-Double.infinity) { max($0, Double(x[$1])) }
    return top + Double.log((0..<count).reduce(0.0) { $0 + Double.exp(Double(x[$1]) - top) })
  }

  /// ln(eᵃ + eᵇ).
  @inline(__always)
  private static func logAdd(_ a: Double, _ b: Double) -> Double {
    let (high, low) = a > b ? (a, b) : (b, a)
    return low == -.infinity ? high : high + Double.log1p(Double.exp(low - high))
  }
}
