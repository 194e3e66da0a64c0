"""Makes train.json: variables over five steps of TensorFlow 1's optimizers, and their slots after.

Run: pip install tensorflow-cpu && python make_train.py

The hyperparameters of the float64 cases are sums of a few powers of two: TensorFlow 1 rounds them
to float32 first, whatever the variable's type.
"""

from fixture import generator, normal, tensor, write

import numpy as np
import tensorflow as tf

STEPS = 5
SHAPES = {"kernel": (2, 2), "bias": (2,)}
train = tf.compat.v1.train


def case(name, kind, dtype, **arguments):
    rng = generator(11)
    first = [normal(rng, shape, dtype) for shape in SHAPES.values()]
    gradients = [[normal(rng, shape, dtype) for shape in SHAPES.values()] for _ in range(STEPS)]
    gradients[2][1][:] = 0  # a step on which one variable has no gradient to speak of
    result = {"name": f"{name}_{dtype}", "kind": kind, "dtype": dtype, "arguments": arguments}
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        variables = [tf.compat.v1.get_variable(key, initializer=value, use_resource=True)
                     for key, value in zip(SHAPES, first)]
        step = train.get_or_create_global_step()
        extra = {"global_step": step} if kind == "AdagradDA" else {}
        optimizer = getattr(train, kind + "Optimizer")(**arguments, **extra)
        feeds = [tf.compat.v1.placeholder(dtype, shape) for shape in SHAPES.values()]
        update = optimizer.apply_gradients(zip(feeds, variables), global_step=step)
        session.run(tf.compat.v1.global_variables_initializer())
        result["variables"] = [tensor(v, name=k) for k, v in zip(SHAPES, session.run(variables))]
        result["steps"] = []
        for values in gradients:
            session.run(update, dict(zip(feeds, values)))
            result["steps"].append({
                "gradients": [tensor(g) for g in values],
                "variables": [tensor(v) for v in session.run(variables)],
            })
        assert session.run(step) == STEPS
        others = [v for v in tf.compat.v1.global_variables() if v not in variables + [step]]
        # The powers of Adam are float32 always; here their digits are those of the case.
        result["slots"] = [
            tensor(session.run(v).astype(dtype), name=v.op.name) for v in others]
    return result


def cases():
    for name, kind, plain, binary in [
        ("gradient_descent", "GradientDescent", {"learning_rate": 0.1}, {"learning_rate": 0.125}),
        ("momentum", "Momentum", {"learning_rate": 0.01, "momentum": 0.9},
         {"learning_rate": 0.125, "momentum": 0.875}),
        ("nesterov", "Momentum", {"learning_rate": 0.01, "momentum": 0.9, "use_nesterov": True},
         {"learning_rate": 0.125, "momentum": 0.875, "use_nesterov": True}),
        ("adagrad", "Adagrad", {"learning_rate": 0.1},
         {"learning_rate": 0.125, "initial_accumulator_value": 0.5}),
        ("adagrad_da", "AdagradDA", {"learning_rate": 0.1},
         {"learning_rate": 0.125, "initial_gradient_squared_accumulator_value": 0.5}),
        ("adagrad_da_sparse", "AdagradDA",
         {"learning_rate": 0.1, "l1_regularization_strength": 0.2,
          "l2_regularization_strength": 0.3},
         {"learning_rate": 0.125, "l1_regularization_strength": 0.25,
          "l2_regularization_strength": 0.5,
          "initial_gradient_squared_accumulator_value": 0.125}),
        ("adadelta", "Adadelta", {"learning_rate": 1.0},
         {"learning_rate": 0.5, "rho": 0.875, "epsilon": 0.0009765625}),
        ("adam", "Adam", {"learning_rate": 0.001},
         {"learning_rate": 0.125, "beta1": 0.875, "beta2": 0.9375, "epsilon": 0.0009765625}),
        ("adam_large_epsilon", "Adam", {"learning_rate": 0.1, "beta1": 0.5, "epsilon": 0.1}, None),
        ("ftrl", "Ftrl", {"learning_rate": 0.1},
         {"learning_rate": 0.125, "initial_accumulator_value": 0.5}),
        ("ftrl_power", "Ftrl",
         {"learning_rate": 0.1, "learning_rate_power": -0.75, "l1_regularization_strength": 0.3,
          "l2_regularization_strength": 0.2},
         {"learning_rate": 0.125, "learning_rate_power": -0.75,
          "initial_accumulator_value": 0.125, "l1_regularization_strength": 0.5,
          "l2_regularization_strength": 0.25}),
        ("ftrl_shrinkage", "Ftrl",
         {"learning_rate": 0.1, "l1_regularization_strength": 0.1,
          "l2_shrinkage_regularization_strength": 0.3},
         {"learning_rate": 0.125, "initial_accumulator_value": 0.5,
          "l2_shrinkage_regularization_strength": 0.25}),
        ("proximal_gradient_descent", "ProximalGradientDescent",
         {"learning_rate": 0.1, "l1_regularization_strength": 0.3,
          "l2_regularization_strength": 0.5}, None),  # TensorFlow takes float32 only
        ("proximal_gradient_descent_l2", "ProximalGradientDescent",
         {"learning_rate": 0.1, "l2_regularization_strength": 0.5}, None),
        ("proximal_adagrad", "ProximalAdagrad",
         {"learning_rate": 0.1, "l1_regularization_strength": 0.3,
          "l2_regularization_strength": 0.5}, None),
        ("rmsprop", "RMSProp", {"learning_rate": 0.01},
         {"learning_rate": 0.125, "decay": 0.875, "epsilon": 0.0009765625}),
        ("rmsprop_momentum", "RMSProp", {"learning_rate": 0.01, "momentum": 0.5},
         {"learning_rate": 0.125, "decay": 0.875, "momentum": 0.75, "epsilon": 0.0009765625}),
        ("rmsprop_centered", "RMSProp",
         {"learning_rate": 0.01, "momentum": 0.5, "centered": True},
         {"learning_rate": 0.125, "decay": 0.875, "momentum": 0.75, "epsilon": 0.0009765625,
          "centered": True}),
    ]:
        yield case(name, kind, "float32", **plain)
        if binary:
            yield case(name, kind, "float64", **binary)


write("train.json", __file__, list(cases()))
