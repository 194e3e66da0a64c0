import TFXGraph

/// Why no graph's file can name an operation.
enum Unnamed {
  static let section = "a file has a section for it"
  static let regions = "it runs parts of a graph"
  static let waits = "it waits for other runs"
  static let gradient = "a gradient makes it of another operation"
}

// Why TensorFlow's files cannot hold an operation.
extension NodeForm {
  static let gradient = refused(
    "it belongs to a gradient, which TensorFlow derives anew; export the part of the graph that "
      + "predictions need")
  static let training = refused(
    "it is only needed in training; export the part of the graph that predictions need")
  static let preparation = refused(
    "TensorFlow has no such operation; images are prepared before they come to a graph that is "
      + "exported")
  static let sparse = refused(
    "it works on sparse tensors, which are not written; make them dense first")
}
