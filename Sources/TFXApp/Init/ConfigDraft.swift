/// A configuration as it is written line by line, with comments at the ends of lines.
struct ConfigDraft {
  private var lines: [(code: String, comment: String?)] = []

  /// Comments begin at this column at most, unless a line is longer.
  private static let farthestComment = 64
  private static let lineLength = 100

  mutating func add(_ code: String, _ comment: String? = nil) { lines.append((code, comment)) }

  /// The file. Lines with comments that follow each other have them at one column; a comment that is
  /// too long stands above its line.
  var text: String {
    var text = ""
    var place = 0
    while place < lines.count {
      let end = lines[place...].firstIndex { $0.comment == nil } ?? lines.count
      if end == place {
        text += lines[place].code + "\n"
        place += 1
        continue
      }
      let block = lines[place..<end]
      let lengths = block.map(\.code.count).filter { $0 < ConfigDraft.farthestComment }
      let column = (lengths.max() ?? 0) + 3
      for (code, comment) in block {
        let comment = "# \(comment ?? "")"
        let gap = max(column - code.count, 2)
        if code.count + gap + comment.count <= ConfigDraft.lineLength {
          text += code + String(repeating: " ", count: gap) + comment + "\n"
        } else {
          text += code.prefix { $0 == " " } + "\(comment)\n\(code)\n"
        }
      }
      place = end
    }
    return text
  }
}
