public import TFXGraph
public import TFXRuntime

/// Models in TensorFlow's own format: a directory with the graph (`saved_model.pb`) and the values
/// of its variables (`variables/`), which Python's `tf.saved_model.load` and TensorFlow Serving take.
///
///     try SavedModel.simpleSave(
///       model.session, to: "exported/1", inputs: ["x": model.graph.input],
///       outputs: ["y": model.graph.prediction])
///     let loaded = try SavedModel.load("exported/1")
///     let signature = loaded.signatures[SavedModel.defaultSignature]!
///     let y = try loaded.session.run(signature.outputs["y"]!, feeding: [signature.inputs["x"]!: x])
public enum SavedModel {
  /// The name of the signature that is used where none is asked for.
  public static let defaultSignature = "serving_default"

  /// What is fed to a graph and fetched from it, by the names that callers use.
  public struct Signature: Hashable, Sendable {
    /// What is fed.
    public let inputs: [String: Output]
    /// What is fetched.
    public let outputs: [String: Output]

    /// A signature of the given inputs and outputs.
    public init(inputs: [String: Output], outputs: [String: Output]) {
      self.inputs = inputs
      self.outputs = outputs
    }
  }

  /// A model that was read.
  public struct Loaded: Sendable {
    /// The operations that the signatures need.
    public let graph: Graph
    /// A session in which the variables have the model's values.
    public let session: Session
    /// The signatures, by name; usually there is one, ``SavedModel/defaultSignature``.
    public let signatures: [String: Signature]
  }

  /// TensorFlow's name of the file that holds the graphs.
  static let graphFile = "saved_model.pb"
  /// What the names of the variables' files begin with.
  static let variablesPrefix = "variables/variables"
  /// The tag of graphs that are to be served.
  static let servingTag = "serve"
}
