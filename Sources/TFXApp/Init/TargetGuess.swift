import TFXCore
import TFXData
import TFXReport

/// What `tfx init` takes for the column to predict, and the kind of job that this is.
struct TargetGuess {
  enum Job: Equatable {
    case twoClasses(isImbalanced: Bool)
    case classes(count: Int, isImbalanced: Bool)
    case labels(count: Int)
    case number
  }

  let column: ColumnProfile
  let job: Job
  /// What the configuration has for it.
  let value: String
  /// Why it is this column, and what is in it: a line each.
  let reasons: [String]

  /// Names that columns to predict mostly have, the surest first, without what separates words.
  private static let names = [
    "target", "label", "labels", "y", "outcome", "survived", "class", "result", "response",
    "species",
    "diagnosis", "churn", "churned", "exited", "attrition", "default", "fraud", "isfraud", "spam",
    "isspam", "sentiment", "topic", "category", "price", "saleprice", "medv", "salary", "quality",
    "tags", "genres",
  ]

  /// - Parameter asked: The name that the user gave; nil to choose.
  init(_ survey: TableSurvey, asked: String?, path: String) throws {
    let columns = survey.columns
    if let asked {
      guard let found = columns.first(where: { $0.name == asked }) else {
        let names = columns.map(\.name)
        let help =
          Spelling.suggestion(for: asked, among: names)
          ?? "it has \(names.prefix(20).joined(separator: ", "))"
          + (names.count > 20 ? ", …" : "")
        throw Failure(
          "error: \(path) has no column '\(asked)'\n  \(help)", exitCode: .usage)
      }
      if let problem = TargetGuess.problem(found) {
        throw Failure(
          "error: \(path): column '\(asked)' cannot be predicted: \(problem)\n"
            + "  name another one with --target", exitCode: .badData)
      }
      self.init(found, "it is asked for with --target")
      return
    }
    let usable = columns.filter {
      !survey.rowNames.contains($0.name) && TargetGuess.problem($0) == nil
        && !ColumnGuess.namesRows($0) && !TargetGuess.isDate($0)
    }
    guard let last = usable.last else {
      throw Failure(
        "error: \(path) has no column that could be predicted\n"
          + "  name one with --target", exitCode: .badData)
    }
    let named = TargetGuess.names.lazy.compactMap { name in
      usable.first { ColumnGuess.words($0.name).joined() == name }
    }.first
    if let named {
      self.init(named, "it is taken for its name; --target names another one")
    } else {
      let isLast = last.name == columns.last?.name
      self.init(
        last,
        "it is taken because it is the last column\(isLast ? "" : " that can be predicted")"
          + "; --target names another one")
    }
  }

  /// Why a column cannot be predicted; nil if it can.
  private static func problem(_ column: ColumnProfile) -> String? {
    if column.count == 0 { return "it has no values" }
    if column.distinct < 2 { return "all of its values are the same" }
    guard case .texts(let texts) = column.values else { return nil }
    switch texts.reading {
    case .numbers: return nil
    case .dates: return "its values are dates; make numbers of them first"
    case nil:
      if texts.labels != nil || column.distinct * 2 <= column.count || column.distinct <= 2 {
        return nil
      }
      return "\(column.distinct) of its \(column.count) texts are different"
    }
  }

  private static func isDate(_ column: ColumnProfile) -> Bool {
    if case .numbers(let numbers) = column.values { numbers.areDates } else { false }
  }

  private init(_ column: ColumnProfile, _ why: String) {
    self.column = column
    let found = TargetGuess.job(column)
    job = found.job
    var options = found.options
    // Rows of probabilities, which labels are smoothed to.
    if case .classes = found.job { options.append("encode: to_categorical") }
    if column.missing > 0, found.job.isOfOneValue { options.append("missing: drop") }
    let name = ColumnGuess.text(column.name)
    value =
      options.isEmpty ? name : "{" + (["column: \(name)"] + options).joined(separator: ", ") + "}"
    var reasons = [found.evidence, why]
    if column.missing > 0 {
      let rows = ColumnGuess.count(column.missing, "row")
      reasons.append(
        found.job.isOfOneValue
          ? "\(rows) without it \(column.missing == 1 ? "is" : "are") left out"
          : "\(rows) without a label")
    }
    self.reasons = reasons
  }

  private typealias Found = (job: Job, options: [String], evidence: String)

  private static func job(_ column: ColumnProfile) -> Found {
    switch column.values {
    case .numbers(let numbers):
      if let code = column.code, column.distinct * 2 <= column.count {
        return classes(column, ["type: classification"], "codes such as \(ColumnGuess.shown(code))")
      }
      let isFew = column.distinct <= 20 && column.distinct * 5 <= column.count
      if column.distinct == 2 || numbers.areWhole && isFew { return classes(column, [], nil) }
      return number(numbers)
    case .texts(let texts):
      if case .numbers(let decimalComma) = texts.reading {
        let step = decimalComma ? "{to_number: {decimal: \",\"}}" : "to_number"
        let example = column.frequent.first.map { ColumnGuess.shown($0.text) } ?? ""
        return (
          .number, ["transform: \(step)", "normalize: zscore"], "a number such as \(example)"
        )
      }
      if let labels = texts.labels {
        return (
          .labels(count: labels.count), ["separator: \(ColumnGuess.text(labels.separator))"],
          "\(labels.count) labels, several in \(ColumnGuess.count(labels.rows, "row"))"
        )
      }
      // Numbers with texts among them are taken for a mistake, unless they are declared.
      let isMixed = texts.numberCount * 2 >= column.count
      return classes(column, isMixed ? ["type: classification"] : [], nil)
    }
  }

  private static func classes(
    _ column: ColumnProfile, _ options: [String], _ reason: String?
  ) -> Found {
    let most = column.frequent.first?.count ?? 0
    let evidence =
      (reason.map { $0 + "; " } ?? "")
      + "\(column.distinct) classes: \(ColumnGuess.values(column, limit: 6))"
    // Between the two it makes no difference how many rows the other classes have.
    let others = [Int](repeating: most, count: max(column.distinct - 1, 0))
    let isImbalanced = ClassBalance(others + [column.rarest]).isImbalanced
    if column.distinct == 2 {
      return (.twoClasses(isImbalanced: isImbalanced), options, evidence)
    }
    return (.classes(count: column.distinct, isImbalanced: isImbalanced), options, evidence)
  }

  private static func number(_ numbers: NumberProfile) -> Found {
    let range =
      "a number from \(ColumnGuess.number(numbers.least)) to \(ColumnGuess.number(numbers.greatest))"
    let skewness = (numbers.skewness * 10).rounded() / 10
    guard let other = numbers.logSkewness, skewness >= 1.5, abs(other) < skewness / 2 else {
      return (.number, ["normalize: zscore"], range)
    }
    return (
      .number, ["transform: log1p", "normalize: zscore"],
      "\(range), of skewness \(ColumnGuess.number(skewness)): its logarithm is learnt"
    )
  }
}

extension TargetGuess.Job {
  /// Whether a row has one value to predict.
  var isOfOneValue: Bool { if case .labels = self { false } else { true } }

  var isOfClasses: Bool {
    switch self {
    case .twoClasses, .classes: true
    case .labels, .number: false
    }
  }

  var isImbalanced: Bool {
    switch self {
    case .twoClasses(let isImbalanced), .classes(_, let isImbalanced): isImbalanced
    case .labels, .number: false
    }
  }
}
