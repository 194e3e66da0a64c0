package import TFXCore

/// Every metric, in the order of the reference.
package let metricCatalog = Catalog(
  "metric",
  [
    Accuracy.self, BinaryAccuracy.self, CategoricalAccuracy.self, SparseCategoricalAccuracy.self,
    TopKCategoricalAccuracy.self, SparseTopKCategoricalAccuracy.self,
    LossMetric<MeanSquaredError>.self, LossMetric<MeanAbsoluteError>.self,
    RootMeanSquaredError.self, LossMetric<MeanAbsolutePercentageError>.self,
    LossMetric<MeanSquaredLogarithmicError>.self, R2Score.self, LogCoshError.self,
    CosineSimilarityMetric.self, PearsonCorrelation.self, ConcordanceCorrelation.self,
    Precision.self, Recall.self, F1Score.self, FBetaScore.self, AUC.self,
    PrecisionAtRecall.self, RecallAtPrecision.self, SensitivityAtSpecificity.self,
    SpecificityAtSensitivity.self, TruePositives.self, TrueNegatives.self, FalsePositives.self,
    FalseNegatives.self, CohenKappa.self, MatthewsCorrelation.self, IoU.self, BinaryIoU.self,
    MeanIoU.self, OneHotIoU.self, OneHotMeanIoU.self,
    LossMetric<BinaryCrossentropy>.self, LossMetric<CategoricalCrossentropy>.self,
    LossMetric<SparseCategoricalCrossentropy>.self, LossMetric<KLDivergence>.self,
    LossMetric<Poisson>.self, LossMetric<Hinge>.self, LossMetric<SquaredHinge>.self,
    LossMetric<CategoricalHinge>.self,
  ])
