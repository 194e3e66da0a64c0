/// What the types of the catalogues are and compute. `DefinitionTests` writes the parts from the
/// comments above the types: for each a line `# TFXModel.Dense`, and the text below it.
enum Definitions {
  /// The text of a type, by its name with its module's: `TFXModel.Dense`; empty if there is none.
  static func text(of type: String) -> String { all[type] ?? "" }

  private static let all: [String: String] = {
    var all: [String: String] = [:]
    for part in parts {
      var type: String?
      var text: [Substring.UTF8View] = []
      func end() {
        guard let type else { return }
        all[type] = text.map { String(Substring($0)) }.joined(separator: "\n")
      }
      for line in part.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        if line.starts(with: "# ".utf8) {
          end()
          (type, text) = (String(Substring(line.dropFirst(2))), [])
        } else {
          text.append(line)
        }
      }
      end()
    }
    return all
  }()
}
