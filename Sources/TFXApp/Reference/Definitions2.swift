// swift-format-ignore-file
// Written by DefinitionTests from the comments above the types.

extension Definitions {
  static let part2 = #"""
    # TFXModel.CTC
    −ln of the probability of all ways in which the softmax of a sequence of outputs can spell a shorter
    sequence of labels: connectionist temporal classification. Outputs are logits
    `[batch, steps, classes]`; targets are class numbers `[batch, labels]`, from 1, with zeros behind the
    last, as class 0 is the blank.

    As [Keras's CTC](https://keras.io/api/losses/).
    # TFXModel.Accuracy
    The part of the samples whose class is predicted: Keras's binary, categorical or sparse
    categorical accuracy, whichever fits the loss.
    # TFXModel.BinaryAccuracy
    The part of the outputs that are on the side of a threshold where their target, 0 or 1, is.

    As [Keras's BinaryAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
    # TFXModel.CategoricalAccuracy
    The part of the samples, or of their places, whose greatest output is where that of the target row
    is.

    As [Keras's CategoricalAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
    # TFXModel.SparseCategoricalAccuracy
    The part of the samples, or of their places, whose greatest output is that of the target class.

    As [Keras's SparseCategoricalAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
    # TFXModel.TopKCategoricalAccuracy
    The part of the samples, or of their places, of which the class in the target row is among the k
    greatest outputs.

    As [Keras's TopKCategoricalAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
    # TFXModel.SparseTopKCategoricalAccuracy
    The part of the samples, or of their places, of which the target class is among the k greatest
    outputs.

    As [Keras's SparseTopKCategoricalAccuracy](https://keras.io/api/metrics/accuracy_metrics/).
    # TFXModel.LossMetric
    The mean of a loss over all samples, as a metric under the loss's names and with its fields.

    Unlike the loss it is the mean of samples, not of batches, and has nothing that weights and layers
    add. As the metrics of [Keras](https://keras.io/api/metrics/) that have the name of a loss.
    # TFXModel.RootMeanSquaredError
    √ of the mean of (y − t)².

    As [Keras's RootMeanSquaredError](https://keras.io/api/metrics/regression_metrics/).
    # TFXModel.R2Score
    R² = 1 − Σ (t − y)² / Σ (t − t̄)² of each output, and their mean: 1 for what is predicted exactly, 0
    for what the mean of the targets would predict.

    As [Keras's R2Score](https://keras.io/api/metrics/regression_metrics/#r2score-class).
    # TFXModel.LogCoshError
    The mean of ln cosh(y − t).

    As [Keras's LogCoshError](https://keras.io/api/metrics/regression_metrics/#logcosherror-class).
    # TFXModel.CosineSimilarityMetric
    The mean of Σ t̂ · ŷ along an axis, where both have length 1: 1 for one direction.

    As [Keras's CosineSimilarity](https://keras.io/api/metrics/regression_metrics/).
    # TFXModel.PearsonCorrelation
    The mean of Pearson's correlation of prediction and target along an axis.

    As Keras's PearsonCorrelation.
    # TFXModel.ConcordanceCorrelation
    The mean of Lin's concordance correlation of prediction and target along an axis: how near pairs are
    to the line of equal numbers.

    As Keras's ConcordanceCorrelation.
    # TFXModel.Precision
    The part of what is predicted that is so: true positives / (true + false positives); 0 if nothing
    is predicted. What has a probability above the threshold is predicted.

    As [Keras's Precision](https://keras.io/api/metrics/classification_metrics/#precision-class).
    # TFXModel.Recall
    The part of what is so that is predicted: true positives / (true positives + false negatives); 0 if
    nothing is so. What has a probability above the threshold is predicted.

    As [Keras's Recall](https://keras.io/api/metrics/classification_metrics/#recall-class).
    # TFXModel.F1Score
    The harmonic mean of precision and recall: ``FBetaScore`` with β = 1.

    As [Keras's F1Score](https://keras.io/api/metrics/classification_metrics/#f1score-class).
    # TFXModel.FBetaScore
    (1 + β²) · precision · recall / (β² · precision + recall), of all outputs together or the mean of each
    one's.

    As [Keras's FBetaScore](https://keras.io/api/metrics/classification_metrics/#fbetascore-class).
    Keras's default is one number for each output; a metric here is a single one, by default their mean.
    # TFXModel.AUC
    The area under a curve through the points that thresholds give, as a sum of rectangles or
    trapezoids: ROC, true positives over false ones, or PR, precision over recall.

    As [Keras's AUC](https://keras.io/api/metrics/classification_metrics/#auc-class).
    # TFXModel.PrecisionAtRecall
    The greatest precision among the thresholds at which recall is at least as given.

    As [Keras's PrecisionAtRecall](https://keras.io/api/metrics/classification_metrics/).
    # TFXModel.RecallAtPrecision
    The greatest recall among the thresholds at which precision is at least as given.

    As [Keras's RecallAtPrecision](https://keras.io/api/metrics/classification_metrics/).
    # TFXModel.SensitivityAtSpecificity
    The greatest sensitivity, which is the recall of what is 1, among the thresholds at which
    specificity, which is the recall of what is 0, is at least as given.

    As [Keras's SensitivityAtSpecificity](https://keras.io/api/metrics/classification_metrics/).
    # TFXModel.SpecificityAtSensitivity
    The greatest specificity among the thresholds at which sensitivity is at least as given.

    As [Keras's SpecificityAtSensitivity](https://keras.io/api/metrics/classification_metrics/).
    # TFXModel.TruePositives
    How much is predicted and so.

    As [Keras's TruePositives](https://keras.io/api/metrics/classification_metrics/).
    # TFXModel.TrueNegatives
    How much is neither predicted nor so.

    As [Keras's TrueNegatives](https://keras.io/api/metrics/classification_metrics/).
    # TFXModel.FalsePositives
    How much is predicted, but not so.

    As [Keras's FalsePositives](https://keras.io/api/metrics/classification_metrics/).
    # TFXModel.FalseNegatives
    How much is so, but not predicted.

    As [Keras's FalseNegatives](https://keras.io/api/metrics/classification_metrics/).
    # TFXModel.CohenKappa
    Cohen's κ = 1 − Σ w · observed / Σ w · expected: how much more often prediction and target agree
    than if they were independent; 1 at best, 0 for chance. Cohen, 1960 and 1968.

    As TensorFlow Addons' CohenKappa.
    # TFXModel.MatthewsCorrelation
    Matthews' correlation of the predicted classes with the targets: 1 at best, 0 for chance.
    (c · s − Σ pₖ tₖ) / √((s² − Σ pₖ²) (s² − Σ tₖ²)) with c predicted rightly of s, pₖ predicted as class k
    and tₖ of class k; 0 where a root is 0. Matthews, 1975; Gorodkin, 2004.

    As TensorFlow Addons' MatthewsCorrelationCoefficient.
    # TFXModel.IoU
    The mean over some classes of intersection over union: true positives / (true positives + false
    positives + false negatives). Classes of which there are neither targets nor predictions are left
    out.

    As [Keras's IoU](https://keras.io/api/metrics/segmentation_metrics/#iou-class). Samples count by
    their weights, which Keras cuts to whole numbers.
    # TFXModel.BinaryIoU
    The mean of the intersection over union of 0 and of 1, where what has a probability of at least the
    threshold is 1.

    As [Keras's BinaryIoU](https://keras.io/api/metrics/segmentation_metrics/#binaryiou-class).
    # TFXModel.MeanIoU
    The mean of the intersection over union of all classes.

    As [Keras's MeanIoU](https://keras.io/api/metrics/segmentation_metrics/#meaniou-class).
    # TFXModel.OneHotIoU
    The mean over some classes of intersection over union, for targets that are one-hot rows.

    As [Keras's OneHotIoU](https://keras.io/api/metrics/segmentation_metrics/#onehotiou-class).
    # TFXModel.OneHotMeanIoU
    The mean of the intersection over union of all classes, for targets that are one-hot rows.

    As [Keras's OneHotMeanIoU](https://keras.io/api/metrics/segmentation_metrics/).
    # TFXModel.SGD
    Gradient descent, with or without momentum.

    w ← w − η · g; with momentum μ: v ← μ · v − η · g, then w ← w + v, or with Nesterov's
    w ← w + μ · v − η · g. As [Keras's SGD](https://keras.io/api/optimizers/sgd/).
    # TFXModel.Adam
    Adam: steps along a running mean of the gradients, divided by the root of that of their
    squares. Kingma and Ba, 2015, as [Keras's Adam](https://keras.io/api/optimizers/adam/).
    # TFXModel.AdamW
    AdamW: ``Adam`` with weight decay, which every optimizer here keeps apart from the gradient.
    Loshchilov and Hutter, 2019, as [Keras's AdamW](https://keras.io/api/optimizers/adamw/).
    # TFXModel.RMSprop
    RMSprop: the gradient divided by the root of a running mean of its squares. Hinton, 2012, as
    [Keras's RMSprop](https://keras.io/api/optimizers/rmsprop/).
    # TFXModel.Adagrad
    Adagrad: the gradient divided by the root of the sum of its squares so far. Duchi et al.,
    2011, as [Keras's Adagrad](https://keras.io/api/optimizers/adagrad/).
    # TFXModel.Adadelta
    Adadelta: steps as large as those before, relative to the gradients. Zeiler, 2012, as
    [Keras's Adadelta](https://keras.io/api/optimizers/adadelta/).
    # TFXModel.Adamax
    Adamax: Adam with the largest gradient of late in place of the mean of squares. Kingma and Ba,
    2015, as [Keras's Adamax](https://keras.io/api/optimizers/adamax/).
    # TFXModel.Nadam
    Nadam: Adam with Nesterov's momentum. Dozat, 2016, as
    [Keras's Nadam](https://keras.io/api/optimizers/Nadam/).
    # TFXModel.Ftrl
    FTRL: follows the regularised leader, which makes many weights 0. McMahan et al., 2013, as
    [Keras's Ftrl](https://keras.io/api/optimizers/ftrl/).
    # TFXModel.Lion
    Lion: steps of one size, in the direction of the sign of a running mean of the gradients. Chen et
    al., 2023, as [Keras's Lion](https://keras.io/api/optimizers/lion/).
    # TFXModel.Adafactor
    Adafactor: the gradient divided by the root of a mean of its squares of which only the means of rows
    and columns are kept, so that a matrix of weights costs two vectors of memory. Shazeer and Stern,
    2018, as [Keras's Adafactor](https://keras.io/api/optimizers/adafactor/).

    β = 1 − t ^ beta_2_decay; of the last two axes of g² + ε₁, r and c are the running means over columns
    and rows, and v = r cᵀ / mean(r); of a vector, v is the running mean itself. u = g / √v,
    u ← u / max(1, rms(u) / clip_threshold), w ← w − max(ε₂, rms(w)) min(η, 1/√t) u.
    # TFXModel.Lamb
    LAMB: ``Adam``'s direction, in steps that are as long as the weight itself, times the learning rate.
    You et al., 2020, as [Keras's Lamb](https://keras.io/api/optimizers/lamb/).

    m ← m + (g − m)(1 − β₁), v ← v + (g² − v)(1 − β₂), u = m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε),
    w ← w − η ‖w‖ / ‖u‖ u, the quotient of the norms being 1 where one of them is 0.
    # TFXModel.Muon
    Muon: steps along a running mean of the gradients of a matrix, made nearly orthogonal. Weights that
    are no matrices, embeddings, and those that it is told to leave out go by ``Adam``. Jordan et al.,
    2024, as [Keras's Muon](https://keras.io/api/optimizers/muon/), where the last layer has to be left
    out by hand too.

    m ← m μ + g, x = g + μ m, or m without `nesterov`, over its norm and with more columns than rows; five
    times x ← a x + (b A + c A²) x with A = x xᵀ; w ← w − η x √(larger extent) rms_rate.
    # TFXModel.LazyAdam
    Adam for large tables: of weights whose rows are looked up, such as an `Embedding`'s, each step
    changes the rows of the batch alone, with what is kept for them. `Adam` changes all, by the
    momentum that is left. As
    [TensorFlow Addons' LazyAdam](https://www.tensorflow.org/addons/api_docs/python/tfa/optimizers/LazyAdam).

    Weights of other layers change as by `Adam`, and so do tables where something needs the whole
    gradient: a regularizer, or `gradient_accumulation_steps`.
    # TFXModel.AdagradDA
    Adagrad with dual averaging: weights follow from the sums of all gradients and of their squares,
    whatever they were before, and those of small sums are 0. For sparse linear models. Duchi et al.,
    2011, as TensorFlow 1's `tf.train.AdagradDAOptimizer`.
    # TFXModel.ProximalAdagrad
    ``Adagrad`` that makes weights 0 or small behind each step. Duchi et al., 2011, as TensorFlow 1's
    `tf.train.ProximalAdagradOptimizer`.
    # TFXModel.ProximalGradientDescent
    Gradient descent that makes weights 0 or small behind each step, exactly where a penalty would
    only push them there. Duchi and Singer, 2009, as TensorFlow 1's
    `tf.train.ProximalGradientDescentOptimizer`.
    # TFXModel.ExponentialDecay
    η(t) = initial · decay_rate ^ (t / decay_steps), the exponent rounded down for stairs.

    As [Keras's ExponentialDecay](https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/).
    # TFXModel.InverseTimeDecay
    η(t) = initial / (1 + decay_rate · t / decay_steps), the quotient rounded down for stairs.

    As [Keras's InverseTimeDecay](https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/).
    # TFXModel.PolynomialDecay
    η(t) = (initial − end) (1 − t / decay_steps) ^ power + end, up to decay_steps, and `end` then; with
    `cycle`, decay_steps is multiplied as often as t needs.

    As [Keras's PolynomialDecay](https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/).
    # TFXModel.CosineDecay
    η(t) = initial · ((1 − alpha) · ½ (1 + cos(π t / decay_steps)) + alpha), up to decay_steps, and
    initial · alpha then. With a warm-up, the rate first goes from `initial` to `warmup_target` in a
    line, and the cosine falls from there.

    As [Keras's CosineDecay](https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/);
    Loshchilov and Hutter, 2017.
    # TFXModel.CosineDecayRestarts
    η(t) = initial · ((1 − alpha) · m_mulⁱ · ½ (1 + cos(π p)) + alpha), p being the part of period i,
    counted from 0, that is over. The first period has first_decay_steps steps, each other t_mul times
    those of the one before.

    As [Keras's CosineDecayRestarts](https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/);
    Loshchilov and Hutter, 2017.
    # TFXModel.PiecewiseConstantDecay
    η(t) = values[i], i being the number of boundaries that are less than t.

    As [Keras's PiecewiseConstantDecay](https://keras.io/api/optimizers/learning_rate_schedules/piecewise_constant_decay/).
    # TFXModel.OneCycle
    One rise from max / div_factor to max within the first part of the training, and one fall to
    max / div_factor / final_div_factor in the rest, both by half a cosine.

    Keras has no such schedule: this is
    [PyTorch's OneCycleLR](https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html)
    with cosine annealing, which leaves the momentum as it is. Smith and Topin, 2018.
    # TFXModel.CosLog
    η(t) = max · ½ (1 − cos(2π · log₂(1 + (2^cycles − 1) · t / total_steps))): rises from 0 and falls to 0
    as often as there are cycles, each twice as long as the one before. The last rate stays.

    The schedule of [RealMLP](https://arxiv.org/abs/2407.04491) (Holzmüller, Grinsztajn and Steinwart
    2024), `coslog4` there. Its low rates on the way give early stopping epochs to choose among. Keras has
    no such schedule.
    # TFXTrain.EarlyStopping
    Ends the training when a value of the logs has not become better for some epochs.

    As [Keras's EarlyStopping](https://keras.io/api/callbacks/early_stopping/).
    # TFXTrain.ReduceLROnPlateau
    Lowers the learning rate when a value of the logs has not become better for some epochs.

    As [Keras's ReduceLROnPlateau](https://keras.io/api/callbacks/reduce_lr_on_plateau/).
    # TFXTrain.ModelCheckpoint
    Writes checkpoints of the training besides those that each run writes, into the run's folder of
    them.

    As [Keras's ModelCheckpoint](https://keras.io/api/callbacks/model_checkpoint/), with `keep`, and
    with numbers of epochs for `save_freq`.
    # TFXTrain.TerminateOnNaN
    Ends the training in order when the loss is infinite or not a number, which is an error otherwise.
    The checkpoint is that of the last whole epoch.

    As [Keras's TerminateOnNaN](https://keras.io/api/callbacks/terminate_on_nan/).
    # TFXModel.GlorotUniform
    Uniform within ±√(6 / (fan_in + fan_out)). Glorot and Bengio, 2010.
    # TFXModel.GlorotNormal
    Truncated normal of variance 2 / (fan_in + fan_out). Glorot and Bengio, 2010.
    # TFXModel.HeUniform
    Uniform within ±√(6 / fan_in). He et al., 2015.
    # TFXModel.HeNormal
    Truncated normal of variance 2 / fan_in. He et al., 2015.
    # TFXModel.LecunUniform
    Uniform within ±√(3 / fan_in). LeCun et al., 1998.
    # TFXModel.LecunNormal
    Truncated normal of variance 1 / fan_in. LeCun et al., 1998.
    # TFXModel.VarianceScaling
    Random values of variance scale / fan, where the fan is how many inputs or outputs a weight
    connects.

    As [Keras's VarianceScaling](https://keras.io/api/layers/initializers/).
    # TFXModel.Zeros
    0 everywhere.
    # TFXModel.Ones
    1 everywhere.
    # TFXModel.Constant
    One value everywhere.
    # TFXModel.RandomNormal
    Values from a normal distribution.
    # TFXModel.TruncatedNormal
    Values from a normal distribution, those beyond two standard deviations drawn again.
    # TFXModel.RandomUniform
    Values that are uniform in [minval, maxval).
    # TFXModel.Orthogonal
    A matrix with orthonormal columns or rows, times a gain; more axes are folded into the rows.
    Saxe et al., 2014.
    # TFXModel.Identity
    A matrix with a gain on its diagonal and 0 elsewhere; for weights of two axes.
    # TFXModel.L1
    l1 · Σ |w|.
    # TFXModel.L2
    l2 · Σ w².
    # TFXModel.L1L2
    l1 · Σ |w| + l2 · Σ w².
    # TFXModel.OrthogonalRegularizer
    factor times the mean of |rᵢ · rⱼ| over all pairs of different rows, or columns, of a matrix,
    each divided by its norm.

    As [Keras's](https://keras.io/api/layers/regularizers/#orthogonalregularizer-class).
    # TFXModel.MaxNorm
    w · min(‖w‖, max_value) / ‖w‖ along the axes.

    As [Keras's MaxNorm](https://keras.io/api/layers/constraints/#maxnorm-class).
    # TFXModel.MinMaxNorm
    w · (rate · clip(‖w‖, min_value, max_value) + (1 − rate) · ‖w‖) / ‖w‖ along the axes.

    As [Keras's MinMaxNorm](https://keras.io/api/layers/constraints/#minmaxnorm-class).
    # TFXModel.NonNeg
    max(w, 0).

    As [Keras's NonNeg](https://keras.io/api/layers/constraints/#nonneg-class).
    # TFXModel.UnitNorm
    w / ‖w‖ along the axes.

    As [Keras's UnitNorm](https://keras.io/api/layers/constraints/#unitnorm-class).
    # TFXData.StripStep
    Takes ASCII's white space away at both ends of a text, as `tf.strings.strip`.
    # TFXData.LowerStep
    Makes letters small, as `tf.strings.lower(encoding="utf-8")`.
    # TFXData.UpperStep
    Makes letters large, as `tf.strings.upper(encoding="utf-8")`.
    # TFXData.RegexReplaceStep
    Replaces matches of a regular expression, as `tf.strings.regex_replace`.
    # TFXData.ToNumberStep
    Reads the number in a text: `$1,200`, `(3.50)`, `12 %`, `1 200,5 €`.
    # TFXData.LogStep
    The natural logarithm, of numbers above 0.
    # TFXData.Log1pStep
    The natural logarithm of 1 + x, of numbers above −1; exact near 0.
    # TFXData.ClipStep
    Brings numbers into a range: those below `min` become `min`, those above `max` become `max`.
    # TFXData.QuantizeStep
    Brings numbers to the nearest of `levels` numbers that lie evenly from `min` to `max`; beyond them
    to the first or the last. Halfway counts up, as in TensorFlow's `FakeQuantWithMinMaxArgs`.
    # TFXData.BucketizeStep
    The bucket of a number between boundaries: how many of them are not above it, as in TensorFlow's
    `bucketized_column` and Keras's `Discretization`. Boundaries 0 and 10 make three buckets: below 0;
    0 to below 10; 10 and above.
    # TFXData.HashBucketStep
    The bucket of a text by its hash: TensorFlow's own numbers, those of
    `tf.strings.to_hash_bucket_fast` (FarmHash), or with a key of `to_hash_bucket_strong` (SipHash).

    Values are hashed as they are written: `7` and `7.0` are two texts.
    # TFXData.RandomFlip
    Images mirrored, each with even chances along each axis: Keras's `RandomFlip`, and
    `tf.image.random_flip_left_right` and `random_flip_up_down`.
    # TFXData.RandomRot90
    Images turned by 0, 1, 2 or 3 quarters, with even chances: `tf.image.rot90` with a random k.
    # TFXData.RandomCrop
    Images with zeros around them, of which a part of the images' own size is cut out anywhere:
    `tf.image.resize_with_crop_or_pad`, then `tf.image.random_crop`. Size and shape stay, so that
    images that are not augmented need no change.
    # TFXData.RandomBrightness
    Images with a random number added to every channel: `tf.image.random_brightness`.
    # TFXData.RandomContrast
    Images whose differences from each channel's mean are multiplied by a random factor:
    `tf.image.random_contrast`.
    # TFXData.RandomHue
    Images whose hues are turned by a random angle: `tf.image.random_hue`.
    # TFXData.RandomSaturation
    Images whose saturation is multiplied by a random factor: `tf.image.random_saturation`.
    # TFXData.RandomGamma
    Images raised to a random power, black being 0 and white 1: `tf.image.adjust_gamma` with a random
    gamma. More than 1 is darker.
    # TFXOps.Abs
    y = |x|.   x: [d…] → y: [d…].   ∂x = sign(x) ∂y.
    # TFXOps.Acos
    y = the angle from 0 to π whose cosine is x.   x: [d…] → y: [d…].   ∂x = −∂y / √(1 − x²).
    # TFXOps.Acosh
    y = the inverse of cosh, 0 or more.   x: [d…] → y: [d…].   ∂x = ∂y / sinh y.
    # TFXOps.AddN
    y = Σ xᵢ.   xᵢ: [d…] of one shape → y: [d…].   ∂xᵢ = ∂y.
    # TFXOps.AddV2
    y = a + b, broadcast.   a, b: [d…] → y: [d…].   ∂a = ∂y, ∂b = ∂y.
    # TFXOps.AdjustHue
    y = colours whose hue is turned.   images: float32 [d…, 3], delta: float32 [] → y: as images.
    # TFXOps.AdjustSaturation
    y = colours whose saturation is multiplied.
    images: float32 [d…, 3], scale: float32 [] → y: as images.
    # TFXOps.All
    y = whether all x along the axes hold; true of none.
    # TFXOps.Angle
    y = the angle of x with the real axis.   x: complex64 [d…] → y: float32 [d…].
    ∂x = −∂y / (Im x + i Re x).
    # TFXOps.AnyOp
    y = whether any x along the axes holds; false of none.
    # TFXOps.ArgMax
    y = the index of the greatest x along an axis, the first of equal ones.
    x: [d…] → y: int64 [d… without the axis].   No gradient.
    # TFXOps.ArgMin
    y = the index of the least x along an axis, the first of equal ones.
    x: [d…] → y: int64 [d… without the axis].   No gradient.
    # TFXOps.Argsort
    y = the places of the elements along the last axis, in the order of the elements; equal ones stay
    in their order, and what is not a number comes last.   x: [d…, n] → y: int32 [d…, n].
    No gradient.

    TensorFlow composes it of TopKV2 of −x, which for whole numbers takes more operations.
    # TFXOps.AsString
    y = each element as text, written as C's printf does.   x: [d…] → y: string [d…].   No gradient.
    # TFXOps.Asin
    y = the angle from −π/2 to π/2 whose sine is x.   x: [d…] → y: [d…].   ∂x = ∂y / √(1 − x²).
    # TFXOps.Asinh
    y = the inverse of sinh.   x: [d…] → y: [d…].   ∂x = ∂y / cosh y.
    # TFXOps.AssertOp
    Fails unless a condition holds.   condition: bool [], data…: any.   No outputs, no gradient.
    # TFXOps.AssignAddVariableOp
    variable ← variable + value.   handle: resource, value: [d…].
    """#
}
