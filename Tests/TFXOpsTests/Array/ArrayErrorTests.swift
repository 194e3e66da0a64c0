import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// What users read when an operation on arrays cannot take its inputs.
@Suite struct ArrayErrorTests {
  let s = Samples()
  var g: Graph { s.graph }

  private func ints(_ values: Int32...) throws -> Output { try g.constant(Tensor(values)) }

  @Test func joins() throws {
    expectError("[ConcatV2] 'ConcatV2': values: expected [?, 3], found float32[2, 4]") {
      try g.concat([s.float(2, 3), s.float(2, 4)], axis: 0)
    }
    expectError("[ConcatV2] 'ConcatV2': axis: expected -2…1 for [2, 3], found 2") {
      try g.concat([s.float(2, 3)], axis: 2)
    }
    expectError("[ConcatV2] 'ConcatV2': values: expected one tensor at least, found none") {
      try g.concat([], axis: 0)
    }
    expectError("[Split] 'Split': num_split: expected a divisor of extent 3 of float32[3], found 2")
    {
      try g.split(s.float(3), into: 2)
    }
    expectError(
      "[SplitV] 'SplitV': size_splits: expected sizes that make up extent 3 of float32[3], "
        + "found [1, 1]"
    ) { try g.split(s.float(3), sizes: [1, 1]) }
    expectError("[Pack] 'Pack': values: expected [2], found float32[3]") {
      try g.stack([s.float(2), s.float(3)])
    }
    expectError("[Unpack] 'Unpack': num: expected extent 0 of float32[?, 2], found -1") {
      try g.unstack(s.float(-1, 2))
    }
    expectError("[Unpack] 'Unpack': axis: expected -1…0 for [2], found 1") {
      try g.unstack(s.float(2), axis: 1)
    }
    #expect(try g.unstack(s.float(0, 2)).isEmpty)
  }

  @Test func parts() throws {
    expectError("[Slice] 'Slice': begin: expected 0…3 for axis 0 of [3], found 4") {
      try g.slice(s.float(3), begin: [4], size: [0])
    }
    expectError("[Slice] 'Slice': size: expected -1…1 for axis 0 of [3] from 2 on, found 2") {
      try g.slice(s.float(3), begin: [2], size: [2])
    }
    expectError("[Slice] 'Slice': begin: expected 2 numbers for [3, 4], found [0]") {
      try g.slice(s.float(3, 4), begin: [0], size: [1])
    }
    expectError("[StridedSlice] 'StridedSlice': begin: expected a place in axis 0 of [3], found 3")
    {
      try s.float(3)[3]
    }
    expectError("[StridedSlice] 'StridedSlice': begin: expected at most 1 axes for [3], found 2") {
      try s.float(3)[0, 0]
    }
    expectError(
      "[StridedSlice] 'StridedSlice': strides: expected a stride that is not 0, found 0"
    ) { try g.stridedSlice(s.float(3), begin: [0], end: [1], strides: [0]) }
    expectError(
      "[PadV2] 'PadV2': paddings: expected two numbers of 0 or more for each axis of [3], "
        + "found [1, -1]"
    ) { try g.pad(s.float(3), [(1, -1)]) }
    expectError(
      "[MirrorPad] 'MirrorPad': paddings: expected at most 2 for extent 3 of [3], found 3"
    ) { try g.mirrorPad(s.float(3), [(3, 0)], mode: .reflect) }
    expectError(
      "[Tile] 'Tile': multiples: expected a number of 0 or more for each axis of float32[3], "
        + "found [2, 1]"
    ) { try g.tile(s.float(3), [2, 1]) }
    expectError(
      "[BroadcastTo] 'BroadcastTo': shape: expected a shape that float32[3] broadcasts to, "
        + "found [3, 2]"
    ) { try g.broadcast(s.float(3), to: [3, 2]) }
    expectError("[ReverseV2] 'ReverseV2': axis: expected each axis once, found [0, -1]") {
      try g.reverse(s.float(3), axes: [0, -1])
    }
  }

  @Test func subscripts() throws {
    let x = try s.float(4, -1, 6)
    expectSpec(try x[0], "float32[?, 6]")
    expectSpec(try x[1..<3], "float32[2, ?, 6]")
    expectSpec(try x[SliceIndex.ellipsis, -3...(-1)], "float32[4, ?, 3]")
    expectSpec(try x[2..., SliceIndex.newAxis, 0], "float32[2, 1, 6]")
    expectSpec(
      try x[..<1, SliceIndex.all, SliceIndex.range(from: 5, to: nil, by: -2)], "float32[1, ?, 3]")
    let values = try Session(g).run(ints(0, 1, 2, 3, 4)[SliceIndex.reversed])
    #expect(values.doubles() == [4, 3, 2, 1, 0])
  }

  @Test func takesAPlaceThatIsFed() throws {
    // The shape is known without the values, the kernel needs them all the same.
    let place = try s.typed(.int32, 1)
    let one = try ints(1)
    let y = try g.stridedSlice(
      ints(5, 6, 7), begin: place, end: place, strides: one,
      masks: StridedSliceMasks(shrinkAxis: 1))
    expectSpec(y, "int32[]")
    let session = Session(g)
    for (index, value) in [(0, 5.0), (2, 7), (-1, 7)] {
      let found = try session.run(y, feeding: [place: Tensor([Int32(index)])])
      #expect(found.doubles() == [value])
    }
  }

  @Test func gathering() throws {
    expectError("[GatherV2] 'GatherV2': indices: expected int32 or int64, found float32[2]") {
      try g.gather(s.float(3), s.float(2))
    }
    expectError(
      "[GatherV2] 'GatherV2': batch_dims: expected 0…0 for axis 0 of [3], found 1"
    ) { try g.gather(s.float(3), ints(0), batchDims: 1) }
    expectError(
      "[GatherNd] 'GatherNd': indices: expected rows of at most 1 for [3], found int32[2]"
    ) {
      try g.gatherNd(s.float(3), ints(0, 0))
    }
    expectError("[ScatterNd] 'ScatterNd': updates: expected [], found float32[2]") {
      try g.scatterNd(ints(0), s.float(2), shape: [3])
    }
    expectError("[TensorScatterAdd] 'TensorScatterAdd': updates: expected float32, found int32[1]")
    {
      try g.tensorScatterAdd(s.float(3), ints(0), ints(1))
    }
    expectError(
      "[BooleanMask] 'boolean_mask': mask: expected [2], found bool[3] along axis 0"
    ) { try g.booleanMask(s.float(2), s.typed(.bool, 3)) }
    let message = "indices: expected from 0 to less than 3, found 3 as element 1"
    let x = try g.constant(Tensor([1, 2, 3] as [Float]))
    let picked = try g.gather(x, ints(0, 3), name: "pick")
    #expect(throws: RunError.failed(op: "GatherV2", node: "pick", message)) {
      try Session(g).run(picked)
    }
    let text = try g.gather(
      g.constant(Tensor(strings: ["a", "b", "c"])), ints(0, 3), name: "text")
    #expect(throws: RunError.failed(op: "GatherV2", node: "text", message)) {
      try Session(g).run(text)
    }
  }

  @Test func numbersAndTypes() throws {
    expectError("[TopKV2] 'TopKV2': k: expected 0…3 for float32[3], found 4") {
      try g.topK(s.float(3), k: 4)
    }
    expectError("[LinSpace] 'LinSpace': num: expected 1 or more, found 0") {
      try g.linspace(s.float(), s.float(), num: 0)
    }
    expectError("[Unique] 'Unique': x: expected a tensor of rank 1, found float32[2, 2]") {
      try g.unique(s.float(2, 2))
    }
    expectError(
      "[MatrixDiagPart] 'MatrixDiagPart': input: expected at least 2 axes, found float32[2]"
    ) {
      try g.matrixDiagPart(s.float(2))
    }
    expectError(
      "[Bitcast] 'Bitcast': input: expected a last extent of 2 for float64, found float32[3]"
    ) { try g.bitcast(s.float(3), to: .float64) }
    expectError("[QuantizeV2] 'QuantizeV2': T: expected qint8 or quint8, found int8") {
      try g.quantize(s.float(3), low: s.float(), high: s.float(), .int8)
    }
    expectError(
      "[FakeQuantWithMinMaxArgs] 'FakeQuantWithMinMaxArgs': max: expected a number greater than "
        + "min, 1.0, found 1.0"
    ) { try g.fakeQuantWithMinMaxArgs(s.float(3), min: 1, max: 1) }
    expectError("[Reshape] 'Reshape': shape: expected a vector of known length, found int32[?]") {
      try g.reshape(s.float(3), to: s.typed(.int32, -1))
    }
  }

  @Test func rangesOfMoreThanThereCanBe() throws {
    func range(_ start: Double, _ limit: Double, _ delta: Double) throws -> Output {
      try g.range(
        g.constant(start, .float64), g.constant(limit, .float64),
        delta: g.constant(delta, .float64))
    }
    expectError(
      "[Range] 'Range': delta: expected fewer than 281474976710656 numbers from 0.0 to "
        + "1e+300, found 1.0"
    ) { try range(0, 1e300, 1) }
    expectError(
      "[Range] 'Range': delta: expected fewer than 281474976710656 numbers from 1.0 to "
        + "0.0, found -1e-300"
    ) { try range(1, 0, -1e-300) }
    // The number behind the last one is none.
    let last = try g.range(
      g.constant(Tensor(Int32.max - 3)), g.constant(Tensor(Int32.max)),
      delta: g.constant(Tensor(Int32(2))))
    #expect(
      try Session(g).run(last).scalars(as: Int32.self) == [Int32.max - 3, Int32.max - 1])
  }

  @Test func transposesOfManyAxes() throws {
    let shape: Shape = [2, 1, 3, 1, 2, 1, 2, 1, 2]
    let x = Tensor((0..<48).map(Float.init), shape: shape)
    let y = try Session(g).run(g.transpose(g.constant(x), [8, 7, 6, 5, 4, 3, 2, 1, 0]))
    #expect(y.shape == [2, 1, 2, 1, 2, 1, 3, 1, 2])
    #expect(y.doubles().prefix(5) == [0, 24, 8, 32, 16])
  }

  @Test func sortsWhatIsNoNumberLast() throws {
    let x = try g.constant(Tensor([1, Float.nan, 3, -Float.infinity]))
    let session = Session(g)
    #expect(try session.run(g.argsort(x)).doubles() == [3, 0, 2, 1])
    #expect(try session.run(g.argsort(x, direction: .descending)).doubles() == [2, 0, 3, 1])
    #expect(try session.run(g.topK(x, k: 3).indices).doubles() == [2, 0, 3])
  }
}
