import TFXCore
import TFXGraph
import TFXKernels
import TFXOps
import TFXRuntime
import Testing

/// Updates of tables by the rows that were looked up leave the bytes that they leave by the whole
/// gradient. Fetching the gradient keeps a plan from taking the rows alone.
@Suite struct RowsUpdateTests {
  private struct Tables {
    let graph = Graph()
    let ids: [Output]
    var variables: [Variable] = []
    var slots: [Variable] = []
    var gradients: [Output] = []
    var updates: [Operation] = []

    init(
      _ dtype: DType, _ ids: DType, width: Int = 19, isLazy: Bool = false,
      _ update: some UpdateOp
    ) throws {
      let rate = try graph.constant(0.1, dtype)
      let step = try graph.constant(Tensor(Int64(2)))
      self.ids = [
        try graph.placeholder(ids, shape: [6]), try graph.placeholder(ids, shape: [2, 40]),
      ]
      for (index, rows) in [5, 3_000].enumerated() {
        let numbers = Philox(seed: 5, stream: 4).permutation(of: rows * width)
        let start = Tensor(
          numbers.map { Double($0 + index) / Double(numbers.count) - 0.3 }, shape: [rows, width])
        let table = try graph.variable("t\(index)", start.converted(to: dtype))
        variables.append(table)
        let own = try (0..<update.rule.slotCount).map { slot in
          try graph.variable(
            "t\(index)/\(slot)",
            Tensor(repeating: 0.25, shape: table.spec.shape).converted(to: dtype),
            isTrainable: false)
        }
        slots += own
        let loss = try graph.l2Loss(graph.gather(table.value, self.ids[index]))
        let gradient = try #require(
          try graph.gradients(of: loss, withRespectTo: [table.value])[0])
        gradients.append(gradient)
        updates.append(
          try graph.update(
            update, table, slots: own, learningRate: rate,
            scalars: type(of: update.rule).countsSteps ? [step] : [], gradient: gradient,
            isLazy: isLazy))
      }
    }

    func feeds(_ turn: Int) -> [Output: Tensor] {
      let few = [0, 4, 4, 0, 1, 4].map { ($0 + turn) % 5 }
      let many = (0..<80).map { ($0 * $0 * 31 + turn) % 3_000 }
      return Dictionary(
        uniqueKeysWithValues: zip(ids, [few, many]).map { id, values in
          (id, Tensor(values.map(Double.init), shape: id.shape).converted(to: id.dtype))
        })
    }

    func values(_ session: Session) throws -> [Tensor] {
      try (variables + slots).map { try session.value(of: $0) }
    }
  }

  private static func treated<Update: UpdateOp>(_ update: Update) -> Update {
    var update = update
    update.treatment = UpdateTreatment(clipValue: 0.2, weightDecay: 0.01)
    return update
  }

  private static let updates: [any UpdateOp] = [
    ResourceApplyGradientDescent(), treated(ResourceApplyGradientDescent()),
    ResourceApplyAdagrad(AdagradRule(epsilon: 1e-7)), ResourceApplyAdam(),
    treated(ResourceApplyAdam(AdamRule(isAmsgrad: true))),
    ResourceApplyKerasMomentum(MomentumRule(momentum: 0.9, holdsSteps: true)),
  ]

  @Test(arguments: updates.indices, [(DType.float32, DType.int32), (.float64, .int64)])
  func leavesTheSameBytes(_ index: Int, _ types: (DType, DType)) throws {
    func check(_ update: some UpdateOp) throws {
      let tables = try Tables(types.0, types.1, update)
      let (byRows, whole) = (Session(tables.graph), Session(tables.graph))
      try byRows.initialize()
      try whole.initialize()
      for turn in 0..<3 {
        let feeds = tables.feeds(turn)
        try byRows.run([], targets: tables.updates, feeding: feeds)
        try whole.run(tables.gradients, targets: tables.updates, feeding: feeds)
        #expect(try tables.values(byRows) == tables.values(whole))
      }
      let shapes = tables.feeds(0).mapValues(\.shape).map { ($0.key, $0.value) }
      let ran = try byRows.prepare([], targets: tables.updates, feeding: shapes)
        .profile(runs: 1).map(\.type)
      #expect(ran.filter { $0 == "_RowsUpdate" }.count == 1)
      #expect(!ran.contains("GatherGrad"))
    }
    try check(Self.updates[index])
  }

  @Test func lazyUpdatesTouchTheRowsOfTheBatchAlone() throws {
    let lazy = try Tables(.float32, .int32, isLazy: true, ResourceApplyAdam())
    let dense = try Tables(.float32, .int32, ResourceApplyAdam())
    let (session, other) = (Session(lazy.graph), Session(dense.graph))
    try session.initialize()
    try other.initialize()
    let before = try lazy.values(session)
    try session.run([], targets: lazy.updates, feeding: lazy.feeds(0))
    try other.run([], targets: dense.updates, feeding: dense.feeds(0))
    let (after, all) = (try lazy.values(session), try dense.values(other))
    let used = [Set([0, 4, 1]), Set((0..<80).map { $0 * $0 * 31 % 3_000 })]
    for (index, variable) in (lazy.variables + lazy.slots).enumerated() {
      let table = variable.name.hasPrefix("t0") ? 0 : 1
      let (old, new) = (before[index].doubles(), after[index].doubles())
      let wanted = all[index].doubles()
      for row in 0..<variable.spec.shape[0] {
        let range = row * 19..<(row + 1) * 19
        let expected = used[table].contains(row) ? wanted[range] : old[range]
        #expect(new[range] == expected, "row \(row) of \(variable.name)")
      }
    }
  }

  @Test(arguments: [-1, 5])
  func refusesIdsThatAreNoRows(_ id: Int) throws {
    let tables = try Tables(.float32, .int64, isLazy: true, ResourceApplyAdam())
    let session = Session(tables.graph)
    try session.initialize()
    var feeds = tables.feeds(0)
    feeds[tables.ids[0]] = Tensor([0, 1, 2, Int64(id), 0, 1])
    let before = try tables.values(session)
    let error = #expect(throws: RunError.self) {
      try session.run([], targets: tables.updates, feeding: feeds)
    }
    #expect("\(try #require(error))".contains("found \(id) as element 3"))
    #expect(try tables.values(session) == before)
  }
}
