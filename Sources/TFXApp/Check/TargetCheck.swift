import TFXConfig
import TFXCore
import TFXData
import TFXModel
import TFXReport
import TFXTrain

/// What there is to say of the target before a training: what guessing comes to, and whether the model can
/// make such numbers.
struct TargetCheck {
  let experiment: Experiment
  let data: PreparedData
  let model: Sequential

  private var preprocessing: Preprocessing { data.preprocessing }
  private var loss: any Loss { experiment.config.compile.loss.value }
  private var lossPlace: String? { experiment.file.root["compile"]?["loss"]?.span?.place }

  private var place: String? {
    let section = experiment.file.root["data"]
    return (section?["target"] ?? section?["train"] ?? section)?.span?.place
  }

  private var name: String {
    preprocessing.targetColumns.isEmpty
      ? "the target"
      : "target "
        + preprocessing.targetColumns.prefix(4).map(DataError.quoted).joined(separator: ", ")
        + (preprocessing.targetColumns.count > 4 ? ", …" : "")
  }

  func look(_ report: inout CheckReport) throws {
    if preprocessing.predictsInput {
      report.add(.ok, "target", at: place, "the target is the input")
    } else if let names = preprocessing.classNames, let counts = preprocessing.classCounts {
      classes(names, counts, &report)
    } else {
      try numbers(&report)
    }
    try range(&report)
    scale(&report)
  }

  // MARK: Classes

  private static let shownCount = 6

  private func classes(_ names: [String], _ counts: [Int], _ report: inout CheckReport) {
    let balance = ClassBalance(counts)
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    let shown = order.prefix(TargetCheck.shownCount).map { index in
      "\(DataError.quoted(names[index])) \(NumberFormat.count(counts[index]))"
    }
    let noun = preprocessing.hasOneClass ? "class" : "label"
    report.add(
      .ok, "target", at: place, column: preprocessing.targetColumns.first,
      "\(name): \(NumberFormat.count(names.count)) \(noun == "class" ? "classes" : "labels"), "
        + shown.joined(separator: ", ") + (order.count > shown.count ? ", …" : ""))
    report.add(
      "target",
      .object([
        ("columns", .strings(preprocessing.targetColumns)),
        (
          "classes",
          .array(
            zip(names, counts).map { name, count in
              .object([("name", .string(name)), ("rows", .int(count))])
            })
        ),
      ]))
    guard preprocessing.hasOneClass, let most = balance.mostFrequent else { return }
    let isCrossentropy = loss.kind.hasSuffix("Crossentropy") && preprocessing.targetReading == nil
    report.add(
      .ok, "baseline", at: lossPlace,
      "saying always \(DataError.quoted(names[most])) is right for "
        + DataCheck.percent(balance.share)
        + (isCrossentropy
          ? "; the cross-entropy of the classes' shares is "
            + NumberFormat.measurement(balance.entropy) : ""))
    report.add(
      "baseline",
      .object([
        ("class", .string(names[most])), ("accuracy", .double(balance.share)),
        ("cross_entropy", .double(balance.entropy)),
      ]))
    let isWeighted =
      experiment.config.fit.classWeight != nil || experiment.config.data.sampleWeight != nil
      || data.train.count != data.trainOnce.count
    if balance.isImbalanced, !isWeighted {
      let rare = order.last { counts[$0] > 0 } ?? most
      report.add(
        .note, "balance", at: place,
        "\(name): \(DataError.quoted(names[most])) is \(balance.ratio) times as frequent as "
          + "\(DataError.quoted(names[rare])); 'class_weight: balanced' in the fit section lets all count "
          + "alike, and accuracy says little")
    }
    let few = order.filter { (1..<TargetCheck.fewRows).contains(counts[$0]) }
    if !few.isEmpty {
      let shown = few.reversed().prefix(5).map {
        "\(DataError.quoted(names[$0])) \(counts[$0])"
      }
      report.add(
        .note, "few_rows", at: place,
        "\(name): \(NumberFormat.count(few.count)) of \(NumberFormat.count(names.count)) classes "
          + "\(few.count == 1 ? "has" : "have") fewer than \(TargetCheck.fewRows) rows to train on: "
          + shown.joined(separator: ", ") + (few.count > 5 ? ", …" : ""))
    }
  }

  /// Of fewer rows than this a class is hardly learned.
  private static let fewRows = 5

  // MARK: Numbers

  /// So many rows, evenly taken, tell what guessing comes to.
  private static let rowLimit = 100_000

  private func numbers(_ report: inout CheckReport) throws {
    let count = data.trainOnce.count
    let rows = (0..<min(count, TargetCheck.rowLimit)).map {
      $0 * count / min(count, TargetCheck.rowLimit)
    }
    guard let targets = data.trainOnce.knownTargets, let reader = TruthReader(preprocessing),
      let truths = reader.read(targets, rows: rows[...])
    else {
      report.add(.ok, "target", at: place, "\(name): numbers")
      return
    }
    var facts: [JSON] = []
    for (index, column) in preprocessing.targetColumns.enumerated() {
      let values = truths.map { truth -> Double in
        switch truth {
        case .numbers(let numbers): numbers[index]
        case .labels(let holds): holds[index] ? 1 : 0
        case .oneClass(let place): Double(place)
        }
      }
      guard let guess = NumberGuess(values) else { continue }
      let number = ColumnGuess.number
      report.add(
        .ok, "target", at: place, column: column,
        "target \(DataError.quoted(column)): \(number(guess.least)) to \(number(guess.greatest)), "
          + "mean \(number(guess.mean)), median \(number(guess.median))")
      report.add(
        .ok, "baseline", at: lossPlace, column: column,
        "saying always \(number(guess.median)) is \(number(guess.medianError)) off on average (mae); "
          + "always the mean, \(number(guess.deviation)) (rmse)")
      if guess.least == guess.greatest {
        report.add(
          .warning, "constant_target", at: place, column: column,
          "target \(DataError.quoted(column)): every training row has \(number(guess.least))")
      }
      facts.append(
        .object([
          ("column", .string(column)), ("least", .double(guess.least)),
          ("greatest", .double(guess.greatest)), ("mean", .double(guess.mean)),
          ("median", .double(guess.median)), ("mae_of_median", .double(guess.medianError)),
          ("rmse_of_mean", .double(guess.deviation)),
        ]))
    }
    report.add("target", .array(facts))
  }

  // MARK: What the model can make

  /// Targets that the last layer cannot make, or that the loss is not made for.
  private func range(_ report: inout CheckReport) throws {
    guard loss.target == .numbers || preprocessing.predictsInput,
      let targets = data.trainOnce.knownTargets
    else { return }
    let layer = experiment.config.model.layers.last
    let possible = try model.graph.layers.last?.layer.outputRange
    var (least, greatest, unfit, example) = (Double.infinity, -Double.infinity, 0, 0.0)
    for number in targets.doubles() {
      least = min(least, number)
      greatest = max(greatest, number)
      if !loss.isMade(for: number) {
        if unfit == 0 { example = number }
        unfit += 1
      }
    }
    let number = ColumnGuess.number
    let scaled = preprocessing.targetScale == nil ? "" : " once it is scaled"
    if let possible, least < possible.lowerBound || greatest > possible.upperBound {
      let low = possible.lowerBound == -.infinity ? nil : number(possible.lowerBound)
      let high = possible.upperBound == .infinity ? nil : number(possible.upperBound)
      let made =
        low.flatMap { low in high.map { "from \(low) to \($0)" } }
        ?? low.map { "from \($0)" } ?? "up to \(high ?? "")"
      report.add(
        .warning, "range", at: layer?.span?.place,
        "\(name) goes from \(number(least)) to \(number(greatest))\(scaled), but the last layer only makes "
          + "numbers \(made); write 'activation: linear', or 'normalize: minmax' for the target")
    }
    if unfit > 0 {
      report.add(
        .warning, "range", at: lossPlace,
        "\(loss.kind) is made for \(loss.usualTargets), but \(NumberFormat.count(unfit)) of "
          + "\(NumberFormat.count(targets.elementCount)) targets are not such, as \(number(example))"
      )
    }
  }

  // MARK: Inputs and targets of an unusual size

  /// Numbers of another size than this are learned slowly, or not at all.
  private static let usualSize = 100.0

  private func scale(_ report: inout CheckReport) {
    let layers = experiment.config.model.layers
    if !layers.prefix(3).contains(where: { $0.layer.scalesInputs || $0.layer.takesWholeNumbers }) {
      if preprocessing.format == .csv { columnSizes(&report) } else { imageSizes(&report) }
    }
    guard preprocessing.targetScale == nil, loss.target == .numbers, !preprocessing.predictsInput,
      let targets = data.trainOnce.knownTargets, let guess = NumberGuess(targets.doubles()),
      max(abs(guess.least), abs(guess.greatest)) > TargetCheck.usualSize
    else { return }
    report.add(
      .note, "scale", at: place,
      "\(name) is not scaled, and is learned slowly so; write 'target: {column: "
        + "\(preprocessing.targetColumns.first ?? "…"), normalize: zscore}', and predictions stay in its unit"
    )
  }

  private func columnSizes(_ report: inout CheckReport) {
    let large = (preprocessing.features?.columns ?? []).filter { column in
      guard case .number(let encoding) = column.encoding, encoding.isIdentity else { return false }
      let size = max(abs(column.summary.least ?? 0), abs(column.summary.greatest ?? 0))
      return size > TargetCheck.usualSize
    }
    guard let first = large.first else { return }
    let section = experiment.file.root["data"]
    let shown = large.prefix(5).map { DataError.quoted($0.column) }.joined(separator: ", ")
    report.add(
      .note, "scale", at: (section?["features"] ?? section)?.span?.place, column: first.column,
      "\(large.count == 1 ? "column \(shown) is" : "columns \(shown)\(large.count > 5 ? ", …" : "") are") "
        + "used unscaled, with numbers beyond \(ColumnGuess.number(TargetCheck.usualSize)); write "
        + "'{normalize: zscore}' for \(large.count == 1 ? "it" : "them")")
  }

  private func imageSizes(_ report: inout CheckReport) {
    guard data.trainOnce.inputSpec.dtype == .uint8 else { return }
    let layers = experiment.config.model.layers
    report.add(
      .note, "scale", at: layers.first?.span?.place,
      "inputs go up to 255; write '- Rescaling: {scale: 1/255}' before the first layer")
  }
}

extension ClassBalance {
  /// How many times as frequent the most frequent class is as the rarest that there is.
  fileprivate var ratio: String {
    let present = counts.filter { $0 > 0 }
    return NumberFormat.count(
      Int((Double(present.max() ?? 0) / Double(present.min() ?? 1)).rounded()))
  }
}
