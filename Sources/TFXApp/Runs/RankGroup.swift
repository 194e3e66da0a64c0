import TFXConfig
import TFXCore
import TFXData
import TFXModel
import TFXRanks
import TFXRuntime
import TFXTrain

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What ranks do together before and around their training; with a process alone, nothing.
struct RankGroup {
  /// The ranks; nil for a process alone.
  let communicator: (any Communicator)?

  init(_ communicator: (any Communicator)?) { self.communicator = communicator }

  var size: Int { communicator?.size ?? 1 }
  /// Whether this is the rank that writes and speaks.
  var isFirst: Bool { communicator.map { $0.rank == 0 } ?? true }

  // MARK: Errors

  /// Does something that may fail on some ranks, and fails on all of them if it does on one. The first
  /// rank tells of it.
  func together<Result>(_ body: () throws -> Result) throws -> Result {
    try together(speaking: nil, body)
  }

  /// Does something on the first rank alone, and fails on all of them if it does there.
  ///
  /// - Returns: Nil on other ranks.
  func first<Result>(_ body: () throws -> Result) throws -> Result? {
    try together(speaking: 0) { isFirst ? try body() : nil }
  }

  /// - Parameter speaking: The only rank that can fail.
  private func together<Result>(
    speaking: Int?, _ body: () throws -> Result
  ) throws -> Result {
    let result = Swift.Result { try body() }
    guard let communicator, size > 1 else { return try result.get() }
    var own: [UInt8] = []
    if case .failure(let error) = result {
      if error is RankError { throw error }
      let failure = Failure(error)
      own = Array("\(failure.exitCode) \(failure.message)".utf8)
    }
    let failures = try communicator.gather(own).map { RankFailure($0) }
    guard let first = failures.compactMap({ $0 }).first else { return try result.get() }
    let text = speaking == nil ? RankGroup.text(failures) : first.message
    throw Failure(isFirst ? text : "", exitCode: first.exitCode)
  }

  /// What has failed on a rank.
  private struct RankFailure {
    var exitCode: Failure.ExitCode
    var message: String

    init?(_ bytes: [UInt8]) {
      let text = String(decoding: bytes, as: UTF8.self)
      guard let space = text.firstIndex(of: " ") else { return nil }
      exitCode = Int32(text[..<space]).flatMap { Failure.ExitCode(rawValue: $0) } ?? .ourBug
      message = String(text[text.index(after: space)...])
    }
  }

  /// What failed on all ranks, once; else which rank it failed on.
  private static func text(_ failures: [RankFailure?]) -> String {
    if let common = failures[0]?.message, failures.allSatisfy({ $0?.message == common }) {
      return common
    }
    return failures.enumerated().compactMap { rank, failure in
      failure.map { "rank \(rank): \($0.message)" }
    }.joined(separator: "\n")
  }

  /// Trains: what goes wrong on one rank alone ends all of them, since they wait for it.
  func guarded<Result>(_ console: Console, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as RankError {
      throw error
    } catch TrainError.notFinite(let epoch, let step, let loss) {
      throw TrainError.notFinite(epoch: epoch, step: step, loss: loss)
    } catch {
      guard let communicator, size > 1 else { throw error }
      let failure = Failure(error)
      console.say(isFirst ? failure.message : "rank \(communicator.rank): \(failure.message)")
      communicator.abort(exitCode: failure.exitCode)
    }
  }

  // MARK: What all begin with

  /// Something that the first rank has, such as encoders.
  func share<Value: Codable>(_ value: Value?) throws -> Value? {
    guard let communicator, size > 1 else { return value }
    let own = try value.map { Array(try JSONEncoder().encode($0)) } ?? []
    let bytes = try communicator.broadcast(own)
    if isFirst || bytes.isEmpty { return value }
    return try JSONDecoder().decode(Value.self, from: Data(bytes))
  }

  /// Refuses configurations and data that are not the same on all ranks.
  func compare(_ config: ExperimentConfig, _ fingerprint: FingerprintTask) throws {
    guard let communicator, size > 1 else { return }
    var named = config
    // Files are known by their content.
    named.data = named.data.mapPaths { _ in "" }
    let text = YAMLWriter.write(FieldWriter.write(named))
    let data = fingerprint.value
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let configs = try communicator.gather(Array(text.utf8))
    let all = try communicator.gather(try data.map { Array(try encoder.encode($0)) } ?? [])
    let hosts = try shares().map(\.host)
    var lines: [String] = []
    for rank in configs.indices where configs[rank] != configs[0] {
      lines.append("rank \(rank) on \(hosts[rank]) has another configuration than rank 0")
    }
    // Another configuration divides the same files in another way.
    for rank in all.indices where all[rank] != all[0] && configs[rank] == configs[0] {
      lines.append("rank \(rank) on \(hosts[rank]) has other data than rank 0")
      guard let own = try? JSONDecoder().decode(DataFingerprint.self, from: Data(all[rank])),
        let first = try? JSONDecoder().decode(DataFingerprint.self, from: Data(all[0]))
      else { continue }
      lines += own.files == first.files ? [] : own.changes(since: first).map { "  \($0)" }
    }
    if lines.isEmpty { return }
    let message =
      "error: " + lines.prefix(10).joined(separator: "\n  ")
      + "\n  all ranks read the same files: copy them to every host, or keep them on a file system "
      + "that all share"
    throw Failure(isFirst ? message : "", exitCode: .badConfig)
  }

  /// Sends to all ranks what the first begins with.
  func send(_ model: Sequential, epoch: Int, _ saved: [String: Tensor]) throws {
    guard let communicator, size > 1 else { return }
    let callbacks = saved.filter { $0.key.hasPrefix("callbacks/") }.sorted { $0.key < $1.key }
    let start = Safetensors(
      tensors: try model.state + callbacks.map { (name: $0.key, value: $0.value) },
      metadata: ["epoch": "\(epoch)"])
    _ = try communicator.broadcast(start.serialized())
  }

  /// Gives the model what the first rank begins with.
  ///
  /// - Returns: The epochs done, and the states of callbacks.
  func receive(_ model: Sequential) throws -> (epoch: Int, saved: [String: Tensor]) {
    guard let communicator else { preconditionFailure("a process alone that waits for others") }
    let start = try Safetensors.parse(try communicator.broadcast([]))
    try model.setState(start.tensorsByName, from: "rank 0")
    return (start.metadata["epoch"].flatMap { Int($0) } ?? 0, start.tensorsByName)
  }

  // MARK: Threads

  private func shares() throws -> [ProcessorShare] {
    guard let communicator else { return [.ofThisProcess()] }
    return try communicator.gather(ProcessorShare.ofThisProcess().bytes).map {
      ProcessorShare(bytes: $0)
    }
  }

  /// Settles how many threads this rank has: those that were asked for, or its share of the processors.
  ///
  /// - Returns: What to tell of hosts whose processors are too few.
  func settleThreads(_ chosen: Int?) throws -> [String] {
    guard let communicator, size > 1 else { return [] }
    let shares = try shares()
    if chosen == nil, ProcessInfo.processInfo.environment["OMP_NUM_THREADS"] == nil {
      let own = ProcessorShare.threads(of: shares)[communicator.rank]
      Session.threads = min(own, Session.threads)
    }
    let threads = try communicator.gather(Array("\(Session.threads)".utf8)).map {
      Int(String(decoding: $0, as: UTF8.self)) ?? 1
    }
    return ProcessorShare.oversubscriptions(shares, threads: threads)
  }
}
