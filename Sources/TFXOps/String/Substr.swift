import TFXCore
public import TFXGraph

/// y = `len` units of a string from `pos` on; fewer where it ends.
/// input: string [d…], pos, len: int32 or int64 [e…] → y: string, broadcast.   No gradient.
struct Substr: HostOp {
  var unit = StringUnit.byte

  mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("unit", &unit, "what positions and lengths count")
  }

  func infer(_ inputs: InputSpecs) throws(ShapeError) -> [TensorSpec] {
    try inputs.expect(3)
    let x = try inputs.oneOf([.string], 0, "input")
    _ = try inputs.oneOf([.int32, .int64], 1, "pos")
    let position = try inputs.agreeing(1, 2, "len")
    do {
      return [TensorSpec(try x.shape.broadcast(with: position.shape), .string)]
    } catch {
      throw ShapeError("pos", expected: error.expected, found: error.found)
    }
  }

  static let stopsGradient = true

  func evaluate(
    _ inputs: [Tensor], _ context: any HostContext
  ) throws(KernelError) -> [Tensor] {
    let shape = Site.outputSpecs(self, inputs)[0].shape
    let texts = inputs[0].scalars(as: ByteString.self)
    let positions = inputs[1].converted(to: .int64).scalars(as: Int64.self)
    let lengths = inputs[2].converted(to: .int64).scalars(as: Int64.self)
    let textPlaces = inputs[0].shape.places(broadcastTo: shape)
    let positionPlaces = inputs[1].shape.places(broadcastTo: shape)
    var parts: [ByteString] = []
    for (place, index) in zip(textPlaces, positionPlaces) {
      let bytes = texts[place].bytes
      let (position, length) = (Int(positions[index]), Int(lengths[index]))
      guard
        let part = unit == .byte
          ? Substr.bytes(bytes, position, length) : Substr.characters(bytes, position, length)
      else {
        throw KernelError(
          "pos of element \(parts.count): expected a place within '\(texts[place])', "
            + "found \(position)")
      }
      parts.append(ByteString(Array(part)))
    }
    return [Tensor(parts, shape: shape)]
  }

  /// Bytes from a position on; nil if it lies outside. As in TensorFlow, a negative length is none.
  private static func bytes(
    _ bytes: [UInt8], _ position: Int, _ length: Int
  ) -> ArraySlice<UInt8>? {
    guard (-bytes.count...bytes.count).contains(position) else { return nil }
    let start = position < 0 ? position + bytes.count : position
    let end = length < 0 ? bytes.count : min(start &+ min(length, bytes.count), bytes.count)
    return bytes[start..<end]
  }

  /// Code points from a position on; nil if it lies outside.
  private static func characters(
    _ bytes: [UInt8], _ position: Int, _ length: Int
  ) -> ArraySlice<UInt8>? {
    // Where code points begin; stray continuations at the front belong to the first.
    let starts = bytes.indices.filter { $0 == 0 || !bytes[$0].isUTF8Continuation }
    guard (-starts.count...starts.count).contains(position) else { return nil }
    let first = position < 0 ? position + starts.count : position
    let last = min(first &+ min(max(length, 0), starts.count), starts.count)
    let start = first < starts.count ? starts[first] : bytes.count
    return bytes[start..<(last < starts.count ? starts[last] : bytes.count)]
  }
}

extension Shape {
  /// For each element of the shape that this one is broadcast to, the place of its element here.
  func places(broadcastTo target: Shape) -> [Int] {
    var places = [0]
    var stride = elementCount
    for axis in 0..<target.rank {
      let own = axis - (target.rank - rank)
      if own < 0 || self[own] == 1 {
        places = places.flatMap { Array(repeating: $0, count: target[axis]) }
      } else {
        stride = stride == 0 ? 0 : stride / self[own]
        let step = stride
        places = places.flatMap { place in (0..<target[axis]).map { place + $0 * step } }
      }
    }
    return places
  }
}

extension Graph {
  /// Parts of strings: `length` units from `position` on, fewer where a string ends.
  ///
  /// - Parameters:
  ///   - input: Strings.
  ///   - position: `int32` or `int64`, whose shape broadcasts with that of `input`; negative ones are
  ///     counted from a string's end. One outside of its string fails the run.
  ///   - length: As `position`, in type and shape.
  ///   - unit: What both count.
  ///   - name: The operation's name.
  /// - Throws: ``GraphError/invalid(op:node:_:)`` for other types or shapes.
  public func substr(
    _ input: Output, position: Output, length: Output, unit: StringUnit = .byte,
    name: String? = nil
  ) throws(GraphError) -> Output {
    try add(Substr(unit: unit), [input, position, length], name: name).output(0)
  }

  /// The same part of every string: `length` units from `position` on, fewer where it ends.
  ///
  /// - Throws: ``GraphError/invalid(op:node:_:)`` unless the input is of strings.
  public func substr(
    _ input: Output, position: Int, length: Int, unit: StringUnit = .byte, name: String? = nil
  ) throws(GraphError) -> Output {
    let position = try constant(Tensor(Int64(position)))
    let length = try constant(Tensor(Int64(length)))
    return try substr(input, position: position, length: length, unit: unit, name: name)
  }
}
