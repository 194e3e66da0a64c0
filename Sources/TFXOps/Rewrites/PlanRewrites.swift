/// All rewrites, in the order in which a plan applies them.
package let planRewrites: [any PlanRewrite] = [
  CrossEntropySlope(),
  // Gradients as they come from a graph. What relu's gradient is merged with lies behind a pool's.
  ReluGradBeforePoolGrad(), ReluGradWithDropout(), BatchNormGradWithRelu(),
  BiasGradBeforePoolGrad(),
  // Pools note places before convolutions take pools in.
  PlacesOfMaxima(),
  MatMulWithBias(), ConvolutionWithBias(), BatchNormWithRelu(), ConvolutionGradWithRelu(),
  UpdateByProduct(), UpdateByRows(),
  ConvolutionWithPool(), ConvolutionGradWithPool(),
  // One behind the other, operations would wait for each other: groups come last.
  SquaresInOneSweep(), UpdatesInOneSweep(), RowsInOneSweep(),
]
