import TFXCore
import TFXData
import TFXGraph
import TFXModel
import TFXReport
import TFXTrain

/// Makes the page that tells of a run. The same run gives the same bytes: nothing of it depends on a clock
/// or on chance.
struct ReportWriter {
  let subject: ReportSubject
  /// What came out on rows that were looked at, and what those are called; nil if there were none.
  let outcomes: Outcomes?
  let measurements: Measurements?
  let part: String

  /// A page is kept below this: what is longest is left out.
  private static let configLimit = 64 << 10

  func page() throws -> Page {
    let preprocessing = subject.preprocessing
    let metrics = RunMetrics(subject.run)
    let baselines = outcomes == nil ? nil : Baselines(subject, seed: subject.model.seed)
    let verdict = outcomes.flatMap {
      Verdict($0, preprocessing, baselines, part: part, seed: subject.model.seed)
    }
    var sections: [PageSection] = []
    if let metrics {
      sections.append(metrics.history(subject.config, bestEpoch: subject.best?.epoch).section)
    }
    if let outcomes {
      sections += results(outcomes, baselines)
      sections.append(WorstSection(outcomes: outcomes, preprocessing: preprocessing).section)
      if let verdict { sections += try importance(outcomes, verdict) }
    }
    let activity = try activity()
    sections.append(
      try ModelSection(subject: subject, activity: activity, outcomes: outcomes).section())
    sections.append(try DataSection(subject: subject, outcomes: outcomes, part: part).section())
    sections.append(again)
    let summary = verdict.map { "\($0.text($0.value)) \($0.measure)" }
    return Page(
      title: ([subject.config.name] + [summary].compactMap { $0 }).joined(separator: ": "),
      kind: subject.run == nil ? "Model \(subject.shownPath)" : "Training run \(subject.shownPath)",
      name: subject.config.name, verdict: phrases(verdict, metrics),
      figures: figures(verdict, metrics),
      attention: attention(verdict, metrics) + (activity?.attention ?? []), sections: sections,
      footer: "Written by tfx \(ProgramVersion.text). This page loads nothing and runs nothing.")
  }

  // MARK: What came out

  private func phrases(_ verdict: Verdict?, _ metrics: RunMetrics?) -> [Page.Phrase] {
    var phrases = verdict?.phrases ?? []
    if phrases.isEmpty, let outcomes, let loss = measurements?.loss {
      phrases = [
        Page.Phrase("On \(Digits.count(outcomes.count)) rows of \(part) its mean loss is "),
        Page.Phrase(Digits.text(loss), isStrong: true), Page.Phrase("."),
      ]
    }
    if phrases.isEmpty {
      phrases = [Page.Phrase("No rows were held back, so that nothing is known of new data.")]
    }
    if let best = subject.best, let epochs = metrics?.epochs.last {
      phrases.append(Page.Phrase(" Best epoch: \(best.epoch) of \(epochs)."))
    }
    return phrases
  }

  private func figures(_ verdict: Verdict?, _ metrics: RunMetrics?) -> [Page.Figure] {
    var figures: [Page.Figure] = []
    if let verdict {
      let name = verdict.measure.prefix(1).uppercased() + verdict.measure.dropFirst()
      let interval = verdict.interval.map {
        "\(verdict.text($0.lowerBound)) to \(verdict.text($0.upperBound))"
      }
      figures.append(Page.Figure(name, verdict.text(verdict.value), interval))
    }
    for (name, value) in measurements?.values ?? [] where figures.count < 5 {
      if verdict?.measure == name { continue }
      let title = name == "loss" ? "Loss" : TrainingHistory.title(name)
      figures.append(Page.Figure(title, Digits.text(value, 4), "on \(part)"))
    }
    let choice = subject.preprocessing.outputs
    if let threshold = choice.threshold, let name = outcomes?.reader?.names.last {
      figures.append(
        Page.Figure("Threshold", Digits.text(threshold, 4), "above it “\(Digits.shortened(name))”"))
    }
    if let temperature = choice.temperature {
      figures.append(Page.Figure("Temperature", Digits.text(temperature, 4), "of probabilities"))
    }
    if let best = subject.best, let epochs = metrics?.epochs.last {
      figures.append(
        Page.Figure(
          "Best epoch", "\(best.epoch) of \(epochs)",
          "\(best.name) \(Digits.text(best.value, 4))"))
    }
    if let seconds = metrics?["elapsed_seconds"].last {
      figures.append(Page.Figure("Training time", TrainingHistory.duration(seconds)))
    }
    if let graph = try? subject.model.graph {
      figures.append(
        Page.Figure(
          "Parameters", Digits.count(graph.layers.reduce(0) { $0 + $1.parameterCount })))
    }
    return Array(figures.prefix(8))
  }

  private func attention(_ verdict: Verdict?, _ metrics: RunMetrics?) -> [String] {
    var lines: [String] = []
    if outcomes == nil {
      lines.append(
        "There is neither a test nor a validation part: nothing here says how it does on new data.")
    } else if part == "validation" {
      lines.append(
        "There is no test part. The validation part chose the best epoch, so that numbers on it flatter."
      )
    }
    if let verdict {
      if verdict.isDoubtful {
        lines.append("It cannot be told from \(verdict.baselineName): the interval reaches there.")
      }
      if let linear = verdict.linear, linear.isFinite,
        verdict.isHigherBetter ? linear > verdict.value : linear < verdict.value
      {
        lines.append("A linear model on the same columns does at least as well.")
      }
    }
    if let outcomes, outcomes.count < 100 {
      lines.append(
        "Only \(outcomes.count) rows were looked at: all numbers of them are rough.")
    }
    if let outcomes, !outcomes.confusion.isEmpty, let names = outcomes.reader?.names {
      let never = names.indices.filter { said in
        outcomes.confusion.allSatisfy { $0[said] == 0 }
          && outcomes.confusion[said].contains { $0 > 0 }
      }.map { names[$0] }
      if !never.isEmpty {
        lines.append(
          "Never said: "
            + never.prefix(10).map { "“\(Digits.shortened($0))”" }.joined(separator: ", ")
            + (never.count > 10 ? " and \(never.count - 10) more" : "") + ".")
      }
    }
    if let metrics { lines += TrainingSigns.lines(metrics, best: subject.best?.epoch) }
    lines += (subject.run?.warnings ?? []).prefix(12).map { Digits.shortened($0, 300) }
    return lines
  }

  private func results(_ outcomes: Outcomes, _ baselines: Baselines?) -> [PageSection] {
    guard outcomes.isUsual, let reader = outcomes.reader else { return [] }
    switch reader.form {
    case .numbers:
      let said = outcomes.sample.compactMap { baselines?.linear($0.inputs) }
      let linear = said.count == outcomes.sample.count && !said.isEmpty ? said : nil
      let results = outcomes.numberResults(
        subject.preprocessing.targetColumns, linear: linear, last: LastValue(subject.preprocessing),
        quantile: (subject.config.compile.loss.value as? Quantile)?.quantile)
      // Of many numbers those that are predicted worst.
      let shown = results.enumerated().sorted {
        ($0.element.r2, $0.offset) < ($1.element.r2, $1.offset)
      }
      .prefix(4).sorted { $0.offset < $1.offset }.map(\.element)
      var blocks: [Block] = []
      if results.count > 1 { blocks.append(.table(NumberResults.table(results))) }
      for var result in shown {
        if results.count > 1 { result.pointLimit = 300 }
        if results.count > 1 { blocks.append(.heading(Digits.shortened(result.name))) }
        blocks += result.blocks
      }
      return [
        PageSection(
          id: "errors", title: "How far off",
          lead: shown.count < results.count
            ? "With pictures of the four that are predicted worst." : nil,
          blocks: blocks)
      ]
    case .labels:
      var results = outcomes.labelResults
      results.temperature = subject.preprocessing.outputs.temperature
      return [results.section, results.trust]
    default:
      if outcomes.confusion.isEmpty { return [] }
      var results = outcomes.classResults
      results.temperature = subject.preprocessing.outputs.temperature
      var section = results.section
      if let text = subject.preprocessing.textColumn,
        let table = results.byLength(
          outcomes.sample.map { text.words($0.inputs).count },
          of: Digits.shortened(text.column))
      {
        section.blocks.append(.table(table))
      }
      return [section, results.trust]
    }
  }

  private func importance(_ outcomes: Outcomes, _ verdict: Verdict) throws -> [PageSection] {
    guard
      let use = try ColumnUse(
        subject.model, subject.preprocessing, outcomes, verdict, budget: budget)
    else { return [] }
    var section = use.section
    let charts = try Dependence(
      model: subject.model, preprocessing: subject.preprocessing, outcomes: outcomes
    ).charts(use.columns.map(\.column))
    if !charts.isEmpty {
      section.blocks += [.heading("What it says as a column changes"), .charts(charts)]
    }
    return [section]
  }

  /// The rows that may be computed: a part of what the training computed.
  private var budget: Int {
    // A row forward is about a third of a row trained on.
    max((RunMetrics(subject.run)?.epochs.last ?? 1) * (subject.train?.count ?? 0) / 10, 5_000)
  }

  /// Which units are dead, on rows of validation or, without such, of another part.
  private func activity() throws -> LayerActivity? {
    guard
      let samples = subject.parts.first(where: { $0.name == "validation" }) ?? subject.parts.last
    else { return nil }
    return try LayerActivity(subject.model, samples.samples, budget: budget)
  }

  // MARK: How to do it again

  private var again: PageSection {
    let path = ShellWord.quoted(subject.shownPath)
    var commands = ""
    if subject.run != nil {
      commands += "tfx train \(ShellWord.quoted("\(subject.shownPath)/config.yaml"))\n"
    }
    commands += "tfx evaluate \(path)\ntfx predict INPUT --checkpoint \(path)"
    var blocks: [Block] = [.code(commands)]
    let text = subject.configText
    if text.utf8.count <= ReportWriter.configLimit {
      blocks.append(.details("The configuration, with every default written out", [.code(text)]))
    }
    blocks.append(
      .note("Seed \(subject.config.seed), tfx \(ProgramVersion.text)."))
    return PageSection(id: "again", title: "Run it again", blocks: blocks)
  }
}
