/// Work over time in Chrome's trace format, for `chrome://tracing` or ui.perfetto.dev.
package struct ChromeTrace {
  private var events: [String] = []

  init() {}

  /// The kernels of a step, one behind the other.
  package init(_ kernels: [KernelProfile]) {
    for kernel in kernels {
      add(
        kernel.type, category: "kernel", process: 1, thread: 1, start: kernel.start,
        duration: kernel.seconds, arguments: [("operation", kernel.name)])
    }
  }

  package var text: String { "{\"traceEvents\": [\n" + events.joined(separator: ",\n") + "\n]}\n" }

  /// Names a row of the picture.
  mutating func nameProcess(_ process: Int, _ name: String) {
    events.append(
      "{\"name\": \"process_name\", \"ph\": \"M\", \"pid\": \(process), "
        + "\"args\": {\"name\": \(ChromeTrace.quoted(name))}}")
  }

  /// Adds a bar to a row.
  ///
  /// - Parameters:
  ///   - start: Seconds from the beginning.
  ///   - duration: Seconds.
  ///   - arguments: What is shown of it once it is clicked.
  mutating func add(
    _ name: String, category: String, process: Int, thread: Int, start: Double, duration: Double,
    arguments: [(name: String, value: String)]
  ) {
    let shown = arguments.map { "\"\($0.name)\": \(ChromeTrace.quoted($0.value))" }
    events.append(
      "{\"name\": \(ChromeTrace.quoted(name)), \"cat\": \"\(category)\", \"ph\": \"X\", "
        + "\"pid\": \(process), \"tid\": \(thread), \"ts\": \(start * 1e6), "
        + "\"dur\": \(duration * 1e6), \"args\": {\(shown.joined(separator: ", "))}}")
  }

  /// A string of JSON.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
