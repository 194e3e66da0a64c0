"""Makes optimizers.json: variables and slots over five steps of Keras's optimizers.

Run: pip install tensorflow-cpu safetensors && python make_optimizers.py
"""

from fixture import generator, normal, tensor, write

import keras
import numpy as np

STEPS = 5
SHAPES = {"kernel": (2, 3), "bias": (4,)}


def case(name, kind, **arguments):
    rng = generator(11)
    variables = [keras.Variable(normal(rng, shape), name=key, dtype="float64")
                 for key, shape in SHAPES.items()]
    gradients = [[normal(rng, shape) for shape in SHAPES.values()] for _ in range(STEPS)]
    gradients[2][1][:] = 0  # a step on which one variable has no gradient to speak of
    gradients[3][0][0, 0] = 1e-6
    optimizer = getattr(keras.optimizers, kind)(**arguments)
    optimizer.build(variables)

    result = {"name": name, "kind": kind, "arguments": arguments,
              "variables": [tensor(v.numpy(), name=v.name) for v in variables]}
    steps = []
    for step in gradients:
        optimizer.apply(step, variables)
        steps.append({
            "gradients": [tensor(g, name=v.name) for g, v in zip(step, variables)],
            "variables": [tensor(v.numpy(), name=v.name) for v in variables],
        })
    result["steps"] = steps
    result["slots"] = [
        tensor(s.numpy(), **slot_name(s, variables)) for s in optimizer.variables
        if s.shape != ()  # the step, the learning rate, and a product in Nadam that follows from the step
    ]
    assert all(s.dtype == "float64" for s in optimizer.variables if s.name != "iteration")
    return result


def slot_name(slot, variables):
    """Keras names a slot `<variable>_<slot>`."""
    for variable in variables:
        if slot.name.startswith(variable.name + "_"):
            return {"variable": variable.name, "name": slot.name[len(variable.name) + 1:]}
    raise ValueError(f"unknown slot {slot.path}")


def cases():
    yield case("sgd", "SGD")
    yield case("sgd_learning_rate", "SGD", learning_rate=0.1)
    yield case("sgd_momentum", "SGD", learning_rate=0.05, momentum=0.9)
    yield case("sgd_nesterov", "SGD", learning_rate=0.05, momentum=0.9, nesterov=True)
    yield case("adam", "Adam")
    yield case("adam_betas_epsilon", "Adam", learning_rate=0.02, beta_1=0.8, beta_2=0.95,
               epsilon=1e-3)
    yield case("adam_amsgrad", "Adam", learning_rate=0.01, beta_2=0.6, amsgrad=True)
    yield case("rmsprop", "RMSprop")
    yield case("rmsprop_momentum", "RMSprop", learning_rate=0.01, rho=0.8, momentum=0.9)
    yield case("rmsprop_centered", "RMSprop", learning_rate=0.01, centered=True)
    yield case("rmsprop_centered_momentum", "RMSprop", learning_rate=0.01, momentum=0.5,
               epsilon=1e-3, centered=True)
    yield case("adagrad", "Adagrad")
    yield case("adagrad_initial_accumulator", "Adagrad", learning_rate=0.1,
               initial_accumulator_value=0.5)
    yield case("adagrad_epsilon", "Adagrad", learning_rate=0.1, initial_accumulator_value=0.0,
               epsilon=0.01)
    yield case("adamw", "AdamW", learning_rate=0.01, weight_decay=0.1)
    yield case("adam_clipnorm", "Adam", learning_rate=0.01, clipnorm=0.5)
    yield case("sgd_clipvalue", "SGD", learning_rate=0.1, clipvalue=0.3)
    yield case("sgd_global_clipnorm", "SGD", learning_rate=0.1, global_clipnorm=1.0)
    yield case("sgd_weight_decay", "SGD", learning_rate=0.1, weight_decay=0.2, clipvalue=0.3)
    yield case("sgd_clipnorm_decay", "SGD", learning_rate=0.1, momentum=0.9, clipnorm=0.7,
               weight_decay=0.1)
    yield case("adamw_default", "AdamW")
    yield case("adamw_amsgrad", "AdamW", learning_rate=0.01, beta_2=0.6, amsgrad=True,
               global_clipnorm=2.0)
    yield case("rmsprop_weight_decay", "RMSprop", learning_rate=0.01, weight_decay=0.1)
    yield case("adagrad_clipvalue", "Adagrad", learning_rate=0.1, clipvalue=0.4,
               weight_decay=0.05)
    yield case("adadelta", "Adadelta")
    yield case("adadelta_rho_epsilon", "Adadelta", learning_rate=1.0, rho=0.8, epsilon=1e-3)
    yield case("adamax", "Adamax")
    yield case("adamax_betas_epsilon", "Adamax", learning_rate=0.02, beta_1=0.8, beta_2=0.6,
               epsilon=1e-3)
    yield case("nadam", "Nadam")
    yield case("nadam_betas_epsilon", "Nadam", learning_rate=0.02, beta_1=0.8, beta_2=0.6,
               epsilon=1e-3, weight_decay=0.1)
    yield case("ftrl", "Ftrl")
    yield case("ftrl_regularized", "Ftrl", learning_rate=0.1, learning_rate_power=-0.7,
               initial_accumulator_value=0.2, l1_regularization_strength=0.3,
               l2_regularization_strength=0.1, l2_shrinkage_regularization_strength=0.05, beta=0.4)
    yield case("lion", "Lion")
    yield case("lion_betas_decay", "Lion", learning_rate=0.01, beta_1=0.7, beta_2=0.8,
               weight_decay=0.1)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    np.seterr(all="raise")
    write("optimizers.json", __file__, list(cases()))
