import SwiftProtobuf
import TFXCore

/// The file `checkpoint` of a directory: which checkpoints are kept there. Paths within the directory
/// are written relative to it, so that it can be moved.
struct CheckpointList {
  var latest: String
  /// The oldest first, with the time of each in seconds since 1970.
  var all: [(path: String, time: Double)]
  var lastPreserved: Double

  init(latest: String, all: [(path: String, time: Double)], lastPreserved: Double) {
    self.latest = latest
    self.all = all
    self.lastPreserved = lastPreserved
  }

  /// The list of a directory; nil if it has none.
  init?(in directory: String) throws(SavedModelError) {
    let file = "\(directory)/checkpoint"
    let bytes: [UInt8]
    do {
      bytes = try FileAccess.read(file)
    } catch {
      if error.kind == .missing { return nil }
      throw .file(error)
    }
    var options = TextFormatDecodingOptions()
    options.ignoreUnknownFields = true
    guard let text = String(validating: bytes, as: UTF8.self),
      let state = try? ProtoCheckpointState(textFormatString: text, options: options)
    else { throw .malformed(file: file, reason: "not a list of checkpoints") }
    func absolute(_ path: String) -> String {
      path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
    }
    latest = absolute(state.modelCheckpointPath)
    let times = state.allModelCheckpointTimestamps
    all = state.allModelCheckpointPaths.enumerated().map { index, path in
      (absolute(path), times.indices.contains(index) ? times[index] : 0)
    }
    lastPreserved = state.lastPreservedTimestamp
  }

  func write(in directory: String) throws(SavedModelError) {
    func relative(_ path: String) -> String {
      path.hasPrefix(directory + "/") ? String(path.dropFirst(directory.count + 1)) : path
    }
    var state = ProtoCheckpointState()
    state.modelCheckpointPath = relative(latest)
    state.allModelCheckpointPaths = all.map { relative($0.path) }
    state.allModelCheckpointTimestamps = all.map(\.time)
    state.lastPreservedTimestamp = lastPreserved
    do {
      try FileAccess.write(Array(state.textFormatString().utf8), to: "\(directory)/checkpoint")
    } catch {
      throw .file(error)
    }
  }
}
