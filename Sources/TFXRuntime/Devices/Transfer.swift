import TFXCore
import TFXGraph
import TFXKernels
import TFXOps

/// A value, or only the signal that something has run, on its way from one device to another.
struct Transfer: Sendable {
  /// Its place among those of the plan.
  var channel = 0
  /// The name of the value, or of the operation that has run: TensorFlow's `tensor_name`.
  var tensorName = ""
  var sender = 0
  var receiver = 0
  var rendezvous = Rendezvous()

  func fields(_ f: inout some FieldVisitor) {
    f.show("tensor_name", .string(tensorName))
    f.show("send_device", .string(DeviceName.cpu(sender)))
    f.show("recv_device", .string(DeviceName.cpu(receiver)))
  }
}

/// An end of a transfer. Only plans have them, no graph.
protocol TransferOp: Op {
  var transfer: Transfer { get }
}

extension TransferOp {
  func fields(_ f: inout some FieldVisitor) { transfer.fields(&f) }
  var hasSideEffect: Bool { true }
}

/// Hands a value to another device.   x: [d…] →.
///
/// The plan gives it the receiver's buffer as output 0, if there is a value.
struct SendOp: TransferOp {
  static let type = "_Send"
  var transfer = Transfer()

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { [] }

  func lower(_ site: Site) -> Kernel? {
    let (rendezvous, channel) = (transfer.rendezvous, transfer.channel)
    guard let input = site.inputs.first, let output = site.outputs.first else {
      return { rendezvous.send(channel) }
    }
    let source = UnsafeRawPointer(input.pointer)
    let destination = output.pointer
    let byteCount = site.inputCount(0) * input.spec.dtype.byteCount
    return {
      Kernels.copy(from: source, to: destination, byteCount)
      rendezvous.send(channel)
    }
  }
}

/// Waits for what another device sends.   → x: [d…].
struct RecvOp: TransferOp {
  static let type = "_Recv"
  var transfer = Transfer()
  /// The spec of the value that comes; nil if only that it comes matters.
  var spec: TensorSpec?

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] { spec.map { [$0] } ?? [] }

  func lower(_ site: Site) -> Kernel? {
    let (rendezvous, channel) = (transfer.rendezvous, transfer.channel)
    return { () throws(KernelError) in try rendezvous.receive(channel) }
  }
}
