import Foundation
import TFXGraph
import TFXOps
import Testing

/// Keeps docs/reference/ops.md, the table of what each operation has, in step with the catalogue.
@Suite struct CoverageTests {
  private struct NamedCases: Decodable {
    let cases: [NamedCase]
  }

  private struct NamedCase: Decodable {
    let op: String
  }

  @Test func theTableIsCurrent() throws {
    let root = URL(filePath: #filePath).appending(path: "../../..").standardized
    let file = root.appending(path: "docs/reference/ops.md")
    let text = try table(earlierCases: root.appending(path: "Tests/Fixtures/ops.json"))
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return
    }
    let found = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    let (expected, lines) = (text.split(separator: "\n"), found.split(separator: "\n"))
    for line in expected where !lines.contains(line) {
      Issue.record("docs/reference/ops.md lacks: \(line)")
    }
    for line in lines where !expected.contains(line) {
      Issue.record("docs/reference/ops.md has, but should not: \(line)")
    }
    #expect(
      found == text, "TFX_UPDATE_GOLDENS=1 scripts/test --filter CoverageTests writes it anew")
  }

  private func table(earlierCases: URL) throws -> String {
    let earlier = try JSONDecoder().decode(NamedCases.self, from: Data(contentsOf: earlierCases))
    let fixtures = Dictionary(
      grouping: GoldenCase.all.map(\.op) + earlier.cases.map(\.op), by: { $0 })
    let derived = Set(GradientCase.all.flatMap(\.covers))
    let derivedByTensorFlow = Set(
      GoldenCase.all.filter { $0.gradients?.contains { $0 != nil } ?? false }.map(\.op))

    let types = try ElementTypes.ofCatalogue()
    let rows = opCatalog.sorted { $0.type < $1.type }.map { op in
      let kernel =
        switch (op is any Op.Type, op is any HostOp.Type) {
        case (true, true): "plan; host for strings"
        case (true, false): "plan"
        default: "host"
        }
      let gradient = [
        derived.contains(op.type) ? "differences" : nil,
        derivedByTensorFlow.contains(op.type) ? "TensorFlow" : nil,
      ].compactMap { $0 }.joined(separator: ", ")
      let cases = fixtures[op.type]?.count ?? 0
      let form = op.nodeForm
      let nodes = form.types.isEmpty ? [op.type] : form.types
      let node = form.refusal == nil ? nodes.map { "`\($0)`" }.joined(separator: ", ") : "–"
      return "| `\(op.type)` | \(ElementTypes.text(types[op.type] ?? [])) | yes | \(kernel) "
        + "| \(gradient.isEmpty ? "–" : gradient) | \(cases == 0 ? "–" : "\(cases)") | \(node) |"
    }
    let gradients = opCatalog.filter {
      derived.contains($0.type) || derivedByTensorFlow.contains($0.type)
    }
    return """
      # Operations

      All \(opCatalog.count) operations of the catalogue, under TensorFlow's names; those that
      TensorFlow has only as part of others are made by gradients. A test writes this page
      (`TFX_UPDATE_GOLDENS=1 scripts/test --filter CoverageTests`) and fails where it is not current.

      - **types**: the element types of the first input that is floating, or else of the first one:
        `floating` are float32 and float64, `whole` int8, int16, int32, int64 and uint8, `quantised`
        qint8 and quint8, `any` all of them with bool, string and complex64. Shapes, axes and indices
        are int32 or int64. A test compares them with those of TensorFlow's kernels; – where there is
        no input, or one is a variable or a queue.
      - **shape**: whether shapes are inferred while the graph is built, with extents that are not
        known yet.
      - **kernel**: `plan` is a kernel of a compiled plan; `host` is computed between plans from whole
        tensors: strings, shapes that depend on values, what blocks, control flow.
      - **gradient**: what its gradient is checked against, `differences` in float64 or the one that
        `TensorFlow` gives; – where it has none, or where its gradient is not derived again.
        \(gradients.count) have one.
      - **fixture**: the number of cases that TensorFlow's results were recorded for; – where the
        operation is checked by tests of its own, as those with state or random numbers are.
      - **node**: the nodes of TensorFlow's files that it is read from, of which it is written as the
        first; one that TensorFlow does not have is written as several others. – where a file cannot
        hold it.

      | operation | types | shape | kernel | gradient | fixture | node |
      |---|---|---|---|---|---|---|
      \(rows.joined(separator: "\n"))

      """
  }
}
