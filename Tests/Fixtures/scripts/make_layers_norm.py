"""Makes layers_norm.json: normalizations of Keras.

Run: pip install tensorflow-cpu safetensors && python make_layers_norm.py
"""

from fixture import write
from make_layers import case

import keras


def normalizations():
    def layer(name, shape, **arguments):
        return case(f"layer_normalization_{name}", "LayerNormalization", arguments, shape)

    yield layer("default", (4, 7))
    yield layer("rank3_epsilon", (2, 3, 17), epsilon=1e-5)
    yield layer("axis_1", (2, 3, 4), axis=1)
    yield layer("axes", (2, 3, 4, 2), axis=[-2, -1])
    yield layer("axes_apart", (2, 3, 2, 4), axis=[1, 3], center=False)
    yield layer("no_scale", (3, 5), scale=False)
    yield layer("no_weights", (3, 5), scale=False, center=False, epsilon=0.1)

    def group(name, shape, **arguments):
        return case(f"group_normalization_{name}", "GroupNormalization", arguments, shape)

    yield group("2", (2, 3, 2, 4), groups=2)
    yield group("instance", (2, 5, 3), groups=-1, center=False)
    yield group("axis_1", (2, 4, 3), groups=2, axis=1, epsilon=0.01)
    yield group("axis_2", (2, 4, 6, 3), groups=3, axis=-2, scale=False)
    yield group("vectors", (3, 6), groups=3)

    def rms(name, shape, **arguments):
        return case(f"rms_normalization_{name}", "RMSNormalization", arguments, shape)

    yield rms("default", (4, 7))
    yield rms("epsilon", (2, 3, 17), epsilon=0.1)
    yield rms("axes", (2, 3, 4), axis=[1, 2])

    def unit(name, shape, **arguments):
        return case(f"unit_normalization_{name}", "UnitNormalization", arguments, shape)

    yield unit("default", (4, 7))
    yield unit("axis_1", (2, 3, 4), axis=1)
    yield unit("axes", (2, 3, 4), axis=[1, 2])

    for training in (True, False):
        mode = "training" if training else "inference"
        yield case(f"batch_normalization_axis_1_{mode}", "BatchNormalization", {"axis": 1},
                   (3, 2, 4), training=training)
        mask = [[1, 1, 0, 1], [1, 1, 1, 1], [0, 0, 0, 0]]
        yield case(f"batch_normalization_mask_{mode}", "BatchNormalization",
                   {"momentum": 0.8}, (3, 4, 2), training=training, mask=mask)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("layers_norm.json", __file__, list(normalizations()))
