"""Makes optimizer_options.json: weights and slots over ten steps of Keras's optimizers, with the
arguments that all have, and with those that make_optimizers.py does not have.

Run: pip install tensorflow-cpu safetensors && python make_optimizer_options.py

All cases share the first values of weights and the gradients, which stand in `shared`.
"""

from fixture import generator, normal, tensor, write

import keras
import numpy as np

STEPS = 10
SHAPES = {"wide/kernel": (2, 4), "tall/kernel": (5, 3), "tall/bias": (3,),
          "tokens/embeddings": (4, 2), "conv/kernel": (2, 2, 3)}
SMALL = ["wide/kernel", "tall/bias"]


def values():
    rng = generator(23)
    first = {name: normal(rng, shape) for name, shape in SHAPES.items()}
    first["tall/bias"][1] = 0
    steps = [{name: normal(rng, shape) for name, shape in SHAPES.items()} for _ in range(STEPS)]
    steps[4]["tall/bias"][:] = 0  # a step on which one weight has no gradient to speak of
    steps[6]["wide/kernel"][0, 0] = 1e-6
    return first, steps


FIRST, GRADIENTS = values()


class Weight(keras.Variable):
    """A weight whose path is its name with the layer's, as in a model."""

    def __init__(self, name):
        super().__init__(FIRST[name], name=name.split("/")[-1], dtype="float64")
        self._path = name


def case(name, kind, weights=SMALL, exclude=None, schedule=None, finalize=False, **arguments):
    variables = [Weight(weight) for weight in weights]
    options = dict(arguments)
    if schedule:
        options["learning_rate"] = getattr(keras.optimizers.schedules, schedule[0])(**schedule[1])
    optimizer = getattr(keras.optimizers, kind)(**options)
    if exclude:
        optimizer.exclude_from_weight_decay(var_names=exclude)
    optimizer.build(variables)
    steps = []
    for gradients in GRADIENTS:
        optimizer.apply([gradients[weight] for weight in weights], variables)
        steps.append([tensor(v.numpy(), name=v.path) for v in variables])
    slots = [tensor(s.numpy(), **slot_name(optimizer, s)) for s in slots_of(optimizer)]
    # What it has in the end.
    if optimizer.use_ema:
        optimizer.finalize_variable_values(variables)
    if exclude:
        arguments["exclude_from_weight_decay"] = exclude
    if schedule:
        arguments["learning_rate"] = {schedule[0]: schedule[1]}
    return {"name": name, "kind": kind, "arguments": arguments, "weights": weights,
            "steps": steps, "slots": slots,
            "final": [tensor(v.numpy(), name=v.path) for v in variables]}


def slots_of(optimizer):
    return [s for s in optimizer.variables if s.shape != ()]


def slot_name(optimizer, slot):
    """Keras names a slot `<path with _>_<slot>`, and those of Adafactor by the weight alone."""
    for index, kind in (("_r", "r"), ("_c", "c")):
        for variable, own in zip(optimizer._trainable_variables, getattr(optimizer, index, [])):
            if own is slot:
                return {"variable": variable.path, "name": kind}
    for name in SHAPES:
        prefix = name.replace("/", "_") + "_"
        if slot.name.startswith(prefix):
            return {"variable": name, "name": slot.name[len(prefix):]}
    raise ValueError(f"unknown slot {slot.path}")


def cases():
    every = list(SHAPES)
    yield case("adafactor", "Adafactor", every)
    yield case("adafactor_arguments", "Adafactor", every, learning_rate=0.5, beta_2_decay=-0.5,
               epsilon_1=1e-4, epsilon_2=0.1, clip_threshold=0.5)
    yield case("adafactor_relative_step", "Adafactor", learning_rate=0.9, relative_step=False)
    yield case("adafactor_decay_clip", "Adafactor", learning_rate=0.1, weight_decay=0.1,
               clipvalue=0.4)
    yield case("lamb", "Lamb", every)
    yield case("lamb_arguments", "Lamb", every, learning_rate=0.1, beta_1=0.8, beta_2=0.9,
               epsilon=1e-3)
    yield case("lamb_decay_clip", "Lamb", learning_rate=0.1, weight_decay=0.2, clipnorm=0.5)
    yield case("muon", "Muon", every)
    yield case("muon_arguments", "Muon", every, learning_rate=0.1, adam_beta_1=0.8,
               adam_beta_2=0.9, adam_weight_decay=0.1, epsilon=1e-3, weight_decay=0.2,
               exclude_layers=["^wide/"], exclude_embeddings=False, muon_a=3.0, muon_b=-4.0,
               muon_c=1.5, adam_lr_ratio=0.5, momentum=0.8, ns_steps=3, nesterov=False)
    yield case("muon_plain", "Muon", every, learning_rate=0.05, rms_rate=None, weight_decay=None,
               adam_weight_decay=None, global_clipnorm=1.0)
    yield case("muon_excluded_decay", "Muon", every, learning_rate=0.05, exclude=["kernel"])

    for kind in ("SGD", "Adam", "RMSprop", "Lamb", "Adafactor", "Muon"):
        yield case(f"{kind.lower()}_ema", kind, learning_rate=0.05, use_ema=True,
                   ema_momentum=0.8)
    yield case("sgd_ema_default", "SGD", learning_rate=0.1, use_ema=True)
    yield case("sgd_ema_overwrite", "SGD", learning_rate=0.1, use_ema=True, ema_momentum=0.7,
               ema_overwrite_frequency=3)
    yield case("adam_ema_overwrite", "Adam", learning_rate=0.1, use_ema=True, ema_momentum=0.5,
               ema_overwrite_frequency=1)

    for kind in ("SGD", "Adam", "Lion", "Lamb", "Adafactor", "Muon"):
        yield case(f"{kind.lower()}_accumulation", kind, learning_rate=0.05,
                   gradient_accumulation_steps=3)
    yield case("adam_accumulation_clip", "Adam", learning_rate=0.05, clipnorm=0.3,
               weight_decay=0.1, gradient_accumulation_steps=2)
    yield case("sgd_accumulation_ema", "SGD", learning_rate=0.1, use_ema=True, ema_momentum=0.6,
               ema_overwrite_frequency=2, gradient_accumulation_steps=2)
    yield case("adam_accumulation_schedule", "Adam", gradient_accumulation_steps=2,
               schedule=("InverseTimeDecay", {"initial_learning_rate": 0.1, "decay_steps": 2,
                                              "decay_rate": 0.5}))

    for kind in ("SGD", "AdamW", "Adagrad", "Lamb"):
        yield case(f"{kind.lower()}_exclude", kind, learning_rate=0.1, weight_decay=0.2,
                   exclude=["bias", "gamma|bias"])
    yield case("sgd_exclude_no_bias", "SGD", every, learning_rate=0.1, weight_decay=0.2,
               exclude=["^embed", "b.as"])

    # Ten steps of each that make_optimizers.py has five of.
    for kind, arguments in {
            "SGD": {"momentum": 0.9, "nesterov": True}, "Adam": {"amsgrad": True, "beta_2": 0.9},
            "AdamW": {"weight_decay": 0.05}, "RMSprop": {"centered": True, "momentum": 0.5},
            "Adagrad": {"initial_accumulator_value": 0.3}, "Adadelta": {"rho": 0.9},
            "Adamax": {"beta_1": 0.8}, "Nadam": {"beta_1": 0.8},
            "Ftrl": {"l1_regularization_strength": 0.01}, "Lion": {"beta_2": 0.9}}.items():
        yield case(f"{kind.lower()}_ten_steps", kind, learning_rate=0.03, **arguments)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    shared = {"weights": [tensor(FIRST[name], name=name) for name in SHAPES],
              "gradients": [[tensor(step[name], name=name) for name in SHAPES]
                            for step in GRADIENTS]}
    write("optimizer_options.json", __file__, list(cases()), shared=shared)
