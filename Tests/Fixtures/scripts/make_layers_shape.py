"""Makes layers_shape.json: layers of Keras that move, repeat or leave out places, and PReLU.

Run: pip install tensorflow-cpu safetensors && python make_layers_shape.py
"""

from fixture import write
from make_layers import case

import keras

SHAPES = {"1D": (2, 4, 3), "2D": (2, 3, 4, 2), "3D": (1, 3, 4, 5, 1)}


def margins():
    variants = {
        "1D": {"default": None, "two": [0, 2]},
        "2D": {"default": None, "int": 1, "two": [0, 1], "nested": [[1, 0], [0, 2]]},
        "3D": {"default": None, "three": [0, 1, 2], "nested": [[1, 0], [0, 2], [1, 1]]},
    }
    for rank, paddings in variants.items():
        for name, value in paddings.items():
            for kind, field in (("ZeroPadding", "padding"), ("Cropping", "cropping")):
                arguments = {} if value is None else {field: value}
                yield case(f"{kind.lower()}{rank.lower()}_{name}", kind + rank, arguments,
                           SHAPES[rank])


def repetitions():
    yield case("up_sampling1d", "UpSampling1D", {}, SHAPES["1D"])
    yield case("up_sampling1d_3", "UpSampling1D", {"size": 3}, SHAPES["1D"])
    yield case("up_sampling2d", "UpSampling2D", {}, SHAPES["2D"])
    yield case("up_sampling2d_3_1", "UpSampling2D", {"size": [3, 1]}, SHAPES["2D"])
    # TensorFlow resizes to float32.
    yield case("up_sampling2d_bilinear", "UpSampling2D", {"interpolation": "bilinear"},
               SHAPES["2D"], dtype="float32")
    yield case("up_sampling2d_bicubic", "UpSampling2D",
               {"size": [2, 3], "interpolation": "bicubic"}, SHAPES["2D"], dtype="float32")
    yield case("up_sampling3d", "UpSampling3D", {}, (1, 2, 2, 3, 2))
    yield case("up_sampling3d_extents", "UpSampling3D", {"size": [1, 3, 2]}, (2, 2, 2, 1, 1))
    yield case("repeat_vector", "RepeatVector", {"n": 3}, (2, 4))
    yield case("repeat_vector_once", "RepeatVector", {"n": 1}, (3, 2))
    yield case("permute", "Permute", {"dims": [2, 1]}, (2, 3, 4))
    yield case("permute_rank4", "Permute", {"dims": [3, 1, 2]}, (2, 3, 4, 2))


def activations():
    yield case("p_re_lu", "PReLU", {}, (3, 5))
    yield case("p_re_lu_rank4", "PReLU", {"alpha_initializer": "ones"}, (2, 2, 3, 2))
    yield case("p_re_lu_shared", "PReLU", {"shared_axes": [1, 2]}, (2, 2, 3, 2))
    yield case("p_re_lu_shared_one", "PReLU", {"shared_axes": 1}, (2, 4, 3))


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("layers_shape.json", __file__, [*margins(), *repetitions(), *activations()])
