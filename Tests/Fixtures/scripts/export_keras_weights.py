"""Writes a Keras Sequential's weights as safetensors under the names that tfx reads.

Run: pip install tensorflow-cpu safetensors
     python export_keras_weights.py model.keras weights.safetensors

Names are `<layer>/<weight>`: `conv2d/kernel`, `conv2d_1/bias`, `dense/kernel`,
`batch_normalization/gamma` (beta, moving_mean, moving_variance). Layers are numbered within
their kind in the order of the model, as in a fresh Python process, even if this process has
built other models before; layers that were given a name keep it. Arrays are in Keras's
layouts: Dense kernels [inputs, units], Conv2D kernels [height, width, inputs, filters].
"""

import os
import re
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402  (the environment comes first)
import numpy as np  # noqa: E402
from safetensors.numpy import save_file  # noqa: E402


def snake_case(kind):
    """`BatchNormalization` → `batch_normalization`, `Conv2D` → `conv2d`, as Keras does."""
    name = re.sub(r"\W+", "", kind)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def layer_names(model):
    """The name of each layer, numbered within its kind from the model's first layer."""
    counts, names = {}, []
    for layer in model.layers:
        automatic = snake_case(type(layer).__name__)
        if re.fullmatch(rf"{automatic}(_\d+)?", layer.name):
            count = counts.get(automatic, 0)
            counts[automatic] = count + 1
            names.append(f"{automatic}_{count}" if count else automatic)
        else:
            names.append(layer.name)
    return names


def named_weights(model):
    """[(name, array)] of every weight of a built Sequential, in Keras's order."""
    result = []
    for name, layer in zip(layer_names(model), model.layers):
        for weight in layer.weights:
            if weight.dtype == "uint32":  # the seed state of Dropout's generator
                continue
            array = np.ascontiguousarray(weight.numpy())
            result.append((f"{name}/{weight.name}", array))
    return result


def export(model, path):
    """Write `model`'s weights to the safetensors file `path`; return their names."""
    weights = dict(named_weights(model))
    save_file(weights, path, metadata={"source": f"Keras {keras.__version__}"})
    return list(weights)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python export_keras_weights.py MODEL.keras WEIGHTS.safetensors")
    for exported in export(keras.models.load_model(sys.argv[1]), sys.argv[2]):
        print(exported)
