package import TFXCore

/// Every layer, in the order of the reference.
package let layerCatalog = Catalog(
  "layer",
  [
    Dense.self, Conv2D.self,
    MaxPooling2D.self, AveragePooling2D.self, GlobalAveragePooling2D.self,
    Flatten.self, Reshape.self,
    Dropout.self, BatchNormalization.self,
    Activation.self, ReLU.self, LeakyReLU.self, ELU.self, Softmax.self,
    Rescaling.self, SequentialBlock.self, Residual.self,
    Concatenate.self, Repeat.self,
  ])
