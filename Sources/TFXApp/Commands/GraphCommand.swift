import TFXCore
import TFXGraph
import TFXModel
import TFXRuntime
import TFXTrain

/// `tfx graph`: what a model computes, as text or as a picture.
package struct GraphCommand {
  package enum Format: String, CaseIterable, Sendable {
    case text, dot, svg, pbtxt
  }

  /// A configuration or a checkpoint.
  package var model: String
  package var overrides: [String] = []
  package var format = Format.text
  /// Whether it is a step of training instead of a prediction.
  package var training = false
  /// Whether it is the plan that is run instead of the operations that were asked for.
  package var plan = false
  /// Where the runs lie.
  package var runsRoot = "runs"

  package init(model: String) { self.model = model }

  package func run(_ console: Console) throws {
    try check()
    if format == .pbtxt {
      throw Companion(name: "tfx-graphdef", help: "scripts/tfx graph --format pbtxt builds it")
        .run([model, runsRoot] + overrides)
    }
    let file = try ModelFile(model, overrides: overrides, runsRoot: runsRoot)
    switch format {
    case .svg: try console.result(LayerPicture(try file.model.graph, file.model.name).text)
    case .pbtxt: preconditionFailure("a text that another program writes")
    case .text: try console.result(try listing(file).nodes.map { $0.line + "\n" }.joined())
    case .dot: try console.result(DotText.text(try listing(file), name: file.model.name))
    }
  }

  private func listing(_ file: ModelFile) throws -> PlanListing {
    training
      ? try file.training(isPlanned: plan)
      : try file.inference(samples: file.batchSize, isPlanned: plan)
  }

  /// Pictures and files that there are not.
  private func check() throws {
    if !training, !plan { return }
    let option = training ? "--training" : "--plan"
    switch format {
    case .svg:
      throw Failure(
        "error: --format svg draws the layers; \(option) has operations\n"
          + "  let Graphviz draw them: --format dot | dot -Tsvg", exitCode: .usage)
    case .pbtxt:
      throw Failure(
        "error: TensorFlow's format has the graph that predicts, not \(option)\n"
          + "  write --format text or dot", exitCode: .usage)
    case .text, .dot: return
    }
  }
}

/// A listing in Graphviz's language, a box for each layer with its operations.
enum DotText {
  static func text(_ listing: PlanListing, name: String) -> String {
    var text = """
      digraph \(quoted(name)) {
        node [shape=box, style=rounded, fontname="sans-serif", fontsize=10];
        edge [fontname="sans-serif", fontsize=8];

      """
    for (scope, nodes) in scopes(listing.nodes) {
      guard let scope else {
        for node in nodes { text += "  " + line(node) }
        continue
      }
      text += "  subgraph \(quoted("cluster_" + scope)) {\n    label=\(quoted(scope));\n"
      for node in nodes { text += "    " + line(node) }
      text += "  }\n"
    }
    var makers: [String: String] = [:]
    for node in listing.nodes {
      for value in node.outputNames { makers[value] = node.name }
    }
    var fed: Set<String> = []
    for node in listing.nodes {
      for input in node.inputs where makers[input] == nil && fed.insert(input).inserted {
        text += "  \(quoted(input)) [shape=ellipse];\n"
      }
    }
    let specs = Dictionary(
      listing.nodes.flatMap { zip($0.outputNames, $0.outputs) }.map { ($0, "\($1)") },
      uniquingKeysWith: { first, _ in first })
    for node in listing.nodes {
      for input in node.inputs {
        let label = specs[input].map { " [label=\(quoted($0))]" } ?? ""
        text += "  \(quoted(makers[input] ?? input)) -> \(quoted(node.name))\(label);\n"
      }
      for earlier in node.waitsFor {
        text += "  \(quoted(earlier)) -> \(quoted(node.name)) [style=dashed];\n"
      }
    }
    return text + "}\n"
  }

  /// Nodes by the first part of their names, in the order in which these are first met; nil for those
  /// that have one part.
  private static func scopes(
    _ nodes: [PlanListing.Node]
  ) -> [(scope: String?, nodes: [PlanListing.Node])] {
    var order: [String?] = []
    var all: [String?: [PlanListing.Node]] = [:]
    for node in nodes {
      let parts = node.name.split(separator: "/", maxSplits: 1)
      let scope = parts.count > 1 ? String(parts[0]) : nil
      if all[scope] == nil { order.append(scope) }
      all[scope, default: []].append(node)
    }
    return order.map { ($0, all[$0] ?? []) }
  }

  private static func line(_ node: PlanListing.Node) -> String {
    let own = node.name.split(separator: "/").last.map(String.init) ?? node.name
    let label = own == node.type ? node.type : "\(own)\n\(node.type)"
    return "\(quoted(node.name)) [label=\(quoted(label))];\n"
  }

  private static func quoted(_ text: String) -> String {
    "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n") + "\""
  }
}
