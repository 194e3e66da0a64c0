import TFXCore
import TFXTrain

/// `tfx diff`: what two runs do differently, and whether it matters.
package struct DiffCommand {
  /// Runs, as `evaluate` takes them.
  package var first: String
  package var second: String
  package var json = false
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(_ first: String, _ second: String) { (self.first, self.second) = (first, second) }

  package func run(_ console: Console) throws {
    let a = try ComparedRun(first, root: runsRoot)
    let b = try ComparedRun(second, root: runsRoot)
    if FilePath.absolute(a.run.path) == FilePath.absolute(b.run.path) {
      throw Failure("error: both are \(a.run.path)\n  name two runs", exitCode: .usage)
    }
    let comparison = try RunComparison(a, b)
    try json ? console.result(comparison.json.text) : console.show(comparison.text)
  }
}
