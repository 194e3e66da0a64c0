import Foundation
import TFXApp
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `tfx plot`.
@Suite(.serialized) struct PlotTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func plot(
    _ runs: [String], metric: String? = nil, output: String = "p.svg"
  ) -> Workshop.Outcome {
    var command = PlotCommand(runs.map { workshop[$0] }, output: workshop[output])
    command.metric = metric
    command.runsRoot = workshop["runs"]
    return workshop.perform { try command.run($0) }
  }

  private func curves(_ svg: String) -> Int { svg.matches(of: #/<path class="curve /#).count }

  @Test func curvesOfSeveralRuns() throws {
    workshop.train(output: "a")
    workshop.train("flowers.yaml", ["fit.epochs=7", "name=x"], output: "b")
    let outcome = plot(["a", "b"])
    #expect(outcome.text == "stdout:\npicture: p.svg\nexit 0\n")
    let svg = try workshop.text("p.svg")
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    // Each line is in the picture and in its key.
    #expect(curves(svg) == 8)
    #expect(svg.contains(">Loss by epoch<") && svg.contains("a, val_loss<"))
    #expect(svg.matches(of: #/<circle class="dot /#).count == 2)
    #expect(plot(["a", "b"], metric: "val_accuracy").exitCode == 0)
    #expect(curves(try workshop.text("p.svg")) == 4)
    #expect(plot(["a"], metric: "learning_rate").exitCode == 0)
    // Of one run many times: more than there are colours.
    #expect(plot(Array(repeating: "a", count: 8), metric: "accuracy").exitCode == 0)
    let many = try workshop.text("p.svg")
    #expect(curves(many) == 16 && many.contains("curve s1 dash"))
  }

  @Test func picturesThatCannotBe() throws {
    workshop.train(output: "a")
    let cases: [([String], String?, String, Int32, String)] = [
      (["a"], nil, "p.gif", 64, "a picture is an .svg file"),
      (["a"], "val_los", "p.svg", 64, "did you mean 'val_loss'?"),
      (["a"], "beauty", "p.svg", 64, "it has loss, "),
      (["nowhere"], nil, "p.svg", 66, "there is no run"),
      (Array(repeating: "a", count: 13), nil, "p.svg", 64, "13 runs in one picture"),
      (["a"], nil, "none/p.svg", 73, "none/p.svg"),
    ]
    for (runs, metric, output, code, message) in cases {
      let outcome = plot(runs, metric: metric, output: output)
      #expect(outcome.exitCode == code && outcome.err.contains(message), "\(outcome.text)")
    }
    #expect(!workshop.files.contains("p.svg"))
    try workshop.write(
      "a/metrics.csv", "epoch,step,loss,learning_rate,samples_per_second,elapsed_seconds\n")
    #expect(plot(["a"]).err.contains("no epoch is done yet"))
  }
}
