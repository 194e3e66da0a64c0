package import TFXGraph

/// What of tfx's operations TensorFlow's files can hold, for the test that looks at all of them.
package enum Exchange {
  /// How an operation fares.
  package enum Status: Hashable, Sendable {
    /// It is written, and read back.
    case both
    /// It is not written, for a reason.
    case refused(String)
    /// Nobody has thought of it.
    case unknown
  }

  /// How operations of a type fare.
  package static func status(of type: any OpDefinition.Type) -> Status {
    let isTranslated = translations[type.type] != nil
    if let reason = type.nodeForm.refusal { return isTranslated ? .unknown : .refused(reason) }
    return isTranslated || Signature.all[type.nodeType] != nil ? .both : .unknown
  }
}
