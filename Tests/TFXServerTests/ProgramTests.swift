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
    try program.expectResults(of: client)
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
