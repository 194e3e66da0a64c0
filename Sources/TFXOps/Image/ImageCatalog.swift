import TFXGraph

/// The operations of this folder, by name.
let imageOps: [any OpDefinition.Type] = [
  AdjustHue.self, AdjustSaturation.self, ConvertImageDtype.self, DecodePng.self, EncodePng.self,
  GrayscaleToRGB.self, HSVToRGB.self, ImageWindow.self, ImageWindowGrad.self, RGBToHSV.self,
  RGBToHSVGrad.self, RandomCrop.self, RandomCropGrad.self, RandomFactor.self, RandomFlip.self,
  ReorientImage.self, ResizeArea.self, ResizeBicubic.self, ResizeBicubicGrad.self,
  ResizeBilinear.self, ResizeBilinearGrad.self, ResizeNearestNeighbor.self,
  ResizeNearestNeighborGrad.self,
]
