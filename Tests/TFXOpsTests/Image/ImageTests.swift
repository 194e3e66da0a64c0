import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

/// What is random in images, and what users read when an operation cannot take its inputs.
@Suite struct ImageTests {
  let s = Samples()
  var g: Graph { s.graph }

  @Test func refusesShapesAndTypes() throws {
    expectError(
      "[ReorientImage] 'ReorientImage': image: expected [height, width, channels] or a batch of "
        + "such, found float32[2, 3]"
    ) { try g.flipLeftRight(s.float(2, 3)) }
    expectError(
      "[RGBToHSV] 'RGBToHSV': images: expected 3 channels in the last axis, found float32[2, 4]"
    ) { try g.rgbToHSV(s.float(2, 4)) }
    expectError(
      "[ResizeBilinear] 'ResizeBilinear': images: expected a tensor of rank 4, found float32[2, 3]"
    ) { try g.resizeBilinear(s.float(2, 3), to: Pair(2)) }
    expectError("[ResizeBicubic] 'ResizeBicubic': size: expected 1 or more, found (0, 3)") {
      try g.resizeBicubic(s.float(1, 2, 3, 1), to: Pair(0, 3))
    }
    expectError(
      "[ResizeArea] 'ResizeArea': images: expected images that are not empty, "
        + "found float32[1, 0, 3, 1]"
    ) { try g.resizeArea(s.float(1, 0, 3, 1), to: Pair(2)) }
    expectError(
      "[ResizeNearestNeighbor] 'ResizeNearestNeighbor': half_pixel_centers: expected false with "
        + "align_corners, found true"
    ) {
      try g.resizeNearestNeighbor(
        s.float(1, 2, 3, 1), to: Pair(2), alignCorners: true, halfPixelCenters: true)
    }
    expectError("[DecodePng] 'DecodePng': channels: expected 0, 1, 3 or 4, found 2") {
      try g.decodePng(s.typed(.string), channels: 2)
    }
    expectError(
      "[EncodePng] 'EncodePng': image: expected 1 to 4 channels in the last axis, found uint8[2, 2, 5]"
    ) { try g.encodePng(s.typed(.uint8, 2, 2, 5)) }
    expectError(
      "[ConvertImageDtype] 'ConvertImageDtype': dtype: expected float32, float64, int8, int16, int32, int64 or uint8, found bool"
    ) {
      try g.convertImageDtype(s.float(2), to: .bool)
    }
  }

  @Test func refusesWindows() throws {
    let image = try s.float(4, 5, 1)
    func crop(_ top: Int, _ height: Int) throws -> Output {
      try g.cropToBoundingBox(
        image, offsetHeight: top, offsetWidth: 0, targetHeight: height, targetWidth: 1)
    }
    expectError(
      "[ImageWindow] 'ImageWindow': target_height: expected at most 2, from 2 of 4, found 3"
    ) { try crop(2, 3) }
    expectError("[ImageWindow] 'ImageWindow': offset_height: expected 0 or more, found -1") {
      try crop(-1, 3)
    }
    expectError("[ImageWindow] 'ImageWindow': target_height: expected 1 or more, found 0") {
      try crop(0, 0)
    }
    expectError(
      "[ImageWindow] 'ImageWindow': target_width: expected room for 5 from 1 on, found 5"
    ) {
      try g.padToBoundingBox(
        image, offsetHeight: 0, offsetWidth: 1, targetHeight: 4, targetWidth: 5)
    }
    expectError(
      "[ImageWindow] 'ImageWindow': central_fraction: expected more than 0, up to 1, found 0.0"
    ) { try g.centralCrop(image, fraction: 0) }
    expectError(
      "[RandomCrop] 'RandomCrop': size: expected a block within float32[4, 5, 1], found [5, 5, 1]"
    ) { try g.randomCrop(image, size: [5, 5, 1], step: s.typed(.int64)) }
  }

  @Test func refusesAmounts() throws {
    let image = try s.float(4, 5, 3)
    let step = try s.typed(.int64)
    expectError("[AdjustHue] 'hue': delta: expected from -1 to 1, found 1.5") {
      try g.adjustHue(image, delta: 1.5, name: "hue")
    }
    expectError("[RandomFactor] 'RandomHue': max_delta: expected from 0 to 0.5, found 0.6") {
      try g.randomHue(image, maxDelta: 0.6, step: step)
    }
    expectError("[RandomFactor] 'RandomContrast': upper: expected more than 1.0, found 1.0") {
      try g.randomContrast(image, lower: 1, upper: 1, step: step)
    }
    expectError("[RandomFactor] 'RandomBrightness': max_delta: expected 0 or more, found nan") {
      try g.randomBrightness(image, maxDelta: .nan, step: step)
    }
  }

  @Test func filesThatAreNoImagesFail() throws {
    let contents = try g.placeholder(.string, shape: .scalar)
    let image = try g.decodePng(contents)
    let session = Session(g)
    let whole = try session.run(
      g.encodePng(g.constant(Tensor(repeating: UInt8(7), shape: [9, 9, 3]))))
    let bytes = whole.scalars(as: ByteString.self)[0].bytes
    #expect(try session.run([image], feeding: [contents: whole])[0].shape == [9, 9, 3])
    for broken in [[], Array("abc".utf8), Array(bytes.dropLast(20)), Array(bytes.dropFirst())] {
      #expect {
        try session.run([image], feeding: [contents: Tensor([ByteString(broken)], shape: .scalar)])
      } throws: { "\($0)".contains("expected a PNG file, found \(broken.count) bytes: ") }
    }
  }

  @Test func infiniteColorsDoNotTrap() throws {
    let x = try g.constant(
      Tensor(
        [.infinity, -.infinity, 0, .nan, 0, 1, -.infinity, .nan, .infinity] as [Float],
        shape: [1, 3, 3]))
    let session = Session(g)
    for y in [
      try g.adjustHue(x, delta: 0.3), try g.adjustSaturation(x, factor: 2), try g.rgbToHSV(x),
      try g.convertImageDtype(x, to: .uint8),
      try g.adjustHue(x, delta: g.constant(Tensor(Float.nan))),
    ] {
      #expect(try session.run(y).shape == [1, 3, 3])
    }
  }

  @Test func flipsEachImageByItself() throws {
    let step = try g.placeholder(.int64, shape: .scalar)
    let image = Tensor([0, 1, 2, 3, 4, 5] as [Float], shape: [1, 2, 3, 1])
    let batch = Tensor(
      (0..<64).flatMap { _ in image.scalars(as: Float.self) }, shape: [64, 2, 3, 1])
    let sideways = try g.randomFlipLeftRight(g.constant(batch), step: step)
    let upright = try g.randomFlipUpDown(g.constant(batch), step: step)
    let session = Session(g)
    func run(_ output: Output, _ step: Int64) throws -> [[Float]] {
      let y = try session.run([output], feeding: [self.step(of: output): Tensor(step)])[0]
      return (0..<64).map { y.rows($0..<$0 + 1).scalars() }
    }
    for (output, mirrored) in [
      (sideways, [2, 1, 0, 5, 4, 3] as [Float]), (upright, [3, 4, 5, 0, 1, 2]),
    ] {
      let first = try run(output, 1)
      let flips = first.count { $0 == mirrored }
      #expect(first.allSatisfy { $0 == mirrored || $0 == [0, 1, 2, 3, 4, 5] })
      #expect((16...48).contains(flips), "\(flips) of 64")
      #expect(try run(output, 1) == first)
      #expect(try run(output, 2) != first)
    }
  }

  private func step(of flip: Output) -> Output { flip.operation.inputs[1] }

  @Test func cropsWithinTheImage() throws {
    let step = try g.placeholder(.int64, shape: .scalar)
    let x = Tensor((0..<60).map { Int32($0) }, shape: [3, 4, 5])
    let crop = try g.randomCrop(g.constant(x), size: [3, 2, 2], step: step)
    let session = Session(g)
    var places: Set<Int32> = []
    for index in 0..<60 {
      let block = try session.run([crop], feeding: [step: Tensor(Int64(index))])[0]
        .scalars(as: Int32.self)
      let first = block[0]
      #expect(block == [0, 1, 5, 6, 20, 21, 25, 26, 40, 41, 45, 46].map { first + $0 })
      #expect(first % 5 <= 3 && first / 5 <= 2, "begins at \(first)")
      places.insert(first)
    }
    #expect(places.count == 12, "each place has its turn: \(places.sorted())")
  }

  @Test func adjustsAllImagesAlikeAndEachStepOtherwise() throws {
    let step = try g.placeholder(.int64, shape: .scalar)
    let x = try g.constant(
      Tensor((0..<24).map { Float($0) / 24 }, shape: [2, 2, 2, 3]))
    let brightness = try g.randomBrightness(x, maxDelta: 0.25, step: step)
    let others = [
      try g.randomContrast(x, lower: 0.5, upper: 2, step: step),
      try g.randomHue(x, maxDelta: 0.5, step: step),
      try g.randomSaturation(x, lower: 0, upper: 2, step: step),
    ]
    let session = Session(g)
    var deltas: Set<Float> = []
    for index in 0..<20 {
      let y: [Float] = try session.run([brightness], feeding: [step: Tensor(Int64(index))])[0]
        .scalars()
      let delta = y[0]
      #expect(abs(delta) <= 0.25)
      #expect(zip(y, 0..<24).allSatisfy { abs($0 - Float($1) / 24 - delta) < 1e-6 })
      deltas.insert(delta)
    }
    #expect(deltas.count > 15 && deltas.contains { $0 < 0 } && deltas.contains { $0 > 0 })
    for output in others {
      let results = try (0..<3).map { index in
        try session.run([output], feeding: [step: Tensor(Int64(index % 2))])[0]
      }
      #expect(results[0] != results[1] && results[0] == results[2], "\(output)")
    }
  }
}
