import TFXApp
import TFXCore
import TestSupport

extension ReferencePage {
  /// The page in docs/reference.
  var file: String { "\(name).md" }

  /// The page's text: everything of its kind that a file can name, with its fields.
  var markdown: String {
    "# \(title)\n\n\(introduction)\n" + catalog.types.map { section($0) }.joined()
  }

  private func section(_ type: any NamedConfigurable.Type) -> String {
    var text = "\n## \(type.kind)\n\n"
    let definition = ReferencePage.definition(of: type)
    if !definition.isEmpty { text += definition + "\n\n" }
    if !type.aliases.isEmpty {
      text += "Also " + type.aliases.map { "`\($0)`" }.joined(separator: ", ") + ".\n\n"
    }
    let fields = ReferencePage.fields(of: type)
    if fields.isEmpty { return text + "It has no arguments.\n" }
    text += "| argument | default | |\n|---|---|---|\n"
    for field in fields {
      let value = field.isRequired ? "*required*" : "`\(flow(field.defaultValue))`"
      text += "| `\(field.name)` | \(value) | \(field.about.replacing("|", with: "\\|")) |\n"
    }
    return text
  }

  private static func fields(of type: any NamedConfigurable.Type) -> [FieldReference] {
    FieldReference.fields(of: type)
  }
}
