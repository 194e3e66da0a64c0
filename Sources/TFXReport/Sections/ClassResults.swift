/// Which class scores of classes say.
package enum ClassChoice: Equatable {
  /// That of the greatest.
  case greatest
  /// Of classes in an order the first that is not more likely exceeded than not.
  case ordered
  /// The second of two if its score is above a threshold.
  case threshold(Double)

  package func callAsFunction(_ scores: [some BinaryFloatingPoint]) -> Int {
    var best = 0
    switch self {
    case .greatest:
      for index in scores.indices where scores[index] > scores[best] { best = index }
    case .ordered:
      var above = 1.0
      for (index, score) in scores.enumerated().dropLast() {
        above -= Double(score)
        if above > 0.5 { best = index + 1 }
      }
    case .threshold(let threshold):
      if scores.count == 2, Double(scores[1]) > threshold { best = 1 }
    }
    return best
  }
}

/// What a model said of rows that are of one class each, beside what they are.
package struct ClassResults {
  /// The classes, in their order.
  package var names: [String]
  /// How often rows of a class (the first place) were said to be of another.
  package var confusion: [[Int]]
  /// What was said of each class, row by row, of some rows; and what these rows are.
  package var scores: [[Double]]
  package var truths: [Int]
  /// Whether the scores are probabilities.
  package var areProbabilities: Bool
  package var choice: ClassChoice
  /// What logits were divided by before they became these probabilities; nil where that is not so.
  package var temperature: Double?

  package init(
    names: [String], confusion: [[Int]], scores: [[Double]], truths: [Int],
    areProbabilities: Bool, choice: ClassChoice = .greatest
  ) {
    self.choice = choice
    self.names = names
    self.confusion = confusion
    self.scores = scores
    self.truths = truths
    self.areProbabilities = areProbabilities
  }

  /// The number of all rows.
  package var count: Int { confusion.joined().reduce(0, +) }
  /// How many of them were named rightly.
  package var right: Int { confusion.indices.reduce(0) { $0 + confusion[$1][$1] } }

  package func support(_ index: Int) -> Int { confusion[index].reduce(0, +) }
  package func said(_ index: Int) -> Int { confusion.reduce(0) { $0 + $1[index] } }

  package func recall(_ index: Int) -> Double {
    Double(confusion[index][index]) / Double(support(index))
  }
  package func precision(_ index: Int) -> Double {
    Double(confusion[index][index]) / Double(said(index))
  }
  package func f1(_ index: Int) -> Double {
    2 * Double(confusion[index][index]) / Double(support(index) + said(index))
  }

  /// The mean over classes that there are.
  package func macro(_ measure: (Int) -> Double) -> Double {
    let present = names.indices.filter { support($0) > 0 }
    let sum = present.reduce(0.0) { $0 + (measure($1).isFinite ? measure($1) : 0) }
    return present.isEmpty ? .nan : sum / Double(present.count)
  }

  /// The scores of a class and which rows are of it.
  package func ranking(_ index: Int) -> Ranking {
    Ranking(scores.map { $0[index] }, truths.map { $0 == index })
  }

  /// The class that each row was most often taken for, but for the right one.
  private func takenFor(_ index: Int) -> (name: String, count: Int)? {
    let others = names.indices.filter { $0 != index && confusion[index][$0] > 0 }
    guard let other = others.max(by: { (confusion[index][$0], $1) < (confusion[index][$1], $0) })
    else { return nil }
    return (names[other], confusion[index][other])
  }

  // MARK: Sections

  /// More classes than these have no matrix.
  private static let matrixLimit = 30
  /// Of more classes those of the lowest F1 have a row.
  private static let rowLimit = 60

  /// Confusion, and a row for each class.
  package var section: PageSection {
    var blocks: [Block] = []
    let wrong = count - right
    if names.count <= ClassResults.matrixLimit { blocks.append(.table(matrix)) }
    if names.count > ClassResults.matrixLimit, wrong > 0 { blocks.append(.table(pairs)) }
    let table = perClass
    blocks.append(
      table.rows.count > 40
        ? .details("All \(Digits.count(table.rows.count)) classes", [.table(table)]) : .table(table)
    )
    return PageSection(
      id: "classes", title: "Right and wrong",
      lead: wrong == 0
        ? "Every one of the \(Digits.count(count)) rows was named rightly."
        : "Of \(Digits.count(count)) rows \(Digits.count(right)) were named rightly and "
          + "\(Digits.count(wrong)) wrongly.", blocks: blocks)
  }

  /// How many rows are named rightly by how long their texts are; nil if they are few, or as long.
  ///
  /// - Parameter lengths: The words of each row that has scores.
  package func byLength(_ lengths: [Int], of column: String) -> PageTable? {
    let order = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    let parts = 4
    guard lengths.count == truths.count, order.count >= 10 * parts, Set(lengths).count >= parts
    else { return nil }
    let rows = (0..<parts).map { part in
      let rows = order[part * order.count / parts..<(part + 1) * order.count / parts]
      let right = rows.count { row in
        choice(scores[row]) == truths[row]
      }
      let (low, high) = (lengths[rows.first ?? 0], lengths[rows.last ?? 0])
      return [
        low == high ? Digits.count(low) : "\(Digits.count(low)) to \(Digits.count(high))",
        Digits.count(rows.count), Digits.percent(Double(right) / Double(rows.count)),
      ]
    }
    return PageTable(
      "By the length of \(column)",
      [
        PageTable.Column("Words"), PageTable.Column("Rows", .number),
        PageTable.Column("Right", .number),
      ], rows)
  }

  private var matrix: PageTable {
    let peak = Double(
      names.indices.flatMap { row in names.indices.filter { $0 != row }.map { confusion[row][$0] } }
        .max() ?? 0)
    let rows = names.indices.map { row in
      [PageTable.Cell(Digits.shortened(names[row], 24))]
        + names.indices.map { column in
          let count = confusion[row][column]
          let share = Double(count) / Double(max(support(row), 1))
          let level = { (part: Double) in count == 0 ? "" : "\(min(Int(part * 4), 3))" }
          let isRight = row == column
          let style =
            count == 0
            ? "" : isRight ? "a\(level(share))" : "m\(level(peak > 0 ? Double(count) / peak : 0))"
          return PageTable.Cell(
            HTML(count == 0 ? "·" : Digits.count(count)), style: style + (isRight ? " yes" : ""))
        }
    }
    var table = PageTable(
      "Confusion: truth in rows, what was said in columns",
      [PageTable.Column("truth ↓ said →")]
        + names.map { PageTable.Column(Digits.shortened($0, 24), .number) }, cells: rows)
    table.isMatrix = true
    return table
  }

  /// The pairs of classes that are most often taken for each other.
  private var pairs: PageTable {
    var pairs: [(truth: Int, said: Int, count: Int)] = []
    for (truth, row) in confusion.enumerated() {
      for (said, count) in row.enumerated() where count > 0 && said != truth {
        pairs.append((truth, said, count))
      }
    }
    pairs.sort { ($1.count, $0.truth, $0.said) < ($0.count, $1.truth, $1.said) }
    return PageTable(
      "The pairs that are most often taken for each other",
      [
        PageTable.Column("Truth"), PageTable.Column("Said"), PageTable.Column("Rows", .number),
        PageTable.Column("Of the class", .number),
      ],
      pairs.prefix(30).map { pair in
        [
          Digits.shortened(names[pair.truth]), Digits.shortened(names[pair.said]),
          Digits.count(pair.count),
          Digits.percent(Double(pair.count) / Double(support(pair.truth))),
        ]
      })
  }

  private var perClass: PageTable {
    let order = names.indices.sorted { one, other in
      let (a, b) = (f1(one).isNaN ? 2 : f1(one), f1(other).isNaN ? 2 : f1(other))
      return names.count <= ClassResults.matrixLimit ? one < other : (a, one) < (b, other)
    }
    return PageTable(
      names.count > ClassResults.rowLimit
        ? "The \(ClassResults.rowLimit) classes of the lowest F1" : "Each class",
      [
        PageTable.Column("Class"), PageTable.Column("Precision", .number),
        PageTable.Column("Recall", .number),
        PageTable.Column("F1", .number), PageTable.Column("Rows", .number),
        PageTable.Column("Most often taken for"),
      ],
      order.prefix(ClassResults.rowLimit).map { index in
        let other = takenFor(index)
        return [
          Digits.shortened(names[index]), Digits.text(precision(index)),
          Digits.text(recall(index)), Digits.text(f1(index)), Digits.count(support(index)),
          other.map { "\(Digits.shortened($0.name)) (\(Digits.count($0.count)))" } ?? "–",
        ]
      })
  }
}
