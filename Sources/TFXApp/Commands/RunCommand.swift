import TFXConfig
import TFXCore
import TFXGraph
import TFXRuntime
import TFXTrain

/// `tfx run`: a graph in a file, evaluated once.
package struct RunCommand {
  package var graph: String
  package var overrides: [String] = []
  /// `NAME=FILE`, or `NAME=VALUE`.
  package var feeds: [String] = []
  /// `NAME`, or `NAME=FILE`.
  package var fetches: [String] = []
  /// Where the results go: a file for one, a JSON file for several.
  package var output: String?
  package var json = false

  package init(graph: String) { self.graph = graph }

  /// Something that is wanted.
  private struct Fetch {
    /// As the user gave it, such as `split:1`.
    var name: String
    var file: String?
    var span: SourceSpan?
  }

  package func run(_ console: Console) throws {
    let file = try GraphFile(graph, overrides: overrides)
    let feeds = try feedArguments()
    var fed = try placeholderValues(feeds, file)
    try file.build(fed: fed.mapValues(\.shape))
    for (name, text) in feeds where fed[name] == nil {
      let output = try output(name, file, option: "--feed")
      fed[name] = try TensorInput.argument(name, text, output.dtype, output.shape)
    }
    let fetches = try wanted(file)
    try check(fetches)
    let values = try evaluate(file, fetches, fed)
    try write(values, fetches, console)
  }

  // MARK: - Arguments

  private func feedArguments() throws -> [(name: String, text: String)] {
    var names: Set<String> = []
    return try feeds.map { argument in
      guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
        throw Failure(
          "error: --feed: expected NAME=FILE or NAME=VALUE, found '\(argument)'",
          exitCode: .usage)
      }
      let name = String(argument[..<equals])
      if !names.insert(name).inserted {
        throw Failure("error: --feed: '\(name)' is fed twice", exitCode: .usage)
      }
      return (name, String(argument[argument.index(after: equals)...]))
    }
  }

  private func placeholderValues(
    _ feeds: [(name: String, text: String)], _ file: GraphFile
  ) throws -> [String: Tensor] {
    if graph == "-" || feeds.count(where: { $0.text == "-" }) > 1,
      let second = feeds.last(where: { $0.text == "-" })
    {
      throw Failure(
        "error: --feed \(second.name)=-: the standard input can be read once only",
        exitCode: .usage)
    }
    let placeholders = file.config.placeholders.all
    var values: [String: Tensor] = [:]
    for (name, text) in feeds {
      guard let entry = placeholders.first(where: { $0.name == name }) else { continue }
      let value = try TensorInput.argument(name, text, entry.value.dtype, entry.value.shape)
      if let shape = entry.value.shape, !shape.accepts(value.shape) {
        throw file.invalid(
          at: entry.span,
          "the placeholder '\(name)' is \(TensorSpec(shape, entry.value.dtype)), "
            + "it was fed \(value.spec)", help: "feed another shape, or put null for an extent")
      }
      values[name] = value
    }
    return values
  }

  /// An output that an option names.
  private func output(_ name: String, _ file: GraphFile, option: String) throws -> Output {
    guard let (node, index) = NodeInput.reference(name), let made = file[node],
      made.outputs.indices.contains(index)
    else {
      let node = NodeInput.reference(name)?.name ?? name
      if let count = file[node]?.outputs.count {
        throw Failure(
          "error: \(option): '\(node)' has \(count) \(count == 1 ? "output" : "outputs"), "
            + "there is no '\(name)'", exitCode: .usage)
      }
      let help =
        Spelling.suggestion(for: node, among: file.names)
        ?? "names: \(file.names.prefix(20).joined(separator: ", "))"
      throw Failure(
        "error: \(option): there is no '\(node)' in \(graph)\n  \(help)", exitCode: .usage)
    }
    return made.outputs[index]
  }

  /// What is wanted: what the user says, or the file, or its last node.
  private func wanted(_ file: GraphFile) throws -> [Fetch] {
    if !fetches.isEmpty {
      return fetches.map { argument in
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        return Fetch(name: parts.first ?? argument, file: parts.count == 2 ? parts[1] : nil)
      }
    }
    if !file.config.fetch.all.isEmpty {
      return file.config.fetch.all.map { Fetch(name: $0.name, span: $0.span) }
    }
    return [Fetch(name: file.names.last ?? "")]
  }

  /// Refuses files that cannot be meant, before anything is computed.
  private func check(_ fetches: [Fetch]) throws {
    guard let output, fetches.count > 1, FilePath.ending(of: output) != "json" else { return }
    throw Failure(
      "error: --output: \(fetches.count) results go into a .json file, found '\(output)'\n"
        + "  or give each its file: --fetch \(fetches[0].name)=FILE", exitCode: .usage)
  }

  // MARK: - Evaluation

  /// The values of what is wanted, in order; nil for an operation that makes none.
  private func evaluate(
    _ file: GraphFile, _ fetches: [Fetch], _ fed: [String: Tensor]
  ) throws -> [Tensor?] {
    var targets: [Operation] = []
    var outputs: [(place: Int, output: Output)] = []
    var variables: [(place: Int, variable: Variable)] = []
    for (place, fetch) in fetches.enumerated() {
      if let made = file[fetch.name], let variable = made.variable {
        variables.append((place, variable))
      } else if let made = file[fetch.name], made.outputs.isEmpty {
        targets.append(made.operation)
      } else if fetch.span == nil {
        outputs.append((place, try output(fetch.name, file, option: "--fetch")))
      } else {
        let name = NodeInput.reference(fetch.name)
        let made = try file.find(name?.name ?? fetch.name, at: fetch.span)
        guard let name, made.outputs.indices.contains(name.index) else {
          throw file.invalid(
            at: fetch.span,
            "'\(name?.name ?? fetch.name)' has \(made.outputs.count) "
              + "\(made.outputs.count == 1 ? "output" : "outputs"), there is no '\(fetch.name)'")
        }
        outputs.append((place, made.outputs[name.index]))
      }
    }
    let session = Session(
      graph: file.graph, config: SessionConfig(deviceCount: ["CPU": file.deviceCount]))
    var feeds: [Output: Tensor] = [:]
    for (name, value) in fed { feeds[try output(name, file, option: "--feed")] = value }
    do throws(RunError) {
      try session.initialize()
      let found = try session.run(outputs.map { $0.output }, targets: targets, feeding: feeds)
      var values = [Tensor?](repeating: nil, count: fetches.count)
      for (index, value) in found.enumerated() { values[outputs[index].place] = value }
      // As they are behind all operations that change them.
      for (place, variable) in variables { values[place] = try session.value(of: variable) }
      return values
    } catch {
      throw failure(error, file)
    }
  }

  /// What a run's error means, with its place in the file where it has one.
  private func failure(_ error: RunError, _ file: GraphFile) -> any Error {
    func located(
      _ node: String, _ message: String, help: String? = nil, at span: SourceSpan? = nil,
      _ code: Failure.ExitCode
    ) -> Failure {
      let place = span ?? file.span(ofOperation: node)
      let invalid = file.invalid(at: place, message, help: help)
      return Failure(invalid.description, exitCode: code)
    }
    switch error {
    case .missingFeed(let name, let spec):
      let node = name.split(separator: ":").first.map(String.init) ?? name
      return located(
        node, "the placeholder '\(node)' (\(spec)) is not fed",
        help: "feed it: --feed \(node)=FILE", .usage)
    case .failed(_, let node, _), .outOfRange(_, let node, _), .cancelled(_, let node, _):
      return located(node, "\(error)", .badData)
    case .shapes(.invalid(_, let node, _)): return located(node, "\(error)", .badData)
    case .unknownDevice(let node, let device, let available):
      return located(
        node, "there is no device '\(device)'",
        help: "devices: \(available.joined(separator: ", "))",
        at: file.config.nodes.first { $0.name == node }?.deviceSpan, .badConfig)
    case .noKernel(_, let node): return located(node, "\(error)", .badConfig)
    case .unknownShape(let name, _):
      let node = name.split(separator: ":").first.map(String.init) ?? name
      return located(node, "\(error)", .badConfig)
    case .deadlock, .feedMismatch: return Failure("error: \(error)", exitCode: .badConfig)
    default: return error
    }
  }

  // MARK: - Results

  private func write(_ values: [Tensor?], _ fetches: [Fetch], _ console: Console) throws {
    var shown: [(name: String, value: Tensor)] = []
    for (fetch, value) in zip(fetches, values) {
      guard let value else {
        if let file = fetch.file {
          throw Failure(
            "error: '\(fetch.name)' makes nothing that could go to '\(file)'", exitCode: .usage)
        }
        continue
      }
      if let file = fetch.file {
        try TensorOutput.write(value, fetch.name, to: file)
      } else {
        shown.append((fetch.name, value))
      }
    }
    if let output, output != "-", let first = shown.first {
      if shown.count == 1 { return try TensorOutput.write(first.value, first.name, to: output) }
      return try FileAccess.write(Array(try object(shown).utf8), to: output)
    }
    if shown.isEmpty { return }
    try console.result(
      json ? object(shown) : shown.map { TensorText.block($0.name, $0.value) }.joined())
  }

  private func object(_ values: [(name: String, value: Tensor)]) throws -> String {
    JSON.object(try values.map { ($0.name, try TensorText.json($0.value)) }).line + "\n"
  }
}
