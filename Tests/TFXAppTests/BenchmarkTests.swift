import Foundation
import TFXApp
import Testing

/// `tfx benchmark` tells where the time goes, and writes nothing but what is asked for. What it
/// measures differs from run to run; what it says of it does not.
@Suite(.serialized) struct BenchmarkTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  @Test func tellsOfEachLayerAndOfTheWhole() throws {
    let outcome = try benchmark(json: false)
    let rows = outcome.out.split(separator: "\n").map { $0.split(separator: " ").first ?? "" }
    for name in ["layer", "dense", "loss", "optimizer", "total", "training", "prediction"] {
      #expect(rows.contains { $0 == name }, "\(name) in \(outcome.out)")
    }
    #expect(!FileManager.default.fileExists(atPath: workshop["runs"]))
  }

  @Test func isAnObjectForPrograms() throws {
    let outcome = try benchmark(json: true)
    let object =
      try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    let training = object?["train"] as? [String: Double]
    #expect(try #require(training?["samples_per_second"]) > 0)
    let layers = try #require(object?["layers"] as? [[String: Any]])
    let shares = layers.compactMap { $0["share"] as? Double }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    #expect(layers.last?["name"] as? String == "optimizer")
  }

  @Test func aTraceHasABarForEachKernel() throws {
    _ = try benchmark(json: true, trace: workshop["trace.json"])
    let trace =
      try JSONSerialization.jsonObject(with: Data(try workshop.text("trace.json").utf8))
      as? [String: Any]
    let bars = try #require(trace?["traceEvents"] as? [[String: Any]])
    let names = bars.compactMap { $0["name"] as? String }
    #expect(names.count == bars.count)
    #expect(names.contains("_FusedMatMul"))
    let starts = bars.compactMap { $0["ts"] as? Double }
    #expect(starts == starts.sorted())
  }

  @Test func streamsWhatTheConfigurationStreams() throws {
    let outcome = try benchmark(json: true, ["data.streaming=true", "data.stratify=false"])
    let object =
      try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    for part in ["train", "predict"] {
      let rates = try #require(object?[part] as? [String: Double])
      #expect(try #require(rates["samples_per_second"]) > 0)
    }
    #expect(object?["batch_size"] as? Int == 8)
  }

  private func benchmark(
    json: Bool, _ overrides: [String] = [], trace: String? = nil
  ) throws -> Workshop.Outcome {
    var command = BenchmarkCommand(config: workshop["flowers.yaml"])
    command.overrides = overrides
    command.json = json
    command.trace = trace
    command.seconds = 0.01
    let outcome = workshop.perform { try command.run($0) }
    #expect(outcome.exitCode == 0, "\(outcome.text)")
    return outcome
  }
}
