import TFXGraph

/// The operations of this folder, by name.
let sparseOps: [any OpDefinition.Type] = [
  SparseAdd.self, SparseAddGrad.self, SparseFillEmptyRows.self, SparseReduceSum.self,
  SparseReorder.self, SparseReshape.self, SparseSegmentMean.self,
  SparseSegmentGrad<SparseSegmentMean>.self,
  SparseSegmentSqrtN.self, SparseSegmentGrad<SparseSegmentSqrtN>.self, SparseSegmentSum.self,
  SparseSegmentGrad<SparseSegmentSum>.self, SparseSlice.self, SparseSliceGrad.self,
  SparseTensorDenseAdd.self,
  SparseTensorDenseMatMul.self, SparseToDense.self,
]
