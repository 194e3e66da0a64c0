import TFXData

/// What `tfx init` proposes for rows that are a series in time: windows of rows, from which the next one's
/// target is told.
struct SeriesGuess {
  let profile: SeriesProfile
  /// What the target is.
  let reason: String
  /// Whether the newest numbers of a column have another level than those before.
  private let moves: Bool

  /// Fewer rows do not divide into parts that have windows each.
  private static let fewRows = 40
  /// By fewer deviations the level of a series does not move.
  private static let smallShift = 0.5
  private static let (minute, hour, day) = (60.0, 3_600.0, 86_400.0)

  /// Nil if the rows are no series of a number that is always known.
  init?(_ survey: TableSurvey, _ target: TargetGuess) {
    guard let profile = survey.series, profile.shortest >= SeriesGuess.fewRows,
      case .numbers(count: 1) = target.job, let column = target.columns.first,
      column.missing == 0, case .numbers(let numbers) = column.values, column.name != profile.order,
      column.name != profile.by
    else { return nil }
    self.profile = profile
    moves = survey.columns.contains {
      $0.name != profile.order && $0.name != profile.by
        && survey.levelShift(of: $0.name) > SeriesGuess.smallShift
    }
    reason = TargetGuess.range(numbers)
  }

  /// How far rows are apart, and how many of them show what comes again.
  private var rhythm: (distance: String, rows: Int) {
    let step = profile.step
    guard profile.areDates else { return (ColumnGuess.number(step), 24) }
    func many(_ unit: Double, _ noun: String) -> String {
      let count = (step / unit).rounded()
      return count == 1
        ? "\(noun == "hour" ? "an" : "a") \(noun)" : "\(ColumnGuess.number(count)) \(noun)s"
    }
    switch step / SeriesGuess.day {
    case 360...370: return ("a year", 5)
    case 89...93: return ("a quarter", 8)
    case 28...31: return ("a month", 12)
    case 7: return ("a week", 12)
    case 1...: return (many(SeriesGuess.day, "day"), 14)
    default: break
    }
    if step >= SeriesGuess.hour { return (many(SeriesGuess.hour, "hour"), 24) }
    if step >= SeriesGuess.minute { return (many(SeriesGuess.minute, "minute"), 60) }
    return (many(1, "second"), 60)
  }

  /// Rows in a window; each part has more than one.
  var length: Int { max(2, min(rhythm.rows, profile.shortest * 15 / 200)) }

  func writeWindow(to draft: inout ConfigDraft, target: String) {
    let by = profile.by.map { "in each \(ColumnGuess.shown($0)) " } ?? ""
    draft.add(
      "  # Rows are \(by)\(rhythm.distance) apart: what comes next is told from the rows before it."
    )
    draft.add(
      "  # Without 'window' and the past of \(ColumnGuess.shown(target)), it is told from its own row."
    )
    var fields = ["length: \(length)", "horizon: 1", "order: \(ColumnGuess.text(profile.order))"]
    if let format = profile.format { fields.append("format: \(ColumnGuess.text(format))") }
    if let by = profile.by { fields.append("by: \(ColumnGuess.text(by))") }
    draft.add("  window: {\(fields.joined(separator: ", "))}")
  }

  func writeSplit(to draft: inout ConfigDraft) {
    draft.add(
      "  # By time: the newest 15% of the rows tell how good it is, the 15% before choose the best epoch."
    )
    draft.add("  validation_split: 0.15")
    draft.add("  test_split: 0.15")
  }

  /// The sections behind `data`.
  ///
  /// - Parameters:
  ///   - rows: How many rows there are.
  ///   - numbers: How many inputs of a row are numbers, the past of the target and those behind it.
  ///   - others: How many inputs come behind them.
  func writeModel(to draft: inout ConfigDraft, rows: Int, numbers: Int, others: Int) {
    let units = rows < 2_000 ? 32 : 64
    draft.add("model:")
    draft.add("  # report.html compares it with saying the last value again.")
    draft.add("  layers:")
    if moves {
      draft.add(
        "    # The newest numbers have another level than older ones: the layers within see how")
      draft.add("    # those of a window move, whatever their level.")
      draft.add("    - RevIN:")
      if others > 0 {
        draft.add("        features: \(numbers)", "the others are dates or categories")
      }
      draft.add("        layers:")
    }
    let indent = moves ? "          " : "    "
    draft.add("\(indent)- GRU: {units: \(units)}")
    draft.add("\(indent)- Dense: {units: 1}")
    draft.add("compile:")
    draft.add("  optimizer: {Adam: {learning_rate: 0.005}}")
    draft.add("  loss: mse")
    draft.add("  metrics: [mae, R2Score]")
    draft.add("fit:")
    draft.add("  epochs: 100")
    draft.add("  batch_size: \(rows < 20_000 ? 32 : 128)")
    draft.add("  callbacks:")
    draft.add(
      "    - EarlyStopping: {patience: 15}",
      "ends when the validation part is no longer learnt; the best epoch is kept")
  }

  /// A column's part in windows, which hold numbers.
  func role(of column: ColumnGuess) -> ColumnGuess {
    var column = column
    if column.name == profile.order || column.isID {
      // Dates stay as features: the hour, the day of the week.
      if !column.isFeature || !profile.areDates { column.role = .unlisted }
    } else if case .feature(let options, _) = column.role,
      options.contains("encode: embedding") || options.contains("encode: text")
    {
      column.role = column.name == profile.by ? .unlisted : .excluded
      column.evidence = "windows take no embeddings; " + column.evidence
    } else if column.name == profile.by, !column.isFeature {
      column.role = .unlisted
    }
    return column
  }
}
