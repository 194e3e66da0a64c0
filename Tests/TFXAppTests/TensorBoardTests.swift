import Foundation
import TFXApp
import TFXWire
import TestSupport
import Testing

/// Files for TensorBoard. What its own server makes of them shows scripts/test-tensorboard.
@Suite struct TensorBoardTests {
  /// An event: its step, and the tags and simple values of its summary.
  private struct Event {
    var step = 0
    var version = ""
    var hasGraph = false
    var values: [(tag: String, number: Float?, fields: [Int])] = []
  }

  /// The checksum, bit by bit.
  private func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var state = ~UInt32(0)
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0x82F6_3B78 : state >> 1 }
    }
    let value = ~state
    return (value >> 15 | value << 17) &+ 0xA282_EAD8
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func events(_ path: String) throws -> [Event] {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    var events: [Event] = []
    var place = 0
    while place < bytes.count {
      let count = Int(number(bytes[place..<place + 8]))
      #expect(number(bytes[place + 8..<place + 12]) == UInt64(masked(bytes[place..<place + 8])))
      let content = bytes[place + 12..<place + 12 + count]
      place += 12 + count
      #expect(number(bytes[place..<place + 4]) == UInt64(masked(content)))
      place += 4
      var event = Event()
      try MessageReader.forEach(content) { (field, value) throws(MalformedMessage) in
        switch field {
        case 2: event.step = value.int
        case 3: event.version = value.text
        case 4: event.hasGraph = true
        case 5:
          try MessageReader.forEach(value.data) { (_, value) throws(MalformedMessage) in
            var (tag, number, fields) = ("", Float?.none, [Int]())
            try MessageReader.forEach(value.data) { field, value in
              fields.append(field)
              if field == 1 { tag = value.text }
              if field == 2 { number = Float(bitPattern: UInt32(value.int)) }
            }
            event.values.append((tag, number, fields))
          }
        default: break
        }
      }
      events.append(event)
    }
    return events
  }

  private func train(_ workshop: Workshop, _ overrides: [String], resume: Bool = false) {
    let outcome = workshop.perform { console in
      var command = TrainCommand(config: workshop["flowers.yaml"])
      command.output = workshop["run"]
      command.overrides = overrides
      command.resume = resume
      command.threads = 1
      command.quiet = true
      command.report = false
      try command.run(console)
    }
    #expect(outcome.exitCode == 0, "\(outcome.err)")
  }

  private func files(_ workshop: Workshop, _ part: String) -> [String] {
    workshop.files.filter { $0.contains("tensorboard/\(part)/events.out.tfevents.") }
  }

  @Test func aRunAndItsResumption() throws {
    let workshop = try Workshop()
    train(workshop, ["fit.epochs=2", "fit.tensorboard=true"])
    #expect(files(workshop, "train").count == 1)
    train(workshop, ["fit.epochs=3", "fit.tensorboard=true"], resume: true)
    let paths = files(workshop, "train")
    #expect(paths.count == 2)
    let all = try paths.map { try events(workshop[$0]) }
    for events in all {
      #expect(events[0].version == "brain.Event:2")
      #expect(events.filter(\.hasGraph).count == 1)
      let tags = events.flatMap(\.values).map(\.tag)
      #expect(tags.contains("_hparams_/session_start_info"))
      #expect(tags.last == "_hparams_/session_end_info")
    }
    let logged = all.joined().filter { $0.values.contains { $0.tag == "epoch_loss" } }
    #expect(logged.map(\.step) == [1, 2, 3])
    // The numbers of metrics.csv.
    let rows = try workshop.text("run/metrics.csv").split(separator: "\n").map {
      $0.split(separator: ",")
    }
    let column = try #require(rows[0].firstIndex(of: "loss"))
    for (event, row) in zip(logged, rows.dropFirst()) {
      let value = event.values.first { $0.tag == "epoch_loss" }?.number
      #expect(value == Float(String(row[column])))
      #expect(event.values.contains { $0.tag.hasSuffix("/kernel") && $0.fields.contains(5) })
    }
    let validation = try files(workshop, "validation").flatMap { try events(workshop[$0]) }
    #expect(validation.filter { !$0.values.isEmpty }.map(\.step) == [1, 2, 3])
  }

  @Test func nothingUnlessAskedFor() throws {
    let workshop = try Workshop()
    train(workshop, ["fit.epochs=1"])
    #expect(!workshop.files.contains { $0.contains("tensorboard") })
  }
}
