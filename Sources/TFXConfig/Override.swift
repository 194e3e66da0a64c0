package import TFXCore

extension ConfigNode {
  /// This configuration with one value replaced, as `--set KEY=VALUE` asks for. The key is a path
  /// such as `fit.epochs` or `model.layers[2].Dense.units`; the value is YAML. Missing mappings
  /// are made. Throws for a mistake in the argument or in its path in this configuration.
  package func setting(_ argument: String) throws(Diagnostics) -> ConfigNode {
    let override = try Override(argument)
    return try override.applied(to: self)
  }

  /// The same with the path and the value by themselves.
  package func setting(path: String, to value: String) throws(Diagnostics) -> ConfigNode {
    try setting("\(path)=\(value)")
  }
}

/// One `--set KEY=VALUE`.
package struct Override: Sendable {
  /// A step of the path: a key of a mapping, or the index of an item in a list.
  private struct Step {
    var text: String
    /// The number, if it is one; from the end if negative.
    var index: Int?
    /// Whether it was written as `[2]`, which is never a key.
    var isBracketed: Bool
    var span: SourceSpan
    /// The path up to and including this step, as written.
    var path: String
  }

  /// The name of the file in messages about it: `--set fit.epochs`.
  package let file: String
  /// All that was written after `--set`.
  package let argument: String
  private let steps: [Step]
  private let value: ConfigNode
  private var isSame: NameComparison = { $0 == $1 }

  /// Whether two names mean the same.
  package typealias NameComparison = @Sendable (String, String) -> Bool

  /// Reads `KEY=VALUE`.
  package init(_ argument: String) throws(Diagnostics) {
    self.argument = argument
    guard let equals = Override.indexOfEquals(argument) else {
      throw Override.failure(
        SourceSpan(file: "--set", line: 1, column: 1, length: argument.count),
        "expected KEY=VALUE, found '\(argument)'", "for instance --set fit.epochs=3")
    }
    let path = String(argument[..<equals])
    file = path.isEmpty ? "--set" : "--set \(path)"
    steps = try Override.steps(path, file)
    let column = path.count + 2
    do {
      let text = String(argument[argument.index(after: equals)...])
      // YAML takes a lone `-` for a list of nothing; as a value it can only be standard input.
      value = try YAMLParser.parse(text: text == "-" ? "'-'" : text, file: file)
        .moved(by: column - 1)
        .orAt(SourceSpan(file: file, line: 1, column: column))
    } catch {
      throw Diagnostics(
        error.all.map { diagnostic in
          var diagnostic = diagnostic
          diagnostic.span = diagnostic.span?.moved(by: column - 1)
          return diagnostic
        })
    }
  }

  /// `root` with the value at its place.
  ///
  /// - Parameter isSame: Whether two names mean the same type, such as `Adam` and `adam`, so that either
  ///   finds the other.
  package func applied(
    to root: ConfigNode, isSame: @escaping NameComparison = { $0 == $1 }
  ) throws(Diagnostics) -> ConfigNode {
    var override = self
    override.isSame = isSame
    return try override.set(in: root, steps[...], parent: nil)
  }

  private func set(
    in node: ConfigNode, _ path: ArraySlice<Step>, parent: String?
  ) throws(Diagnostics) -> ConfigNode {
    guard let step = path.first else { return value }
    let rest = path.dropFirst()
    switch node.content {
    case .sequence(var items):
      let index = try index(step, count: items.count, parent)
      items[index] = try setItem(items[index], rest, step)
      return ConfigNode(.sequence(items), span: node.span)
    case .null, .mapping:
      if step.isBracketed {
        throw Override.failure(
          step.span, "\(named(parent)) is \(node.foundForPath), not a list")
      }
      var entries: [ConfigNode.Entry] = []
      if case .mapping(let found) = node.content { entries = found }
      let written = entries.lastIndex { $0.key.isWritten(step.text) }
      // A name of a type stands alone.
      let named = entries.count == 1 && isSame(entries[0].key, step.text) ? 0 : nil
      if let place = written ?? named {
        entries[place].value = try set(in: entries[place].value, rest, parent: step.path)
      } else {
        let value = try set(in: ConfigNode(.null, span: step.span), rest, parent: step.path)
        entries.append(ConfigNode.Entry(step.text, keySpan: step.span, value))
      }
      return ConfigNode(.mapping(entries), span: node.span ?? step.span)
    case .scalar(let text, _):
      // A bare name, such as `- MaxPooling2D` or `optimizer: Adam`, stands for all defaults.
      if !step.isBracketed, text == step.text || isSame(text, step.text) {
        let fields = try set(in: ConfigNode(.null, span: step.span), rest, parent: step.path)
        return ConfigNode(
          .mapping([ConfigNode.Entry(text, keySpan: node.span, fields)]), span: node.span)
      }
      throw Override.failure(
        step.span, "\(named(parent)) is \(node.found), which has no '\(step.text)'",
        parent.map { "to replace it, set \($0) itself" })
    }
  }

  /// A list's items are named things, so a step to another name is a mistake and no new key.
  private func setItem(
    _ item: ConfigNode, _ rest: ArraySlice<Step>, _ step: Step
  ) throws(Diagnostics) -> ConfigNode {
    guard let name = rest.first, !name.isBracketed else {
      return try set(in: item, rest, parent: step.path)
    }
    let found: String? =
      switch item.content {
      case .mapping(let entries) where entries.count == 1: entries[0].key
      case .scalar(let text, _): text
      case .null, .sequence, .mapping: nil
      }
    if let found, found != name.text, !isSame(found, name.text) {
      throw Override.failure(name.span, "\(step.path) is '\(found)', not '\(name.text)'")
    }
    return try set(in: item, rest, parent: step.path)
  }

  private func index(_ step: Step, count: Int, _ parent: String?) throws(Diagnostics) -> Int {
    guard let index = step.index else {
      throw Override.failure(
        step.span, "\(named(parent)) is a list, which has no '\(step.text)'",
        "give an index, as in \(parent ?? "")[0]")
    }
    guard (-count..<count).contains(index) else {
      let items = count == 0 ? "is empty" : "has items 0 to \(count - 1)"
      throw Override.failure(step.span, "\(named(parent)) \(items), found index \(index)")
    }
    return index < 0 ? count + index : index
  }

  private func named(_ parent: String?) -> String { parent ?? "the config" }

  /// `fit.epochs`, `layers[2]`, `layers.2`, `features."bill.length"`.
  private static func steps(_ path: String, _ file: String) throws(Diagnostics) -> [Step] {
    let characters = Array(path)
    var steps: [Step] = []
    var place = 0
    while place < characters.count || steps.isEmpty {
      let start = place
      let isBracketed = place < characters.count && characters[place] == "["
      if !isBracketed, !steps.isEmpty { place += 1 }  // the dot
      let begin = place
      var text = ""
      if isBracketed {
        let close = characters[place...].firstIndex(of: "]") ?? characters.count
        text = String(characters[(place + 1)..<close])
        place = min(close + 1, characters.count)
        if Int(text) == nil || close == characters.count {
          throw failure(
            SourceSpan(file: file, line: 1, column: start + 1, length: place - start),
            "expected an index such as [0], found '\(String(characters[start..<place]))'")
        }
      } else if place < characters.count, characters[place] == "\"" {
        let close = characters[(place + 1)...].firstIndex(of: "\"") ?? characters.count
        text = String(characters[(place + 1)..<close])
        place = min(close + 1, characters.count)
      } else {
        while place < characters.count, characters[place] != ".", characters[place] != "[" {
          text.append(characters[place])
          place += 1
        }
      }
      let span = SourceSpan(file: file, line: 1, column: begin + 1, length: place - begin)
      let isNext = place == characters.count || characters[place] == "." || characters[place] == "["
      if text.isEmpty || !isNext {
        throw failure(
          span,
          path.isEmpty
            ? "expected a key before '='" : "expected keys joined by '.', found '\(path)'",
          "for instance --set fit.epochs=3")
      }
      steps.append(
        Step(
          text: text, index: Int(text), isBracketed: isBracketed, span: span,
          path: String(characters[..<place])))
    }
    return steps
  }

  /// The first '=' outside of quotes.
  private static func indexOfEquals(_ argument: String) -> String.Index? {
    var isQuoted = false
    for index in argument.indices {
      if argument[index] == "\"" { isQuoted.toggle() }
      if argument[index] == "=", !isQuoted { return index }
    }
    return nil
  }

  private static func failure(
    _ span: SourceSpan, _ message: String, _ help: String? = nil
  ) -> Diagnostics {
    Diagnostics([Diagnostic(at: span, message, help: help)])
  }
}

extension ConfigNode {
  /// The same value with every place on the first line moved to the right.
  fileprivate func moved(by columns: Int) -> ConfigNode {
    var node = ConfigNode(content, span: span?.moved(by: columns))
    switch content {
    case .null, .scalar: break
    case .sequence(let items): node.content = .sequence(items.map { $0.moved(by: columns) })
    case .mapping(let entries):
      node.content = .mapping(
        entries.map {
          Entry($0.key, keySpan: $0.keySpan?.moved(by: columns), $0.value.moved(by: columns))
        })
    }
    return node
  }

  fileprivate var foundForPath: String {
    if case .null = content { return "empty" }
    return found
  }
}

extension SourceSpan {
  fileprivate func moved(by columns: Int) -> SourceSpan {
    guard line == 1 else { return self }
    return SourceSpan(file: file, line: line, column: column + columns, length: length)
  }
}
