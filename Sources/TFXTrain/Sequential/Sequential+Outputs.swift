package import TFXCore
package import TFXData
import TFXGraph
package import TFXModel
import TFXRuntime

extension Sequential {
  /// Goes through data and shows what some layers make of each batch in inference to somebody: a tensor for
  /// each layer, [rows, …].
  ///
  /// - Parameter observe: Says whether it wants to see more.
  package func outputs(
    of layers: [BuiltLayer], for data: any BatchSource, batchSize: Int,
    _ observe: ([Tensor]) throws -> Bool
  ) throws {
    let fetched = layers.map(\.output)
    var runner = BatchRunner(try session, fetches: fetched, input: try graph.input, target: nil)
    let pass = data.pass(batchSize: batchSize, shuffle: false, seed: seed, epoch: 0)
    while let batch = try pass.next() {
      let results = try runner.run(batch.rows, of: batch.samples)
      let values = fetched.enumerated().map { index, output in
        Tensor(
          shape: output.shape.withoutBatch.batched(batch.rows.count), dtype: output.dtype
        ) { $0.copyMemory(from: results.fetch(index)) }
      }
      if try !observe(values) { return }
    }
  }
}
