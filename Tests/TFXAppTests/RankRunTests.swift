import Foundation
import TFXApp
import TFXCore
import TFXRanks
import TFXTrain
import TestSupport
import Testing

/// Training by several ranks, which are threads here: the files are those of one rank, the first alone
/// speaks, and what goes wrong on one ends all.
@Suite(.serialized) struct RankRunTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// What each of some ranks said, and how it ended.
  private func train(
    ranks: Int, _ overrides: [String], output: String,
    resume: Bool = false, quiet: Bool = true,
    change: @escaping @Sendable (inout TrainCommand, Int) -> Void = { _, _ in }
  ) throws -> [Workshop.Outcome] {
    let (path, place) = (workshop["flowers.yaml"], workshop[output])
    let spoken = try LocalRanks.run(ranks) { communicator in
      var command = TrainCommand(config: path)
      command.overrides = overrides
      command.output = place
      (command.resume, command.quiet) = (resume, quiet)
      command.threads = 1
      change(&command, communicator.rank)
      let said = Said()
      let console = Console(
        out: { said.add($0, isError: false) }, err: { said.add($0, isError: true) })
      var exitCode: Int32 = 0
      do {
        try command.run(console, on: ranks == 1 ? nil : communicator)
      } catch {
        let failure = Failure(error)
        if !failure.message.isEmpty { console.say(failure.message) }
        exitCode = failure.exitCode
      }
      return [said.out, said.err, "\(exitCode)"]
    }
    return spoken.map {
      Workshop.Outcome(
        out: workshop.directory.plain($0[0]), err: workshop.directory.plain($0[1]),
        exitCode: Int32($0[2]) ?? -1)
    }
  }

  /// What a rank has said; one thread uses it.
  private final class Said {
    var out = ""
    var err = ""

    func add(_ text: String, isError: Bool) -> Bool {
      if isError { err += text } else { out += text }
      return true
    }
  }

  private func checkpoint(_ run: String) throws -> [UInt8] {
    try workshop.directory.read("\(run)/checkpoints/last.safetensors")
  }

  /// The columns of metrics.csv that don't tell the time.
  private func metrics(_ run: String) throws -> [String] {
    try workshop.text("\(run)/metrics.csv").split(separator: "\n").map {
      $0.split(separator: ",").dropLast(2).joined(separator: ",")
    }
  }

  @Test(arguments: [[], ["data.streaming=true", "data.stratify=false"]])
  func filesDoNotDependOnRanks(_ streamed: [String]) throws {
    let sets = ["fit.shards=4"] + streamed
    #expect(try train(ranks: 1, sets, output: "n1").map(\.exitCode) == [0])
    for ranks in [2, 4] {
      let all = try train(ranks: ranks, sets, output: "n\(ranks)")
      #expect(all.map(\.exitCode) == Array(repeating: 0, count: ranks))
      for other in all.dropFirst() { #expect(other.out + other.err == "") }
      #expect(try checkpoint("n\(ranks)") == checkpoint("n1"))
      #expect(try metrics("n\(ranks)") == metrics("n1"))
    }
  }

  @Test func aRunGoesOnWithAnyNumberOfRanks() throws {
    let sets = [
      "fit.shards=4", "fit.epochs=6",
      "fit.callbacks=[{ReduceLROnPlateau: {patience: 1, min_delta: 0.5}}, {ModelCheckpoint: {}}]",
    ]
    _ = try train(ranks: 1, sets, output: "whole")
    _ = try train(ranks: 4, sets + ["fit.epochs=2"], output: "parts")
    _ = try train(ranks: 1, sets + ["fit.epochs=3"], output: "parts", resume: true)
    let last = try train(ranks: 2, sets, output: "parts", resume: true)
    #expect(last.map(\.exitCode) == [0, 0], "\(last[0].text)")
    #expect(try checkpoint("parts") == checkpoint("whole"))
    #expect(try metrics("parts") == metrics("whole"))
    #expect(workshop.files.contains("parts/checkpoints/epoch-06.safetensors"))
  }

  @Test func theFirstRankSpeaks() throws {
    let all = try train(ranks: 2, [], output: "a", quiet: false)
    #expect(all[0].err.contains("Run: a, 2 ranks, each with "))
    #expect(all[0].err.contains("epoch 4/4  loss "))
    #expect(all[0].out.contains("checkpoint: a/checkpoints/best.safetensors"))
    #expect(all[1].text == "exit 0\n")
  }

  @Test func mistakesAreToldOnce() throws {
    let lines = [
      ["fit.epochs=0"], ["fit.shards=3"], ["fit.batch_size=1"], ["data.train=none.csv"],
      ["compile.optimizer={LazyAdam: {}}"], ["fit.shards=16"],
    ]
    var text = ""
    for sets in lines {
      let all = try train(ranks: 2, sets, output: "a")
      text += "## \(sets.joined(separator: " "))\n\(all[0].text)"
      #expect(all[1].text == "exit \(all[0].exitCode)\n")
    }
    try Golden.expect(text, "ranks-mistakes")
    #expect(!workshop.files.contains("a"))
  }

  /// One rank goes through the files for all.
  @Test func mistakesInStreamedFilesAreThoseOfOneProcess() throws {
    try workshop.write("broken.csv", Workshop.flowers + "much,222,red,rose\n4.00,222,red,\n")
    let sets = ["data.streaming=true", "data.stratify=false", "data.train=broken.csv"]
    let alone = try train(ranks: 1, sets, output: "a")[0]
    let all = try train(ranks: 3, sets + ["fit.shards=3"], output: "a")
    #expect(alone.exitCode == 65, "\(alone.text)")
    #expect(alone.err.contains("broken.csv:"), "\(alone.text)")
    #expect(all.map(\.exitCode) == [65, 65, 65])
    #expect(all[0].text == alone.text)
    #expect(all[1].err + all[2].err == "")
  }

  @Test func differencesAreToldWithTheRank() throws {
    try workshop.write("other.yaml", Workshop.config.replacing("0.05", with: "0.04"))
    try workshop.write(
      "longer.csv", Workshop.flowers + "4.00,222,red,rose\n")
    let other = workshop["other.yaml"]
    func plain(_ all: [Workshop.Outcome]) -> String {
      #expect(all[1].text == "exit \(all[0].exitCode)\n")
      let host = ProcessorShare.ofThisProcess().host
      return all[0].text.replacing(" on \(host) ", with: " on HOST ")
    }
    var text = plain(
      try train(ranks: 3, ["fit.shards=3"], output: "a") { if $1 == 1 { $0.config = other } })
    text += plain(
      try train(ranks: 2, [], output: "a") {
        if $1 == 1 { $0.overrides = ["data.train=longer.csv"] }
      })
    text += plain(
      try train(ranks: 2, [], output: "a") { if $1 == 1 { $0.overrides = ["fit.epochs=0"] } })
    try Golden.expect(text, "ranks-differences")
    #expect(!workshop.files.contains("a"))
  }

  @Test func aLossThatIsNoNumberEndsAll() throws {
    let all = try train(
      ranks: 2, ["compile.optimizer={SGD: {learning_rate: 1e30}}"], output: "a")
    #expect(all.map(\.exitCode) == [65, 65])
    #expect(all[0].err.contains("error: the loss became "))
    #expect(all[1].err == "")
  }
}
