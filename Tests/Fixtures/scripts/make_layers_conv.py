"""Makes layers_conv.json: convolutions and poolings of sequences, images and volumes in Keras.

Run: pip install tensorflow-cpu safetensors && python make_layers_conv.py
"""

from fixture import write
from make_layers import case

import keras


def convolutions():
    def conv1d(name, **arguments):
        return case(f"conv1d_{name}", "Conv1D", arguments, (2, 7, 4))

    yield conv1d("valid", filters=3, kernel_size=3)
    yield conv1d("same_strides_2", filters=3, kernel_size=[3], strides=2, padding="same",
                 activation="tanh")
    yield conv1d("causal", filters=2, kernel_size=3, padding="causal")
    yield conv1d("causal_dilation_2", filters=2, kernel_size=3, padding="causal",
                 dilation_rate=2, use_bias=False)
    yield conv1d("causal_strides_2", filters=2, kernel_size=4, padding="causal", strides=2)
    yield conv1d("groups_2", filters=4, kernel_size=3, groups=2, padding="same",
                 activation="relu")
    yield case("conv2d_groups_2", "Conv2D", {"filters": 4, "kernel_size": 3, "groups": 2},
               (2, 5, 4, 6))
    yield case("conv2d_groups_4_strides", "Conv2D",
               {"filters": 4, "kernel_size": [2, 3], "groups": 4, "strides": [2, 1],
                "padding": "same", "data_format": "channels_last"}, (1, 5, 4, 4))
    yield case("conv3d_valid", "Conv3D", {"filters": 2, "kernel_size": 2}, (2, 3, 4, 3, 2))
    yield case("conv3d_same_strides", "Conv3D",
               {"filters": 2, "kernel_size": [2, 3, 1], "strides": [1, 2, 2],
                "padding": "same", "activation": "relu"}, (1, 3, 4, 4, 2))
    yield case("conv3d_dilation", "Conv3D",
               {"filters": 1, "kernel_size": 2, "dilation_rate": [1, 2, 1],
                "use_bias": False}, (1, 2, 4, 3, 2))
    yield case("conv3d_groups_2", "Conv3D",
               {"filters": 2, "kernel_size": 2, "groups": 2}, (1, 3, 2, 3, 4))


def poolings():
    shapes = {"1D": (2, 7, 3), "2D": (2, 5, 4, 2), "3D": (1, 4, 5, 3, 2)}
    for rank in ("1D", "3D"):
        for mode in ("Max", "Average"):
            kind = f"{mode}Pooling{rank}"
            name = f"{mode.lower()}_pooling{rank.lower()}"
            # TensorFlow pools no volumes of float64.
            dtype = "float32" if rank == "3D" else "float64"
            yield case(name, kind, {"pool_size": 2}, shapes[rank], dtype=dtype)
            yield case(f"{name}_strides_1_same", kind,
                       {"pool_size": 3, "strides": 1, "padding": "same"}, shapes[rank],
                       dtype=dtype)
    yield case("average_pooling3d_extents", "AveragePooling3D",
               {"pool_size": [1, 3, 2], "strides": [1, 2, 1], "padding": "same"},
               shapes["3D"], dtype="float32")
    for rank, shape in shapes.items():
        for mode in ("Max", "Average"):
            kind = f"Global{mode}Pooling{rank}"
            name = f"global_{mode.lower()}_pooling{rank.lower()}"
            yield case(name, kind, {}, shape)
            yield case(f"{name}_keepdims", kind, {"keepdims": True}, shape)
    mask = [[1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1, 1]]
    for keepdims in (False, True):
        yield case(f"global_average_pooling1d_mask_keepdims_{keepdims}",
                   "GlobalAveragePooling1D", {"keepdims": keepdims}, shapes["1D"], mask=mask)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("layers_conv.json", __file__, [*convolutions(), *poolings()])
