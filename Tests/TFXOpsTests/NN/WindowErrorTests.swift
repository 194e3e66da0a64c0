import TFXCore
import TFXGraph
import TFXOps
import Testing

/// Shapes that windows make of partly known ones, and what users read when they cannot.
@Suite struct WindowErrorTests {
  let s = Samples()
  var g: Graph { s.graph }

  @Test func shapes() throws {
    expectSpec(try g.conv1D(s.float(-1, 8, 3), s.float(3, 3, 5)), "float32[?, 6, 5]")
    expectSpec(
      try g.conv1D(s.float(-1, -1, 3), s.float(3, 3, 5), stride: 2, padding: .same),
      "float32[?, ?, 5]")
    expectSpec(
      try g.conv3D(s.float(-1, 5, 6, 7, 2), s.float(2, 3, 1, 2, 4), strides: Triple(1, 2, 3)),
      "float32[?, 4, 2, 3, 4]")
    expectSpec(
      try g.conv3D(s.float(-1, 5, -1, 7, 2), s.float(2, 3, 1, 2, 4), padding: .same),
      "float32[?, 5, ?, 7, 4]")
    expectSpec(
      try g.depthwiseConv2D(s.float(-1, 6, 6, 3), s.float(3, 3, 3, 2)), "float32[?, 4, 4, 6]")
    expectSpec(
      try g.conv2DTranspose(
        s.float(-1, 4, 4, 8), s.float(3, 3, 5, 8), outputShape: [-1, 8, 7, -1], strides: Pair(2)),
      "float32[?, 8, 7, 5]")
    expectSpec(
      try g.conv3DTranspose(
        s.float(-1, 2, 2, 2, 8), s.float(3, 3, 3, 5, 8), outputShape: [-1, 4, 4, 3, 5],
        strides: Triple(2)), "float32[?, 4, 4, 3, 5]")
    expectSpec(
      try g.maxPool3D(s.float(-1, 5, 5, 5, 2), window: Triple(2)), "float32[?, 2, 2, 2, 2]")
    expectSpec(try g.avgPool1D(s.float(-1, 5, 2), window: 2, padding: .same), "float32[?, 3, 2]")
    expectSpec(
      try g.dilation2D(s.float(-1, 5, 5, 2), s.float(3, 2, 2), padding: .valid),
      "float32[?, 3, 4, 2]")
    expectSpec(try g.lrn(s.float(-1, 5, 5, 2)), "float32[?, 5, 5, 2]")
    expectSpec(try g.softmax(s.float(-1, 5, 2), axis: 1), "float32[?, 5, 2]")
    expectSpec(
      try g.inTopK(predictions: s.float(-1, 5), targets: s.typed(.int64, 3), k: 2), "bool[3]")
    let moments = try g.moments(s.float(-1, 5, 2), axes: [0, 1])
    expectSpec(moments.mean, "float32[2]")
    expectSpec(moments.variance, "float32[2]")
  }

  @Test func convolutions() throws {
    expectError(
      "[Conv3D] 'Conv3D': filter: expected [2, 2, 2, 2, …], as input is float32[?, 5, 5, 5, 2], "
        + "found [2, 2, 2, 3, 4]"
    ) { try g.conv3D(s.float(-1, 5, 5, 5, 2), s.float(2, 2, 2, 3, 4)) }
    expectError(
      "[Conv3D] 'Conv3D': input: expected volumes of at least 2×4×2, the window's reach, "
        + "found float32[?, 5, 3, 5, 2]"
    ) { try g.conv3D(s.float(-1, 5, 3, 5, 2), s.float(2, 4, 2, 2, 4)) }
    expectError("[Conv3D] 'Conv3D': strides: expected 1 or more, found (1, 0, 1)") {
      try g.conv3D(s.float(-1, 5, 5, 5, 2), s.float(2, 2, 2, 2, 4), strides: Triple(1, 0, 1))
    }
    expectError(
      "[DepthwiseConv2dNative] 'DepthwiseConv2dNative': filter: expected [3, 3, 3, …], as input is "
        + "float32[?, 6, 6, 3], found [3, 3, 2, 2]"
    ) { try g.depthwiseConv2D(s.float(-1, 6, 6, 3), s.float(3, 3, 2, 2)) }
    let (value, filter) = (try s.float(-1, 4, 4, 8), try s.float(3, 3, 5, 8))
    expectError(
      "[Conv2DTranspose] 'up': output_shape: expected 4 extents, found [8, 8, 5]"
    ) { try g.conv2DTranspose(value, filter, outputShape: [8, 8, 5], name: "up") }
    expectError(
      "[Conv2DTranspose] 'Conv2DTranspose': output_shape: expected 5 channels, found [?, 8, 8, 6]"
    ) { try g.conv2DTranspose(value, filter, outputShape: [-1, 8, 8, 6], strides: Pair(2)) }
    expectError(
      "[Conv2DTranspose] 'Conv2DTranspose': value: expected [?, 5, 4, 8], found "
        + "float32[?, 4, 4, 8]"
    ) { try g.conv2DTranspose(value, filter, outputShape: [-1, 9, 8, 5], strides: Pair(2)) }
    expectError(
      "[Conv2DTranspose] 'Conv2DTranspose': output_shape: expected images of at least 3×3, the "
        + "window's reach, found float32[?, 2, 8, 5]"
    ) { try g.conv2DTranspose(value, filter, outputShape: [-1, 2, 8, 5], padding: .valid) }
  }

  @Test func others() throws {
    expectError("[AvgPool3D] 'AvgPool3D': ksize: expected 1 or more, found (2, 0, 2)") {
      try g.avgPool3D(s.float(-1, 5, 5, 5, 2), window: Triple(2, 0, 2))
    }
    expectError(
      "[Dilation2D] 'Dilation2D': filter: expected [3, 3, 2], found float32[3, 3, 4]"
    ) { try g.dilation2D(s.float(-1, 5, 5, 2), s.float(3, 3, 4)) }
    expectError("[Dilation2D] 'erosion2d': rates: expected 1 or more, found (0, 1)") {
      try g.erosion2D(s.float(-1, 5, 5, 2), s.float(3, 3, 2), rates: Pair(0, 1))
    }
    expectError("[LRN] 'LRN': depth_radius: expected 0 or more, found -1") {
      try g.lrn(s.float(-1, 5, 5, 2), depthRadius: -1)
    }
    expectError("[LRN] 'LRN': input: expected a tensor of rank 4, found float32[5]") {
      try g.lrn(s.float(5))
    }
    expectError("[Softmax] 'probabilities': axis: expected -2…1 for [?, 3], found 2") {
      try g.softmax(s.float(-1, 3), axis: 2, name: "probabilities")
    }
    expectError("[InTopK] 'InTopK': targets: expected [2], found int32[3]") {
      try g.inTopK(predictions: s.float(2, 5), targets: s.typed(.int32, 3), k: 1)
    }
  }
}
