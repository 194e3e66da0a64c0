public import TFXCore

/// Ends the training in order when the loss is infinite or not a number, which is an error otherwise.
/// The checkpoint is that of the last whole epoch.
///
/// As [Keras's TerminateOnNaN](https://keras.io/api/callbacks/terminate_on_nan/).
public struct TerminateOnNaN: CallbackDescription {
  public static let kind = "TerminateOnNaN"

  /// Whether it is an error nevertheless.
  public var raiseError = false

  public init() {}

  public mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("raise_error", &raiseError, "whether it is an error nevertheless")
  }

  public func callback(_ monitor: Monitor?) -> any Callback { NaNTerminator(raiseError) }
}

/// The callback of ``TerminateOnNaN``.
private final class NaNTerminator: Callback {
  private let raisesError: Bool
  private(set) var stopReason: String?

  init(_ raisesError: Bool) { self.raisesError = raisesError }

  var wantsStop: Bool { stopReason != nil }

  func lossIsNotFinite(_ loss: Double, epoch: Int, step: Int) {
    if raisesError { return }
    stopReason = TrainError.notFinite(epoch: epoch, step: step, loss: loss).description
  }
}
