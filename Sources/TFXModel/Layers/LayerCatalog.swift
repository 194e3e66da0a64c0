package import TFXCore

/// Every layer, in the order of the reference.
package let layerCatalog = Catalog(
  "layer",
  [
    Dense.self,
    Conv1D.self, Conv2D.self, Conv3D.self,
    MaxPooling1D.self, MaxPooling2D.self, MaxPooling3D.self,
    AveragePooling1D.self, AveragePooling2D.self, AveragePooling3D.self,
    GlobalMaxPooling1D.self, GlobalMaxPooling2D.self, GlobalMaxPooling3D.self,
    GlobalAveragePooling1D.self, GlobalAveragePooling2D.self, GlobalAveragePooling3D.self,
    Flatten.self, Reshape.self, Permute.self, RepeatVector.self,
    ZeroPadding1D.self, ZeroPadding2D.self, ZeroPadding3D.self,
    Cropping1D.self, Cropping2D.self, Cropping3D.self,
    UpSampling1D.self, UpSampling2D.self, UpSampling3D.self,
    Dropout.self,
    BatchNormalization.self, LayerNormalization.self, GroupNormalization.self,
    RMSNormalization.self, UnitNormalization.self,
    Activation.self, ReLU.self, LeakyReLU.self, PReLU.self, ELU.self, Softmax.self,
    Rescaling.self,
    Embedding.self, Masking.self,
    SimpleRNN.self, LSTM.self, GRU.self, ConvLSTM1D.self, ConvLSTM2D.self,
    Bidirectional.self, TimeDistributed.self,
    SequentialBlock.self, Residual.self, Concatenate.self, Repeat.self,
  ])
