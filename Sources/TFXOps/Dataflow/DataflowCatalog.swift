import TFXGraph

/// The operations of this folder, by name.
let dataflowOps: [any OpDefinition.Type] = [
  AccumulatorApplyGradient.self, AccumulatorNumAccumulated.self, AccumulatorSetGlobalStep.self,
  AccumulatorTakeGradient.self, ConditionalAccumulatorOp.self, FIFOQueueV2.self, NoOp.self,
  PaddingFIFOQueueV2.self, Placeholder.self, QueueCloseV2.self, QueueDequeueManyV2.self,
  QueueDequeueUpToV2.self, QueueDequeueV2.self, QueueEnqueueManyV2.self, QueueEnqueueV2.self,
  QueueIsClosedV2.self, QueueSizeV2.self, RandomShuffleQueueV2.self,
]
