/// The limits of a server.
public struct MasterOptions: Sendable {
  /// How many bytes the values of one run, all variables together, or the graphs of a session may take;
  /// nil for what the machine has.
  public var memoryLimit: Int?
  /// How many sessions there may be at once.
  public var maxSessions = 100
  /// The folder of all files that clients read or write; nil if they may not.
  public var folder: String?
  /// How long a session is kept that no connection uses any more, in seconds.
  public var graceSeconds = 60.0

  public init() {}
}
