import TFXConfig
import TFXCore
import TFXGraph

/// The tasks of a cluster and their addresses, as
/// [tf.train.ClusterSpec](https://www.tensorflow.org/api_docs/python/tf/train/ClusterSpec) names them.
///
///     worker: ["10.0.0.1:2222", "10.0.0.2:2222"]
///     ps: ["10.0.0.3:2222"]
///
/// The addresses of a job are a list, or a mapping of tasks to addresses. As YAML includes JSON,
/// `json.dumps(spec.as_dict())` is such a file too.
public struct ClusterSpec: Sendable {
  /// One server of a cluster.
  public struct Task: Hashable, Sendable {
    public let job: String
    public let index: Int
    /// A name, or a number of four or six bytes.
    public let host: String
    public let port: Int

    /// As graphs name it: `/job:ps/task:0`.
    public var name: String { "/job:\(job)/task:\(index)" }

    /// Whether only programs of the same machine reach it.
    public var isLoopback: Bool {
      host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    var device: DeviceName { DeviceName(job: job, task: index) }
  }

  /// Why there is no cluster, as users read it.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String

    /// What users read.
    public init(_ description: String) { self.description = description }
  }

  /// All tasks, by their jobs' names and their numbers.
  public let tasks: [Task]

  /// Reads a file.
  public init(path: String) throws(Failure) {
    do throws(ConfigError) {
      self = try ClusterSpec(ConfigFile.load(path))
    } catch {
      throw Failure(error.description)
    }
  }

  /// Reads the text of a file.
  public init(text: String, name: String = "cluster.yaml") throws(Failure) {
    do throws(ConfigError) {
      self = try ClusterSpec(ConfigFile(path: name, text: text))
    } catch {
      throw Failure(error.description)
    }
  }

  private init(_ file: ConfigFile) throws(ConfigError) {
    var reader = Reader()
    reader.read(file.root)
    try file.check(reader.diagnostics)
    tasks = reader.tasks.sorted { ($0.job, $0.index) < ($1.job, $1.index) }
  }

  /// The task of a job.
  public func task(_ job: String, _ index: Int) throws(Failure) -> Task {
    if let task = tasks.first(where: { $0.job == job && $0.index == index }) { return task }
    let jobs = Set(tasks.map(\.job)).sorted()
    guard jobs.contains(job) else {
      throw Failure(
        "error: there is no job '\(job)' in the cluster"
          + "; there are \(jobs.map { "'\($0)'" }.joined(separator: ", "))")
    }
    let indices = tasks.filter { $0.job == job }.map { String($0.index) }
    throw Failure(
      "error: job '\(job)' has no task \(index) in the cluster; it has "
        + indices.joined(separator: ", "))
  }
}

/// Reads tasks, with all mistakes.
private struct Reader {
  var tasks: [ClusterSpec.Task] = []
  var diagnostics = Diagnostics()

  mutating func read(_ root: ConfigNode) {
    guard case .mapping(let jobs) = root.content, !jobs.isEmpty else {
      return diagnostics.error(
        at: root.span, "expected jobs and their addresses, found \(root.found)",
        help: #"write 'worker: ["127.0.0.1:2222"]' and the like, a line a job"#)
    }
    for job in jobs { readJob(job) }
  }

  private mutating func readJob(_ job: ConfigNode.Entry) {
    let first = job.key.unicodeScalars.first.map { $0.isASCII && $0.properties.isAlphabetic }
    let rest = job.key.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || $0 == "_" || "0"..."9" ~= $0)
    }
    if first != true || !rest {
      diagnostics.error(
        at: job.keySpan, "expected a job's name, found '\(job.key)'",
        help: "a letter, and then letters, digits and _")
      return
    }
    switch job.value.content {
    case .sequence(let addresses):
      for (index, address) in addresses.enumerated() { readTask(job.key, index, address) }
      if addresses.isEmpty { refuseNone(job) }
    case .mapping(let entries):
      for entry in entries {
        guard let index = Int(entry.key), (0..<1 << 20).contains(index) else {
          diagnostics.error(
            at: entry.keySpan, "expected the number of a task, found '\(entry.key)'")
          continue
        }
        readTask(job.key, index, entry.value)
      }
      if entries.isEmpty { refuseNone(job) }
    case .null, .scalar: refuseNone(job)
    }
  }

  private mutating func refuseNone(_ job: ConfigNode.Entry) {
    diagnostics.error(
      at: job.value.span ?? job.keySpan,
      "expected the addresses of job '\(job.key)', found \(job.value.found)",
      help: #"write '\#(job.key): ["127.0.0.1:2222"]', or '0: "127.0.0.1:2222"' below it"#)
  }

  private mutating func readTask(_ job: String, _ index: Int, _ node: ConfigNode) {
    guard case .scalar(let address, _) = node.content, let colon = address.lastIndex(of: ":"),
      let port = Int(address[colon...].dropFirst()), (1...65535).contains(port),
      colon > address.startIndex, !address.contains("/")
    else {
      return diagnostics.error(
        at: node.span, "expected HOST:PORT, found \(node.found)",
        help: "for example 127.0.0.1:2222, without grpc://")
    }
    var host = address[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    let task = ClusterSpec.Task(job: job, index: index, host: String(host), port: port)
    for other in tasks {
      if (other.host, other.port) == (task.host, port) {
        diagnostics.error(at: node.span, "\(address) is the address of \(other.name) too")
      } else if (other.job, other.index) == (job, index) {
        diagnostics.error(at: node.span, "task \(index) of job '\(job)' is there twice")
      }
    }
    tasks.append(task)
  }
}
