import TFXCore
import TFXGraph
import TFXOps
import TFXRuntime
import Testing

@Suite struct GradientTests {
  /// Operations through which no gradient flows, or that end one.
  static let withoutGradient: Set<String> = [
    // Sources and ends.
    "Const", "Fill", "Placeholder", "NoOp", "VarHandleOp",
    "ReadVariableOp", "OnesLike",
    "ZerosLike", "StopGradient", "RandomOrthogonal", "RandomStandardNormal", "RandomUniform",
    "TruncatedNormal",
    // Without output.
    "Assert",
    "RandomUniformInt", "RandomShuffle", "Multinomial", "RandomGamma", "RandomPoisson",
    "RandomNormalLike", "RandomUniformLike",
    "VarIsInitializedOp",
    // Constant between jumps, or of whole numbers.
    "ArgMax", "ArgMin", "Ceil", "Equal", "Floor", "Greater", "GreaterEqual", "Less", "LessEqual",
    "NotEqual", "OneHot", "Rint", "Sign",
    // Those that run regions have tests of their own.
    "If", "While", "WhileGrad",
    // Queues and accumulators.
    "AccumulatorApplyGradient", "AccumulatorNumAccumulated", "AccumulatorSetGlobalStep",
    "AccumulatorTakeGradient", "ConditionalAccumulator", "FIFOQueueV2", "PaddingFIFOQueueV2",
    "QueueCloseV2", "QueueDequeueManyV2", "QueueDequeueUpToV2", "QueueDequeueV2",
    "QueueEnqueueManyV2", "QueueEnqueueV2", "QueueIsClosedV2", "QueueSizeV2",
    "RandomShuffleQueueV2",
    // Writers of variables.
    "AssignAddVariableOp", "AssignVariableOp", "ResourceApplyAdadelta", "ResourceApplyAdagrad",
    "ResourceApplyAdagradDA", "ResourceApplyAdam", "ResourceApplyAdaMax",
    "ResourceApplyMomentum", "ResourceApplyProximalAdagrad",
    "ResourceApplyProximalGradientDescent",
    "ResourceApplyFtrlV2", "ResourceApplyGradientDescent", "ResourceApplyKerasMomentum",
    "ResourceApplyKerasNadam", "ResourceApplyLion", "ResourceApplyRMSProp",
    "ResourceCountUpTo",
    // Gradients that are not derived again; they are checked as gradients.
    "EluGrad", "FusedBatchNormGradV3", "GeluGrad", "LayerNormGrad",
    "LeakyReluGrad",
    "LogSoftmaxGrad", "InverseRealFourierGrad", "MaxPoolGrad", "RealFourierGrad", "Relu6Grad",
    "ReluDropoutGrad", "ReluGrad", "SeluGrad",
    "SigmoidCrossEntropyWithLogitsGrad",
    "SigmoidGrad", "SiluGrad", "SoftmaxGrad", "SoftplusGrad", "SoftsignGrad", "TanhGrad",
    "Dilation2DBackpropFilter",
    "Dilation2DBackpropInput", "LRNGrad", "MaxPool3DGrad",
    "ImageWindowGrad", "RGBToHSVGrad", "RandomCropGrad", "ResizeBicubicGrad", "ResizeBilinearGrad",
    "ResizeNearestNeighborGrad", "RandomFactor",
    "TileGrad", "FakeQuantWithMinMaxArgsGradient", "FakeQuantWithMinMaxVarsGradient",
    "SparseAddGrad", "SparseSliceGrad",
  ]

  @Test(arguments: GradientCase.all)
  func agreesWithCentralDifferences(_ test: GradientCase) throws { try checkGradient(test) }

  @Test(arguments: GradientCase.all)
  func isTheSameInFloat(_ test: GradientCase) throws {
    let double = try Derivatives(test, .float64)
    let float = try Derivatives(test, .float32)
    #expect(float.y.dtype == .float32)
    expectClose(float.y, double.y, 2e-6, "output")
    for (index, pair) in zip(float.gradients, double.gradients).enumerated() {
      expectClose(pair.0, pair.1, 5e-6, "gradient \(index)")
    }
  }

  @Test(arguments: GradientCase.all)
  func doesNotNeedTheBatch(_ test: GradientCase) throws {
    let known = try Derivatives(test, .float64)
    let unknown = try Derivatives(test, .float64, unknownBatch: true)
    #expect(known.y == unknown.y)
    #expect(known.gradients == unknown.gradients)
  }

  @Test func coversTheCatalogue() {
    let types = Set(opCatalog.map { $0.type })
    #expect(types.count == opCatalog.count, "names in the catalogue are unique")
    let covered = Set(GradientCase.all.flatMap(\.covers))
    #expect(covered.isDisjoint(with: Self.withoutGradient))
    #expect(covered.union(Self.withoutGradient).isSubset(of: types))
    // The others have gradients from TensorFlow, or cases that say that there are none.
    let golden = Set(GoldenCase.all.map(\.op))
    #expect(types.subtracting(covered).subtracting(Self.withoutGradient).isSubset(of: golden))
  }

  @Test func flowsThroughNoStep() throws {
    let graph = Graph()
    let x = try graph.placeholder(.float64, shape: [3])
    let steps = [
      try graph.sign(x), try graph.floor(x), try graph.ceil(x), try graph.round(x),
      try graph.cast(graph.argMax(x), to: .float64), try graph.stopGradient(x),
      try graph.cast(graph.greater(x, graph.zerosLike(x)), to: .float64), try graph.onesLike(x),
    ]
    for y in steps { #expect(try graph.gradients(of: y, withRespectTo: [x]) == [nil]) }
  }

  @Test func gradientsOfGradientsSayThatThereAreNone() throws {
    let graph = Graph()
    let x = try graph.placeholder(shape: [3], name: "x")
    let first = try #require(try graph.gradients(of: graph.tanh(x), withRespectTo: [x])[0])
    #expect {
      try graph.gradients(of: first, withRespectTo: [x])
    } throws: { error in
      "\(error)" == "[TanhGrad] 'gradients/Tanh_grad/TanhGrad' has no gradient; put stopGradient "
        + "before it, or derive by something else"
    }
  }
}
