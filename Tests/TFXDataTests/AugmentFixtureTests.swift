import TFXCore
import TFXKernels
import TestSupport
import Testing

/// Changes of images, with TensorFlow's results.
@Suite struct AugmentFixtureTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    /// One of them is given.
    struct Change: Decodable, Sendable {
      var flip: Int?
      var turn: Int?
      var shift: [Int]?
      var brightness: Float?
      var contrast: Float?
      var gamma: Float?
      var hue: Float?
      var saturation: Float?

      var whole: ImageChange {
        if let flip { return .flip(leftRight: flip & 1 != 0, upDown: flip & 2 != 0) }
        if let turn { return .turn(quarters: turn) }
        if let shift { return .shift(top: shift[0], left: shift[1]) }
        if let brightness { return .brightness(delta: brightness) }
        if let contrast { return .contrast(factor: contrast) }
        if let gamma { return .gamma(gamma) }
        if let hue { return .hue(delta: hue) }
        if let saturation { return .saturation(factor: saturation) }
        return .none
      }
    }

    let name: String
    let change: Change
    let input: FixtureTensor
    let output: FixtureTensor

    static let all: [Case] = Fixture.cases("augment")

    var testDescription: String { name }
  }

  /// Whole numbers to the last one; `float32` but for a few units of the last place.
  @Test(arguments: Case.all)
  func asTensorFlow(_ test: Case) throws {
    #expect(test.change.whole != .none)
    let (input, expected) = (test.input.tensor(.float32), test.output.tensor(.float32))
    let found = changed(input, [test.change.whole])
    if input.dtype == .float32 {
      #expect(difference(found, expected, Tolerance(1e-6, ofLargest: 1e-6)) == nil)
    } else if input.dtype == .int32, test.change.brightness != nil {
      // Steps of float32 near the largest number are 256 wide.
      #expect(difference(found, expected, Tolerance(1e-6, ofLargest: 1e-6)) == nil)
    } else {
      #expect(found.doubles() == expected.doubles())
    }
  }

  @Test func everyChangeHasACase() {
    let kinds = Case.all.map { "\($0.change.whole)".prefix { $0 != "(" } }
    #expect(
      Set(kinds) == [
        "flip", "turn", "shift", "brightness", "contrast", "gamma", "hue", "saturation",
      ])
  }

  /// Changes one behind the other are those that each make a tensor; none is a copy.
  @Test func changesAreChained() {
    let input = Case.all[0].input.tensor(.float32)
    let changes: [ImageChange] = [
      .flip(leftRight: true, upDown: false), .none, .brightness(delta: 0.1),
      .shift(top: 1, left: 0), .saturation(factor: 0.5), .none,
    ]
    for count in 0...changes.count {
      let step = changes.prefix(count).reduce(input) { changed($0, [$1]) }
      #expect(changed(input, Array(changes.prefix(count))) == step, "\(count) changes")
    }
    #expect(changed(input, []) == input)
  }

  /// What becomes of one image.
  private func changed(_ image: Tensor, _ changes: [ImageChange]) -> Tensor {
    let types: [DType: ImageElementType] = [
      .uint8: .uint8, .int8: .int8, .int16: .int16, .int32: .int32, .float32: .float32,
    ]
    let extents = image.shape.dimensions
    return image.withUnsafeBytes { source in
      Tensor(shape: image.shape, dtype: image.dtype) { target in
        Kernels.changeImages(
          types[image.dtype]!, count: 1,
          shape: ImageShape(
            batch: 1, height: extents[0], width: extents[1], channels: extents[2]),
          steps: changes.count, source: { _ in source.baseAddress! },
          target: target.baseAddress!, change: { _, step in changes[step] })
      }
    }
  }
}
