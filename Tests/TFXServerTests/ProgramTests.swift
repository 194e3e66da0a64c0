import TFXCore
import TFXServer
import Testing

/// Programs of TensorFlow 1, whose graphs TensorFlow has made and run.
@Suite struct ProgramTests {
  @Test(arguments: Program.all.map(\.name))
  func computesWhatTensorFlowDoes(_ name: String) throws {
    let program = try #require(Program.all.first { $0.name == name })
    var client = Client()
    try client.open(program.graphBytes)
    for (index, run) in program.runs.enumerated() {
      let names = run.fetches.keys.sorted()
      let values = try client.run(
        names, targets: run.targets, feeding: run.feeds.mapValues(\.tensor))
      for (name, value) in zip(names, values) {
        let expected = run.fetches[name]!.tensor
        #expect(value.spec == expected.spec, "run \(index), \(name)")
        if value.dtype == .string {
          #expect(value.strings() == expected.strings(), "run \(index), \(name)")
          continue
        }
        for (found, wanted) in zip(value.doubles(), expected.doubles()) {
          #expect(
            abs(found - wanted) <= 1e-5 * max(1, abs(wanted)), "run \(index), \(name)")
        }
      }
    }
  }

  @Test func aGraphThatComesInPiecesIsTheSame() throws {
    let program = try #require(Program.all.first { $0.name == "dense" })
    var client = Client()
    try client.open()
    #expect(client.extend(program.graphBytes) == .ok)
    #expect(client.extend([]) == .ok)
    try client.run([], targets: program.runs[0].targets)
    let run = program.runs[1]
    let loss = try client.run(["Mean:0"], feeding: run.feeds.mapValues(\.tensor))[0]
    #expect(abs(loss.doubles()[0] - run.fetches["Mean:0"]!.numbers![0]) < 1e-5)
  }
}
