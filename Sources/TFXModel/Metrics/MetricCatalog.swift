package import TFXCore

/// Every metric, in the order of the reference.
package let metricCatalog = Catalog(
  "metric",
  [
    Accuracy.self, MeanSquaredErrorMetric.self, MeanAbsoluteErrorMetric.self,
    RootMeanSquaredError.self, Precision.self,
  ])
