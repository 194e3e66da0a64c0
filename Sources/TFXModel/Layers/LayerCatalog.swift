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
    Rescaling.self,
    Embedding.self, Masking.self,
    SimpleRNN.self, LSTM.self, GRU.self, ConvLSTM1D.self, ConvLSTM2D.self,
    Bidirectional.self, TimeDistributed.self,
    SequentialBlock.self, Residual.self,
    Concatenate.self, Repeat.self,
  ])
