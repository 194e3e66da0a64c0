import TFXCore
import TFXData
import TFXReport

/// What `tfx init` takes for the column to predict, or for several, and the kind of job that this is.
struct TargetGuess {
  enum Job: Equatable {
    case twoClasses(isImbalanced: Bool)
    case classes(count: Int, isImbalanced: Bool)
    case labels(count: Int)
    case numbers(count: Int)
  }

  /// The columns, of which there are several if they were named.
  let columns: [ColumnProfile]
  let job: Job
  /// What the configuration has for it.
  let value: String
  /// Why it is this column, and what is in it: a line each.
  let reasons: [String]
  /// At least how many rows are left out for the lack of it.
  let rowsLeftOut: Int

  /// Names that columns to predict mostly have, the surest first, without what separates words.
  private static let names = [
    "target", "label", "labels", "y", "outcome", "survived", "class", "result", "response",
    "species", "diagnosis", "churn", "churned", "exited", "attrition", "default", "fraud",
    "isfraud", "spam",
    "isspam", "sentiment", "topic", "category", "price", "saleprice", "medv", "salary", "quality",
    "tags", "genres", "mpg",
  ]
  /// With which longer names of such columns end: `selling_price`, `house_value`.
  private static let lastWords: Set = ["target", "label", "price", "value", "churn", "outcome"]

  /// - Parameter asked: The names that the user gave; none to choose.
  init(_ survey: TableSurvey, asked: [String], path: String) throws {
    let columns = survey.columns
    let found = try asked.map { (asked) throws -> ColumnProfile in
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
      return found
    }
    if found.count > 1 {
      try self.init(several: found, path: path)
      return
    }
    if let found = found.first {
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
    let named =
      TargetGuess.names.lazy.compactMap { name in
        usable.first { ColumnGuess.words($0.name).joined() == name }
      }.first
      ?? usable.last { TargetGuess.lastWords.contains(ColumnGuess.words($0.name).last ?? "") }
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

  /// Several columns, which must be of one kind.
  private init(several columns: [ColumnProfile], path: String) throws {
    self.columns = columns
    let numbers = columns.map { column -> NumberProfile? in
      if case .numbers(let numbers) = column.values { numbers } else { nil }
    }
    if let place = numbers.firstIndex(where: { $0 == nil }) {
      throw Failure(
        "error: \(path): column '\(columns[place].name)' has texts, and several columns can be predicted "
          + "only if all are numbers\n  name it alone with --target", exitCode: .badData)
    }
    var seen: Set<String> = []
    if let twice = columns.first(where: { !seen.insert($0.name).inserted }) {
      throw Failure("error: --target names '\(twice.name)' twice", exitCode: .usage)
    }
    let areLabels = zip(columns, numbers).allSatisfy { column, numbers in
      column.distinct == 2 && numbers?.least == 0 && numbers?.greatest == 1
    }
    let list = "[" + columns.map { ColumnGuess.text($0.name) }.joined(separator: ", ") + "]"
    rowsLeftOut = columns.map(\.missing).max() ?? 0
    let isMissing = rowsLeftOut > 0
    var options = areLabels ? [] : ["normalize: zscore"]
    if isMissing { options.append("missing: drop") }
    value =
      options.isEmpty ? list : "{" + (["column: \(list)"] + options).joined(separator: ", ") + "}"
    job = areLabels ? .labels(count: columns.count) : .numbers(count: columns.count)
    reasons =
      [
        "\(columns.count) " + (areLabels ? "labels of 0 and 1" : "numbers"),
        "they are asked for with --target",
      ] + (isMissing ? ["rows that lack one are left out"] : [])
  }

  /// The names of the columns.
  var names: [String] { columns.map(\.name) }

  private init(_ column: ColumnProfile, _ why: String) {
    columns = [column]
    let found = TargetGuess.job(column)
    job = found.job
    var options = found.options
    // Rows of probabilities, which labels are smoothed to.
    if case .classes = found.job { options.append("encode: to_categorical") }
    // Without any word, a list of labels is empty.
    let mayLack = if case .labels = found.job { true } else { false }
    rowsLeftOut = mayLack ? 0 : column.missing
    if rowsLeftOut > 0 { options.append("missing: drop") }
    let name = ColumnGuess.text(column.name)
    value =
      options.isEmpty ? name : "{" + (["column: \(name)"] + options).joined(separator: ", ") + "}"
    var reasons = [found.evidence, why]
    if column.missing > 0 {
      let rows = ColumnGuess.count(column.missing, "row")
      reasons.append(
        mayLack
          ? "\(rows) without a label"
          : "\(rows) without it \(column.missing == 1 ? "is" : "are") left out")
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
      if numbers.areWhole, column.distinct == 2 || isFew { return classes(column, [], nil) }
      return number(numbers)
    case .texts(let texts):
      if case .numbers(let decimalComma) = texts.reading {
        let step = decimalComma ? "{to_number: {decimal: \",\"}}" : "to_number"
        let example = column.frequent.first.map { ColumnGuess.shown($0.text) } ?? ""
        return (
          .numbers(count: 1), ["transform: \(step)", "normalize: zscore"],
          "a number such as \(example)"
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
      + ColumnGuess.blanks(column)
    let options = options + (ColumnGuess.blanks(column).isEmpty ? [] : ["transform: strip"])
    // Between the two it makes no difference how many rows the other classes have.
    let others = [Int](repeating: most, count: max(column.distinct - 1, 0))
    let isImbalanced = ClassBalance(others + [column.rarest]).isImbalanced
    if column.distinct == 2 {
      return (.twoClasses(isImbalanced: isImbalanced), options, evidence)
    }
    return (.classes(count: column.distinct, isImbalanced: isImbalanced), options, evidence)
  }

  static func range(_ numbers: NumberProfile) -> String {
    "a number from \(ColumnGuess.number(numbers.least)) to \(ColumnGuess.number(numbers.greatest))"
  }

  private static func number(_ numbers: NumberProfile) -> Found {
    let range = range(numbers)
    let skewness = (numbers.skewness * 10).rounded() / 10
    guard let other = numbers.logSkewness, skewness >= 1.5, abs(other) < skewness / 2 else {
      return (.numbers(count: 1), ["normalize: zscore"], range)
    }
    return (
      .numbers(count: 1), ["transform: log1p", "normalize: zscore"],
      "\(range), of skewness \(ColumnGuess.number(skewness)): its logarithm is learnt"
    )
  }
}

extension TargetGuess.Job {
  var isOfNumbers: Bool { if case .numbers = self { true } else { false } }

  var isOfClasses: Bool {
    switch self {
    case .twoClasses, .classes: true
    case .labels, .numbers: false
    }
  }

  var isImbalanced: Bool {
    switch self {
    case .twoClasses(let isImbalanced), .classes(_, let isImbalanced): isImbalanced
    case .labels, .numbers: false
    }
  }
}
