import Foundation
import TFXApp
import Testing

/// Keeps docs/reference in step with the fields that types describe. Names, defaults and limits there
/// are Keras's: a change is one of what users' files mean.
@Suite struct ReferenceTests {
  @Test(arguments: ReferencePage.all.indices)
  func thePageIsCurrent(_ index: Int) throws {
    let page = ReferencePage.all[index]
    let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
    let text = page.markdown
    let file = root.appending(path: "docs/reference").appending(path: page.file)
    if ProcessInfo.processInfo.environment["TFX_UPDATE_GOLDENS"] != nil {
      return try Data(text.utf8).write(to: file)
    }
    let found = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let lines = Set(found.split(separator: "\n"))
    for line in text.split(separator: "\n") where !lines.contains(line) {
      Issue.record("docs/reference/\(page.file) lacks: \(line)")
    }
    #expect(
      found == text, "TFX_UPDATE_GOLDENS=1 scripts/test --filter ReferenceTests writes it anew")
  }
}
