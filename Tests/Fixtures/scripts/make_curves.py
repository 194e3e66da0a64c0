"""Makes curves.json: losses and metrics of whole trainings by Keras, for models that a configuration
describes. Layers, optimizer, loss and metrics are written as in a configuration's file, and built of
Keras's classes here; weights have the names that they have in tfx's files.

Run: pip install tensorflow-cpu safetensors && python make_curves.py
"""

import re

from fixture import generator, normal, tensor, write

import keras
import numpy as np

EPOCHS, BATCH = 20, 16


def snake(kind):
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def split(spec):
    """The kind and the arguments of what a configuration names."""
    return (spec, {}) if isinstance(spec, str) else next(iter(spec.items()))


MODULES = {"regularizer": keras.regularizers, "constraint": keras.constraints,
           "initializer": keras.initializers}


def arguments(given):
    """The arguments as Keras takes them: regularizers and others by their classes."""
    result = {}
    for key, value in given.items():
        module = MODULES.get(key.rsplit("_", 1)[-1])
        if module and isinstance(value, dict):
            kind, inner = split(value)
            value = getattr(module, kind)(**inner)
        result[key] = value
    return result


class Builder:
    """Adds the layers of a configuration to a functional model, and remembers their names in tfx."""

    def __init__(self):
        self.paths = {}

    def names(self, specs):
        counts, names = {}, []
        for spec in specs:
            kind, given = split(spec)
            base = snake(kind)
            count = counts.get(base, 0)
            counts[base] = count + 1
            names.append(given.get("name") or (base if count == 0 else f"{base}_{count}"))
        return names

    def row(self, specs, path, x):
        for spec, name in zip(specs, self.names(specs)):
            x = self.call(spec, f"{path}/{name}" if path else name, x)
        return x

    def call(self, spec, path, x):
        kind, given = split(spec)
        if kind == "Residual":
            y = self.row(given["layers"], path, x)
            shortcut = x
            if x.shape != y.shape:
                stride = -(-x.shape[1] // y.shape[1])
                shortcut = self.call({"Conv2D": {"filters": y.shape[-1], "kernel_size": 1,
                                                 "strides": stride, "use_bias": False}},
                                     f"{path}/projection", x)
                shortcut = self.call("BatchNormalization", f"{path}/projection_normalization",
                                     shortcut)
            return keras.activations.get(given.get("activation", "linear"))(y + shortcut)
        if kind == "Concatenate":
            values = []
            for index, branch in enumerate(given["branches"]):
                name = "branch" if index == 0 else f"branch_{index}"
                values.append(self.row(branch, f"{path}/{name}", x))
            return keras.ops.concatenate(values, axis=-1)
        if kind == "Repeat":
            for index in range(given["times"]):
                name = "block" if index == 0 else f"block_{index}"
                x = self.row(given["layers"], f"{path}/{name}", x)
            return x
        layer = self.layer(kind, given)
        self.paths[layer.name] = (path, layer)
        return layer(x, x) if kind == "SelfAttention" else layer(x)

    def layer(self, kind, given):
        name = f"layer_{len(self.paths)}"
        if "layer" in given:
            inner_kind, inner = split(given["layer"])
            rest = {k: v for k, v in given.items() if k != "layer"}
            inside = getattr(keras.layers, inner_kind)(name=snake(inner_kind), **arguments(inner))
            return getattr(keras.layers, kind)(inside, name=name, **rest)
        if kind == "SelfAttention":
            return keras.layers.MultiHeadAttention(name=name, **given)
        plain = {k: v for k, v in given.items() if k not in ("name", "learning_rate_multiplier")}
        return getattr(keras.layers, kind)(name=name, **arguments(plain))

    def weights(self):
        """Every weight under its name in tfx."""
        for path, layer in self.paths.values():
            for weight in layer.weights:
                inner = weight.path.split(layer.name + "/", 1)[1].split("/")
                inner = [part for part in inner if not part.endswith("_cell")]
                if "seed" not in weight.path:
                    yield "/".join([path] + inner), weight


def optimizer(spec):
    kind, given = split(spec)
    given = dict(given)
    rate = given.get("learning_rate")
    if isinstance(rate, dict):
        schedule, inner = split(rate)
        given["learning_rate"] = getattr(keras.optimizers.schedules, schedule)(**inner)
    return getattr(keras.optimizers, kind)(**given)


def named(module, spec, **more):
    kind, given = split(spec)
    return getattr(module, kind)(**given, **more) if kind[0].isupper() else kind


def case(name, layers, x, y, loss, optimizer_spec, metrics=(), weighted_metrics=(),
         class_weight=None, sample_weight=None, epochs=EPOCHS):
    keras.utils.clear_session()  # or metrics would be called auc_1, auc_2, …
    keras.utils.set_random_seed(len(name))
    builder = Builder()
    inputs = keras.Input(x.shape[1:], dtype="int32" if x.dtype.kind == "i" else "float32")
    model = keras.Model(inputs, builder.row(layers, "", inputs))
    rng = generator(sum(map(ord, name)))
    for path, weight in builder.weights():
        kind = path.rsplit("/", 1)[-1]
        value = normal(rng, tuple(weight.shape), "float32")
        scale = 0.5 if kind in ("bias", "beta", "moving_mean") else 0.4
        if kind in ("gamma", "moving_variance"):
            value, scale = 1 + np.abs(value) / 4, 1.0
        weight.assign(np.round(value * scale, 3))
    before = [tensor(w.numpy(), name=path) for path, w in builder.weights()]
    model.compile(optimizer=optimizer(optimizer_spec), loss=named(keras.losses, loss),
                  metrics=[named(keras.metrics, m) for m in metrics],
                  weighted_metrics=[named(keras.metrics, m) for m in weighted_metrics] or None)
    held = len(x) // 4
    history = model.fit(
        x[held:], y[held:], batch_size=BATCH, epochs=epochs, shuffle=False, verbose=0,
        validation_data=(x[:held], y[:held]), class_weight=class_weight,
        sample_weight=None if sample_weight is None else sample_weight[held:]).history
    result = {
        "name": name, "layers": layers, "epochs": epochs, "batch_size": BATCH,
        "compile": {"optimizer": optimizer_spec, "loss": loss, "metrics": list(metrics),
                    "weighted_metrics": list(weighted_metrics)},
        "inputs": tensor(x), "targets": tensor(y), "held": held, "weights": before,
        "curves": {key: [float(v) for v in values] for key, values in history.items()},
    }
    if class_weight:
        result["class_weights"] = [class_weight[c] for c in sorted(class_weight)]
    if sample_weight is not None:
        result["sample_weights"] = tensor(sample_weight)
    return result


def table(seed, classes=None, width=5, count=64):
    """A table, with a number or a class that follows from it up to some noise."""
    rng = generator(seed)
    x = normal(rng, (count, width), "float32")
    value = x[:, 0] - 0.7 * x[:, 1] * x[:, 2] + 0.2 * normal(rng, (count,), "float32")
    if classes is None:
        return x, np.round(value, 3).astype("float32")[:, None]
    order = np.argsort(np.argsort(value))
    return x, (order * classes // count).astype("int32")


def images(seed, classes=3, size=8, count=48):
    rng = generator(seed)
    x = normal(rng, (count, size, size, 1), "float32")
    y = rng.integers(0, classes, count).astype("int32")
    for image, label in zip(x, y):
        image[label * 2:label * 2 + 3, 1:5] += 1.5
    return np.round(x, 2), y


def sequences(seed, classes=2, steps=7, width=3, count=48):
    rng = generator(seed)
    x = normal(rng, (count, steps, width), "float32")
    y = (x[:, :, 0].sum(1) > 0).astype("int32") if classes == 2 else None
    return np.round(x, 2), y


def words(seed, steps=8, count=48):
    rng = generator(seed)
    x = rng.integers(1, 12, (count, steps)).astype("int32")
    for row, length in enumerate(rng.integers(2, steps + 1, count)):
        x[row, length:] = 0
    return x, ((x == 3).any(1) | (x == 7).any(1)).astype("float32")[:, None]


def one_hot(y, classes):
    return np.eye(classes, dtype="float32")[y]


def cases():
    x, y = table(1)
    yield case(
        "regression", [
            {"Dense": {"units": 8, "activation": "relu", "kernel_regularizer": {"L2": {"l2": 0.01}},
                       "kernel_constraint": {"MaxNorm": {"max_value": 1.5}}}},
            {"Dense": {"units": 1, "bias_regularizer": {"L1": {"l1": 0.01}}}}],
        x, y, {"Huber": {"delta": 0.7}},
        {"Adam": {"learning_rate": {"ExponentialDecay": {
            "initial_learning_rate": 0.05, "decay_steps": 10, "decay_rate": 0.9}}}},
        ["mae", "RootMeanSquaredError", "R2Score", "LogCoshError"])
    yield case(
        "log_cosh", [{"Dense": {"units": 8}}, "LayerNormalization", {"PReLU": {}},
                     {"Dense": {"units": 1}}],
        x, y, "LogCosh", {"Lion": {"learning_rate": 0.003, "weight_decay": 0.01}},
        ["mse", "MeanAbsolutePercentageError"])
    yield case(
        "poisson", [{"Dense": {"units": 6, "activation": "softplus"}},
                    {"Dense": {"units": 1, "activation": "exponential"}}],
        x, np.round(np.exp(y / 2), 2), "Poisson", {"Adamax": {"learning_rate": 0.02}},
        ["Poisson", "MeanSquaredLogarithmicError"])
    x, y = table(2, 3)
    yield case(
        "classes", [{"Dense": {"units": 8, "activation": "tanh",
                               "activity_regularizer": {"L2": {"l2": 0.01}}}},
                    {"Dense": {"units": 3, "activation": "softmax"}}],
        x, y, "SparseCategoricalCrossentropy",
        {"SGD": {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}},
        ["accuracy", {"SparseTopKCategoricalAccuracy": {"k": 2}}], ["SparseCategoricalCrossentropy"],
        class_weight={0: 1.0, 1: 3.0, 2: 0.5})
    yield case(
        "divergence", [{"Dense": {"units": 6, "activation": "gelu"}},
                       {"Dense": {"units": 3, "activation": "softmax"}}],
        x, np.round(one_hot(y, 3) * 0.7 + 0.1, 3).astype("float32"), "KLDivergence",
        {"Adagrad": {"learning_rate": 0.1}}, ["KLDivergence", "CosineSimilarity"])
    yield case(
        "focal", [{"Dense": {"units": 6, "activation": "mish"}}, {"GroupNormalization": {"groups": 2}},
                  {"Dense": {"units": 3, "activation": "softmax"}}],
        x, one_hot(y, 3), {"CategoricalFocalCrossentropy": {"label_smoothing": 0.1}},
        {"Adam": {"learning_rate": 0.02, "gradient_accumulation_steps": 2}},
        ["CategoricalAccuracy", {"F1Score": {"average": "macro"}}, "AUC"])
    x, y = table(3, 2)
    labels = y.astype("float32")[:, None]
    weights = np.round(0.2 + np.abs(normal(generator(9), (64,), "float32")), 2)
    yield case(
        "two_classes", [{"Dense": {"units": 8, "activation": "relu"}},
                        {"Dense": {"units": 1, "activation": "sigmoid"}}],
        x, labels, {"BinaryCrossentropy": {"label_smoothing": 0.1}},
        {"RMSprop": {"learning_rate": 0.01, "momentum": 0.5, "centered": True}},
        ["BinaryAccuracy", "Precision", "Recall", "AUC", {"AUC": {"curve": "PR", "name": "pr"}}],
        sample_weight=weights)
    yield case(
        "hinge", [{"Dense": {"units": 6, "activation": "elu"}},
                  {"Dense": {"units": 1, "activation": "tanh"}}],
        x, labels * 2 - 1, "SquaredHinge",
        {"Nadam": {"learning_rate": 0.01, "clipnorm": 0.5}}, ["Hinge"])
    several = np.stack([x[:, 0] > 0, x[:, 1] > 0.3, x[:, 2] * x[:, 3] > 0], 1).astype("float32")
    yield case(
        "labels", [{"Dense": {"units": 10, "activation": "silu"}},
                   {"Dense": {"units": 3, "activation": "sigmoid"}}],
        x, several, "BinaryFocalCrossentropy", {"AdamW": {"learning_rate": 0.02}},
        ["BinaryAccuracy", {"AUC": {"multi_label": True}}, {"F1Score": {"average": "micro",
                                                                        "threshold": 0.5}}])
    x, y = images(4)
    yield case(
        "convolution", [{"Conv2D": {"filters": 4, "kernel_size": 3, "activation": "relu"}},
                        "BatchNormalization", "MaxPooling2D", "Flatten", {"Dense": {"units": 3}}],
        x, y, {"SparseCategoricalCrossentropy": {"from_logits": True}},
        {"SGD": {"learning_rate": {"CosineDecay": {
            "initial_learning_rate": 0.01, "decay_steps": 40, "warmup_target": 0.1,
            "warmup_steps": 10}}, "momentum": 0.9}}, ["accuracy"])
    yield case(
        "residual", [
            {"Conv2D": {"filters": 4, "kernel_size": 3, "padding": "same"}},
            {"Residual": {"projection": "auto", "activation": "relu", "layers": [
                {"Conv2D": {"filters": 6, "kernel_size": 3, "strides": 2, "padding": "same"}},
                "BatchNormalization"]}},
            {"Concatenate": {"branches": [
                [{"Conv2D": {"filters": 2, "kernel_size": 1}}],
                [{"MaxPooling2D": {"pool_size": 3, "strides": 1, "padding": "same"}}]]}},
            "GlobalAveragePooling2D", {"Dense": {"units": 3, "activation": "softmax"}}],
        x, y, "SparseCategoricalCrossentropy",
        {"Adam": {"learning_rate": 0.01, "use_ema": True, "ema_momentum": 0.9,
                  "ema_overwrite_frequency": 5}}, ["accuracy"])
    yield case(
        "autoencoder", [
            {"Conv2D": {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same",
                        "activation": "relu"}},
            {"UpSampling2D": {"size": 2}},
            {"Conv2D": {"filters": 1, "kernel_size": 3, "padding": "same"}}],
        x, x, "MeanAbsoluteError", {"Adam": {"learning_rate": 0.01}}, ["mse"])
    x, y = sequences(5)
    yield case(
        "causal", [{"Conv1D": {"filters": 4, "kernel_size": 2, "dilation_rate": 2,
                               "padding": "causal", "activation": "relu"}},
                   "GlobalAveragePooling1D", {"Dense": {"units": 2, "activation": "softmax"}}],
        x, one_hot(y, 2), {"CategoricalCrossentropy": {"label_smoothing": 0.2}},
        {"Adadelta": {"learning_rate": 1.0}}, ["accuracy", {"Precision": {"class_id": 1}}])
    masked = x.copy()
    for row, length in enumerate(generator(6).integers(2, 8, len(x))):
        masked[row, length:] = 0
    yield case(
        "lstm", ["Masking", {"LSTM": {"units": 5, "return_sequences": True}},
                 {"LSTM": {"units": 4}}, {"Dense": {"units": 1, "activation": "sigmoid"}}],
        masked, y.astype("float32")[:, None], "BinaryCrossentropy",
        {"Adam": {"learning_rate": 0.02}}, ["accuracy"])
    yield case(
        "each_step", [{"SimpleRNN": {"units": 5, "return_sequences": True}},
                      {"TimeDistributed": {"layer": {"Dense": {"units": 1}}}}],
        x, np.round(np.cumsum(x[:, :, :1], axis=1), 2), "MeanSquaredError",
        {"RMSprop": {"learning_rate": 0.01, "global_clipnorm": 1.0}}, ["mae"])
    x, y = words(7)
    yield case(
        "words", [{"Embedding": {"input_dim": 12, "output_dim": 4, "mask_zero": True}},
                  {"Bidirectional": {"layer": {"GRU": {"units": 3}}, "merge_mode": "sum"}},
                  {"Dense": {"units": 1, "activation": "sigmoid"}}],
        # Not Adam: on TensorFlow, Keras squares what each place of an id adds to its gradient by
        # itself, on other backends their sum (docs/decisions.md).
        x, y, "BinaryCrossentropy", {"SGD": {"learning_rate": 0.3, "momentum": 0.9}},
        ["accuracy", "AUC"])


if __name__ == "__main__":
    write("curves.json", __file__, list(cases()), dtype="float32")
