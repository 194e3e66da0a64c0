import TFXCore
import TFXGraph
import TFXKernels
import TFXOps
import TFXWire

// Summaries are messages in strings, which clients write to event files for TensorBoard:
// `Summary` {1 value: {1 tag, 2 simple_value, 4 image, 5 histo, 8 tensor, 9 metadata}}.

/// An operation that makes a summary of a tag, or of several, and a tensor.   → y: string [].
protocol SummaryOp: HostOp {
  func summary(_ inputs: [Tensor], _ context: any HostContext) throws(KernelError) -> MessageWriter
}

extension SummaryOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    if inputs.count == 0 || inputs[0].dtype != .string {
      throw ShapeError("tag", expected: "string", found: "\(inputs.all)")
    }
    return [TensorSpec(.scalar, .string)]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    [Tensor(ByteString(try summary(inputs, context).bytes))]
  }
}

/// A number for each tag.   tags: string [d…], values: [d…].
struct ScalarSummary: SummaryOp {
  func summary(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> MessageWriter {
    guard inputs.count == 2, inputs[0].shape == inputs[1].shape, inputs[1].dtype.isNumeric else {
      throw KernelError("tags and values are not the same shape: \(inputs.map(\.spec))")
    }
    var summary = MessageWriter()
    for (tag, value) in zip(inputs[0].strings(), inputs[1].doubles()) {
      summary.add(1) {
        $0.add(1, tag)
        $0.add(2, Float(value))
      }
    }
    return summary
  }
}

/// How many values lie in each of TensorFlow's buckets.   tag: string [], values: [d…].
struct HistogramSummary: SummaryOp {
  func summary(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> MessageWriter {
    guard inputs.count == 2, inputs[1].dtype.isNumeric else {
      throw KernelError("expected a tag and numbers, found \(inputs.map(\.spec))")
    }
    let values = inputs[1].doubles()
    if let odd = values.first(where: { !$0.isFinite }) {
      throw KernelError(
        "\(odd.isNaN ? "Nan" : "Infinity") in summary histogram for: \(context.name)")
    }
    var summary = MessageWriter()
    summary.addHistogram(inputs.text(0), values)
    return summary
  }
}

/// A tensor with what a plug-in of TensorBoard's is told of it.   tag: string [], tensor: [d…],
/// metadata: string [].
struct TensorSummaryV2: SummaryOp {
  func summary(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> MessageWriter {
    guard inputs.count == 3, inputs[2].dtype == .string, inputs[2].elementCount == 1 else {
      throw KernelError("expected a tag, a tensor and metadata, found \(inputs.map(\.spec))")
    }
    var summary = MessageWriter()
    summary.add(1) {
      $0.add(1, inputs.text(0))
      $0.add(8, inputs[1])
      $0.add(9, bytes: inputs[2].scalars(as: ByteString.self)[0].bytes)
    }
    return summary
  }
}

/// All summaries of several.   inputs: string [d…] each.
struct MergeSummary: SummaryOp {
  func summary(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> MessageWriter {
    var summary = MessageWriter()
    var tags: Set<String> = []
    for part in inputs where part.dtype == .string {
      for text in part.scalars(as: ByteString.self) {
        do throws(MalformedMessage) {
          try MessageReader.forEach(ArraySlice(text.bytes)) {
            field, value throws(MalformedMessage) in
            guard field == 1 else { return }
            summary.add(1, bytes: value.data)
            try MessageReader.forEach(value.data) { (field, value) throws(MalformedMessage) in
              if field == 1, !tags.insert(value.text).inserted { tags.insert("") }
            }
          }
        } catch {
          throw KernelError("Could not parse one of the summary inputs")
        }
      }
    }
    if tags.contains("") { throw KernelError("Duplicate tag found in summary inputs") }
    return summary
  }
}

/// y = images with elements from 0 to 255.   x: uint8 or floating [b, h, w, c] → y: uint8 [b, h, w, c].
///
/// Those of floating numbers are stretched: from 0 to the greatest; or, with negative ones, 0 becomes
/// 128.
struct ImageBytes: HostOp {
  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(1)
    let shape = try inputs.ranked(0, 4, "tensor").shape
    if ![1, 3, 4, Shape.unknown].contains(shape[3]) || !inputs[0].dtype.isNumeric {
      throw ShapeError("tensor", expected: "images of 1, 3 or 4 channels", found: "\(inputs[0])")
    }
    return [TensorSpec(shape, .uint8)]
  }

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let x = inputs[0]
    if x.dtype == .uint8 { return inputs }
    let values = x.doubles()
    let size = x.shape[1] * x.shape[2] * x.shape[3]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: max(size, 1)) {
      let image = values[start..<start + size]
      let finite = image.filter(\.isFinite)
      let (least, greatest) = (finite.min() ?? 0, finite.max() ?? 0)
      var (scale, offset) = (greatest == 0 ? 0 : 255 / greatest, 0.0)
      if least < 0 { (scale, offset) = (127 / max(abs(least), abs(greatest)), 128) }
      for value in image {
        bytes.append(value.isFinite ? UInt8(min(max(value * scale + offset, 0), 255)) : 255)
      }
    }
    return [Tensor(bytes, shape: x.shape)]
  }
}

/// Images with their sizes.   tag: string [], images: uint8 [b, h, w, c], files: string [b].
struct ImageSummary: SummaryOp {
  var limit = 3

  func summary(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> MessageWriter {
    let shape = inputs[1].shape
    let files = inputs[2].scalars(as: ByteString.self)
    var summary = MessageWriter()
    for (index, file) in files.prefix(max(limit, 0)).enumerated() {
      summary.add(1) { value in
        value.add(1, inputs.text(0) + (limit == 1 ? "/image" : "/image/\(index)"))
        value.add(4) { image in
          image.add(1, shape[1])
          image.add(2, shape[2])
          image.add(3, shape[3])
          image.add(4, bytes: file.bytes)
        }
      }
    }
    return summary
  }
}
