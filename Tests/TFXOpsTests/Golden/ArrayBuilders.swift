import TFXCore
import TFXGraph
import TFXOps

extension GoldenTests {
  /// Builders of Tests/Fixtures/tensorflow/ops_array.py and ops_array_gather.py.
  static let arrayBuilders: [String: Build] = shapeBuilders.merging(joinBuilders) { $1 }
    .merging(partBuilders) { $1 }.merging(gatherBuilders) { $1 }.merging(orderBuilders) { $1 }

  private static let shapeBuilders: [String: Build] = [
    "Size": { g, x, a in [try g.size(of: x[0], outType: a.dtype("out_type", default: .int32))] },
    "Rank": { g, x, _ in [try g.rank(of: x[0])] },
    "ShapeN": { g, x, _ in try g.shapes(of: x) },
    "Reshape": { g, x, _ in [try g.reshape(x[0], to: x[1])] },
    "IdentityN": { g, x, _ in try g.identityN(x) },
    "OnesLike": { g, x, _ in [try g.onesLike(x[0])] },
    "Zeros": { g, _, a in
      [try g.zeros(Shape(a.numbers("shape")), a.dtype("dtype", default: .float32))]
    },
    "Ones": { g, _, a in
      [try g.ones(Shape(a.numbers("shape")), a.dtype("dtype", default: .float32))]
    },
    "FillDims": { g, x, _ in [try g.fill(dims: x[0], value: x[1])] },
    "Cast": { g, x, a in [try g.cast(x[0], to: a.dtype("DstT", default: .float32))] },
    "Bitcast": { g, x, a in [try g.bitcast(x[0], to: a.dtype("type", default: .int32))] },
    "OneHot": { g, x, a in
      let (on, off) = (a.number("on", default: 1), a.number("off", default: 0))
      let (axis, dtype) = (a.integer("axis", default: -1), a.dtype("dtype", default: .float32))
      if x.count == 2 {
        return [try g.oneHot(x[0], depth: x[1], on: on, off: off, axis: axis, dtype: dtype)]
      }
      let depth = a.integer("depth")
      return [try g.oneHot(x[0], depth: depth, on: on, off: off, axis: axis, dtype: dtype)]
    },
    "LinSpace": { g, x, a in
      x.count == 3
        ? [try g.linspace(x[0], x[1], num: x[2])]
        : [try g.linspace(x[0], x[1], num: a.integer("num"))]
    },
    "Meshgrid": { g, x, a in
      try g.meshgrid(x, indexing: a.text("indexing") == "ij" ? .ij : .xy)
    },
    "Eye": { g, _, a in
      let columns = a.integer("columns", default: a.integer("rows"))
      let dtype = a.dtype("dtype", default: .float32)
      let batch = Shape(a.numbers("batch"))
      return [try g.eye(a.integer("rows"), columns: columns, batchShape: batch, dtype)]
    },
    "MatrixDiag": { g, x, _ in [try g.matrixDiag(x[0])] },
    "MatrixDiagPart": { g, x, _ in [try g.matrixDiagPart(x[0])] },
    "MatrixBandPart": { g, x, a in
      [try g.matrixBandPart(x[0], lower: a.integer("lower"), upper: a.integer("upper"))]
    },
  ]

  private static let joinBuilders: [String: Build] = [
    "ConcatV2": { g, x, a in [try g.concat(x, axis: a.integer("axis"))] },
    "Split": { g, x, a in try g.split(x[0], into: a.integer("num"), axis: a.integer("axis")) },
    "SplitV": { g, x, a in
      try g.split(x[0], sizes: a.numbers("sizes"), axis: a.integer("axis"))
    },
    "Pack": { g, x, a in [try g.stack(x, axis: a.integer("axis"))] },
    "Unpack": { g, x, a in
      try g.unstack(x[0], count: a.integer("num"), axis: a.integer("axis"))
    },
  ]

  private static let partBuilders: [String: Build] = [
    "Slice": { g, x, a in
      x.count == 3
        ? [try g.slice(x[0], begin: x[1], size: x[2])]
        : [try g.slice(x[0], begin: a.numbers("begin"), size: a.numbers("size"))]
    },
    "StridedSlice": { g, x, a in
      let masks = StridedSliceMasks(
        begin: a.integer("begin_mask"), end: a.integer("end_mask"),
        ellipsis: a.integer("ellipsis_mask"), newAxis: a.integer("new_axis_mask"),
        shrinkAxis: a.integer("shrink_axis_mask"))
      if x.count == 4 {
        return [
          try g.stridedSlice(
            x[0], begin: x[1], end: x[2], strides: x[3], masks: masks)
        ]
      }
      return [
        try g.stridedSlice(
          x[0], begin: a.numbers("begin"), end: a.numbers("end"), strides: a.numbers("strides"),
          masks: masks)
      ]
    },
    "PadV2": { g, x, a in [try g.pad(x[0], a.paddings, constantValues: x[1])] },
    "Pad": { g, x, a in [try g.pad(x[0], a.paddings)] },
    "MirrorPad": { g, x, a in
      let mode = MirrorPadMode(rawValue: a.text("mode"))!
      return [try g.mirrorPad(x[0], a.paddings, mode: mode)]
    },
    "Tile": { g, x, a in
      x.count == 2
        ? [try g.tile(x[0], multiples: x[1])] : [try g.tile(x[0], a.numbers("multiples"))]
    },
    "BroadcastTo": { g, x, a in
      x.count == 2
        ? [try g.broadcast(x[0], to: x[1])]
        : [try g.broadcast(x[0], to: Shape(a.numbers("shape")))]
    },
    "ReverseV2": { g, x, a in [try g.reverse(x[0], axes: a.numbers("axis"))] },
    "ReverseSequence": { g, x, a in
      [
        try g.reverseSequence(
          x[0], lengths: x[1], sequenceAxis: a.integer("seq_dim"),
          batchAxis: a.integer("batch_dim"))
      ]
    },
    "SqueezedWhere": { g, x, _ in [try g.squeeze(g.where(x[0]))] },
    "Squeeze": { g, x, _ in [try g.squeeze(x[0])] },
    "Transpose": { g, x, a in [try g.transpose(x[0], a.numbers("perm"))] },
  ]

  private static let gatherBuilders: [String: Build] = [
    "GatherV2": { g, x, a in
      let indices = try a.bool("fixed") ? g.constant(Tensor([2, 0, 2] as [Int32])) : x[1]
      let batch = a.integer("batch_dims")
      return [try g.gather(x[0], indices, axis: a.integer("axis"), batchDims: batch)]
    },
    "GatherNd": { g, x, a in [try g.gatherNd(x[0], x[1])] },
    "ScatterNd": { g, x, a in
      x.count == 3
        ? [try g.scatterNd(x[0], x[1], shape: x[2])]
        : [try g.scatterNd(x[0], x[1], shape: Shape(a.numbers("shape")))]
    },
    "TensorScatterUpdate": { g, x, _ in [try g.tensorScatterUpdate(x[0], x[1], x[2])] },
    "TensorScatterAdd": { g, x, _ in [try g.tensorScatterAdd(x[0], x[1], x[2])] },
    "TensorScatterSub": { g, x, _ in [try g.tensorScatterSub(x[0], x[1], x[2])] },
    "SelectV2": { g, x, _ in [try g.where(x[0], x[1], x[2])] },
    "BroadcastGradientArgs": { g, x, _ in
      let axes = try g.broadcastGradientArgs(x[0], x[1])
      return [axes.r0, axes.r1]
    },
    "DynamicPartition": { g, x, a in
      try g.dynamicPartition(x[0], x[1], into: a.integer("num_partitions"))
    },
    "DynamicStitch": { g, x, _ in
      [try g.dynamicStitch(Array(x[..<(x.count / 2)]), Array(x[(x.count / 2)...]))]
    },
    "InvertPermutation": { g, x, _ in [try g.invertPermutation(x[0])] },
    "BooleanMask": { g, x, a in [try g.booleanMask(x[0], x[1], axis: a.integer("axis"))] },
  ]

  private static let orderBuilders: [String: Build] = [
    "TopKV2": { g, x, a in
      let (values, indices) =
        try x.count == 2 ? g.topK(x[0], k: x[1]) : g.topK(x[0], k: a.integer("k"))
      return [values, indices]
    },
    "Sort": { g, x, a in
      [try g.sort(x[0], axis: a.integer("axis"), direction: a.direction)]
    },
    "Argsort": { g, x, a in
      [try g.argsort(x[0], axis: a.integer("axis"), direction: a.direction)]
    },
    "Unique": { g, x, a in
      let (y, indices) = try g.unique(x[0], outIndex: a.dtype("out_idx", default: .int32))
      return [y, indices]
    },
    "UniqueWithCounts": { g, x, a in
      let all = try g.uniqueWithCounts(x[0], outIndex: a.dtype("out_idx", default: .int32))
      return [all.y, all.indices, all.counts]
    },
  ]
}

extension [String: FixtureValue] {
  fileprivate var paddings: Paddings {
    let all = numbers("paddings")
    return Paddings(
      stride(from: 0, to: all.count - 1, by: 2).map { (before: all[$0], after: all[$0 + 1]) })
  }

  fileprivate var direction: SortDirection {
    text("direction") == "DESCENDING" ? .descending : .ascending
  }
}
