/// Why a file cannot be read or written.
public struct FileError: Error, Hashable, Sendable {
  /// The file as it was named.
  public var file: String
  /// The reason.
  public var kind: Kind

  /// `kind` is wrong with `file`.
  public init(_ kind: Kind, file: String) {
    self.file = file
    self.kind = kind
  }

  /// Everything that can be wrong.
  public enum Kind: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// A directory stands where a file is to be read.
    case directory
    /// A device without an end stands where a file is to be read.
    case device
    /// The memory of the machine does not hold the file.
    case tooLarge(bytes: UInt64)
    /// The system does not let the file be read.
    case unreadable(reason: String)
    /// The system does not let the file be written.
    case unwritable(reason: String)
  }
}

extension FileError: CustomStringConvertible {
  public var description: String { "\(file): error: \(kind)" }
}

extension FileError.Kind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing: "cannot be read: there is no such file or directory"
    case .directory: "cannot be read: it is a directory"
    case .device: "cannot be read: it is a device"
    case .tooLarge(let bytes): "\(bytes) bytes do not fit into memory"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .unwritable(let reason): "cannot be written: \(reason)"
    }
  }
}
