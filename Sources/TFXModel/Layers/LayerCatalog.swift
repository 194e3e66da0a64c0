package import TFXCore

/// Every layer, in the order of the reference.
package let layerCatalog = Catalog(
  "layer",
  [
    Dense.self, EinsumDense.self, SelfAttention.self, PositionEmbedding.self,
    Conv1D.self, Conv2D.self, Conv3D.self,
    Conv1DTranspose.self, Conv2DTranspose.self, Conv3DTranspose.self,
    DepthwiseConv1D.self, DepthwiseConv2D.self, SeparableConv1D.self, SeparableConv2D.self,
    MaxPooling1D.self, MaxPooling2D.self, MaxPooling3D.self,
    AveragePooling1D.self, AveragePooling2D.self, AveragePooling3D.self,
    GlobalMaxPooling1D.self, GlobalMaxPooling2D.self, GlobalMaxPooling3D.self,
    GlobalAveragePooling1D.self, GlobalAveragePooling2D.self, GlobalAveragePooling3D.self,
    Flatten.self, Reshape.self, Permute.self, RepeatVector.self,
    ZeroPadding1D.self, ZeroPadding2D.self, ZeroPadding3D.self,
    Cropping1D.self, Cropping2D.self, Cropping3D.self,
    UpSampling1D.self, UpSampling2D.self, UpSampling3D.self,
    Dropout.self, SpatialDropout1D.self, SpatialDropout2D.self, SpatialDropout3D.self,
    AlphaDropout.self, GaussianNoise.self, GaussianDropout.self, ActivityRegularization.self,
    BatchNormalization.self, LayerNormalization.self, GroupNormalization.self,
    RMSNormalization.self, UnitNormalization.self, SpectralNormalization.self,
    Activation.self, ReLU.self, LeakyReLU.self, PReLU.self, ELU.self, Softmax.self,
    Rescaling.self, Normalization.self, Discretization.self, CategoryEncoding.self, Hashing.self,
    IntegerLookup.self,
    Resizing.self, CenterCrop.self, RandomCrop.self, RandomFlip.self, RandomRotation.self,
    RandomZoom.self, RandomTranslation.self, RandomContrast.self, RandomBrightness.self,
    Embedding.self, Masking.self,
    SimpleRNN.self, LSTM.self, GRU.self, ConvLSTM1D.self, ConvLSTM2D.self,
    Bidirectional.self, TimeDistributed.self,
    SequentialBlock.self, Residual.self, Concatenate.self, Repeat.self,
  ])
