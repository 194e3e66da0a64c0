package import TFXGraph

/// All operations, in the order of folders and names.
package let opCatalog: [any OpDefinition.Type] =
  arrayOps + controlOps + dataflowOps + imageOps + mathOps + nnOps + randomOps + sparseOps
  + stateOps + stringOps
