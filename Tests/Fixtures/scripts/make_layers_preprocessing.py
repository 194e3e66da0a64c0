"""Makes layers_preprocessing.json: layers of Keras that prepare numbers and categories.

Run: pip install tensorflow-cpu safetensors && python make_layers_preprocessing.py
"""

from fixture import write
from make_layers import case

import keras
import numpy as np


def of(name, kind, x, **arguments):
    """A case without gradients, of a given input."""
    dtype = None if arguments.get("output_mode", "int") == "int" else "float64"
    layer = getattr(keras.layers, kind)

    def make(dtype_=dtype, **extra):
        extra.pop("dtype")
        return layer(**extra) if dtype_ is None or kind == "IntegerLookup" else layer(
            **extra, dtype=dtype_)

    return case(name, kind, arguments, None, x=x, gradients=False, layer=make)


def numbers():
    def normalization(name, shape, **arguments):
        return case(f"normalization_{name}", "Normalization", arguments, shape)

    yield normalization("numbers", (3, 4), mean=1.5, variance=2.0)
    yield normalization("lists", (2, 3), mean=[1.0, -2.0, 0.5], variance=[0.5, 4.0, 0.0001])
    yield normalization("axis_1", (2, 3, 4), axis=1, mean=[1.0, 0.0, 2.0],
                        variance=[1.0, 2.0, 3.0])
    yield normalization("no_axis", (2, 3), axis=None, mean=0.5, variance=4.0, invert=True)

    x = np.array([[-1.5, 0.0, 0.2], [1.0, 3.4, 10.0]])
    boundaries = [0.0, 1.0, 2.0, 3.5]
    yield of("discretization_int", "Discretization", x, bin_boundaries=boundaries)
    yield of("discretization_one_boundary", "Discretization", x, bin_boundaries=[0.5])
    yield of("discretization_one_hot", "Discretization", x, bin_boundaries=boundaries,
             output_mode="one_hot")
    yield of("discretization_multi_hot", "Discretization", x, bin_boundaries=boundaries,
             output_mode="multi_hot")
    yield of("discretization_count", "Discretization", x, bin_boundaries=boundaries,
             output_mode="count")


def categories():
    ids = np.array([[3, 2, 0, 1], [0, 0, 3, 3]], "int32")
    column = np.array([[3], [0], [2]], "int32")
    yield of("category_encoding", "CategoryEncoding", ids, num_tokens=4,
             output_mode="multi_hot")
    yield of("category_encoding_one_hot", "CategoryEncoding", column, num_tokens=4,
             output_mode="one_hot")
    yield of("category_encoding_one_hot_each", "CategoryEncoding", ids, num_tokens=5,
             output_mode="one_hot")
    yield of("category_encoding_count", "CategoryEncoding", ids, num_tokens=4,
             output_mode="count")

    wide = np.array([[7, -1, 12345678], [0, 42, 100]], "int32")
    yield of("hashing", "Hashing", wide, num_bins=5)
    yield of("hashing_mask", "Hashing", wide, num_bins=5, mask_value=0)
    yield of("hashing_salt", "Hashing", wide, num_bins=7, salt=133)
    yield of("hashing_salts", "Hashing", wide, num_bins=7, salt=[133, 137])
    yield of("hashing_one_hot", "Hashing", column, num_bins=3, output_mode="one_hot")
    yield of("hashing_count", "Hashing", wide, num_bins=3, output_mode="count")

    words = np.array([[12, 1138, 42], [42, 1000, 36], [0, -7, 12]], "int32")
    vocabulary = [36, 1138, 42, 12]
    yield of("integer_lookup", "IntegerLookup", words, vocabulary=vocabulary)
    yield of("integer_lookup_mask", "IntegerLookup", words, vocabulary=vocabulary,
             mask_token=0)
    yield of("integer_lookup_oov", "IntegerLookup", words, vocabulary=vocabulary,
             num_oov_indices=3)
    yield of("integer_lookup_special", "IntegerLookup", words,
             vocabulary=[0, -1, *vocabulary], mask_token=0)
    yield of("integer_lookup_invert", "IntegerLookup",
             np.array([[1, 3, 4], [0, 2, 9]], "int32"), vocabulary=vocabulary, invert=True)
    yield of("integer_lookup_invert_mask", "IntegerLookup",
             np.array([[1, 3, 4], [0, 2, 9]], "int32"), vocabulary=vocabulary, invert=True,
             mask_token=0)
    yield of("integer_lookup_one_hot", "IntegerLookup", words[:, :1], vocabulary=vocabulary,
             output_mode="one_hot")
    yield of("integer_lookup_multi_hot", "IntegerLookup", words, vocabulary=vocabulary,
             output_mode="multi_hot", num_oov_indices=2)
    yield of("integer_lookup_count_mask", "IntegerLookup", words, vocabulary=vocabulary,
             output_mode="count", mask_token=0)


if __name__ == "__main__":
    keras.backend.set_floatx("float64")
    write("layers_preprocessing.json", __file__, [*numbers(), *categories()])
