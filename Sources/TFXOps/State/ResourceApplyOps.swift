package import TFXCore
import TFXGraph
package import TFXKernels

// The operations that update variables. Their inputs are told by `UpdateOp`, formulas and slots by the
// rules. TensorFlow's operation of the same name computes the same with the attributes at their
// defaults; those that only Keras has are attributes besides.

extension Limits<Double> {
  fileprivate static var notNegative: Limits { Limits("0 or more") { $0 >= 0 } }
}

/// Gradient descent.
package struct ResourceApplyGradientDescent: UpdateOp {
  /// A rule without parameters has one value alone.
  package var rule: GradientDescentRule {
    get { GradientDescentRule() }
    set {}
  }
  package var treatment = UpdateTreatment()
  package init() {}
}

/// Momentum whose slot holds gradients.
package struct ResourceApplyMomentum: UpdateOp {
  package var rule = MomentumRule(holdsSteps: false)
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) { rule.fields(&f) }
}

/// Momentum whose slot holds steps.
package struct ResourceApplyKerasMomentum: UpdateOp {
  package var rule = MomentumRule(holdsSteps: true)
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) { rule.fields(&f) }
}

extension MomentumRule {
  fileprivate mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("momentum", &momentum, "how much of the last change stays")
    f.optional("use_nesterov", &isNesterov, "whether the gradient is looked at one step ahead")
  }
}

/// Adam, by the number of steps, or, as TensorFlow's, by powers that come in as scalars.
package struct ResourceApplyAdam: UpdateOp {
  package var rule = AdamRule()
  package var treatment = UpdateTreatment()
  package var takesPowers = false
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("beta1", &rule.beta1, "how much of the mean gradient stays")
    f.optional("beta2", &rule.beta2, "how much of the mean square stays")
    f.optional("epsilon", &rule.epsilon, "keeps the divisor from 0")
    f.optional("amsgrad", &rule.isAmsgrad, "whether to divide by the largest mean square so far")
    f.optional("powers", &takesPowers, "whether powers of both are inputs in place of the step")
  }
}

/// Adamax.
package struct ResourceApplyAdaMax: UpdateOp {
  package var rule = AdamaxRule()
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("beta1", &rule.beta1, "how much of the mean gradient stays")
    f.optional("beta2", &rule.beta2, "how much of the largest gradient stays")
    f.optional("epsilon", &rule.epsilon, "keeps the divisor from 0")
  }
}

/// Nadam, which TensorFlow has in another form.
package struct ResourceApplyKerasNadam: UpdateOp {
  package var rule = NadamRule()
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("beta1", &rule.beta1, "how much of the mean gradient stays")
    f.optional("beta2", &rule.beta2, "how much of the mean square stays")
    f.optional("epsilon", &rule.epsilon, "keeps the divisor from 0")
  }
}

/// RMSprop; TensorFlow's has a slot for the momentum even if that is 0.
package struct ResourceApplyRMSProp: UpdateOp {
  package var rule = RMSpropRule(rho: 0.95)
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("rho", &rule.rho, "how much of the mean squares stays")
    f.optional("momentum", &rule.momentum, "how much of the last change stays")
    f.optional("epsilon", &rule.epsilon, "keeps the divisor from 0")
    f.optional(
      "centered", &rule.isCentered, "whether to divide by the deviation from the mean gradient")
    f.optional(
      "keeps_momentum", &rule.keepsMomentum, "whether there is a slot for a momentum of 0 too")
  }
}

/// Adagrad; TensorFlow's has no epsilon.
package struct ResourceApplyAdagrad: UpdateOp {
  package var rule = AdagradRule()
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("epsilon", &rule.epsilon, "added to the sum of squares, in the root")
  }
}

/// Adadelta.
package struct ResourceApplyAdadelta: UpdateOp {
  package var rule = AdadeltaRule()
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("rho", &rule.rho, "how much of the mean squares stays")
    f.optional("epsilon", &rule.epsilon, "keeps the divisor from 0")
  }
}

/// "Follow the regularized leader"; TensorFlow's has no beta.
package struct ResourceApplyFtrlV2: UpdateOp {
  package var rule = FtrlRule()
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional(
      "lr_power", &rule.learningRatePower, in: Limits("0 or less") { $0 <= 0 },
      "how the rate falls with the sums of squares")
    f.optional("l1", &rule.l1, in: .notNegative, "weight of the sum of magnitudes")
    f.optional("l2", &rule.l2, in: .notNegative, "weight of the sum of squares")
    f.optional(
      "l2_shrinkage", &rule.l2Shrinkage, in: .notNegative, "weight of the squares, by magnitude")
    f.optional("beta", &rule.beta, "added to the root of the sums of squares")
  }
}

/// Lion, which TensorFlow has not.
package struct ResourceApplyLion: UpdateOp {
  package var rule = LionRule()
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("beta1", &rule.beta1, "how much of the mean gradient the direction takes")
    f.optional("beta2", &rule.beta2, "how much of the mean gradient stays")
  }
}

/// Adagrad with dual averaging.
package struct ResourceApplyAdagradDA: UpdateOp {
  package var rule = AdagradDARule()
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &rule.l1, in: .notNegative, "how strongly weights are drawn to 0")
    f.optional("l2", &rule.l2, in: .notNegative, "how strongly large weights are drawn to 0")
  }
}

/// Adagrad and a proximal step.
package struct ResourceApplyProximalAdagrad: UpdateOp {
  package var rule = ProximalAdagradRule()
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) { rule.proximal.fields(&f) }
}

/// Gradient descent and a proximal step.
package struct ResourceApplyProximalGradientDescent: UpdateOp {
  package var rule = ProximalGradientDescentRule()
  package var treatment = UpdateTreatment()
  package init() {}

  package mutating func fields(_ f: inout some FieldVisitor) { rule.fields(&f) }
}

extension ProximalGradientDescentRule {
  fileprivate mutating func fields(_ f: inout some FieldVisitor) {
    f.optional("l1", &l1, in: .notNegative, "how strongly weights are drawn to 0")
    f.optional("l2", &l2, in: .notNegative, "how strongly large weights are drawn to 0")
  }
}
