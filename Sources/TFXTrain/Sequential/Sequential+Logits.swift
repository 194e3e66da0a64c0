package import TFXCore
package import TFXData
import TFXGraph
import TFXModel
import TFXRuntime

extension Sequential {
  /// Goes through data and shows the logits of each batch to somebody, by which a temperature is chosen:
  /// [rows, outputs] float32. Does nothing for a model that makes no probabilities of logits.
  package func logits(
    of data: any BatchSource, _ observe: (Tensor, ArraySlice<Int>, Dataset) throws -> Void
  ) throws {
    guard let logits = try graph.logits?.output else { return }
    var runner = BatchRunner(
      try session, fetches: [logits], input: try graph.input, target: nil)
    let pass = data.pass(
      batchSize: Sequential.inferenceBatchSize, shuffle: false, seed: seed, epoch: 0)
    while let batch = try pass.next() {
      let results = try runner.run(batch.rows, of: batch.samples)
      let values = Tensor(
        shape: logits.shape.withoutBatch.batched(batch.rows.count), dtype: logits.dtype
      ) { $0.copyMemory(from: results.fetch(0)) }
      try observe(values, batch.rows, batch.samples)
    }
  }
}
