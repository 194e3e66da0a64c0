import ArgumentParser
import TFXApp

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Tell everything that can be known before a training.",
    discussion: """
      Columns, classes, rows that two parts share, a column that tells the target, what guessing comes to, \
      parameters, memory, and the time that the training will take; a line each, with its place. \
      Nothing is written. Exits with 1 if there is a warning.

      tfx check config.yaml
      tfx check config.yaml --ranks 8 --bandwidth 10G
      tfx check --self
      """)

  @Argument(help: "The configuration file; - for standard input.", completion: .config)
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Override a key, as in --set fit.batch_size=64. May be repeated.", valueName: "key=value"),
    completion: .settings)
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "Tell what so many ranks would give, one a host: docs/cluster.md.", valueName: "n"))
  var ranks: Int?

  @Option(
    help: ArgumentHelp(
      "Bits a second of the network between ranks, as in 1G or 100M; 10G if left out.",
      valueName: "bits"))
  var bandwidth: Bandwidth?

  @Flag(name: .customLong("self"), help: "Check the program: its libraries, and whether it learns.")
  var program = false

  @OptionGroup var threading: Threading

  @OptionGroup var appearance: Appearance

  @Flag(help: "Print a JSON object.")
  var json = false

  /// Bits a second: `10G`.
  struct Bandwidth: ExpressibleByArgument {
    let bitsPerSecond: Double

    init?(argument: String) {
      guard let bits = CheckCommand.bitsPerSecond(argument) else { return nil }
      bitsPerSecond = bits
    }
  }

  func validate() throws {
    if program {
      if config != nil || ranks != nil || bandwidth != nil || !set.isEmpty {
        throw ValidationError("--self checks the program, and takes no configuration.")
      }
    } else if config == nil {
      throw ValidationError("Name a configuration to check, or the program by --self.")
    }
    if let ranks, ranks < 1 || ranks > 65_536 {
      throw ValidationError("--ranks must be from 1 to 65536, found \(ranks).")
    }
    if bandwidth != nil, ranks == nil {
      throw ValidationError("--bandwidth is that between ranks; say how many with --ranks.")
    }
  }

  func run() throws {
    var isWarned = false
    try Tfx.perform(threads: threading.threads, appearance) { console in
      guard let config else {
        var check = SelfCheck()
        check.json = json
        return try check.run(console)
      }
      var command = CheckCommand(config: config)
      command.overrides = set
      command.ranks = ranks
      command.bandwidth = bandwidth?.bitsPerSecond ?? CheckCommand.usualBandwidth
      command.json = json
      isWarned = try command.run(console)
    }
    if isWarned { throw ExitCode(1) }
  }
}
