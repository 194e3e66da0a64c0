// swift-format-ignore-file
// Written by DefinitionTests from the comments above the types.

extension Definitions {
  static let parts = [part1, part2, part3, part4]

  static let part1 = #"""
    # TFXModel.Dense
    A densely connected layer: y = activation(x · kernel + bias).
    [batch, …, features] → [batch, …, units]

    As [Keras's Dense](https://keras.io/api/layers/core_layers/dense/).
    # TFXModel.EinsumDense
    y = activation(einsum(equation, x, kernel) + bias): a dense layer between any axes.
    [batch, d…] → as the equation says

    The equation has one of the forms `ab,bc->ac`, `...ab,bc->...ac` and `ab...,bc->ac...`. As
    [Keras's EinsumDense](https://keras.io/api/layers/core_layers/einsum_dense/).
    # TFXModel.SelfAttention
    Attention of the time steps of a sequence to each other, by several heads: for each head,
    softmax(q kᵀ / √key_dim) v with q, k and v dense functions of x; then a dense layer over all
    heads.   [batch, time, features] → [batch, time, output_shape or features]

    Time steps that a mask leaves out are not attended to. Vaswani et al., 2017: Keras's
    [MultiHeadAttention](https://keras.io/api/layers/attention_layers/multi_head_attention/) of a
    value with itself.
    # TFXModel.PositionEmbedding
    y = x + the rows of a table of weights, one for each time step.
    [batch, time, features] → [batch, time, features]

    [KerasHub's](https://keras.io/keras_hub/api/modeling_layers/position_embedding/), added to its
    input, as a model in a row needs it.
    # TFXModel.Convolution
    y = activation(x ∗ kernel + bias), where the window of the kernel slides along all axes but the
    channels.   [batch, extents…, channels] → [batch, extents′…, filters]

    As [Keras's convolutions](https://keras.io/api/layers/convolution_layers/).
    # TFXModel.ConvolutionTranspose
    The transpose of a convolution: samples from what a convolution with the kernel would make of
    them, plus a bias, through an activation.
    [batch, extents…, channels] → [batch, extents′…, filters]

    Without padding extents′ = (extents − 1) · strides + max(reach, strides), with `same` padding
    extents · strides; with output_padding (extents − 1) · strides + reach + output_padding, with
    `same` padding of reach its remainder by 2. As Keras's.
    # TFXModel.DepthwiseConvolution
    y = activation(x ∗ kernel + bias), where each channel is convolved with kernels of its own.
    [batch, extents…, channels] → [batch, extents′…, channels · depth_multiplier]

    As [Keras's](https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/).
    # TFXModel.SeparableConvolution
    y = activation((x ∗ depthwise kernel) ∗ pointwise kernel + bias), where first each channel is
    convolved with kernels of its own and then the channels are mixed.
    [batch, extents…, channels] → [batch, extents′…, filters]

    As [Keras's](https://keras.io/api/layers/convolution_layers/separable_convolution2d/).
    # TFXModel.MaxPooling
    The largest value in each window.
    [batch, extents…, channels] → [batch, extents′…, channels]
    # TFXModel.AveragePooling
    The mean of each window, of which the part outside of the samples does not count.
    [batch, extents…, channels] → [batch, extents′…, channels]
    # TFXModel.GlobalMaxPooling
    The largest value of each channel in a whole sample.
    [batch, extents…, channels] → [batch, channels], or [batch, 1…, channels] with keepdims
    # TFXModel.GlobalAveragePooling
    The mean of each channel in a whole sample; of sequences, that of the time steps that count.
    [batch, extents…, channels] → [batch, channels], or [batch, 1…, channels] with keepdims
    # TFXModel.Flatten
    All of a sample's axes in one.   [batch, d…] → [batch, ∏d]
    # TFXModel.Reshape
    A sample's elements under another shape.   [batch, d…] → [batch, e…] with ∏d = ∏e
    # TFXModel.Permute
    The axes of a sample in another order.   [batch, d…] → [batch, d in the order of dims…]

    As [Keras's Permute](https://keras.io/api/layers/reshaping_layers/permute/).
    # TFXModel.RepeatVector
    A vector as each of n time steps.   [batch, features] → [batch, n, features]

    As [Keras's RepeatVector](https://keras.io/api/layers/reshaping_layers/repeat_vector/).
    # TFXModel.ZeroPadding
    Zeros around a sample.
    [batch, extents…, channels] → [batch, before + extents + behind…, channels]
    # TFXModel.Cropping
    A sample without some of its first and last places along each axis.
    [batch, extents…, channels] → [batch, extents − before − behind…, channels]
    # TFXModel.UpSampling
    Each place of a sample several times along each axis; of images, also what lies between them.
    [batch, extents…, channels] → [batch, size · extents…, channels]
    # TFXModel.Dropout
    In training, sets each element to 0 with probability `rate` and scales the others by
    1 / (1 - rate); otherwise the identity.   [batch, d…] → [batch, d…]

    Srivastava et al., 2014, as
    [Keras's Dropout](https://keras.io/api/layers/regularization_layers/dropout/).
    # TFXModel.SpatialDropout
    In training, sets each channel of a sample to 0 with probability `rate` and scales the others by
    1 / (1 - rate); otherwise the identity.
    [batch, extents…, channels] → [batch, extents…, channels]

    Tompson et al., 2015.
    # TFXModel.AlphaDropout
    In training, sets each element to what selu tends to with probability `rate`, and all of them so
    that mean and variance stay; otherwise the identity.   [batch, d…] → [batch, d…]

    y = a · (x · k − αλ · (1 − k)) + b, with k 1 or 0, α and λ those of selu,
    a = ((1 − rate) · (1 + rate · α²λ²))^-½ and b = a · αλ · rate. Klambauer et al., 2017, as
    [Keras's AlphaDropout](https://keras.io/api/layers/regularization_layers/alpha_dropout/).
    # TFXModel.GaussianNoise
    In training, adds normal numbers of mean 0; otherwise the identity.   [batch, d…] → [batch, d…]

    As [Keras's GaussianNoise](https://keras.io/api/layers/regularization_layers/gaussian_noise/).
    # TFXModel.GaussianDropout
    In training, multiplies by normal numbers of mean 1 and variance rate / (1 − rate); otherwise the
    identity.   [batch, d…] → [batch, d…]

    Srivastava et al., 2014, as
    [Keras's GaussianDropout](https://keras.io/api/layers/regularization_layers/gaussian_dropout/).
    # TFXModel.ActivityRegularization
    The identity, which adds l1 · Σ |x| + l2 · Σ x² to the loss, divided by the number of samples.
    [batch, d…] → [batch, d…]

    As [Keras's](https://keras.io/api/layers/regularization_layers/activity_regularization/).
    # TFXModel.BatchNormalization
    y = gamma · (x − mean) / √(variance + ε) + beta for each channel, with the batch's mean and
    variance in training and their moving averages otherwise; time steps that a mask leaves out don't
    count.   [batch, …, channels] → [batch, …, channels]

    Ioffe and Szegedy, 2015, as
    [Keras's](https://keras.io/api/layers/normalization_layers/batch_normalization/).
    # TFXModel.LayerNormalization
    y = gamma · (x − mean) / √(variance + ε) + beta, with the mean and the variance over an axis or
    several of each sample.   [batch, d…] → [batch, d…]

    Ba et al., 2016, as
    [Keras's](https://keras.io/api/layers/normalization_layers/layer_normalization/).
    # TFXModel.GroupNormalization
    y = gamma · (x − mean) / √(variance + ε) + beta, with the mean and the variance over all of a
    sample's places and the channels of a group.   [batch, d…] → [batch, d…]

    Wu and He, 2018, as
    [Keras's](https://keras.io/api/layers/normalization_layers/group_normalization/).
    # TFXModel.RMSNormalization
    y = scale · x / √(mean of x² + ε), with the mean over an axis or several of each sample.
    [batch, d…] → [batch, d…]

    Zhang and Sennrich, 2019, as
    [Keras's](https://keras.io/api/layers/normalization_layers/rms_normalization/).
    # TFXModel.UnitNormalization
    y = x / ‖x‖, with the Euclidean norm over an axis or several.   [batch, d…] → [batch, d…]

    As [Keras's](https://keras.io/api/layers/normalization_layers/unit_normalization/).
    # TFXModel.SpectralNormalization
    A layer whose kernel is divided by its largest singular value in every training step, before it is
    updated.   [batch, …] → as the layer's

    That value is found by a power iteration that goes on from step to step. Miyato et al., 2018, as
    [Keras's](https://keras.io/api/layers/normalization_layers/spectral_normalization/).
    # TFXModel.Activation
    An activation function as a layer.   [batch, d…] → [batch, d…]
    # TFXModel.ReLU
    y = max_value if x ≥ max_value, x if threshold ≤ x < max_value, else
    negative_slope · (x − threshold).   [batch, d…] → [batch, d…]

    As [Keras's ReLU](https://keras.io/api/layers/activation_layers/relu/).
    # TFXModel.LeakyReLU
    y = x if x > 0, else negative_slope · x.   [batch, d…] → [batch, d…]
    # TFXModel.PReLU
    y = x if x > 0, else alpha · x, with an alpha for each element of a sample.
    [batch, d…] → [batch, d…]

    He et al., 2015, as [Keras's PReLU](https://keras.io/api/layers/activation_layers/prelu/).
    # TFXModel.ELU
    y = x if x > 0, else alpha · (eˣ − 1).   [batch, d…] → [batch, d…]

    As [Keras's ELU](https://keras.io/api/layers/activation_layers/elu/).
    # TFXModel.Softmax
    y = exp(x) / Σ exp(x) along an axis.   [batch, d…] → [batch, d…]
    # TFXModel.Rescaling
    y = x · scale + offset.   [batch, d…] → [batch, d…]
    # TFXModel.Normalization
    y = (x − mean) / √variance, with a mean and a variance for each place along an axis, or for all;
    inverted x · √variance + mean.   [batch, d…] → [batch, d…]

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/numerical/normalization/), with
    given numbers; `data.features` finds them in data.
    # TFXModel.Discretization
    The number of the bin that each element is in, of those between given boundaries.
    [batch, d…] → int64 [batch, d…], or vectors as output_mode says

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/numerical/discretization/).
    # TFXModel.CategoryEncoding
    The numbers of categories as vectors.   [batch, n] → [batch, num_tokens], or with one_hot
    [batch, d…] → [batch, d…, num_tokens], where an axis of 1 at the end goes.

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/categorical/category_encoding/).
    # TFXModel.Hashing
    The number of the bin that each whole number falls into by its hash.
    [batch, d…] → int64 [batch, d…], or vectors as output_mode says

    TensorFlow's FarmHash of the number's decimals, or SipHash with a salt:
    [Keras's Hashing](https://keras.io/api/layers/preprocessing_layers/categorical/hashing/).
    # TFXModel.IntegerLookup
    The place of each whole number in a vocabulary: behind the mask's, which is 0, and those for
    numbers that the vocabulary lacks.   [batch, d…] → int64 [batch, d…], or vectors as output_mode
    says

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/categorical/integer_lookup/).
    # TFXModel.Resizing
    Images in another size.   [batch, h, w, channels] → [batch, height, width, channels]

    As [Keras's Resizing](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/).
    # TFXModel.CenterCrop
    The middle of images; those that are too small are cut to the aspect of the output and enlarged.
    [batch, h, w, channels] → [batch, height, width, channels]

    As [Keras's CenterCrop](https://keras.io/api/layers/preprocessing_layers/image_preprocessing/).
    # TFXModel.RandomCrop
    In training, a part of each image at a place of chance; otherwise, and of images that are not
    larger than it, the middle part of its aspect in its size.
    [batch, h, w, channels] → [batch, height, width, channels]

    As [Keras's RandomCrop](https://keras.io/api/layers/preprocessing_layers/image_augmentation/),
    which has one place for a whole batch.
    # TFXModel.RandomFlip
    In training, mirrors every second image, by chance; otherwise the identity.
    [batch, height, width, channels] → [batch, height, width, channels]

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/), in which the
    same images are mirrored along both axes.
    # TFXModel.RandomRotation
    In training, turns each image around its middle by an angle of chance; otherwise the identity.
    [batch, height, width, channels] → [batch, height, width, channels]

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
    # TFXModel.RandomZoom
    In training, makes each image larger or smaller around its middle by chance; otherwise the
    identity.   [batch, height, width, channels] → [batch, height, width, channels]

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
    # TFXModel.RandomTranslation
    In training, moves each image by distances of chance; otherwise the identity.
    [batch, height, width, channels] → [batch, height, width, channels]

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
    # TFXModel.RandomContrast
    In training, multiplies each pixel's distance from the mean of its channel by a number of chance
    and cuts pixels to the range of values; otherwise the identity.
    [batch, height, width, channels] → [batch, height, width, channels]

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
    # TFXModel.RandomBrightness
    In training, adds a number of chance to all pixels of an image and cuts them to the range of
    values; otherwise the identity.
    [batch, height, width, channels] → [batch, height, width, channels]

    As [Keras's](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
    # TFXModel.Embedding
    The rows of a table that ids choose.   [batch, d…] → [batch, d…, output_dim]

    Ids are whole numbers from 0 to `input_dim` - 1; others end the training with a message. As
    [Keras's Embedding](https://keras.io/api/layers/core_layers/embedding/).
    # TFXModel.ColumnEmbedding
    Features of which some are ids, each of which a row of a table of its own takes the place of.
    [batch, …, features] → [batch, …, features - columns + Σ output_dim]

    Keras has an `Embedding` for each column, and a `Concatenate` of them and the other features. Data
    whose columns have `encode: embedding` gets this layer in front of the model's own.
    # TFXModel.PeriodicEmbedding
    Features, and behind them for each number of them some more that swing with it:
    cos(2π (x · frequency + phase)) · kernel + bias, of its own frequencies, phases, kernel and bias.
    [batch, …, features] → [batch, …, features + numbers · (output_dim − 1)]

    The PBLD embedding of [RealMLP](https://arxiv.org/abs/2407.04491) (Holzmüller, Grinsztajn and
    Steinwart 2024), after Gorishniy, Rubachev and Babenko, "On embeddings for numerical features in
    tabular deep learning" (2022): functions of one number that bend more often than those of few units do.
    Keras has no such layer. In front of a model for the columns of a table, it takes those of numbers if
    `features` does not say which.
    # TFXModel.FeatureScale
    y = x · scale, with a learned factor for each feature: which columns matter is learnt sooner than by
    a kernel alone.   [batch, …, features] → [batch, …, features]

    The scaling layer of [RealMLP](https://arxiv.org/abs/2407.04491) (Holzmüller, Grinsztajn and
    Steinwart 2024), which trains it at a higher rate than the other layers: see
    `learning_rate_multiplier`. Keras has no such layer.
    # TFXModel.Masking
    Masks the time steps all of whose features are `mask_value`, and sets them to 0.
    [batch, time, features] → [batch, time, features]

    As [Keras's Masking](https://keras.io/api/layers/core_layers/masking/).
    # TFXModel.SimpleRNN
    h ← activation(x · kernel + h · recurrent_kernel + bias) for each time step x, from h = 0.
    [batch, time, features] → [batch, units], or [batch, time, units] with return_sequences

    A masked time step changes nothing. As
    [Keras's SimpleRNN](https://keras.io/api/layers/recurrent_layers/simple_rnn/).
    # TFXModel.LSTM
    Long short-term memory: i, f, o = recurrent_activation and g = activation of
    x · kernel + h · recurrent_kernel + bias, then c ← f · c + i · g and h ← o · activation(c), for each
    time step x, from h = c = 0.
    [batch, time, features] → [batch, units], or [batch, time, units] with return_sequences

    A masked time step changes nothing. Hochreiter and Schmidhuber, 1997, as
    [Keras's LSTM](https://keras.io/api/layers/recurrent_layers/lstm/).
    # TFXModel.GRU
    Gated recurrent unit: z, r = recurrent_activation and g = activation of x · kernel + bias and of
    h · recurrent_kernel + bias, of which r multiplies the part of g; h ← z · h + (1 − z) · g, for each
    time step x, from h = 0.
    [batch, time, features] → [batch, units], or [batch, time, units] with return_sequences

    A masked time step changes nothing. Cho et al., 2014, as
    [Keras's GRU](https://keras.io/api/layers/recurrent_layers/gru/).
    # TFXModel.RecurrentConvolution
    An LSTM along images or rows of numbers, whose products are convolutions.
    [batch, time, extents…, channels] → [batch, extents′…, filters], or
    [batch, time, extents′…, filters] with return_sequences

    Shi et al., 2015, as
    [Keras's ConvLSTM layers](https://keras.io/api/layers/recurrent_layers/).
    # TFXModel.Bidirectional
    A recurrent layer once in each direction, with weights of its own for each, and what both make
    merged.
    [batch, time, features] → [batch, …, 2 · units] with merge_mode `concat`, else [batch, …, units]

    Outputs of masked time steps are 0. As
    [Keras's Bidirectional](https://keras.io/api/layers/recurrent_layers/bidirectional/).
    # TFXModel.TimeDistributed
    A layer for each time step by itself, with the same weights.
    [batch, time, d…] → [batch, time, e…] for a layer [batch, d…] → [batch, e…]

    As [Keras's TimeDistributed](https://keras.io/api/layers/recurrent_layers/time_distributed/).
    # TFXModel.SequentialBlock
    Layers in a row, as one layer with a name of its own.

    As [Keras's Sequential](https://keras.io/api/models/sequential/) in another model.
    # TFXModel.Residual
    y = activation(layers(x) + x), or with a projection of x where the shapes differ.

    He et al., 2015, [Deep residual learning](https://arxiv.org/abs/1512.03385).
    # TFXModel.RevIN
    y = layers((x − m) / s · gamma + beta), brought back to where x was: (y − beta) / gamma · s + m, with
    the mean m and the deviation s of each feature over the time steps of each sequence.
    [batch, time, features] → [batch, outputs] or [batch, steps, outputs]

    Its layers see how a sequence moves, whatever its level: they forecast series that have left the range
    of the training part. Output number i is a forecast of feature number i, so that there are no more
    outputs than features that are normalized.

    Kim et al., 2022, [Reversible instance
    normalization](https://openreview.net/forum?id=cGDAkQo1C0p) for series whose distribution shifts. Keras
    has no such layer.
    # TFXModel.Concatenate
    What several branches make of the same input, side by side along an axis. A branch without layers
    gives the input itself.

    As [Keras's Concatenate](https://keras.io/api/layers/merging_layers/concatenate/) of the branches.
    # TFXModel.Repeat
    The same layers several times in a row, each time with weights of their own.
    # TFXModel.MeanSquaredError
    mean((y − t)²).

    As [Keras's MeanSquaredError](https://keras.io/api/losses/regression_losses/).
    # TFXModel.MeanAbsoluteError
    mean(|y − t|).

    As [Keras's MeanAbsoluteError](https://keras.io/api/losses/regression_losses/).
    # TFXModel.MeanAbsolutePercentageError
    100 · mean(|t − y| / max(|t|, 1e-7)).

    As [Keras's MeanAbsolutePercentageError](https://keras.io/api/losses/regression_losses/).
    # TFXModel.MeanSquaredLogarithmicError
    mean((ln(1 + max(y, 1e-7)) − ln(1 + max(t, 1e-7)))²).

    As [Keras's MeanSquaredLogarithmicError](https://keras.io/api/losses/regression_losses/).
    # TFXModel.Huber
    mean(½ e² if |e| ≤ δ, else δ · |e| − ½ δ²) along the last axis, with e = y − t.

    As [Keras's Huber](https://keras.io/api/losses/regression_losses/#huber-class).
    # TFXModel.LogCosh
    mean(ln cosh(y − t)): nearly ½ e² for small errors, |e| − ln 2 for large ones.

    As [Keras's LogCosh](https://keras.io/api/losses/regression_losses/#logcosh-class).
    # TFXModel.Quantile
    mean(max(q · e, (q − 1) · e)), e = t − y: the pinball loss, whose least value is at the quantile
    q of the targets. Koenker and Bassett, Regression Quantiles, 1978.
    # TFXModel.CosineSimilarity
    −Σ t̂ · ŷ along an axis, where both have length 1: −1 for one direction, 1 for the opposite.

    As [Keras's CosineSimilarity](https://keras.io/api/losses/regression_losses/).
    # TFXModel.BinaryCrossentropy
    −mean(t · log y + (1 − t) · log(1 − y)) along an axis, for targets of 0 and 1 or between them:
    one column, or one for each of several labels.

    As [Keras's BinaryCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
    # TFXModel.BinaryFocalCrossentropy
    Binary cross-entropy in which what is predicted well counts less:
    mean((1 − p)^γ · crossentropy) along an axis, where p = t · y + (1 − t) · (1 − y); with class
    balancing each element also times α for t = 1 and 1 − α for t = 0. Lin et al., 2018.

    As [Keras's BinaryFocalCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
    # TFXModel.CategoricalCrossentropy
    −Σ t · log y over the classes, for targets that are distributions, such as one-hot rows.

    As [Keras's CategoricalCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
    # TFXModel.CategoricalFocalCrossentropy
    Categorical cross-entropy in which what is predicted well counts less:
    −Σ α · (1 − y)^γ · t · log y over the classes. Lin et al., 2018.

    As [Keras's CategoricalFocalCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
    # TFXModel.SparseCategoricalCrossentropy
    −log y[t], for targets that are class indices: one a sample, or one for each of its places.

    As [Keras's SparseCategoricalCrossentropy](https://keras.io/api/losses/probabilistic_losses/).
    # TFXModel.CategoricalGeneralizedCrossEntropy
    (1 − y[t]^q) / q, for targets that are class indices: between the cross-entropy, to which it comes
    near for small q, and the mean absolute error at 1, so that wrong labels matter less.
    Zhang and Sabuncu, 2018.

    As Keras's CategoricalGeneralizedCrossEntropy.
    # TFXModel.KLDivergence
    Σ t · ln(t / y) along the last axis, with both kept from 1e-7 to 1: the Kullback–Leibler divergence
    of the prediction from the target.

    As [Keras's KLDivergence](https://keras.io/api/losses/probabilistic_losses/#kldivergence-class).
    # TFXModel.Poisson
    mean(y − t · ln(y + 1e-7)) along the last axis: for counts t whose expectation is y.

    As [Keras's Poisson](https://keras.io/api/losses/probabilistic_losses/#poisson-class).
    # TFXModel.Hinge
    mean(max(1 − t · y, 0)) along the last axis, for targets of −1 and 1; if all of a batch are 0 or 1,
    0 stands for −1.

    As [Keras's Hinge](https://keras.io/api/losses/hinge_losses/#hinge-class).
    # TFXModel.SquaredHinge
    mean(max(1 − t · y, 0)²) along the last axis, for targets as of ``Hinge``.

    As [Keras's SquaredHinge](https://keras.io/api/losses/hinge_losses/#squaredhinge-class).
    # TFXModel.CategoricalHinge
    max(neg − pos + 1, 0), pos = Σ t · y and neg = max((1 − t) · y) over the classes, for one-hot rows.

    As [Keras's CategoricalHinge](https://keras.io/api/losses/hinge_losses/#categoricalhinge-class).
    # TFXModel.Dice
    1 − 2 Σ t · y / (Σ t + Σ y + 1e-7), over axes of a sample, or over the whole batch.

    As [Keras's Dice](https://keras.io/api/losses/).
    # TFXModel.Tversky
    1 − Σ t · y / (Σ t · y + α Σ t · (1 − y) + β Σ y · (1 − t) + 1e-7), over axes of a sample, or over
    the whole batch: ``Dice`` for α = β = ½. Salehi et al., 2017.

    As [Keras's Tversky](https://keras.io/api/losses/).
    """#
}
