public import TFXCore

/// Why a checkpoint, or another safetensors file, cannot be read or written.
public struct CheckpointError: Error, Hashable, Sendable {
  /// The file as it was named.
  public var file: String
  /// The reason.
  public var kind: Kind

  /// `kind` is wrong with `file`.
  public init(_ kind: Kind, file: String) {
    self.file = file
    self.kind = kind
  }

  /// The failure of the system to read or write a file.
  init(_ error: FileError) { self.init(.file(error.kind), file: error.file) }

  /// Everything that can be wrong.
  public enum Kind: Hashable, Sendable {
    /// It cannot be read or written at all.
    case file(FileError.Kind)
    /// The bytes are not those of a safetensors file.
    case notSafetensors(reason: String)
    /// The file ends too early.
    case truncated(expected: Int, found: Int)
    /// There is something behind the last tensor.
    case trailingBytes(Int)
    /// A tensor of the header is impossible.
    case badTensor(name: String, reason: String)
    /// The content is not what was written.
    case altered
    /// It is a safetensors file, but no checkpoint of this program.
    case foreign
    /// It was written by a later version.
    case tooNew(version: String)
    /// Something that every checkpoint says is missing or makes no sense.
    case badMetadata(key: String)
  }
}

extension CheckpointError: CustomStringConvertible {
  public var description: String { "\(file): error: \(message)" }

  private var message: String {
    switch kind {
    case .file(let kind): kind.description
    case .notSafetensors(let reason): "not a safetensors file: \(reason)"
    case .truncated(let expected, let found):
      "truncated: the header describes \(expected) bytes, the file has \(found)"
    case .trailingBytes(let count): "\(count) bytes too many behind the last tensor"
    case .badTensor(let name, let reason): "tensor '\(name)': \(reason)"
    case .altered: "altered: the checksum does not match the content"
    case .foreign:
      "a safetensors file, but no tfx checkpoint\n"
        + "  weights from elsewhere go into a training run: tfx train CONFIG --weights \(file)"
    case .tooNew(let version):
      "written by a later tfx (checkpoint format \(version)); update tfx to read it"
    case .badMetadata(let key): "its '\(key)' is missing or makes no sense"
    }
  }
}
