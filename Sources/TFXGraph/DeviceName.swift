/// A device as a graph names it, whole or in part: `/cpu:0`, `/device:CPU:1`,
/// `/job:localhost/replica:0/task:0/device:CPU:0`. What is left out, or `*`, stands for any.
struct DeviceName: Hashable, Sendable {
  var job: String?
  var replica: Int?
  var task: Int?
  /// In capitals.
  var type: String?
  var index: Int?

  /// The name of one of this process's processors.
  init(cpu index: Int) {
    (job, replica, task, type) = ("localhost", 0, 0, "CPU")
    self.index = index
  }

  /// Nil if `text` is no device's name.
  init?(_ text: String) {
    for component in text.split(separator: "/") {
      let words = component.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      switch (words[0].lowercased(), words.count) {
      case ("job", 2): job = words[1]
      case ("replica", 2):
        guard DeviceName.read(words[1], &replica) else { return nil }
      case ("task", 2):
        guard DeviceName.read(words[1], &task) else { return nil }
      case ("device", 2...3):
        if words[1] != "*" { type = words[1].uppercased() }
        guard words.count == 2 || DeviceName.read(words[2], &index) else { return nil }
      case ("cpu", 2), ("gpu", 2):
        type = words[0].uppercased()
        guard DeviceName.read(words[1], &index) else { return nil }
      default: return nil
      }
    }
  }

  private static func read(_ text: String, _ number: inout Int?) -> Bool {
    if text == "*" { return true }
    guard let value = Int(text), value >= 0 else { return false }
    number = value
    return true
  }

  /// Whether a device, whose name is whole, is one that this name stands for.
  func accepts(_ device: DeviceName) -> Bool {
    (job == nil || job == device.job) && (replica == nil || replica == device.replica)
      && (task == nil || task == device.task) && (type == nil || type == device.type)
      && (index == nil || index == device.index)
  }

  /// TensorFlow's whole name of one of this process's processors.
  static func cpu(_ index: Int) -> String { "/job:localhost/replica:0/task:0/device:CPU:\(index)" }
}
