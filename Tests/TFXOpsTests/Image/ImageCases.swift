import TFXCore
import TFXGraph
import TFXOps

extension GradientCase {
  /// Cases of Sources/TFXOps/Image that fixtures do not hold: operations of our own.
  static let images: [GradientCase] =
    [[3, 4, 2], [2, 3, 5, 1], [1, 1, 1]].flatMap { shape -> [GradientCase] in
      let images = numbers(Shape(shape))
      return [
        GradientCase("ReorientImage", inputs: images) { try $0.flipLeftRight($0.square($1[0])) },
        GradientCase("ReorientImage", inputs: images) { try $0.rot90($0.square($1[0])) },
        GradientCase("ReorientImage", inputs: images) {
          try $0.rot90($0.square($1[0]), times: 3)
        },
        GradientCase("ImageWindow", inputs: images) {
          try $0.resizeImageWithCropOrPad($0.square($1[0]), targetHeight: 2, targetWidth: 5)
        },
        GradientCase("ImageWindow", inputs: images) {
          try $0.padToBoundingBox(
            $0.square($1[0]), offsetHeight: 1, offsetWidth: 2, targetHeight: 6, targetWidth: 8)
        },
        GradientCase("RandomFlip", inputs: images) { graph, x in
          let step = try graph.constant(Tensor(Int64(5)))
          let flipped = try graph.randomFlipLeftRight(graph.square(x[0]), step: step)
          return try graph.randomFlipUpDown(flipped, step: step)
        },
        GradientCase("RandomCrop", inputs: images) { graph, x in
          let step = try graph.constant(Tensor(Int64(5)))
          let size = shape.map { max(1, $0 - 1) }
          return try graph.randomCrop(graph.square(x[0]), size: size, step: step)
        },
      ]
    }
}
