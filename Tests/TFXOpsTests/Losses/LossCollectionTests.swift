import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// The collection of losses, and weights that don't fit.
@Suite struct LossCollectionTests {
  @Test func totalOfAllLosses() throws {
    let graph = Graph()
    let labels = try graph.constant(Tensor([1, 2] as [Float]))
    let predictions = try graph.constant(Tensor([2, 4] as [Float]))
    let first = try graph.losses.meanSquaredError(labels: labels, predictions: predictions)
    let second = try graph.nameScope("other") { _ in
      try graph.losses.absoluteDifference(
        labels: labels, predictions: predictions, reduction: .sum)
    }
    graph.losses.addLoss(try graph.constant(10, name: "penalty"))
    #expect(graph.losses.getLosses().count == 3)
    #expect(graph.losses.getLosses(scope: "other") == [second])
    #expect(first.name.hasPrefix("mean_squared_error/value"))
    let session = Session(graph)
    // (1 + 4) / 2 + (1 + 2) + 10
    #expect(try session.run(graph.losses.getTotalLoss()) == Tensor(15.5 as Float))
    #expect(
      try session.run(graph.losses.getTotalLoss(scope: "other", name: "part"))
        == Tensor(3 as Float))
  }

  @Test func refusesWhatDoesNotFit() throws {
    let s = Samples()
    let (labels, predictions) = (try s.float(-1, 3), try s.float(-1, 3))
    expectError(
      "[compute_weighted_loss] 'mean_squared_error/value/weights': weights: expected a scalar, or "
        + "for each axis of [?, 3] its extent or 1, found float32[3]"
    ) {
      try s.graph.losses.meanSquaredError(
        labels: labels, predictions: predictions, weights: s.float(3))
    }
    expectError("[losses] 'log_loss/labels': labels: expected [?, 3], found float32[?]") {
      try s.graph.losses.logLoss(labels: s.float(-1), predictions: predictions)
    }
    expectError("[AddN] 'total_loss': inputs: expected at least one tensor, found none") {
      try Graph().losses.getTotalLoss()
    }
  }
}
