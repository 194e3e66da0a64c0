import TFXCore
import TFXData
import TFXReport
import TFXTrain

/// What the model was trained on.
struct DataSection {
  let subject: ReportSubject
  let outcomes: Outcomes?
  /// What the rows that were looked at are called.
  let part: String

  private static let columnLimit = 40

  func section() throws -> PageSection {
    var blocks: [Block] = []
    let reports = subject.preprocessing.columnReports
    if !reports.isEmpty {
      let shown = Array(reports.prefix(DataSection.columnLimit))
      blocks.append(.table(columns(shown)))
      if shown.count < reports.count {
        blocks.append(.note("And \(Digits.count(reports.count - shown.count)) more columns."))
      }
    }
    blocks += try PartsTable(
      preprocessing: subject.preprocessing, parts: subject.parts, seed: subject.model.seed
    ).blocks()
    if let classes { blocks.append(.table(classes)) }
    if let files { blocks.append(.details("Files and their fingerprints", [.table(files)])) }
    return PageSection(id: "data", title: "Data", lead: lead, blocks: blocks)
  }

  private var lead: String {
    var parts: [String] = []
    if let count = subject.train?.count { parts.append("\(Digits.count(count)) rows to train on") }
    if subject.validationCount > 0 {
      parts.append("\(Digits.count(subject.validationCount)) to validate")
    }
    if subject.testCount > 0 { parts.append("\(Digits.count(subject.testCount)) to test") }
    let shape = subject.preprocessing.sampleShape.map { Digits.count($0) }.joined(separator: " × ")
    parts.append("\(shape) inputs each")
    return parts.joined(separator: ", ") + "."
  }

  private func columns(_ reports: [ColumnReport]) -> PageTable {
    PageTable(
      "Columns of the training part",
      [
        PageTable.Column("Column"), PageTable.Column("Taken for"),
        PageTable.Column("Values", .wide),
        PageTable.Column("Missing", .number), PageTable.Column("Inputs", .number),
      ],
      reports.map { report in
        [
          Digits.shortened(report.column), report.type,
          report.values.isEmpty ? "–" : Digits.shortened(report.values, 120),
          report.missing == 0 ? "0" : missing(report), Digits.count(report.inputs),
        ]
      })
  }

  private func missing(_ report: ColumnReport) -> String {
    guard
      let summary = subject.preprocessing.features?.columns
        .first(where: { $0.column == report.column })?.summary, summary.rows > 0
    else { return Digits.count(report.missing) }
    let share = Digits.percent(Double(report.missing) / Double(summary.rows))
    return "\(Digits.count(report.missing)) (\(share))"
  }

  /// How many rows of each class the parts have.
  private var classes: PageTable? {
    guard let names = subject.preprocessing.classNames,
      let counts = subject.preprocessing.classCounts, names.count == counts.count,
      names.count <= 40
    else { return nil }
    let all = max(counts.reduce(0, +), 1)
    var columns = [
      PageTable.Column("Class"), PageTable.Column("Training rows", .number),
      PageTable.Column("Share", .number),
    ]
    var other: [Int]?
    if let outcomes, !outcomes.confusion.isEmpty {
      other = outcomes.confusion.map { $0.reduce(0, +) }
    } else if let outcomes, !outcomes.labelCounts.isEmpty {
      other = outcomes.labelCounts.map { $0.hits + $0.missed }
    }
    if other != nil {
      let part = Digits.shortened(part, 24)
      columns += [
        PageTable.Column("In \(part)", .number), PageTable.Column("Share in \(part)", .number),
      ]
    }
    let otherAll = max(outcomes?.count ?? 0, 1)
    return PageTable(
      "Classes", columns,
      names.indices.map { index in
        [
          Digits.shortened(names[index]), Digits.count(counts[index]),
          Digits.percent(Double(counts[index]) / Double(all)),
        ]
          + (other.map { other in
            [
              Digits.count(other[index]), Digits.percent(Double(other[index]) / Double(otherAll)),
            ]
          } ?? [])
      })
  }

  private var files: PageTable? {
    guard let files = subject.fingerprint?.files, !files.isEmpty else { return nil }
    return PageTable(
      "Files",
      [
        PageTable.Column("File"), PageTable.Column("Part"), PageTable.Column("Bytes", .number),
        PageTable.Column("XXH64"),
      ],
      files.map {
        [Digits.shortened($0.name), $0.part.rawValue, Digits.count($0.byteCount), $0.hash]
      })
  }
}
