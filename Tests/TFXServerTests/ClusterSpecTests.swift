import TFXServer
import Testing

@Suite struct ClusterSpecTests {
  @Test func jobsAndTasksAreReadAsTensorFlowWritesThem() throws {
    for text in [
      "worker: ['a:1', 'b:2']\nps:\n  - c:3\n", #"{"worker": ["a:1", "b:2"], "ps": ["c:3"]}"#,
      #"{"worker": {"0": "a:1", "1": "b:2"}, "ps": {"0": "c:3"}}"#,
    ] {
      let spec = try ClusterSpec(text: text)
      #expect(
        spec.tasks.map(\.name) == ["/job:ps/task:0", "/job:worker/task:0", "/job:worker/task:1"])
      #expect(spec.tasks.map { "\($0.host) \($0.port)" } == ["c 3", "a 1", "b 2"])
      #expect(try spec.task("worker", 1).port == 2)
    }
    // Tasks may be left out.
    let some = try ClusterSpec(text: "worker: {3: '[::1]:1'}")
    #expect(try some.task("worker", 3).host == "::1")
    #expect(try some.task("worker", 3).isLoopback)
    #expect(throws: ClusterSpec.Failure.self) { try some.task("worker", 0) }
  }

  @Test(arguments: [
    ("- a:1", "cluster.yaml:1:1: error: expected jobs and their addresses, found a list"),
    ("worker: a:1", "cluster.yaml:1:9: error: expected the addresses of job 'worker', found 'a:1'"),
    ("worker: []", "expected the addresses of job 'worker', found a list"),
    ("worker: ['a']", "cluster.yaml:1:10: error: expected HOST:PORT, found the text \"a\""),
    ("worker: ['grpc://a:1']", "without grpc://"),
    ("worker: ['a:70000']", "expected HOST:PORT"),
    ("worker: {x: 'a:1'}", "cluster.yaml:1:10: error: expected the number of a task, found 'x'"),
    ("1worker: ['a:1']", "expected a job's name, found '1worker'"),
    (
      "worker: ['a:1']\nps: ['a:1']",
      "cluster.yaml:2:6: error: a:1 is the address of /job:worker/task:0 too"
    ),
    ("worker: {0: 'a:1', 00: 'b:1'}", "task 0 of job 'worker' is there twice"),
  ])
  func mistakesAreToldWithTheirPlace(_ text: String, _ message: String) {
    do {
      _ = try ClusterSpec(text: text)
      Issue.record("\(text)")
    } catch {
      #expect(error.description.contains(message), "\(error.description)")
    }
  }

  @Test func tasksThatAreNotThereAreErrors() throws {
    let spec = try ClusterSpec(text: "worker: ['a:1', 'b:1']\nps: ['c:1']")
    for (job, index, message) in [
      ("chief", 0, "error: there is no job 'chief' in the cluster; there are 'ps', 'worker'"),
      ("worker", 2, "error: job 'worker' has no task 2 in the cluster; it has 0, 1"),
    ] {
      do {
        _ = try spec.task(job, index)
        Issue.record("\(job)")
      } catch {
        #expect(error.description == message)
      }
    }
    do {
      _ = try ClusterSpec(path: "/nowhere/cluster.yaml")
      Issue.record("there is no file")
    } catch {
      #expect(error.description.hasPrefix("error: cannot read '/nowhere/cluster.yaml'"))
    }
  }
}
