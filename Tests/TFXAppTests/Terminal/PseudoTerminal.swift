#if os(Linux)
  import Foundation
  import Testing

  /// The built program on a terminal of its own, which it has for input, output and errors, and from which
  /// it gets signals as from a keyboard and a window.
  final class PseudoTerminal {
    private let master: Int32
    private let process: pid_t
    /// How the program ended: what it returned, or 128 and the signal.
    private var ending: Int32?
    private(set) var isEndedBySignal = false
    /// All that has come from the program.
    private(set) var bytes: [UInt8] = []

    struct Failed: Error, CustomStringConvertible {
      var description: String
    }

    /// What of the environment decides how a terminal is written to; a test says all of it.
    private static let variables = [
      "TERM", "CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "LC_ALL",
      "LC_CTYPE",
      "LANG", "TERM_PROGRAM", "WT_SESSION", "ConEmuANSI", "VTE_VERSION",
    ]

    /// Starts a command of the shell in a directory; in it, `tfx` is the program.
    init(
      _ command: String, in directory: String, columns: Int, environment: [String: String] = [:]
    ) throws {
      master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      var (locked, number) = (Int32(0), UInt32(0))
      // TIOCSPTLCK and TIOCGPTN, macros that Swift does not see.
      guard master >= 0, ioctl(master, 0x4004_5431, &locked) == 0,
        ioctl(master, 0x8004_5430, &number) == 0
      else {
        throw Failed(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
      }
      let path = "/dev/pts/\(number)"
      PseudoTerminal.resize(master, columns)

      var variables = ProcessInfo.processInfo.environment
      for name in PseudoTerminal.variables { variables[name] = nil }
      variables["PATH"] =
        URL(filePath: Launched.program).deletingLastPathComponent().path + ":/usr/bin:/bin"
      variables.merge(["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]) { $1 }
      variables.merge(environment) { $1 }

      // The first terminal that the leader of a new session opens becomes its own.
      var files = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&files)
      defer { posix_spawn_file_actions_destroy(&files) }
      posix_spawn_file_actions_addopen(&files, 0, path, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&files, 0, 1)
      posix_spawn_file_actions_adddup2(&files, 0, 2)
      var attributes = posix_spawnattr_t()
      posix_spawnattr_init(&attributes)
      defer { posix_spawnattr_destroy(&attributes) }
      // Threads of the test's pool block signals, and ignore some.
      var signals = sigset_t()
      sigemptyset(&signals)
      posix_spawnattr_setsigmask(&attributes, &signals)
      sigfillset(&signals)
      posix_spawnattr_setsigdefault(&attributes, &signals)
      let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which is a macro of GNU's
      posix_spawnattr_setflags(
        &attributes,
        Int16(newSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))

      let call = ["/bin/sh", "-c", "cd '\(directory)' && \(command)"]
      let words: [UnsafeMutablePointer<CChar>?] = call.map { (word) in strdup(word) } + [nil]
      let settings: [UnsafeMutablePointer<CChar>?] =
        variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
      defer { for text in words + settings { free(text) } }
      var process: pid_t = 0
      let status = posix_spawn(&process, "/bin/sh", &files, &attributes, words, settings)
      guard status == 0 else {
        throw Failed(description: "cannot start /bin/sh: \(String(cString: strerror(status)))")
      }
      self.process = process
    }

    deinit {
      if ending == nil {
        kill(-process, SIGKILL)
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
      }
      close(master)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The window gets another width, of which the system tells the program.
    func resize(columns: Int) { PseudoTerminal.resize(master, columns) }

    private static func resize(_ terminal: Int32, _ columns: Int) {
      var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
      _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    }

    /// Types on the keyboard.
    func type(_ keys: String) {
      let keys = Array(keys.utf8)
      _ = write(master, keys, keys.count)
    }

    /// Sends the program a signal; the command must be it alone, begun by `exec`.
    func signal(_ number: Int32) { kill(process, number) }

    /// Stops the program, and reads what it has written until then: nothing is on its way behind this.
    func pause() {
      kill(process, SIGSTOP)
      waitpid(process, nil, WUNTRACED)
      var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      while poll(&wait, 1, 0) > 0, readBlock() {}
    }

    func goOn() { kill(process, SIGCONT) }

    /// Reads until what has come since `start` fulfils a condition.
    func read(from start: Int = 0, until isEnough: (String) -> Bool) throws {
      let deadline = ContinuousClock.now + .seconds(60)
      while !isEnough(String(decoding: bytes[start...], as: UTF8.self)) {
        guard readMore(), ContinuousClock.now < deadline else {
          throw Failed(description: "the program said no more than \(text.debugDescription)")
        }
      }
    }

    /// Reads until the program ends, and returns how it did.
    func end() throws -> Int32 {
      if let ending { return ending }
      let deadline = ContinuousClock.now + .seconds(120)
      while readMore() {
        guard ContinuousClock.now < deadline else {
          throw Failed(description: "the program does not end; it said \(text.debugDescription)")
        }
      }
      var status: Int32 = 0
      waitpid(process, &status, 0)
      isEndedBySignal = status & 0x7F != 0
      let code = isEndedBySignal ? 128 + status & 0x7F : status >> 8 & 0xFF
      ending = code
      return code
    }

    /// Reads what is there, for which it waits a little; false if there will be no more.
    private func readMore() -> Bool {
      var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      return poll(&wait, 1, 50) > 0 ? readBlock() : true
    }

    private func readBlock() -> Bool {
      var block = [UInt8](repeating: 0, count: 65536)
      let count = Glibc.read(master, &block, block.count)
      // The last one who had it open has closed it: an error on Linux.
      guard count > 0 else { return false }
      bytes += block.prefix(count)
      return true
    }
  }
#endif
