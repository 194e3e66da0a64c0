import TFXCore
import TFXData
import TFXReport

/// The rows of the greatest loss.
struct WorstSection {
  let outcomes: Outcomes
  let preprocessing: Preprocessing

  private var rows: [Outcomes.Row] { outcomes.worst }

  var section: PageSection {
    var section = PageSection(id: "worst", title: "Worst examples", blocks: [])
    if rows.isEmpty { return section }
    section.lead =
      "The rows of the greatest loss, the worst first." + (wrong.map { " \($0)" } ?? "")
    if preprocessing.areImages {
      let pictures = ReportPictures.examples(rows, preprocessing) { caption($0) }
      section.blocks = pictures.isEmpty ? [] : [.pictures(pictures)]
    } else if outcomes.reader != nil {
      section.blocks = [.table(table)]
    }
    return section
  }

  /// How many of them were named wrongly.
  private var wrong: String? {
    if outcomes.confusion.isEmpty { return nil }
    let wrong = rows.count { row in
      if case .oneClass(let index) = row.truth { said(row) != index } else { false }
    }
    return switch wrong {
    case 0: "All of them were named rightly, these least surely."
    case rows.count: "All of them are wrong."
    case 1: "One of them is wrong."
    default: "\(Digits.count(wrong)) of them are wrong."
    }
  }

  private func name(_ index: Int) -> String {
    let names = outcomes.reader?.names ?? []
    return names.indices.contains(index) ? names[index] : "\(index)"
  }

  private func said(_ row: Outcomes.Row) -> Int {
    outcomes.reader?.choice(row.scores) ?? 0
  }

  /// What an image is and what it was taken for.
  private func caption(_ row: Outcomes.Row) -> ReportPictures.Words {
    guard case .oneClass(let index) = row.truth else {
      return ReportPictures.Words(
        alternative: "\(row.name), loss \(Digits.text(Double(row.loss)))",
        strong: Digits.shortened(row.name, 24), rest: "loss \(Digits.text(Double(row.loss)))")
    }
    let (truth, said) = (Digits.shortened(name(index), 24), Digits.shortened(name(said(row)), 24))
    let isRight = index == self.said(row)
    let sure = Digits.percent(Double(row.scores[self.said(row)]), decimals: 0)
    return ReportPictures.Words(
      alternative: "\(row.name), \(truth), \(isRight ? "rightly named" : "taken for \(said)")",
      strong: isRight ? truth : "\(truth) → \(said)",
      rest: (outcomes.areProbabilities ? "\(sure), " : "") + Digits.shortened(row.name, 24))
  }

  private var table: PageTable {
    let unusual = UnusualInputs(outcomes.sample.map(\.inputs), preprocessing)
    let text = preprocessing.textColumn
    var columns = [PageTable.Column("Row"), PageTable.Column("Truth"), PageTable.Column("Said")]
    let areNumbers = outcomes.reader?.form == .numbers
    let areClasses = !areNumbers && outcomes.reader?.form != .labels
    if areClasses && outcomes.areProbabilities {
      columns.append(PageTable.Column("Probability", .number))
    }
    if areNumbers { columns.append(PageTable.Column("Error", .number)) }
    columns.append(PageTable.Column("Loss", .number))
    columns.append(
      PageTable.Column(
        text.map { "Words of \(Digits.shortened($0.column))" } ?? "Unusual in it", .wide)
    )
    return PageTable(
      "The \(rows.count) worst rows", columns,
      cells: rows.map { row in
        var cells = [PageTable.Cell(Digits.shortened(row.name))]
        cells += words(row).map { PageTable.Cell($0) }
        if areClasses && outcomes.areProbabilities {
          cells.append(PageTable.Cell(Digits.text(Double(row.scores[said(row)]))))
        }
        if areNumbers { cells.append(PageTable.Cell(error(row))) }
        cells.append(PageTable.Cell(Digits.text(Double(row.loss))))
        if let text {
          cells.append(PageTable.Cell(words: text.words(row.inputs), limit: 200))
        } else {
          cells.append(PageTable.Cell(unusual.text(row.inputs)))
        }
        return cells
      })
  }

  /// What is true of a row and what was said.
  private func words(_ row: Outcomes.Row) -> [String] {
    let names = outcomes.reader?.names ?? []
    switch row.truth {
    case .oneClass(let index):
      return [Digits.shortened(name(index)), Digits.shortened(name(said(row)))]
    case .labels(let holds):
      let list = { (labels: [String]) in
        labels.isEmpty ? "none" : Digits.shortened(labels.joined(separator: ", "), 80)
      }
      return [
        list(zip(names, holds).filter(\.1).map(\.0)),
        list(zip(names, row.scores).filter { $0.1 > 0.5 }.map(\.0)),
      ]
    case .numbers(let numbers):
      let list = { (numbers: [Double]) in
        numbers.prefix(4).map { Digits.text($0, 4) }.joined(separator: ", ")
          + (numbers.count > 4 ? ", …" : "")
      }
      return [list(numbers), list(row.scores.map { Double($0) })]
    case nil: return ["–", "–"]
    }
  }

  private func error(_ row: Outcomes.Row) -> String {
    guard case .numbers(let numbers) = row.truth else { return "–" }
    let errors = zip(row.scores, numbers).map { Double($0) - $1 }
    let worst = errors.max { abs($0) < abs($1) } ?? .nan
    return (worst > 0 ? "+" : "") + Digits.text(worst)
  }
}

/// What sets a row apart from others.
struct UnusualInputs {
  private let names: [String]
  private let means: [Double]
  private let deviations: [Double]

  /// Numbers that are nearer to their mean are usual, and categories that a fifth of the rows have.
  private static let usual = 2.0

  init(_ rows: [[Float]], _ preprocessing: Preprocessing) {
    // Of a window, its last row.
    names = preprocessing.featureNames ?? []
    let width = names.count
    let known = rows.filter { $0.count >= width && width > 0 }.map { $0.suffix(width) }
    var (means, deviations) = (
      [Double](repeating: 0, count: width), [Double](repeating: 0, count: width)
    )
    let n = Double(max(known.count, 1))
    for row in known {
      for (place, value) in row.enumerated() { means[place] += Double(value) / n }
    }
    for row in known {
      for (place, value) in row.enumerated() {
        deviations[place] += (Double(value) - means[place]) * (Double(value) - means[place]) / n
      }
    }
    self.means = means
    self.deviations = deviations.map { $0.squareRoot() }
  }

  /// The five inputs that are furthest from their means; of categories only those that hold.
  func text(_ inputs: [Float]) -> String {
    guard !names.isEmpty, inputs.count >= names.count else { return "–" }
    let own = Array(inputs.suffix(names.count))
    var found: [(text: String, distance: Double)] = []
    for (place, name) in names.enumerated() where deviations[place] > 0 {
      let distance = (Double(own[place]) - means[place]) / deviations[place]
      let isCategory = name.contains("=")
      let holds = !isCategory || own[place] > 0.5
      if holds, abs(distance) >= UnusualInputs.usual {
        let sign = distance > 0 ? "+" : "−"
        let short = Digits.shortened(name, 32)
        found.append(
          (
            isCategory ? short : "\(short) \(sign)\(Digits.fixed(abs(distance), 1)) σ",
            abs(distance)
          ))
      }
    }
    let worst = found.enumerated().sorted {
      ($1.element.distance, $0.offset) < ($0.element.distance, $1.offset)
    }.prefix(5)
    return worst.isEmpty ? "nothing" : worst.map(\.element.text).joined(separator: ", ")
  }
}

/// A column of texts whose words are the model's inputs.
struct TextInputs {
  let column: String
  private let encoding: TextEncoding
  private let start: Int

  fileprivate init(_ column: String, _ encoding: TextEncoding, start: Int) {
    (self.column, self.encoding, self.start) = (column, encoding, start)
  }

  /// The words of a row, nil for those that the model does not know.
  func words(_ inputs: [Float]) -> [String?] {
    guard inputs.count >= start + encoding.length else { return [] }
    return encoding.words(inputs[start..<start + encoding.length])
  }
}

extension Preprocessing {
  /// The first column whose words are inputs one behind the other.
  var textColumn: TextInputs? {
    var start = 0
    for column in features?.columns ?? [] {
      if case .text(let encoding) = column.encoding, encoding.areWords {
        return TextInputs(column.column, encoding, start: start)
      }
      start += column.width
    }
    return nil
  }
}
