import Foundation
import TFXCore
import TFXGraph
import TFXOps
import Testing

/// Compares the element types that operations take with those that TensorFlow's kernels do:
/// element_types.json, which element_types.py has asked TensorFlow for.
@Suite struct ElementTypeTests {
  struct Table: Decodable {
    struct Row: Decodable {
      /// The attributes that choose types, with the types.
      let types: [String: [String]]
      /// For each input the attribute that chooses its type, or its type.
      let inputs: [String]
    }
    let operations: [String: Row]
  }

  /// Types that an operation of ours does not take though TensorFlow does, with the reason.
  static let refused: [String: (types: Set<DType>, reason: String)] = {
    let whole: Set<DType> = [.int8, .int16, .int32, .int64, .uint8]
    let gradient = "gradients are asked of floating numbers only"
    let double = "there are no complex numbers of double precision"
    let rare = "no graph that we know of needs it"
    return [
      "Cast": ([.string], "TensorFlow has no such kernel either; it says so in a run"),
      "Complex": ([.float64], double),
      "Conv2D": ([.int32], "convolutions are computed by libraries for floating numbers"),
      "Conv2DBackpropInput": ([.int32], gradient),
      "Dilation2D": (whole, rare),
      "Dilation2DBackpropFilter": (whole, gradient),
      "Dilation2DBackpropInput": (whole, gradient),
      "Equal": ([.qint8, .quint8], rare),
      "MirrorPadGrad": (whole.union([.complex64]), gradient),
      "NotEqual": ([.qint8, .quint8], rare),
      "OneHot": ([.int8], rare),
      "RFFT": ([.float64], double),
      "RFFT2D": ([.float64], double),
      "ResizeNearestNeighborGrad": ([.int8, .int32, .uint8], gradient),
      "ScatterNd": ([.bool, .string, .complex64], rare),
      "SegmentProd": ([.complex64], rare),
      "SparseAddGrad": (whole.subtracting([.uint8]).union([.complex64]), gradient),
      "SparseReduceSum": ([.complex64], rare),
      "SparseSegmentSum": (whole, rare),
      "SparseTensorDenseAdd": ([.complex64], rare),
      "SparseTensorDenseMatMul": ([.complex64], rare),
      "SparseSliceGrad": (whole.union([.complex64]), gradient),
      "TensorScatterAdd": ([.complex64], rare),
      "TensorScatterSub": ([.complex64], rare),
      "TensorScatterUpdate": ([.bool, .string, .complex64], rare),
      "TileGrad": (
        whole.union([.bool, .string, .complex64, .qint8, .quint8]), gradient
      ),
      "UnsortedSegmentProd": ([.complex64], rare),
    ]
  }()

  @Test func operationsTakeTheTypesThatTensorFlowTakes() throws {
    let url = URL(filePath: #filePath).appending(
      path: "../../Fixtures/tensorflow/element_types.json"
    ).standardized
    let table = try JSONDecoder().decode(Table.self, from: Data(contentsOf: url))
    let taken = try ElementTypes.ofCatalogue()
    for (type, row) in table.operations.sorted(by: { $0.key < $1.key }) {
      // The first input whose type is a choice, not of indices.
      let choices = row.inputs.compactMap { input in
        row.types[input].map { Set($0.compactMap(DType.init(rawValue:))) }
      }
      guard let ours = taken[type], !ours.isEmpty,
        let wanted = choices.first(where: { !$0.isSubset(of: [.int16, .int32, .int64]) })
      else { continue }
      let missing = wanted.subtracting(ours)
      let known = Self.refused[type]?.types ?? []
      #expect(
        missing == known,
        "\(type) lacks \(ElementTypes.text(missing)), known is \(ElementTypes.text(known))")
    }
  }
}

/// Which element types operations take, found by trying them with the inputs of cases.
enum ElementTypes {
  /// For each operation of a case, the types that its main input can have; none where it has no
  /// inputs, or one that is a variable or a queue.
  static func ofCatalogue() throws -> [String: Set<DType>] {
    var found: [String: Set<DType>] = [:]
    for subject in try Subject.catalogue(perType: 12) {
      found[subject.type, default: []].formUnion(taken(by: subject))
    }
    return found
  }

  /// The types that can stand for that of the first input wherever an input has it.
  private static func taken(by subject: Subject) -> Set<DType> {
    let specs = subject.inputs.compactMap { $0.tensor?.spec }
    guard specs.count == subject.inputs.count, let first = specs.first else { return [] }
    // Indices and lengths come after, or before where the numbers are floating.
    let main = specs.first(where: \.dtype.isDifferentiable) ?? first
    let original = [.qint8, .quint8].contains(first.dtype) ? first.dtype : main.dtype
    return Set(
      DType.allCases.filter { dtype in
        guard dtype != .resource else { return false }
        let inputs = specs.map { TensorSpec($0.shape, $0.dtype == original ? dtype : $0.dtype) }
        let values = subject.inputs.map { input -> Tensor? in
          input.tensor.flatMap { $0.dtype == original ? nil : $0 }
        }
        return (try? subject.definition.checkedSpecs(InputSpecs(inputs, values: values))) != nil
      })
  }

  private static let families: [(name: String, types: [DType])] = [
    ("any", DType.allCases.filter { $0 != .resource }), ("floating", [.float32, .float64]),
    ("whole", [.int8, .int16, .int32, .int64, .uint8]), ("quantised", [.qint8, .quint8]),
  ]

  /// The names of types, or of families of which all are there.
  static func text(_ types: Set<DType>) -> String {
    var left = types
    var names: [String] = []
    for family in families where left.isSuperset(of: family.types) {
      names.append(family.name)
      left.subtract(family.types)
    }
    names += DType.allCases.filter(left.contains).map(\.description)
    return names.isEmpty ? "–" : names.joined(separator: ", ")
  }
}
