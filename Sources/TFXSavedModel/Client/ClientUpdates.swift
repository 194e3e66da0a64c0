import TFXCore
import TFXGraph
import TFXKernels
import TFXOps

/// TensorFlow's updates of variables by gradients, whose rules are tfx's. What is a number in a rule
/// must be constant.
let clientUpdateOps: [String: ImportedOp] = {
  var all: [String: ImportedOp] = [:]
  // Of handles and of references, by dense gradients and by those of rows.
  for (name, form) in updateForms {
    for prefix in ["Apply", "ResourceApply"] {
      all[prefix + name] = { try $0.update(form, isSparse: false) }
    }
    if form.mayBeSparse {
      for prefix in ["SparseApply", "ResourceSparseApply"] {
        all[prefix + name] = { try $0.update(form, isSparse: true) }
      }
    }
  }
  return all
}()

/// How an update's inputs lie: the variable, its slots, and the rest by place. Of one by rows, the
/// indices follow the gradient.
private struct UpdateForm: Sendable {
  var slots: Int
  /// The places of the gradient and the rate behind the slots.
  var gradient: Int
  var rate: Int
  /// The places of further scalars that are computed.
  var scalars: [Int] = []
  var mayBeSparse = false
  /// The rule, of the site and the place of the first input behind the slots; further inputs of sparse
  /// ones lie as many places later.
  var rule:
    @Sendable (_ number: (_ place: Int, _ name: String) throws -> Double, ImportSite) throws
      -> any UpdateOp
}

private let updateForms: [String: UpdateForm] = [
  "Adadelta": UpdateForm(slots: 2, gradient: 3, rate: 0) { number, _ in
    ResourceApplyAdadelta(
      AdadeltaRule(rho: try number(1, "rho"), epsilon: try number(2, "epsilon")))
  },
  "Adagrad": UpdateForm(slots: 1, gradient: 1, rate: 0, mayBeSparse: true) { _, _ in
    ResourceApplyAdagrad(AdagradRule(epsilon: 0))
  },
  "Adam": UpdateForm(slots: 2, gradient: 6, rate: 2, scalars: [0, 1]) { number, site in
    if site.bool("use_nesterov") { throw site.unsupported("use_nesterov is not known here") }
    var update = ResourceApplyAdam(
      AdamRule(
        beta1: try number(3, "beta1"), beta2: try number(4, "beta2"),
        epsilon: try number(5, "epsilon")))
    update.takesPowers = true
    return update
  },
  "Ftrl": UpdateForm(slots: 2, gradient: 0, rate: 1, mayBeSparse: true) { number, _ in
    ResourceApplyFtrlV2(
      FtrlRule(
        learningRatePower: try number(4, "lr_power"), l1: try number(2, "l1"),
        l2: try number(3, "l2"), l2Shrinkage: 0))
  },
  "FtrlV2": UpdateForm(slots: 2, gradient: 0, rate: 1) { number, _ in
    ResourceApplyFtrlV2(
      FtrlRule(
        learningRatePower: try number(5, "lr_power"), l1: try number(2, "l1"),
        l2: try number(3, "l2"), l2Shrinkage: try number(4, "l2_shrinkage")))
  },
  "GradientDescent": UpdateForm(slots: 0, gradient: 1, rate: 0) { _, _ in
    ResourceApplyGradientDescent()
  },
  "Momentum": UpdateForm(slots: 1, gradient: 1, rate: 0, mayBeSparse: true) { number, site in
    ResourceApplyMomentum(
      MomentumRule(
        momentum: try number(2, "momentum"), isNesterov: site.bool("use_nesterov"),
        holdsSteps: false))
  },
  "RMSProp": UpdateForm(slots: 2, gradient: 4, rate: 0) { number, _ in
    ResourceApplyRMSProp(
      RMSpropRule(
        rho: try number(1, "rho"), momentum: try number(2, "momentum"),
        epsilon: try number(3, "epsilon"), isCentered: false, keepsMomentum: true))
  },
]

extension ImportSite {
  fileprivate func update(
    _ form: UpdateForm, isSparse: Bool
  ) throws -> GraphImporter.Imported {
    let (variable, first) = (try variable(0), form.slots + 1)
    let slots = try (1..<first).map { try self.variable($0) }
    // Behind the gradient of rows stand their indices.
    func place(_ place: Int) -> Int { first + place + (isSparse && place > form.gradient ? 1 : 0) }
    let update = try form.rule({ try number(place($0), $1) }, self)
    var gradient = try input(place(form.gradient))
    if isSparse {
      var indices = try input(place(form.gradient) + 1)
      // Rows of one id are summed here anyway.
      if let summed = inputs[place(form.gradient)].node.summedRows {
        (gradient, indices) = summed
      }
      let table = try blank(variable.spec.shape, variable.spec.dtype)
      gradient = try operation("GatherGrad", [gradient, indices, table]).output(0)
    }
    func add<Update: UpdateOp>(_ update: Update) throws(GraphError) -> Operation {
      try graph.update(
        update, variable, slots: slots, learningRate: try scalar(form.rate),
        scalars: try form.scalars.map { (place) throws(GraphError) in try scalar(place) },
        gradient: gradient, isLazy: isSparse, name: name)
    }
    func scalar(_ index: Int) throws(GraphError) -> Output {
      guard let output = try? input(place(index)) else { throw .unknownName(node.name) }
      return output
    }
    return try changed(variable, by: add(update))
  }
}
