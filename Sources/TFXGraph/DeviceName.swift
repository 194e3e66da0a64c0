/// A device as a graph names it, whole or in part: `/cpu:0`, `/device:CPU:1`,
/// `/job:localhost/replica:0/task:0/device:CPU:0`. What is left out, or `*`, stands for any.
package struct DeviceName: Hashable, Sendable {
  var job: String?
  var replica: Int?
  var task: Int?
  /// In capitals.
  var type: String?
  var index: Int?

  /// The name of one of this process's processors.
  package init(cpu index: Int) {
    (job, replica, task, type) = ("localhost", 0, 0, "CPU")
    self.index = index
  }

  /// The name of the processor of a task in a cluster.
  package init(job: String, task: Int) {
    self.init(cpu: 0)
    (self.job, self.task) = (job, task)
  }

  /// Nil if `text` is no device's name.
  package init?(_ text: String) {
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
  package func accepts(_ device: DeviceName) -> Bool {
    (job == nil || job == device.job) && (replica == nil || replica == device.replica)
      && (task == nil || task == device.task) && (type == nil || type == device.type)
      && (index == nil || index == device.index)
  }

  /// The same task, and any device there.
  package var anyType: DeviceName {
    var name = self
    (name.type, name.index) = (nil, nil)
    return name
  }

  /// TensorFlow's whole name of one of this process's processors.
  package static func cpu(_ index: Int) -> String { DeviceName(cpu: index).description }

  /// This name, with what it leaves out taken from the scope around it.
  func completed(by outer: DeviceName) -> DeviceName {
    var name = self
    name.job = job ?? outer.job
    name.replica = replica ?? outer.replica
    name.task = task ?? outer.task
    name.type = type ?? outer.type
    name.index = index ?? outer.index
    return name
  }

  /// The name that a scope of the name `inner` within one of the name `outer` stands for. What is no
  /// name is kept, for the session to refuse.
  static func merge(_ inner: String, into outer: String) -> String {
    guard !inner.isEmpty, !outer.isEmpty, let name = DeviceName(inner),
      let around = DeviceName(outer)
    else { return inner }
    return name.completed(by: around).description
  }
}

extension DeviceName: CustomStringConvertible {
  /// TensorFlow's spelling: `/job:localhost/replica:0/task:0/device:CPU:1`.
  package var description: String {
    var text = ""
    if let job { text += "/job:\(job)" }
    if let replica { text += "/replica:\(replica)" }
    if let task { text += "/task:\(task)" }
    if type != nil || index != nil {
      text += "/device:\(type ?? "*"):\(index.map(String.init) ?? "*")"
    }
    return text
  }
}
