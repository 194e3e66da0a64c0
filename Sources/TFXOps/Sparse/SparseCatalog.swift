import TFXGraph

/// The operations of this folder, by name.
let sparseOps: [any OpDefinition.Type] = [
  SparseAdd.self, SparseAddGrad.self, SparseFillEmptyRows.self, SparseReduceSum.self,
  SparseReorder.self, SparseReshape.self, SparseSegmentMean.self, SparseSegmentMeanGrad.self,
  SparseSegmentSqrtN.self, SparseSegmentSqrtNGrad.self, SparseSegmentSum.self,
  SparseSegmentSumGrad.self, SparseSlice.self, SparseSliceGrad.self, SparseTensorDenseAdd.self,
  SparseTensorDenseMatMul.self, SparseToDense.self,
]
