import Foundation
import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// The loss of sequences against the sum over all paths, one by one.
@Suite struct CTCTests {
  /// What is left of a path when repeated classes become one and blanks are dropped.
  private func spelled(_ path: [Int]) -> [Int] {
    path.enumerated().filter { $0.offset == 0 || path[$0.offset - 1] != $0.element }
      .map(\.element).filter { $0 != 0 }
  }

  /// −ln of the probability of all paths of the labels.
  private func loss(_ logits: [Double], steps: Int, classes: Int, labels: [Int]) -> Double {
    let rows = (0..<steps).map { Array(logits[$0 * classes..<($0 + 1) * classes]) }
    let probabilities = rows.map { row in
      let sum = row.map { exp($0) }.reduce(0, +)
      return row.map { exp($0) / sum }
    }
    var total = 0.0
    let count = Int(pow(Double(classes), Double(steps)))
    for number in 0..<count {
      var (rest, path) = (number, [Int]())
      for _ in 0..<steps {
        path.append(rest % classes)
        rest /= classes
      }
      if spelled(path) != labels { continue }
      total += path.enumerated().map { probabilities[$0.offset][$0.element] }.reduce(1, *)
    }
    return -log(total)
  }

  private func run(_ labels: [Int32], _ logits: Tensor) throws -> Tensor {
    let graph = Graph()
    let width = labels.count / logits.shape[0]
    let loss = try graph.ctcLoss(
      labels: graph.constant(Tensor(labels, shape: [logits.shape[0], width])),
      logits: graph.constant(logits))
    return try Session(graph).run(loss)
  }

  @Test(arguments: [
    ([1], 1), ([1, 2], 2), ([1, 2], 5), ([2, 2], 3), ([2, 2], 6), ([1, 2, 1], 6), ([], 4),
    ([1, 1, 1], 5),
  ])
  func isTheSumOverAllPaths(_ labels: [Int], _ steps: Int) throws {
    let logits = numbers([2, steps, 3], seed: 7)
    let padded = labels.map(Int32.init) + [0]
    let found = try run(padded + padded, logits)
    for sample in 0..<2 {
      let own = Array(logits.doubles()[sample * steps * 3..<(sample + 1) * steps * 3])
      let expected = loss(own, steps: steps, classes: 3, labels: labels)
      #expect(abs(found.doubles()[sample] - expected) < 1e-12 * max(1, expected))
    }
  }

  /// Far out, where probabilities are 0 in any type.
  @Test func staysFiniteForLargeLogits() throws {
    let logits = Tensor([500.0, -500, 0, -500, 500, 0], shape: [1, 2, 3])
    #expect(try run([2], logits).doubles()[0] == 500)
  }

  @Test func refusesLabelsThatDoNotFit() throws {
    let logits = numbers([1, 3, 3])
    #expect(throws: RunError.self) { try run([1, 3, 0], logits) }
    #expect(throws: RunError.self) { try run([1, -1, 0], logits) }
    let error = #expect(throws: RunError.self) { try run([2, 2, 1], logits) }
    #expect(
      try #require(error).description.contains(
        "sample 0: expected 4 time steps or more for its 3 labels, found 3"))
  }
}
